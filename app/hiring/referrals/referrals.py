"""The people an ambassador brought, as far as each of them lets that ambassador see."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, load_only
from sqlalchemy.orm.attributes import set_committed_value

from app.core.database import db
from app.hiring.models import (
    Application,
    ApplicationState,
    Move,
    ReferrerChoice,
    ReferrerSees,
    RepeatedForm,
    Stage,
    Touch,
)
from app.hiring.queries.by_time import RowsShown, Stretch
from app.hiring.queries.declarations import ANSWERABLE
from app.hiring.queries.orders import SortPlace
from app.hiring.recruiting import pipeline
from app.people.models import Person
from app.policy.policy import TouchKind, TouchState
from app.sharing.models import Channel, TrackedLink


class ReferralOutcome(StrEnum):
    """How an application ended, without the reason: leaving and being refused are one."""

    HIRED = "hired"
    NOT_HIRED = "not_hired"


@dataclass(frozen=True)
class Referral:
    """One person who applied thanks to an ambassador.

    stage: only when the candidate lets every step be seen, and it goes on
    result: only when the candidate lets the outcome be seen, and there is one
    awaits: the candidate named the ambassador, who has not confirmed yet
    over: it is too late for them to confirm (app/policy/confirming.py says until when)
    moot: they had not answered when the application ended: there is nothing to confirm any more
    recommended: they kept the ambassador after a recommendation that they had accepted
    by_own_link: they came by the ambassador's permanent link
    place: where it stands among the others; two that read alike are told apart by it alone
    """

    name: str
    opening_id: UUID
    at: datetime
    channel: Channel | None
    sees: ReferrerSees
    stage: Stage | None = None
    result: ReferralOutcome | None = None
    awaits: bool = False
    over: bool = False
    moot: bool = False
    recommended: bool = False
    by_own_link: bool = False
    application_id: UUID | None = None  # for the credit's own explanation
    place: SortPlace | None = field(default=None, compare=False)


def people_brought(
    ambassador: Person, *, now: datetime, since: datetime | None = None, limit: int = 200
) -> Sequence[Referral]:
    """Return the latest people that an ambassador brought, as `people_shown` does."""
    return people_shown(ambassador, Stretch(limit), now=now, since=since).rows


def people_shown(
    ambassador: Person, stretch: Stretch, *, now: datetime, since: datetime | None = None
) -> RowsShown[Referral]:
    """Return some of the people that an ambassador brought. Two statements, whatever they did.

    A third where somebody moved one of them a moment ago, which is not certain yet.

    Only those who kept or named that ambassador, not those who removed them, answered "nobody",
    or were never asked.
    """
    brought = [
        replace(_as_seen(form, now), recommended=form.link_id is None)
        for form in _repeated(ambassador, since, stretch)
    ]
    applied = _applications(ambassador, since, stretch)
    _read_moves([each for each, _answer in applied if _is_uncertain(each, now)])
    for application, answer in applied:
        by_link = application.link_id is not None
        asked = not by_link and answer is TouchState.PENDING
        brought.append(
            replace(
                _as_seen(application, now),
                awaits=asked and application.state in ANSWERABLE,
                moot=asked and application.state not in ANSWERABLE,
                recommended=not by_link and application.choice is ReferrerChoice.KEPT,
                application_id=application.id,
            )
        )
    brought.sort(key=_time_and_key, reverse=not stretch.backwards)
    return stretch.shown(brought)


def _time_and_key(referral: Referral) -> tuple[datetime, UUID]:
    assert referral.place is not None
    return referral.place.when, referral.place.id


def people_counted(
    ambassador: Person, *, now: datetime, since: datetime | None = None
) -> tuple[int, int]:
    """Count the people brought, and those among them whose recruitment may be known.

    One statement, which reads no person.
    """
    certain = (
        select(Move.to_state)
        .where(
            Move.application_id == Application.id,
            Move.undone_at.is_(None),
            or_(Move.at <= now - pipeline.UNDO_WINDOW, Move.by_id.is_(None)),
        )
        .order_by(Move.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    told = and_(
        Application.referrer_sees != ReferrerSees.APPLIED, certain == ApplicationState.HIRED
    )
    repeated = (
        select(func.count())
        .select_from(RepeatedForm)
        .join(RepeatedForm.touch)
        .join(RepeatedForm.application)
        .where(*_repeated_by(ambassador, since))
        .correlate(None)
        .scalar_subquery()
    )
    people, known_hired, forms = db.session.execute(
        select(func.count(), func.count().filter(told), repeated)
        .select_from(Application)
        .where(*_theirs(ambassador, since))
    ).one()
    return people + (forms or 0), known_hired


def what_is_seen(
    sees: ReferrerSees, stage: Stage, state: ApplicationState
) -> tuple[Stage | None, ReferralOutcome | None]:
    """Return the stage and the result that a referrer may know. Pure."""
    if sees is ReferrerSees.APPLIED:
        return None, None
    if state is ApplicationState.OPEN:
        return (stage if sees is ReferrerSees.STAGES else None), None
    return (
        None,
        ReferralOutcome.HIRED if state is ApplicationState.HIRED else ReferralOutcome.NOT_HIRED,
    )


def _as_seen(subject: Application | RepeatedForm, now: datetime) -> Referral:
    """Return what is seen of an application, or of a form that changed nothing, all the same."""
    stood, state = subject.stage, subject.state
    if isinstance(subject, Application) and _is_uncertain(subject, now):
        standing = pipeline.settled(subject, now=now)  # what may be undone is not told yet
        stood, state = standing.stage, standing.state
    stage, result = what_is_seen(subject.referrer_sees, stood, state)
    application = subject if isinstance(subject, Application) else subject.application
    return Referral(
        name=subject.name,
        opening_id=application.opening_id,
        at=subject.at,
        channel=subject.link.channel if subject.link else None,
        by_own_link=subject.link is not None and subject.link.channel is None,
        sees=subject.referrer_sees,
        stage=stage,
        result=result,
        place=SortPlace(subject.at, subject.id),
    )


def _is_uncertain(application: Application, now: datetime) -> bool:
    """Tell whether an application was moved a moment ago, so that it may be undone. Pure."""
    untouched = application.stage_since == application.at and application.ended_at is None
    moved = max(application.stage_since, application.ended_at or application.at)
    return not untouched and moved > now - pipeline.UNDO_WINDOW


def _read_moves(applications: Sequence[Application]) -> None:
    """Read the moves of these few together, in one statement."""
    of = {each.id: list[Move]() for each in applications}
    if of:
        for move in db.session.scalars(
            select(Move).where(Move.application_id.in_(of)).order_by(Move.id)
        ):
            of[move.application_id].append(move)
    for each in applications:
        set_committed_value(each, "moves", of[each.id])


def _theirs(ambassador: Person, since: datetime | None) -> list[ColumnElement[bool]]:
    denied = exists().where(
        Touch.candidate_id == Application.candidate_id,
        Touch.publication_id == Application.opening_id,
        Touch.ambassador_id == ambassador.id,
        Touch.kind == TouchKind.DECLARATION,
        Touch.state == TouchState.REFUSED,
    )
    conditions = [
        Application.choice_ambassador_id == ambassador.id,
        or_(Application.choice == ReferrerChoice.KEPT, ~denied),
    ]
    return [*conditions, Application.at >= since] if since else conditions


def _applications(
    ambassador: Person, since: datetime | None, stretch: Stretch
) -> Sequence[Row[Application, TouchState | None]]:
    """Return the latest applications, each with what became of naming the ambassador, if they did.

    The few are found by the index alone, before anything is joined to them.
    """
    few = (
        select(Application.id)
        .where(*_theirs(ambassador, since), *stretch.beyond(Application.at, Application.id))
        .order_by(*stretch.order(Application.at, Application.id))
        .limit(stretch.limit + 1)
    )
    answer = (
        select(Touch.state)
        .where(
            Touch.candidate_id == Application.candidate_id,
            Touch.publication_id == Application.opening_id,
            Touch.ambassador_id == ambassador.id,
            Touch.kind == TouchKind.DECLARATION,
        )
        .order_by(Touch.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return db.session.execute(
        select(Application, answer)
        .where(Application.id.in_(few))
        .options(
            load_only(*(getattr(Application, name) for name in (*_OF_A_FORM, *_OF_AN_APPLICATION))),
            joinedload(Application.link).load_only(TrackedLink.channel),
        )
    ).all()


_OF_A_FORM = ("at", "name", "referrer_sees", "choice", "link_id")
_OF_AN_APPLICATION = ("candidate_id", "opening_id", "stage", "state", "stage_since", "ended_at")


def _repeated_by(ambassador: Person, since: datetime | None) -> list[ColumnElement[bool]]:
    """One whose application the ambassador brought too is no second person."""
    conditions = [
        Touch.ambassador_id == ambassador.id,
        RepeatedForm.choice == ReferrerChoice.KEPT,
        Application.choice_ambassador_id.is_distinct_from(ambassador.id),
    ]
    return [*conditions, RepeatedForm.at >= since] if since else conditions


def _repeated(
    ambassador: Person, since: datetime | None, stretch: Stretch
) -> Sequence[RepeatedForm]:
    """Return the forms that changed nothing: their senders have applied, as far as it shows."""
    return db.session.scalars(
        select(RepeatedForm)
        .join(RepeatedForm.touch)
        .join(RepeatedForm.application)
        .where(*_repeated_by(ambassador, since), *stretch.beyond(RepeatedForm.at, RepeatedForm.id))
        .options(
            load_only(
                *(getattr(RepeatedForm, name) for name in _OF_A_FORM), RepeatedForm.withdrawn_at
            ),
            joinedload(RepeatedForm.link).load_only(TrackedLink.channel),
            joinedload(RepeatedForm.application).load_only(Application.opening_id),
        )
        .order_by(*stretch.order(RepeatedForm.at, RepeatedForm.id))
        .limit(stretch.limit + 1)
    ).all()
