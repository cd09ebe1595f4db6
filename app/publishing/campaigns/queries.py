"""Reads of campaigns: one, a page of them, and what may be put into one."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload, with_polymorphic
from werkzeug.exceptions import NotFound

from app.core.database import db
from app.core.pagination import Page, paginate
from app.core.search import holds
from app.people.models import Person
from app.people.permissions import may
from app.publishing.campaigns.models import Campaign, CampaignItem
from app.publishing.campaigns.run import ENDED
from app.publishing.campaigns.states import CampaignState, stands
from app.publishing.kinds import FAMILIES, family_of, kind_of, online
from app.publishing.models import Publication, PublicationText
from app.publishing.search import fitting
from app.publishing.wording import title_of

PER_PAGE = 30
WHOLE = with_polymorphic(Publication, [each.model for each in FAMILIES.values()], flat=True)


def campaign_of(campaign_id: UUID) -> Campaign:
    """Return a campaign with its publications and audience. raises: NotFound"""
    found = db.session.scalar(
        select(Campaign)
        .where(Campaign.id == campaign_id)
        .options(
            selectinload(Campaign.items)
            .joinedload(CampaignItem.publication.of_type(WHOLE))
            .joinedload(WHOLE.team),
            selectinload(Campaign.audience_teams),
            selectinload(Campaign.audience_places),
        )
    )
    if found is None:
        raise NotFound
    return found


def campaigns(state: CampaignState | None, *, page: int, today: date) -> Page[Campaign]:
    """Return a page of campaigns, those begun to be written last first. Four statements."""
    statement = select(Campaign).options(
        joinedload(Campaign.author),
        selectinload(Campaign.items),
    )
    if state:
        statement = statement.where(stands(state, today))
    return paginate(statement.order_by(Campaign.id.desc()), page=page, per_page=PER_PAGE)


def counts(today: date) -> dict[CampaignState, int]:
    """Count the campaigns of each state. One statement."""
    columns = [func.count().filter(stands(each, today)).label(each) for each in CampaignState]
    row = db.session.execute(select(*columns).select_from(Campaign)).one()
    return dict(zip(CampaignState, row, strict=True))


def publications_called(
    person: Person, typed: str, *, now: datetime, limit: int = 8
) -> Sequence[tuple[UUID, str]]:
    """Return the key and name of what a person may put into a campaign, by a word of it.

    Those whose title holds it come first.
    """
    named_so = WHOLE.texts.any(and_(*holds(func.fold(PublicationText.title), [typed])))
    for exact in (True, False):
        fits = select(Publication.id).where(
            _seen_by(person, now), *fitting(Publication, typed, exact=exact)
        )
        found = db.session.scalars(
            select(WHOLE)
            .where(WHOLE.id.in_(fits))
            .order_by(
                named_so.desc(),
                func.coalesce(WHOLE.published_at, WHOLE.updated_at).desc(),
                WHOLE.id,
            )
            .limit(limit)
        ).all()
        if found:
            break
    return [(each.id, name_of(each)) for each in found if title_of(each)]


def publication_called(person: Person, key: UUID, *, now: datetime) -> Publication | None:
    """Return a publication that a person may put into a campaign; None for any other key."""
    return db.session.scalar(
        select(Publication).where(Publication.id == key, _seen_by(person, now))
    )


def name_of(publication: Publication) -> str:
    """Name a publication where nothing else says what it is: “Opening · Data engineer”."""
    return f"{kind_of(publication).name} · {title_of(publication)}"


def may_read(person: Person, publication: Publication) -> bool:
    """Say whether a person may read the title of what is not online: who writes such. Pure."""
    return may(person, family_of(publication).writes)


def _seen_by(person: Person, now: datetime) -> ColumnElement[bool]:
    """Return the condition that it is online, or still to come and of a family one writes."""
    ways: list[ColumnElement[bool]] = []
    for family in FAMILIES.values():
        of_family = Publication.family == family.noun
        shown = select(family.model.id).where(online(family, now))
        ways.append(and_(of_family, Publication.id.in_(shown)))
        if may(person, family.writes):
            ways.append(and_(of_family, Publication.published_at.is_(None)))
    return and_(or_(*ways), Publication.state.not_in(ENDED))
