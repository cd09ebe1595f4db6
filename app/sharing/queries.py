"""Reads for ambassadors: what they may relay, what they relayed, and links for tracking."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    Subquery,
    Uuid,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload, with_polymorphic
from werkzeug.exceptions import NotFound

from app.core.calendar import local_date
from app.core.database import db
from app.core.ids import read_code
from app.core.pagination import Page, paginate_found
from app.core.search import forgives_any
from app.people.models import Person
from app.publishing.campaigns.models import Campaign, CampaignItem
from app.publishing.campaigns.states import CampaignState, stands
from app.publishing.kinds import FAMILIES, Family, shown
from app.publishing.models import (
    Opening,
    OpeningPlace,
    Publication,
    PublicationText,
    Story,
    Variant,
    hiring_team,
    publication_themes,
)
from app.publishing.search import fitting
from app.sharing.audience import invited_to, invites
from app.sharing.models import Channel, FollowedTheme, HubDay, ReferralLink, SetAside, TrackedLink
from app.sharing.ranking import CLOSING_WITHIN, LATELY, RankingFacts, Reader

_FAMILIES = FAMILIES.values()
_HIRING = [family for family in _FAMILIES if family.takes_applications]
PER_PAGE = 20
POOL = 50  # publications of each bond that the ranking looks at
FAIR_FOR = 7  # days, today among them, over which each team's openings get their turn
SHARE = 1.5  # times what openings are shown on average: enough for one


@dataclass(frozen=True)
class RelayableFilters:
    """What the list of everything is narrowed to; "" or None: not narrowed."""

    search: str = ""
    kind: str = ""  # the noun of a family
    team: UUID | None = None
    place: UUID | None = None
    theme: UUID | None = None

    def __bool__(self) -> bool:
        return any((self.search, self.kind, self.team, self.place, self.theme))


@dataclass(frozen=True)
class Suggested:
    """A publication with the first text suggested for it, and that text's language.

    on: the first one that some networks have, by network
    """

    publication: Publication
    language: str
    words: str
    on: Mapping[Channel, str] = field(default_factory=dict)


def relayable(person: Person, now: datetime) -> ColumnElement[bool]:
    """Return the condition on publications that a person may relay now.

    now: as `published` takes it
    """
    return and_(published(now), invites(person))


def published(now: datetime) -> ColumnElement[bool]:
    """Return the condition on publications that may be relayed now, by whomever they invite.

    An opening may be relayed on its last day, whatever the hour.
    """
    today = local_date(now)
    over = [
        select(family.model.id).where(getattr(family.model, family.last_day) < today)
        for family in _FAMILIES
        if family.last_day
    ]
    return and_(
        shown(Publication, now),
        *(Publication.id.not_in(ids) for ids in over),
    )


def publication_for(person: Person, publication_id: UUID, *, now: datetime) -> Publication:
    """Return a publication that a person may relay, with what the share kit shows of it.

    raises: NotFound for anything else, as if it did not exist
    """
    theirs = select(Publication.id).where(Publication.id == publication_id, relayable(person, now))
    # by its id: through the select alone, every text there is would be joined
    one = _cards(_WHOLE.id == publication_id, _WHOLE.id.in_(theirs), few=True)
    told = one.options(joinedload(_WHOLE.themes), joinedload(_WHOLE.variants))
    found = db.session.scalars(told).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def suggested(
    ids: Iterable[UUID], language: str, *, on: Sequence[Channel] = ()
) -> dict[UUID, Suggested]:
    """Return publications by id, with what a card of the hub shows. One statement.

    language: of the reader; a publication that is not written in it comes in its own
    on: the networks whose own first text is wanted too
    """
    own = _of_first_variant(Variant.language, language)
    words = _of_first_variant(Variant.text, language)
    few = _cards(_WHOLE.id.in_(list(ids)), few=True)
    theirs = [_of_first_variant(Variant.text, language, each) for each in on]
    rows = db.session.execute(few.add_columns(own, words, *theirs).options(*_IN_ONE_STATEMENT))
    return {
        publication.id: Suggested(
            publication,
            own or publication.languages[0],
            words or "",
            {each: text or "" for each, text in zip(on, texts, strict=True)},
        )
        for publication, own, words, *texts in rows.unique()
    }


def _of_first_variant(
    column: InstrumentedAttribute[str], language: str, network: str = ""
) -> ScalarSelect[str]:
    """Select a column of a publication's first suggested text, one in this language if any.

    network: whose own text comes first, before those for every network
    """
    return (
        select(column)
        .where(Variant.publication_id == _WHOLE.id)
        .order_by(
            Variant.language != language,
            Variant.network != network,
            Variant.network != "",
            Variant.position,
        )
        .limit(1)
        .correlate(_WHOLE)
        .scalar_subquery()
    )


def everything(
    person: Person, filters: RelayableFilters, *, page: int, now: datetime
) -> Page[Publication]:
    """Return a page of all that a person may relay, the latest first.

    Three statements, five when a search finds nothing to the letter.
    """
    chosen = _chosen(filters).where(relayable(person, now))
    return paginate_found(
        lambda exact: _cards(
            _WHOLE.id.in_(chosen.where(*fitting(Publication, filters.search, exact=exact)))
        ),
        page=page,
        per_page=PER_PAGE,
        forgives=forgives_any(filters.search),
    )


def _chosen(filters: RelayableFilters) -> Select[Any]:
    chosen = select(Publication.id)
    if filters.kind:
        chosen = chosen.where(Publication.family == filters.kind)
    if filters.team:
        chosen = chosen.where(Publication.team_id == filters.team)
    if filters.place:
        there = [
            select(family.model.id).where(_is_at(family, filters.place))
            for family in _FAMILIES
            if family.place
        ]
        chosen = chosen.where(or_(*(Publication.id.in_(ids) for ids in there)))
    if filters.theme:
        about = select(publication_themes.c.publication_id).where(
            publication_themes.c.theme_id == filters.theme
        )
        chosen = chosen.where(Publication.id.in_(about))
    return chosen


def _is_at(family: Family[Any], place: UUID) -> ColumnElement[bool]:
    own: ColumnElement[bool] = getattr(family.model, f"{family.place}_id") == place
    if not family.other_places:
        return own
    return or_(own, getattr(family.model, family.other_places).any(place_id=place))


_WHOLE = with_polymorphic(Publication, [each.model for each in _FAMILIES], flat=True)


def _of(family: Family[Any]) -> Any:
    """Return a family's part of every publication."""
    return getattr(_WHOLE, family.model.__name__)


def _other_places(load: Callable[[Any], Any]) -> list[Any]:
    return [
        load(getattr(_of(each), each.other_places)).joinedload(OpeningPlace.place)
        for each in _FAMILIES
        if each.other_places
    ]


# For a few: each of their texts comes with each of their themes.
_IN_ONE_STATEMENT = (joinedload(_WHOLE.texts), joinedload(_WHOLE.themes))


def _cards(*conditions: ColumnElement[bool], few: bool = False) -> Select[Publication]:
    """Select publications, the latest first, with what every card shows of them.

    few: in one statement, where each text comes with each other place
    """
    return (
        select(_WHOLE)
        .where(*conditions)
        .options(
            joinedload(_WHOLE.team),
            joinedload(_WHOLE.cover),
            *(joinedload(getattr(_of(each), each.place)) for each in _FAMILIES if each.place),
            *_other_places(joinedload if few else selectinload),
            joinedload(_WHOLE.Story.about_person),
        )
        .order_by(_WHOLE.published_at.desc(), _WHOLE.number.desc())
    )


def reader(person: Person) -> Reader:
    """Return what the ranking knows of a person."""
    return Reader(
        id=person.id, team_id=person.team_id, place_id=person.place_id, language=person.language
    )


_PLACES = [each.model.__table__.c[f"{each.place}_id"] for each in _FAMILIES if each.place]
_LAST_DAYS = [each.model.__table__.c[each.last_day] for each in _FAMILIES if each.last_day]


def facts_for(person: Person, *, now: datetime) -> tuple[list[RankingFacts], int]:
    """Return what the ranking knows of publications that a person may relay. One statement.

    returns: the facts of the POOL latest publications and of the POOL latest of each bond that
        one may have with the person, so that a hub costs the same however many are published
        (docs/decisions/0075-what-the-hub-looks-at.md), and how many they may relay in all
    """
    link, publication = ReferralLink, Publication.id
    near = _near(person, now)
    relays = select(func.count()).where(
        link.publication_id == publication, link.declared, link.created_at > now - LATELY
    )
    languages = select(func.array_agg(PublicationText.language)).where(
        PublicationText.publication_id == publication
    )
    rows = db.session.execute(
        select(
            Publication.id,
            Publication.family,
            Publication.published_at,
            Publication.author_id,
            Publication.team_id,
            near.c.place_id,
            near.c.about_id,
            near.c.followed,
            languages.correlate(Publication).scalar_subquery().label("languages"),
            near.c.closes_on,
            near.c.hiring,
            relays.correlate(Publication).scalar_subquery().label("relays"),
            exists()
            .where(link.publication_id == publication, link.declared)
            .correlate(Publication)
            .label("ever_relayed"),
            near.c.relayed_at,
            near.c.set_aside,
            near.c.shown,
            near.c.team_shown,
            near.c.had_its_share,
            near.c.campaigns,
            select(func.count()).select_from(near).scalar_subquery().label("relayable"),
        )
        .join(near, near.c.id == publication)
        .where(publication.in_(_latest_of_each_bond(near, person, now)))
    ).mappings()
    today, found = local_date(now), [dict(row) for row in rows]
    counted = found[0]["relayable"] if found else 0
    return [_facts(each, today) for each in found], counted


def _near(person: Person, now: datetime) -> CTE:
    """Select what a person may relay, with what is cheap to know of its bonds with them."""
    openings, stories, link = Opening.__table__, Story.__table__, ReferralLink
    here = select(OpeningPlace.opening_id).where(OpeningPlace.place_id == person.place_id)
    mine, declared = link.ambassador_id == person.id, link.declared.is_(True)
    own = _grouped(link.publication_id, func.max(link.created_at), mine, declared)
    followed = _grouped(
        publication_themes.c.publication_id,
        func.array_agg(FollowedTheme.theme_id),
        FollowedTheme.person_id == person.id,
        FollowedTheme.theme_id == publication_themes.c.theme_id,
    )
    aside = _grouped(
        SetAside.publication_id, func.max(SetAside.at), SetAside.person_id == person.id
    )
    recruits = _grouped(
        hiring_team.c.opening_id, func.count(), hiring_team.c.person_id == person.id
    )
    week, put_forward = _shown_this_week(now), _put_forward(person, now)
    hires = Publication.family.in_([family.noun for family in _HIRING])
    shown = case((hires, func.coalesce(week.c.found, 0)))  # of stories, nothing is counted
    of_team = func.coalesce(func.sum(shown).over(partition_by=Publication.team_id), 0)
    return (
        select(
            Publication.id,
            Publication.published_at,
            Publication.author_id,
            Publication.team_id,
            case(
                (Publication.id.in_(here), literal(person.place_id, Uuid())),
                else_=func.coalesce(*_PLACES),
            ).label("place_id"),
            stories.c.about_person_id.label("about_id"),
            followed.c.found.label("followed"),
            put_forward.c.found.label("campaigns"),
            func.coalesce(*_LAST_DAYS).label("closes_on"),
            or_(
                openings.c.recruiter_id == person.id,
                openings.c.hiring_manager_id == person.id,
                recruits.c.found.is_not(None),
            ).label("hiring"),
            own.c.found.label("relayed_at"),
            aside.c.found.is_not(None).label("set_aside"),
            or_(own.c.found.is_not(None), aside.c.found.is_not(None)).label("over"),
            hires.label("hires"),
            func.coalesce(shown, 0).label("shown"),
            of_team.label("team_shown"),
            func.coalesce(shown > SHARE * func.avg(shown).over(), False).label("had_its_share"),
        )
        .outerjoin(openings, openings.c.id == Publication.id)
        .outerjoin(stories, stories.c.id == Publication.id)
        .outerjoin(own, own.c.publication_id == Publication.id)
        .outerjoin(followed, followed.c.publication_id == Publication.id)
        .outerjoin(put_forward, put_forward.c.publication_id == Publication.id)
        .outerjoin(aside, aside.c.publication_id == Publication.id)
        .outerjoin(recruits, recruits.c.publication_id == Publication.id)
        .outerjoin(week, week.c.publication_id == Publication.id)
        .where(relayable(person, now))
        .cte("near")
    )


def _put_forward(person: Person, now: datetime) -> Subquery:
    """Select the names of the running campaigns that invite a person, by their publications."""
    own, other = Campaign.name_fr, Campaign.name_en
    if person.language != "fr":
        own, other = other, own
    name = func.coalesce(func.nullif(own, ""), other)
    return _grouped(
        CampaignItem.publication_id,
        func.array_agg(aggregate_order_by(name, Campaign.last_on, Campaign.id)),
        CampaignItem.campaign_id == Campaign.id,
        stands(CampaignState.RUNNING, local_date(now)),
        invited_to(person),
    )


def _shown_this_week(now: datetime) -> Subquery:
    """Select to how many people each publication was shown in the days that fairness looks at."""
    since = local_date(now) - timedelta(days=FAIR_FOR - 1)
    return _grouped(HubDay.publication_id, func.sum(HubDay.times), HubDay.day >= since)


def _latest_of_each_bond(near: CTE, person: Person, now: datetime) -> CompoundSelect[UUID]:
    """Select the latest publications, the latest of each bond, and whose turn it is.

    Those that the person relayed or set aside come last.
    """
    today, c = local_date(now), near.c
    bonds: list[ColumnElement[bool]] = [
        true(),
        or_(c.about_id == person.id, c.author_id == person.id, c.hiring),
        c.team_id == person.team_id,
        c.place_id == person.place_id,
        c.campaigns.is_not(None),
        c.followed.is_not(None),
        c.closes_on.between(today, today + timedelta(days=CLOSING_WITHIN)),
    ]
    latest = (c.over, c.published_at.desc(), c.id.desc())
    turn = (c.over, c.team_shown, c.shown, c.published_at.desc(), c.id.desc())
    return union(
        *(select(c.id).where(bond).order_by(*latest).limit(POOL) for bond in bonds),
        select(c.id).where(c.hires).order_by(*turn).limit(POOL),
    )


def _grouped(
    publication_id: Any, found: ColumnElement[Any], *conditions: ColumnElement[bool]
) -> Subquery:
    """Select something of each publication that the conditions keep."""
    return (
        select(publication_id.label("publication_id"), found.label("found"))
        .where(*conditions)
        .group_by(publication_id)
        .subquery()
    )


def _facts(values: dict[str, Any], today: date) -> RankingFacts:
    del values["relayable"]
    last_day = values.pop("closes_on")
    values["days_left"] = (last_day - today).days if last_day else None
    values["followed"] = frozenset(values["followed"] or ())
    values["campaign"] = next(iter(values.pop("campaigns") or ()), "")
    values["languages"] = frozenset(values["languages"] or ())
    values["hiring"] = bool(values["hiring"])
    values["team_shown"] = int(values["team_shown"])
    values["shown"] = int(values["shown"])
    return RankingFacts(**values)


def link_by_code(code: str) -> TrackedLink | None:
    """Return the link of a code, be it of a share or somebody's own."""
    known = read_code(code)
    if known is None:
        return None
    return db.session.scalar(select(TrackedLink).where(TrackedLink.code == known))


def link_of(person: Person, link_id: UUID) -> ReferralLink:
    """Return a person's own link, with its publication.

    raises: NotFound for anyone else's, as if it did not exist
    """
    found = db.session.scalar(
        select(ReferralLink)
        .where(ReferralLink.id == link_id, ReferralLink.ambassador_id == person.id)
        .options(joinedload(ReferralLink.publication))
    )
    if found is None:
        raise NotFound
    return found


def titles(ids: Collection[UUID], language: str) -> dict[UUID, str]:
    """Return the titles of publications in a language, else in the one they have."""
    rows = db.session.execute(
        select(PublicationText.publication_id, PublicationText.title)
        .where(PublicationText.publication_id.in_(ids))
        .order_by((PublicationText.language == language).asc())
    )
    return {row.publication_id: row.title for row in rows}


def last_channel(person: Person) -> Channel | None:
    """Return where a person relayed last, None before their first relay."""
    return db.session.scalar(
        select(ReferralLink.channel)
        .where(ReferralLink.ambassador_id == person.id)
        .order_by(ReferralLink.created_at.desc(), ReferralLink.id.desc())
        .limit(1)
    )


def followed_themes(person: Person) -> Collection[UUID]:
    """Return the themes that a person follows."""
    followed = select(FollowedTheme.theme_id).where(FollowedTheme.person_id == person.id)
    return frozenset(db.session.scalars(followed))


def to_relay(person: Person, publications: Iterable[UUID], *, now: datetime) -> set[UUID]:
    """Return which of these publications a person may relay now."""
    can = relayable(person, now)
    return set(
        db.session.scalars(select(Publication.id).where(Publication.id.in_(publications), can))
    )
