"""Many answers at the same instant: one touch, or nothing, and never a bit of both."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

import jobs
from app.core import clock
from app.core.database import db
from app.core.models import Activity, Message
from app.hiring.applying.apply import submit_application
from app.hiring.models import (
    Application,
    Candidate,
    Recommendation,
    RecommendationRefusal,
    ReferrerChoice,
    Touch,
)
from app.hiring.referrals import recommendations
from app.hiring.referrals.recommendations import AcceptedAlready, HasApplied, NothingLeft
from app.people.models import Person
from app.publishing.models import Opening
from app.publishing.publish import close
from jobs.hiring import follow_recommendations
from tests.factories.hiring import NOON, make_recommendation, sent_form
from tests.factories.people import make_person
from tests.hiring.applying.test_apply_at_once import at_once, count

pytestmark = pytest.mark.own_database
MAILBOX = "nora.perrin@courriel.example"
LATER = NOON + timedelta(days=1)


@pytest.fixture
def sent_id(app):
    sent = make_recommendation(email=MAILBOX)
    db.session.commit()
    return sent.id


def accept(sent_id) -> None:
    sent = db.session.get_one(Recommendation, sent_id)
    recommendations.accept(sent, sender=None, now=LATER)


def refuse(sent_id) -> None:
    sent = db.session.get_one(Recommendation, sent_id)
    recommendations.refuse(sent, forever=False, now=LATER)


def test_fifty_acceptances_at_once_make_one_touch(app, sent_id):
    assert at_once(app, 50, lambda _number: accept(sent_id)) == [None] * 50

    assert (count(Touch), count(Candidate)) == (1, 1)
    settled = select(Activity).where(Activity.kind == "touch.settled")
    assert len(db.session.scalars(settled).all()) == 1
    assert count(Message) == 2  # the question, and one confirmation


@pytest.mark.parametrize("first", [accept, refuse])
def test_two_tabs_that_answer_differently_end_in_one_answer(app, sent_id, first):
    second = refuse if first is accept else accept

    results = at_once(app, 24, lambda number: (second if number % 2 else first)(sent_id))

    accepted = count(Touch) == 1
    assert accepted != (count(RecommendationRefusal) == 1)
    late = AcceptedAlready if accepted else NothingLeft
    assert {type(each) for each in results} <= {type(None), late}
    known = db.session.get_one(Recommendation, sent_id).name is not None
    assert known is accepted


@pytest.mark.parametrize("answer", [accept, refuse])
def test_answers_while_the_ambassador_takes_it_back_end_in_one_or_the_other(app, sent_id, answer):
    def act(number):
        sent = db.session.get(Recommendation, sent_id)
        if sent is None:
            return None
        if number % 2:
            return recommendations.take_back(sent, by=sent.ambassador, now=LATER)
        return answer(sent_id)

    results = at_once(app, 24, act)

    allowed = type(None) | AcceptedAlready | NothingLeft
    assert [each for each in results if not isinstance(each, allowed)] == []
    assert count(Touch) + count(RecommendationRefusal) in (0, 1)
    assert (count(Touch) == 1) is (
        db.session.scalar(select(Recommendation.accepted_at)) is not None
    )


def test_answers_and_the_purge_at_once_leave_one_outcome(app, sent_id):
    def act(number):
        if number % 3 == 0:
            return recommendations.forget_unanswered(now=NOON + timedelta(days=14))
        return accept(sent_id)

    results = at_once(app, 30, act)

    known = db.session.get_one(Recommendation, sent_id).name is not None
    assert known is (count(Touch) == 1)
    assert all(each is None or isinstance(each, int | NothingLeft) for each in results)


def test_a_form_sent_many_times_at_once_asks_once(app, sent_id):
    sent = db.session.get_one(Recommendation, sent_id)
    by_id, opening_id, form_id = sent.ambassador_id, sent.opening_id, uuid4()

    found = at_once(
        app,
        30,
        lambda _number: (
            make_recommendation(
                by=db.session.get_one(Person, by_id),
                opening=db.session.get_one(Opening, opening_id),
                email="paul@courriel.example",
                form_id=form_id,
            ).id
        ),
    )

    assert len(set(found)) == 1
    assert count(Recommendation) == 2
    assert count(Message) == 2


def test_two_forms_for_one_mailbox_at_once_ask_once(app, sent_id):
    sent = db.session.get_one(Recommendation, sent_id)
    by_id, opening_id = sent.ambassador_id, sent.opening_id

    at_once(
        app,
        12,
        lambda _number: (
            make_recommendation(
                by=db.session.get_one(Person, by_id),
                opening=db.session.get_one(Opening, opening_id),
                email="paul@courriel.example",
            ).id
        ),
    )

    known = select(Recommendation).where(Recommendation.email == "paul@courriel.example")
    assert len(db.session.scalars(known).all()) == 1
    assert count(Message) == 2


def test_reminders_from_two_workers_at_once_are_one_reminder(app, sent_id):
    at_once(app, 12, lambda _number: recommendations.remind(now=NOON + timedelta(days=8)))

    assert count(Message) == 2


def test_changing_ones_mind_while_applying_ends_in_one_or_the_other(app, sent_id):
    accept(sent_id)
    db.session.commit()

    def act(number):
        sent = db.session.get_one(Recommendation, sent_id)
        if number % 2:
            return recommendations.withdraw_consent(sent, now=LATER)
        form = sent_form(email=MAILBOX, came_by=sent, choice=ReferrerChoice.KEPT)
        return submit_application(sent.opening, form, now=LATER).id

    results = at_once(app, 12, act)

    unexpected = [
        each
        for each in results
        if isinstance(each, Exception) and not isinstance(each, HasApplied | NothingLeft)
    ]
    assert unexpected == []
    assert count(Application) == 1
    assert count(Touch) in (0, 1)


def test_the_job_erases_tells_and_reminds_and_a_second_run_finds_nothing(app, monkeypatch):
    monkeypatch.setattr(jobs, "application", lambda: app)
    now = clock.now()
    late = make_recommendation(now=now - timedelta(days=15))
    half = make_recommendation(now=now - timedelta(days=8))
    fresh = make_recommendation(now=now - timedelta(days=1))
    closed = make_recommendation(now=now - timedelta(days=1))
    close(closed.opening, by=make_person(role="recruiter"), now=now)
    db.session.commit()
    keys = [each.id for each in (late, half, fresh, closed)]

    follow_recommendations()
    db.session.expire_all()
    first = [db.session.get_one(Recommendation, key).name is not None for key in keys]
    written = sorted(db.session.scalars(select(Message.template)))
    follow_recommendations()

    assert first == [False, True, True, False]
    assert written == [
        "hiring/mail/consent/asked",
        "hiring/mail/consent/asked",
        "hiring/mail/consent/closed",
        "hiring/mail/consent/reminded",
    ]
    assert sorted(db.session.scalars(select(Message.template))) == written
