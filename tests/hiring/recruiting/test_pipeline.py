"""Stages: moved, refused, hired, withdrawn, undone; once each, with their author."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import activity
from app.core.database import db
from app.core.jobs import queue
from app.core.models import Activity, Message
from app.hiring.models import ApplicationState, RefusalReason, Stage
from app.hiring.recruiting import pipeline
from app.hiring.recruiting.pipeline import (
    UNDO_WINDOW,
    CannotMove,
    OutOfDate,
    hire,
    move,
    refuse,
    undo,
    withdraw,
)
from tests.factories.hiring import NOON, make_application
from tests.factories.people import make_person

RECEIVED, REVIEW, INTERVIEW, OFFER, HIRED = Stage
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def recruiter(app):
    return make_person(role="recruiter", first_name="Camille")


@pytest.fixture
def application(app):
    return make_application()


@pytest.fixture
def reason(app):
    return db.session.get_one(RefusalReason, "filled")


def kinds(application):
    acts = select(Activity).where(Activity.subject_id == application.id).order_by(Activity.id)
    return [act.kind for act in db.session.scalars(acts)][1:]  # after application.submitted


def letters(template):
    return list(db.session.scalars(select(Message).where(Message.template == template)))


def test_a_move_has_its_author_its_instant_and_its_activity(application, recruiter):
    made = move(application, REVIEW, expected=RECEIVED, by=recruiter, now=LATER)

    assert (made.by, made.at) == (recruiter, LATER)
    assert (made.from_stage, made.to_stage) == (RECEIVED, REVIEW)
    assert (application.stage, application.stage_since) == (REVIEW, LATER)
    assert kinds(application) == ["application.moved"]


def test_a_double_click_is_one_move(application, recruiter):
    move(application, REVIEW, expected=RECEIVED, by=recruiter, now=LATER)

    assert move(application, REVIEW, expected=RECEIVED, by=recruiter, now=LATER) is None
    assert len(application.moves) == 1


def test_a_page_that_is_out_of_date_is_told_who_was_faster(application, recruiter):
    made = move(application, INTERVIEW, expected=RECEIVED, by=recruiter, now=LATER)

    with pytest.raises(OutOfDate) as refusal:
        move(application, REVIEW, expected=RECEIVED, by=make_person(), now=LATER)

    assert refusal.value.move is made
    assert application.stage is INTERVIEW


def test_an_application_moves_back_too(application, recruiter):
    move(application, OFFER, expected=RECEIVED, by=recruiter, now=LATER)
    move(application, REVIEW, expected=OFFER, by=recruiter, now=LATER)

    assert application.stage is REVIEW


def test_hiring_is_a_decision_of_its_own(application, recruiter):
    with pytest.raises(CannotMove):
        move(application, HIRED, expected=RECEIVED, by=recruiter, now=LATER)

    hire(application, expected=RECEIVED, by=recruiter, now=LATER)

    assert (application.stage, application.state) == (HIRED, ApplicationState.HIRED)
    assert application.ended_at == LATER
    assert kinds(application) == ["application.hired"]


def test_hiring_twice_is_hiring_once(application, recruiter):
    hire(application, expected=RECEIVED, by=recruiter, now=LATER)

    assert hire(application, expected=RECEIVED, by=recruiter, now=LATER) is None


def test_someone_hired_can_be_moved_back(application, recruiter):
    hire(application, expected=RECEIVED, by=recruiter, now=LATER)
    move(application, OFFER, expected=HIRED, by=recruiter, now=LATER)

    assert (application.stage, application.state) == (OFFER, ApplicationState.OPEN)
    assert application.ended_at is None


def test_a_refusal_keeps_its_reason_and_its_stage(application, recruiter, reason):
    refuse(application, reason, note="Merci", expected=RECEIVED, by=recruiter, now=LATER)

    assert application.state is ApplicationState.REFUSED
    assert application.stage is RECEIVED
    assert (application.refusal_reason, application.refusal_note) == ("filled", "Merci")
    assert kinds(application) == ["application.refused"]


def test_refusing_twice_is_refusing_once(application, recruiter, reason):
    refuse(application, reason, expected=RECEIVED, by=recruiter, now=LATER)

    assert refuse(application, reason, expected=RECEIVED, by=recruiter, now=LATER) is None


def test_the_letter_of_a_refusal_leaves_when_it_can_no_longer_be_undone(
    application, recruiter, reason
):
    refuse(application, reason, note="À bientôt.", expected=RECEIVED, by=recruiter, now=LATER)

    assert pipeline.tell_refusals(now=LATER + timedelta(seconds=11)) == 0
    assert pipeline.tell_refusals(now=LATER + UNDO_WINDOW) == 1
    (letter,) = letters("hiring/mail/refused")
    assert letter.to_address == application.candidate.email
    assert "Le poste a été pourvu" in letter.text
    assert "À bientôt." in letter.text
    assert "À bientôt." in letter.html


def test_the_letter_leaves_once_however_often_the_job_runs(application, recruiter, reason):
    refuse(application, reason, expected=RECEIVED, by=recruiter, now=LATER)

    pipeline.tell_refusals(now=LATER + UNDO_WINDOW)

    assert pipeline.tell_refusals(now=LATER + timedelta(days=1)) == 0
    assert len(letters("hiring/mail/refused")) == 1


def test_a_refusal_undone_sends_no_letter(application, recruiter, reason):
    made = refuse(application, reason, expected=RECEIVED, by=recruiter, now=LATER)
    undo(made, by=recruiter, now=LATER + timedelta(seconds=9))

    pipeline.tell_refusals(now=LATER + timedelta(hours=1))

    assert application.state is ApplicationState.OPEN
    assert application.refusal_reason is None
    assert letters("hiring/mail/refused") == []


def test_a_refusal_moved_back_and_given_again_sends_one_letter(application, recruiter, reason):
    refuse(application, reason, expected=RECEIVED, by=recruiter, now=LATER)
    move(application, REVIEW, expected=RECEIVED, by=recruiter, now=LATER)
    refuse(application, reason, expected=REVIEW, by=recruiter, now=LATER)

    pipeline.tell_refusals(now=LATER + timedelta(hours=1))

    assert len(letters("hiring/mail/refused")) == 1


def test_undoing_puts_everything_back(application, recruiter):
    first = move(application, REVIEW, expected=RECEIVED, by=recruiter, now=LATER)
    second = move(application, OFFER, expected=REVIEW, by=recruiter, now=LATER + UNDO_WINDOW)

    undo(second, by=recruiter, now=LATER + UNDO_WINDOW + timedelta(seconds=5))

    assert (application.stage, application.stage_since) == (REVIEW, first.at)
    assert pipeline.last_move(application) is first
    assert kinds(application)[-1] == "application.move_undone"


def test_undoing_twice_is_undoing_once(application, recruiter):
    made = hire(application, expected=RECEIVED, by=recruiter, now=LATER)
    undo(made, by=recruiter, now=LATER)
    undo(made, by=recruiter, now=LATER)

    assert application.state is ApplicationState.OPEN
    assert kinds(application).count("application.move_undone") == 1


def test_undoing_too_late_is_refused(application, recruiter):
    made = move(application, REVIEW, expected=RECEIVED, by=recruiter, now=LATER)

    with pytest.raises(CannotMove):
        undo(made, by=recruiter, now=LATER + UNDO_WINDOW)


def test_only_the_latest_move_can_be_undone(application, recruiter):
    made = move(application, REVIEW, expected=RECEIVED, by=recruiter, now=LATER)
    move(application, OFFER, expected=REVIEW, by=recruiter, now=LATER)

    with pytest.raises(CannotMove):
        undo(made, by=recruiter, now=LATER)


def test_a_withdrawal_is_the_candidates_own_and_stays(application, recruiter, reason):
    made = withdraw(application, now=LATER)

    assert made.by is None
    assert withdraw(application, now=LATER) is None
    assert len(letters("hiring/mail/withdrawn")) == 1
    for act in (
        lambda: move(application, REVIEW, expected=RECEIVED, by=recruiter, now=LATER),
        lambda: hire(application, expected=RECEIVED, by=recruiter, now=LATER),
        lambda: refuse(application, reason, expected=RECEIVED, by=recruiter, now=LATER),
        lambda: undo(made, by=recruiter, now=LATER),
    ):
        with pytest.raises(CannotMove):
            act()
    assert application.state is ApplicationState.WITHDRAWN


def test_nobody_withdraws_after_the_decision(application, recruiter):
    hire(application, expected=RECEIVED, by=recruiter, now=LATER)

    with pytest.raises(CannotMove):
        withdraw(application, now=LATER)


def test_a_refused_application_stays_ended_while_its_candidate_has_another_one(
    application, recruiter, reason
):
    made = refuse(application, reason, expected=RECEIVED, by=recruiter, now=LATER)
    make_application(opening=application.opening, email=application.candidate.email, now=LATER)

    with pytest.raises(CannotMove):
        move(application, REVIEW, expected=RECEIVED, by=recruiter, now=LATER)
    with pytest.raises(CannotMove):
        undo(made, by=recruiter, now=LATER)


def test_reopening_a_refusal_is_undone_by_refusing_again(application, recruiter, reason):
    refuse(application, reason, expected=RECEIVED, by=recruiter, now=LATER)
    made = move(application, REVIEW, expected=RECEIVED, by=recruiter, now=LATER)

    with pytest.raises(CannotMove):
        undo(made, by=recruiter, now=LATER)


def test_the_letter_of_a_refusal_waits_in_the_queue_of_mails(application, recruiter, reason):
    refuse(application, reason, expected=RECEIVED, by=recruiter, now=LATER)
    waiting = queue.named("mail").scheduled_job_registry
    assert waiting.count == 0

    db.session.commit()

    (key,) = waiting.get_job_ids()
    assert queue.named("mail").fetch_job(key).func_name == "jobs.hiring.tell_refusals"


@pytest.fixture
def heard(app):
    """The kinds that a subscriber to every move hears of, as it hears of them."""
    kinds: list[str] = []

    def hear(act: Activity) -> None:
        kinds.append(act.kind)

    told = [f"application.{kind}" for kind in ("moved", "hired", "refused", "withdrawn")]
    activity.subscribe(hear, *told)
    yield kinds
    for kind in told:
        activity._subscribers[kind].pop(f"{hear.__module__}.{hear.__qualname__}")


def tell(*, now) -> None:
    """Let subscribers be told all that they may be, as the sweep does."""
    db.session.commit()
    activity.sweep(now=now, older_than=timedelta(0))


def test_a_move_is_told_outside_once_it_is_certain(application, recruiter, heard):
    move(application, REVIEW, expected=RECEIVED, by=recruiter, now=LATER)

    tell(now=LATER + UNDO_WINDOW - timedelta(seconds=1))
    assert heard == []

    tell(now=LATER + UNDO_WINDOW + timedelta(seconds=1))
    assert heard == ["application.moved"]


@pytest.mark.parametrize("act", ["moved", "hired", "refused"])
def test_what_is_undone_is_told_to_nobody_and_stays_in_the_log(
    application, recruiter, reason, heard, act
):
    do = {
        "moved": lambda: move(application, REVIEW, expected=RECEIVED, by=recruiter, now=LATER),
        "hired": lambda: hire(application, expected=RECEIVED, by=recruiter, now=LATER),
        "refused": lambda: refuse(application, reason, expected=RECEIVED, by=recruiter, now=LATER),
    }
    undo(do[act](), by=recruiter, now=LATER + timedelta(seconds=9))

    tell(now=LATER + timedelta(days=1))

    assert heard == []
    log = [kind for kind in kinds(application) if kind != "application.credited"]
    assert log == [f"application.{act}", "application.move_undone"]


def test_undoing_what_somebody_outside_has_heard_of_is_refused(application, recruiter, heard):
    made = hire(application, expected=RECEIVED, by=recruiter, now=LATER)
    tell(now=LATER + UNDO_WINDOW + timedelta(seconds=1))

    with pytest.raises(CannotMove):  # its request had begun in time
        undo(made, by=recruiter, now=LATER + timedelta(seconds=11))

    assert application.state is ApplicationState.HIRED


def test_what_the_candidate_does_is_told_at_once(application, heard):
    withdraw(application, now=LATER)

    tell(now=LATER + timedelta(seconds=1))

    assert heard == ["application.withdrawn"]


def test_two_moves_in_a_row_are_read_outside_only_as_each_becomes_certain(application, recruiter):
    move(application, REVIEW, expected=RECEIVED, by=recruiter, now=LATER)
    second = move(
        application, OFFER, expected=REVIEW, by=recruiter, now=LATER + timedelta(seconds=5)
    )

    def stage(seconds: int) -> Stage:
        return pipeline.settled(application, now=LATER + timedelta(seconds=seconds)).stage

    assert [stage(11), stage(12), stage(16), stage(17)] == [RECEIVED, REVIEW, REVIEW, OFFER]
    undo(second, by=recruiter, now=LATER + timedelta(seconds=16))
    assert stage(20) is REVIEW


def test_leaving_right_after_a_move_is_read_at_once(application, recruiter):
    move(application, REVIEW, expected=RECEIVED, by=recruiter, now=LATER)
    gone = withdraw(application, now=LATER + timedelta(seconds=3))

    standing = pipeline.settled(application, now=LATER + timedelta(seconds=3))

    assert (standing.state, standing.since) == (ApplicationState.WITHDRAWN, gone.at)
