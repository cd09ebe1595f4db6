"""Reads of recommendations: an ambassador's own, and those whose person may be contacted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload, selectinload
from werkzeug.exceptions import NotFound

from app.core.database import db
from app.core.pagination import MANY_WAITING, Page, counted_to, paginate
from app.hiring.candidates.merge import is_another
from app.hiring.models import Application, Recommendation, ReferrerChoice, Touch
from app.hiring.queries.by_time import RowsShown, Stretch
from app.hiring.queries.orders import SortPlace
from app.hiring.queries.visibility import recruits_for
from app.people.models import Person
from app.people.permissions import Permission, may
from app.publishing.models import Opening, Publication, PublicationText
from app.sharing.queries import relayable

TO_CONTACT = 30  # rows of a page of those who may be contacted


class RecommendationState(StrEnum):
    """What an ambassador may know of a recommendation. Refused and unanswered are one."""

    SENT = "sent"
    REMINDED = "reminded"
    ACCEPTED = "accepted"
    APPLIED = "applied"
    CLOSED = "closed"  # the opening, before an answer
    OVER = "over"


@dataclass(frozen=True)
class SentRecommendation:
    """One recommendation as its ambassador sees it.

    name: of the person, once they have accepted; earlier, a refusal would stand out by its absence
    """

    recommendation: Recommendation
    standing: RecommendationState
    name: str | None

    @property
    def place(self) -> SortPlace:
        """Where it stands among the others."""
        return SortPlace(self.recommendation.sent_at, self.recommendation.id)

    @property
    def waits(self) -> bool:
        """Whether an answer may still come, as far as the ambassador may know."""
        return self.standing in (RecommendationState.SENT, RecommendationState.REMINDED)


def recommendations_shown(
    ambassador: Person, stretch: Stretch, *, now: datetime, since: datetime | None = None
) -> tuple[RowsShown[SentRecommendation], int]:
    """Return some of the recommendations that an ambassador sent, and how many there are in all.

    One statement; the number is 0 where nothing is shown.
    """
    by_time = Recommendation.sent_at, Recommendation.id
    statement = (
        select(
            Recommendation,
            _applied(),
            _counted(ambassador, since).correlate(None).scalar_subquery(),
        )
        .outerjoin(Touch, Touch.id == Recommendation.touch_id)
        .where(*_sent_by(ambassador, since), *stretch.beyond(*by_time))
        .options(lazyload(Recommendation.opening))
        .order_by(*stretch.order(*by_time))
        .limit(stretch.limit + 1)
    )
    found, number = [], 0
    for recommendation, applied, number in db.session.execute(statement):  # noqa: B007
        standing = standing_of(recommendation, applied=applied, now=now)
        known = recommendation.accepted_at is not None
        found.append(
            SentRecommendation(recommendation, standing, recommendation.name if known else None)
        )
    return stretch.shown(found), number


def recommendations_counted(ambassador: Person, *, since: datetime | None = None) -> int:
    """Count the recommendations that an ambassador sent. One statement."""
    return db.session.scalar(_counted(ambassador, since)) or 0


def _counted(ambassador: Person, since: datetime | None) -> Select[int]:
    return select(func.count(Recommendation.id)).where(*_sent_by(ambassador, since))


def _sent_by(ambassador: Person, since: datetime | None) -> list[ColumnElement[bool]]:
    theirs = [Recommendation.ambassador_id == ambassador.id]
    return [*theirs, Recommendation.sent_at >= since] if since else theirs


def standing_of(
    recommendation: Recommendation, *, applied: bool, now: datetime
) -> RecommendationState:
    """Return what an ambassador may know of a recommendation. Pure.

    Before an acceptance it reads dates alone, never whether the person is still known.
    """
    if recommendation.accepted_at:
        return RecommendationState.APPLIED if applied else RecommendationState.ACCEPTED
    if recommendation.closed_at:
        return RecommendationState.CLOSED
    if now >= recommendation.ends_at:
        return RecommendationState.OVER
    return RecommendationState.REMINDED if recommendation.reminded_at else RecommendationState.SENT


def _applied() -> Any:
    """Tell whether the person has applied since they accepted, and named nobody else."""
    kept = or_(
        Application.choice.is_(None),
        and_(
            Application.choice == ReferrerChoice.KEPT,
            Application.choice_ambassador_id == Recommendation.ambassador_id,
        ),
    )
    return exists().where(
        Application.candidate_id == Touch.candidate_id,
        Application.opening_id == Recommendation.opening_id,
        Application.at >= Recommendation.accepted_at,
        kept,
    )


def has_applied(recommendation: Recommendation) -> bool:
    """Tell whether the person has applied, for any opening, since they accepted."""
    since = (
        select(Application.id)
        .join(Touch, Touch.candidate_id == Application.candidate_id)
        .join(Recommendation, Recommendation.touch_id == Touch.id)
        .where(
            Recommendation.id == recommendation.id,
            Application.at >= Recommendation.accepted_at,
        )
    )
    return db.session.scalar(select(since.exists())) or False


def recommendations_behind(application: Application) -> Sequence[Recommendation]:
    """Return the accepted recommendations of an application's candidate for its opening.

    None when a link led to it, or when the candidate says that somebody else did, or nobody.
    """
    if application.link_id or application.choice not in (None, ReferrerChoice.KEPT):
        return []
    return db.session.scalars(
        select(Recommendation)
        .join(Touch, Touch.id == Recommendation.touch_id)
        .where(
            Touch.candidate_id == application.candidate_id,
            Recommendation.opening_id == application.opening_id,
        )
        .options(
            joinedload(Recommendation.ambassador).options(
                joinedload(Person.portrait), lazyload(Person.role_rows)
            )
        )
        .order_by(Recommendation.sent_at)
    ).all()


def recommendation_sent_by(ambassador: Person, recommendation_id: UUID) -> Recommendation:
    """Return one of an ambassador's own recommendations. raises: NotFound for anyone else's"""
    found = db.session.get(Recommendation, recommendation_id)
    if found is None or found.ambassador_id != ambassador.id:
        raise NotFound
    return found


def openings_to_recommend_for(person: Person, *, now: datetime) -> Sequence[Opening]:
    """Return the openings that a person may recommend somebody for, the latest first."""
    theirs = select(Publication.id).where(relayable(person, now))
    return db.session.scalars(
        select(Opening)
        .where(Opening.id.in_(theirs))
        .options(joinedload(Opening.place), selectinload(Opening.texts))
        .order_by(Opening.published_at.desc(), Opening.number.desc())
    ).all()


def recommendations_to_contact(person: Person, *, page: int) -> Page[Recommendation]:
    """Return a page of those who agreed to be contacted and have not applied, those left first.

    As with applications: those who move them see all, those who only see them see the ones they
    hire for, and nobody sees their own. Three statements.
    """
    statement = (
        _to_contact(person, select(Recommendation))
        .options(
            contains_eager(Recommendation.opening)
            .selectinload(Opening.texts)
            .load_only(
                PublicationText.publication_id, PublicationText.language, PublicationText.title
            ),
            joinedload(Recommendation.ambassador).options(
                joinedload(Person.portrait), lazyload(Person.role_rows)
            ),
            joinedload(Recommendation.taken_by).options(
                joinedload(Person.portrait), lazyload(Person.role_rows)
            ),
        )
        .order_by(
            Recommendation.contacted_at.is_not(None),
            Recommendation.taken_at.is_not(None),
            Recommendation.accepted_at.desc(),
            Recommendation.id,
        )
    )
    return paginate(statement, page=page, per_page=TO_CONTACT)


def recommendation_to_contact(person: Person, recommendation_id: UUID) -> Recommendation:
    """Return one of them. raises: NotFound for anybody else"""
    chosen = _to_contact(person, select(Recommendation)).where(
        Recommendation.id == recommendation_id
    )
    found: Recommendation | None = db.session.scalar(chosen)
    if found is None:
        raise NotFound
    return found


def to_contact_counted(person: Person) -> ScalarSelect[int]:
    """Return the select of how many people nobody has contacted yet, up to MANY_WAITING and one."""
    waiting = _to_contact(person, select(Recommendation.id))
    return counted_to(MANY_WAITING, waiting.where(Recommendation.contacted_at.is_(None)))


def _to_contact(person: Person, statement: Select[Any]) -> Select[Any]:
    applied = exists().where(
        Application.candidate_id == Touch.candidate_id,
        Application.opening_id == Recommendation.opening_id,
    )
    # asked of each recommendation: joined, PostgreSQL would read every touch for the few of these
    waits = select(and_(is_another(person, Touch.candidate_id), ~applied)).where(
        Touch.id == Recommendation.touch_id
    )
    chosen = (
        statement.select_from(Recommendation)
        .join(Recommendation.opening)
        .where(Recommendation.accepted_at.is_not(None), waits.scalar_subquery())
    )
    if may(person, Permission.MOVE_APPLICATIONS):
        return chosen
    if may(person, Permission.SEE_APPLICATIONS):
        return chosen.where(recruits_for(person))
    return chosen.where(false())
