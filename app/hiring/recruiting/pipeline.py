"""The stages of an application: moved, refused, hired, withdrawn, and each of them undone.

Every verb locks the application's row. Asked for twice (a double click), it acts once; from a
page that is out of date, it says who was faster. What staff do becomes certain a moment later:
until then it can be undone, and nobody outside hears of it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import contains_eager

from app.core import activity, jobs
from app.core.calendar import local_date
from app.core.database import db
from app.core.errors import Refusal
from app.core.models import Activity
from app.hiring import letters
from app.hiring.candidates.merge import group_of, lock_group
from app.hiring.models import (
    Application,
    ApplicationState,
    Move,
    RefusalReason,
    RepeatedForm,
    Stage,
)
from app.people.models import Person

# Ten seconds on screen, two for the way: until then nothing is told to anyone outside.
UNDO_WINDOW = timedelta(seconds=12)
NOTE_LENGTH = 2000
TOO_LATE_TO_UNDO = _l("The time to undo is over. Move the application back instead.")


@dataclass(frozen=True)
class Standing:
    """Where an application stands, and since when."""

    stage: Stage
    state: ApplicationState
    since: datetime


class CannotMove(Refusal):
    """The application is not in a state that this act begins from."""

    code = "cannot_move"


class OutOfDate(Refusal):
    """Somebody changed the application since the page was shown.

    move: what they did
    """

    code = "out_of_date"

    def __init__(self, sentence: str | LazyString, move: Move | None) -> None:
        super().__init__(sentence)
        self.move = move


def move(
    application: Application, to: Stage, *, expected: Stage, by: Person, now: datetime
) -> Move | None:
    """Put an application at another stage, open again if it had been refused or hired.

    expected: the stage that the page showed
    returns: the move; None when it is there already
    raises: OutOfDate, CannotMove for one that was withdrawn, or to "hired", which is `hire`
    """
    _lock(application)
    _must_stand(application)
    if application.state is ApplicationState.WITHDRAWN:
        raise CannotMove(
            _l("The candidate has withdrawn: this application can no longer be moved.")
        )
    if to is Stage.HIRED:
        raise CannotMove(_l("Use “Hire” to record a recruitment."))
    if application.stage is to and application.state is ApplicationState.OPEN:
        return None
    _must_be_at(application, expected)
    if application.state is not ApplicationState.OPEN and _open_elsewhere(application):
        raise CannotMove(
            _l("The candidate has applied again for this opening: use that application.")
        )
    return _change(application, to, ApplicationState.OPEN, by=by, now=now, kind="moved")


def hire(
    application: Application,
    *,
    starts_on: date | None = None,
    expected: Stage,
    by: Person,
    now: datetime,
) -> Move | None:
    """Record that a candidate is recruited; None when that is recorded already.

    starts_on: their first day of work; None while it is not known
    raises: OutOfDate, CannotMove
    """
    _lock(application)
    if application.state is ApplicationState.HIRED:
        return None
    _must_stand(application)
    _must_be_open(application)
    _must_be_at(application, expected)
    if _recruited_elsewhere(application):
        raise CannotMove(
            _l("This person is recruited for this opening already, by another application.")
        )
    if starts_on and starts_on < local_date(application.at):
        raise CannotMove(
            _l("Nobody starts before they have applied. Check the date."), code="start"
        )
    made = _change(application, Stage.HIRED, ApplicationState.HIRED, by=by, now=now, kind="hired")
    made.starts_on = starts_on
    return made


def refuse(
    application: Application,
    reason: RefusalReason,
    *,
    note: str = "",
    without_letter: bool = False,
    expected: Stage,
    by: Person,
    now: datetime,
) -> Move | None:
    """Refuse an application; its letter leaves when this can no longer be undone.

    note: for the candidate, after the reason's own sentence, or in the place of a missing one
    without_letter: the candidate was told by other means; their page says so all the same
    returns: the move; None when it is refused already
    raises: OutOfDate, CannotMove
    """
    _lock(application)
    if application.state is ApplicationState.REFUSED:
        return None
    _must_stand(application)
    _must_be_open(application)
    _must_be_at(application, expected)
    if not (reason.says_why or note):
        raise CannotMove(
            _l("Write a word of your own: with this reason it is all that the candidate reads."),
            code="no_reason",
        )
    jobs.enqueue("jobs.hiring.tell_refusals", queue_name="mail", after=UNDO_WINDOW)
    made = _change(
        application,
        application.stage,
        ApplicationState.REFUSED,
        by=by,
        now=now,
        kind="refused",
        reason=reason,
        note=note,
    )
    made.without_letter = without_letter
    return made


def withdraw(application: Application, *, now: datetime) -> Move | None:
    """Let a candidate leave; None when they have left already.

    raises: CannotMove once the decision is taken
    """
    _lock(application)
    if application.state is ApplicationState.WITHDRAWN:
        return None
    _must_be_open(application)
    made = _change(
        application,
        application.stage,
        ApplicationState.WITHDRAWN,
        by=None,
        now=now,
        kind="withdrawn",
    )
    letters.tell_withdrawal(application, now=now)
    return made


def undo(undone: Move, *, by: Person, now: datetime) -> None:
    """Take a move back within its window, as if it had not been; twice changes nothing.

    raises: CannotMove when it is too late, or something was done since
    """
    application = undone.application
    _lock(application)
    db.session.refresh(undone, with_for_update={"of": Move})  # its letter may be being written
    if undone.undone_at:
        return
    if not can_undo(undone, now=now):
        raise CannotMove(TOO_LATE_TO_UNDO)
    reopens = undone.from_state is ApplicationState.OPEN is not application.state
    if last_move(application) is not undone or (reopens and _open_elsewhere(application)):
        raise CannotMove(_l("Something has been done since: this can no longer be undone."))
    _call_off(undone, now=now)
    undone.undone_at = now
    application.stage = undone.from_stage
    application.refusal, application.refusal_note = None, ""
    earlier = last_move(application)
    _end(application, undone.from_state, earlier.at if earlier else application.at)
    activity.record(
        "application.move_undone", application, by=by, data={"move": str(undone.id)}, now=now
    )


def can_undo(made: Move, *, now: datetime) -> bool:
    """Say whether a move may still be taken back. Pure.

    Not the reopening of a refusal: its reason is gone.
    """
    reopened = made.from_state is ApplicationState.REFUSED
    return now < certain_from(made) and made.told_at is None and not reopened


def certain_from(made: Move) -> datetime:
    """Return from when a move can no longer be undone; a candidate's own stands at once. Pure."""
    return made.at + UNDO_WINDOW if made.by_id else made.at


def last_move(application: Application) -> Move | None:
    """Return the latest move that was not undone. Pure."""
    return next((move for move in reversed(application.moves) if not move.undone_at), None)


def settled(application: Application | RepeatedForm, *, now: datetime) -> Standing:
    """Return where an application stands for everybody outside: at its last certain move. Pure."""
    moves = [move for move in application.moves if not move.undone_at]
    certain = [move for move in moves if now >= certain_from(move)]
    if certain:
        last = certain[-1]
        return Standing(last.to_stage, last.to_state, last.at)
    if moves:
        return Standing(moves[0].from_stage, moves[0].from_state, application.at)
    return Standing(application.stage, application.state, application.stage_since)


def reached(application: Application | RepeatedForm, *, now: datetime) -> dict[Stage, datetime]:
    """Return when an application last came to each stage, as far as that is certain. Pure."""
    return {
        move.to_stage: move.at
        for move in application.moves
        if not move.undone_at and now >= certain_from(move)
    }


def note_seen(application_id: UUID, *, now: datetime) -> None:
    """Note that a recruiter has opened an application: it is no longer new."""
    db.session.execute(
        update(Application)
        .where(Application.id == application_id, Application.seen_at.is_(None))
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )


def tell_refusals(*, now: datetime) -> int:
    """Write the letters of refusals that can no longer be undone; returns how many."""
    waiting = db.session.scalars(
        select(Move)
        .where(
            Move.to_state == ApplicationState.REFUSED,
            Move.from_state != ApplicationState.REFUSED,
            Move.told_at.is_(None),
            Move.undone_at.is_(None),
            Move.at <= now - UNDO_WINDOW,
        )
        .join(Move.application)
        .order_by(Move.id)
        .limit(100)
        .options(contains_eager(Move.application))
        .with_for_update(of=[Move, Application], skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for refused in waiting:
        refused.told_at = now
        reason = refused.application.refusal
        if refused.without_letter:
            continue
        if reason and last_move(refused.application) is refused:
            letters.tell_refusal(refused.application, reason, now=now)
    return len(waiting)


def _call_off(undone: Move, *, now: datetime) -> None:
    """Let subscribers never hear of a move. raises: CannotMove when they have, or are hearing"""
    told = db.session.scalar(
        select(Activity).where(
            Activity.subject_type == Application.__tablename__,
            Activity.subject_id == undone.application_id,
            Activity.data["move"].as_string() == str(undone.id),
            Activity.certain_at.is_not(None),
        )
    )
    if told is None:  # recorded before acts said until when they can be undone
        return
    try:
        activity.call_off(told, now=now)
    except activity.AlreadyCertain as certain:
        raise CannotMove(TOO_LATE_TO_UNDO) from certain


def _lock(application: Application) -> None:
    """Take the row as it is now, and keep others from changing it before we commit.

    Nor does its candidate send another form, or get merged, meanwhile.
    """
    lock_group(application.candidate_id)
    db.session.refresh(application, with_for_update={"of": Application})
    db.session.refresh(application, ["moves"])


def _must_be_open(application: Application) -> None:
    if application.state is ApplicationState.WITHDRAWN:
        raise CannotMove(
            _l("The candidate has withdrawn: this application can no longer be moved.")
        )
    if application.state is not ApplicationState.OPEN:
        raise CannotMove(_l("A decision has been taken. Move the application back first."))


def _must_be_at(application: Application, expected: Stage) -> None:
    if application.stage is not expected:
        raise OutOfDate(
            _l("This application has been moved since you opened the page. Look again."),
            last_move(application),
        )


def _must_stand(application: Application) -> None:
    if application.repeats_id:
        raise CannotMove(
            _l("This application repeats an earlier one of the same person: use that one.")
        )


def _open_elsewhere(application: Application) -> bool:
    """Tell whether the same person has another application open to the same opening."""
    return bool(
        db.session.scalar(
            select(Application.id).where(
                *_others_of(application), Application.state == ApplicationState.OPEN
            )
        )
    )


def _recruited_elsewhere(application: Application) -> bool:
    """Tell whether another application of the same person ended this same recruitment."""
    return bool(
        db.session.scalar(
            select(Application.id).where(
                *_others_of(application),
                Application.state == ApplicationState.HIRED,
                Application.ended_at > application.at,
            )
        )
    )


def _others_of(application: Application) -> tuple[ColumnElement[bool], ...]:
    return (
        Application.candidate_id.in_(group_of(application.candidate_id)),
        Application.opening_id == application.opening_id,
        Application.repeats_id.is_(None),
        Application.id != application.id,
    )


def _change(
    application: Application,
    stage: Stage,
    state: ApplicationState,
    *,
    by: Person | None,
    now: datetime,
    kind: str,
    reason: RefusalReason | None = None,
    note: str = "",
) -> Move:
    data = {"reason": reason.code} if reason else {}
    made = Move(
        at=now,
        by=by,
        from_stage=application.stage,
        from_state=application.state,
        to_stage=stage,
        to_state=state,
    )
    application.moves.append(made)
    application.stage = stage
    application.seen_at = application.seen_at or now
    application.refusal, application.refusal_note = reason, note
    _end(application, state, now)
    db.session.flush()
    activity.record(
        f"application.{kind}",
        application,
        by=by,
        data={
            "move": str(made.id),
            "from": made.from_stage,
            "from_state": made.from_state,
            "to": stage,
            **data,
        },
        now=now,
        certain_at=certain_from(made) if made.by_id else None,
    )
    return made


def _end(application: Application, state: ApplicationState, since: datetime) -> None:
    application.state = state
    application.stage_since = since
    application.ended_at = None if state is ApplicationState.OPEN else since
