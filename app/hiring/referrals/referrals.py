"""The people an ambassador brought, as far as each of them lets that ambassador see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import defer, joinedload, lazyload, selectinload

from app.core.database import db
from app.hiring.models import (
    Application,
    ApplicationState,
    ReferrerChoice,
    ReferrerSees,
    RepeatedForm,
    Stage,
    Touch,
)
from app.hiring.recruiting import pipeline
from app.people.models import Person
from app.policy.policy import TouchKind, TouchState
from app.publishing.models import Opening
from app.sharing.models import Channel, ReferralLink


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
    recommended: they kept the ambassador after a recommendation that they had accepted
    """

    name: str
    opening: Opening
    at: datetime
    channel: Channel | None
    sees: ReferrerSees
    stage: Stage | None = None
    result: ReferralOutcome | None = None
    awaits: bool = False
    over: bool = False
    recommended: bool = False
    application_id: UUID | None = None  # for the credit's own explanation


def people_brought(ambassador: Person, *, now: datetime, limit: int = 200) -> list[Referral]:
    """Return the people an ambassador brought, the latest first. Four statements.

    Only those who kept or named that ambassador, not those who removed them, answered "nobody",
    or were never asked.
    """
    declared = _declarations(ambassador)
    brought = [_as_seen(form, now) for form in _repeated(ambassador, limit)]
    for application in _applications(ambassador, limit):
        answer = declared.get((application.candidate_id, application.opening_id))
        by_link = application.link is not None
        brought.append(
            replace(
                _as_seen(application, now),
                awaits=not by_link and answer is TouchState.PENDING,
                recommended=not by_link and application.choice is ReferrerChoice.KEPT,
                application_id=application.id,
            )
        )
    return sorted(brought, key=lambda referral: referral.at, reverse=True)[:limit]


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
    standing = pipeline.settled(subject, now=now)
    stage, result = what_is_seen(subject.referrer_sees, standing.stage, standing.state)
    return Referral(
        name=subject.name,
        opening=subject.opening,
        at=subject.at,
        channel=subject.link.channel if subject.link else None,
        sees=subject.referrer_sees,
        stage=stage,
        result=result,
    )


# Without titles: pages that show them read them together, and the hub shows none.
_NAMED = (joinedload(Opening.place), lazyload(Opening.texts))


def _applications(ambassador: Person, limit: int) -> Sequence[Application]:
    denied = exists().where(
        Touch.candidate_id == Application.candidate_id,
        Touch.publication_id == Application.opening_id,
        Touch.ambassador_id == ambassador.id,
        Touch.kind == TouchKind.DECLARATION,
        Touch.state == TouchState.REFUSED,
    )
    return db.session.scalars(
        select(Application)
        .where(
            Application.choice_ambassador_id == ambassador.id,
            or_(Application.choice == ReferrerChoice.KEPT, ~denied),
        )
        .options(
            joinedload(Application.candidate),
            joinedload(Application.link),
            joinedload(Application.opening).options(*_NAMED),
            selectinload(Application.moves),
            defer(Application.cv_text),
        )
        .order_by(Application.at.desc())
        .limit(limit)
    ).all()


def _declarations(ambassador: Person) -> dict[tuple[UUID, UUID | None], TouchState]:
    """Return what became of being named, by candidate and opening; the latest answer counts."""
    rows = db.session.execute(
        select(Touch.candidate_id, Touch.publication_id, Touch.state)
        .where(Touch.ambassador_id == ambassador.id, Touch.kind == TouchKind.DECLARATION)
        .order_by(Touch.id)
    )
    return {(row.candidate_id, row.publication_id): row.state for row in rows}


def _repeated(ambassador: Person, limit: int) -> Sequence[RepeatedForm]:
    """Return the forms that changed nothing: their senders have applied, as far as it shows.

    One whose application the ambassador brought too is no second person.
    """
    return db.session.scalars(
        select(RepeatedForm)
        .join(RepeatedForm.link)
        .join(RepeatedForm.application)
        .where(
            ReferralLink.ambassador_id == ambassador.id,
            Application.choice_ambassador_id.is_distinct_from(ambassador.id),
        )
        .options(
            joinedload(RepeatedForm.link),
            joinedload(RepeatedForm.application).joinedload(Application.opening).options(*_NAMED),
        )
        .order_by(RepeatedForm.at.desc())
        .limit(limit)
    ).all()
