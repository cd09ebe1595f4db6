"""Two people match a name, or a job runs twice, at the same instant."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.attribution.deciding import confirmations, decide
from app.core.database import db
from app.core.models import Message
from app.hiring.models import Application, ReferrerChoice, Touch, TypedName, TypedNameState
from app.hiring.referrals import declarations, typed_names
from app.hiring.referrals.typed_names import CannotAsk, CannotMatch
from app.people.models import Person
from app.policy.policy import TouchState
from tests.factories.hiring import NOON, make_application
from tests.factories.people import make_person
from tests.hiring.applying.test_apply_at_once import at_once

pytestmark = pytest.mark.own_database


def letters(template: str) -> int:
    found = select(func.count()).where(Message.template == f"hiring/mail/{template}")
    return db.session.scalars(found).one()


@pytest.fixture
def typed_name_id(app):
    application = make_application(choice=ReferrerChoice.NAMED, named="Maëlle")
    db.session.commit()
    return typed_names.current_typed_name(application).id


def test_a_name_that_several_match_at_once_is_matched_to_one(app, typed_name_id):
    by = make_person(role="recruiter").id
    meant = [make_person(first_name="Maëlle", last_name=f"Un{n}").id for n in range(6)]

    def act(number: int) -> bool:
        return typed_names.match(
            db.session.get_one(TypedName, typed_name_id),
            db.session.get_one(Person, meant[number]),
            by=db.session.get_one(Person, by),
            now=NOON,
        )

    found = at_once(app, 6, act)

    assert found.count(True) == 1
    assert sum(isinstance(each, CannotMatch) for each in found) == 5
    assert db.session.scalars(select(Touch.state)).all() == [TouchState.PENDING]
    assert db.session.get_one(TypedName, typed_name_id).state is TypedNameState.MATCHED
    assert letters("declared") == 1


def test_a_candidate_whom_several_ask_at_once_gets_one_message(app, typed_name_id):
    by = make_person(role="recruiter").id

    def act(_number: int) -> bool:
        typed_name = db.session.get_one(TypedName, typed_name_id)
        return typed_names.ask_candidate(typed_name, by=db.session.get_one(Person, by), now=NOON)

    assert at_once(app, 6, act).count(True) == 1
    assert letters("who") == 1


def test_an_ambassador_whom_several_ask_once_more_at_once_gets_one_message(app):
    make_person(first_name="Maëlle", last_name="Kerdoncuff")
    application = make_application(choice=ReferrerChoice.NAMED, named="Maëlle Kerdoncuff")
    by = make_person(role="recruiter").id
    db.session.commit()
    key = typed_names.current_typed_name(application).id

    def act(_number: int) -> bool:
        return typed_names.ask_again(
            db.session.get_one(TypedName, key),
            by=db.session.get_one(Person, by),
            now=NOON,
        )

    assert at_once(app, 6, act).count(True) == 1
    assert letters("asked_again") == 1


def confirm_meanwhile(app, monkeypatch):
    """Have the ambassador confirm in another transaction, just after the name is locked."""
    lock = typed_names._lock

    def confirms(_number: int) -> bool:
        touch = db.session.scalars(select(Touch)).one()
        return declarations.confirm(touch, by=touch.ambassador, now=NOON)

    def lock_then_wait(of: TypedName) -> Application:
        locked = lock(of)
        assert at_once(app, 1, confirms) == [True]
        return locked

    monkeypatch.setattr(typed_names, "_lock", lock_then_wait)


def test_who_answers_while_they_are_asked_once_more_is_not_written_to(app, monkeypatch):
    make_person(first_name="Maëlle", last_name="Kerdoncuff")
    application = make_application(choice=ReferrerChoice.NAMED, named="Maëlle Kerdoncuff")
    recruiter = make_person(role="recruiter")
    db.session.commit()
    typed_name = typed_names.current_typed_name(application)
    confirm_meanwhile(app, monkeypatch)
    with pytest.raises(CannotAsk):
        typed_names.ask_again(typed_name, by=recruiter, now=NOON)

    db.session.rollback()
    assert letters("asked_again") == 0


def test_a_match_confirmed_while_it_is_taken_back_stays_confirmed(app, monkeypatch):
    make_person(first_name="Maëlle", last_name="Kerdoncuff")
    application = make_application(choice=ReferrerChoice.NAMED, named="Maëlle Kerdoncuff")
    recruiter = make_person(role="recruiter")
    db.session.commit()
    typed_name = typed_names.current_typed_name(application)
    confirm_meanwhile(app, monkeypatch)
    with pytest.raises(CannotMatch):
        typed_names.correct(typed_name, by=recruiter, now=NOON)

    db.session.rollback()
    assert db.session.scalars(select(Touch.state)).one() is TouchState.OK


def test_reminders_leave_once_when_the_job_runs_several_times_at_once(app):
    make_person(first_name="Maëlle", last_name="Kerdoncuff")
    make_application(choice=ReferrerChoice.NAMED, named="Maëlle Kerdoncuff")
    db.session.commit()

    sent = at_once(app, 6, lambda _number: confirmations.remind(now=NOON + timedelta(days=7)))

    assert sum(sent) == letters("reminded") == 1


def test_candidates_are_told_once_when_the_job_runs_several_times_at_once(app, typed_name_id):
    now = NOON + timedelta(days=7)

    sent = at_once(app, 6, lambda _number: confirmations.tell_candidates(now=now))

    assert sum(sent) == letters("unconfirmed") == 1


def test_that_it_is_over_is_told_once_when_the_job_runs_several_times_at_once(app):
    make_person(first_name="Maëlle", last_name="Kerdoncuff")
    application = make_application(choice=ReferrerChoice.NAMED, named="Maëlle Kerdoncuff")
    late = NOON + timedelta(days=15)
    decide.decide_candidate(application.candidate_id, now=late)
    db.session.commit()

    sent = at_once(app, 6, lambda _number: confirmations.tell_over(now=late))

    assert sum(sent) == letters("over") == 1
