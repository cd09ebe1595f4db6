"""Many at the same instant: one application for a form, one move for two recruiters."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.database import db, transaction
from app.core.models import Activity, Message, StoredFile
from app.hiring.applying.apply import submit_application
from app.hiring.applying.correct_address import TooLateToCorrect, correct_address
from app.hiring.applying.cv_reading import read_cv
from app.hiring.models import (
    Application,
    Candidate,
    CvPage,
    Move,
    ReferrerChoice,
    RefusalReason,
    RepeatedForm,
    Stage,
)
from app.hiring.models import Touch as TouchRow
from app.hiring.openings import OpeningClosed
from app.hiring.recruiting import pipeline
from app.hiring.recruiting.pipeline import CannotMove, OutOfDate
from app.publishing.models import Opening
from app.publishing.publish import close
from app.sharing.models import ReferralLink
from tests.factories.hiring import NOON, landing_of, make_application, make_cv, pdf_bytes, sent_form
from tests.factories.people import make_person
from tests.factories.sharing import make_link

pytestmark = pytest.mark.own_database
THREADS = 6  # fewer than the connections of one process


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def at_once(app: Flask, times: int, act: Callable[[int], object]) -> list[object]:
    """Do something many times in several threads, each with its own connection."""

    def one(number: int) -> object:
        with app.app_context():
            try:
                with transaction():
                    return act(number)
            except Exception as raised:
                return raised
            finally:
                db.session.remove()

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(one, range(times)))


@pytest.fixture
def link_id(app):
    link = make_link(now=NOON)
    db.session.commit()
    return link.id


def submit(link_id, form_id, **values):
    link = db.session.get_one(ReferralLink, link_id)
    form = sent_form(form_id=form_id, **{"choice": ReferrerChoice.KEPT} | values)
    opening = db.session.get_one(Opening, link.publication_id)
    return submit_application(opening, form, now=NOON).id


def test_a_form_sent_a_thousand_times_is_one_application(app, link_id):
    form_id, landing_at = uuid4(), NOON
    landing = landing_of(db.session.get_one(ReferralLink, link_id), at=landing_at)
    click = landing.click_id

    def act(_number):
        link = db.session.get_one(ReferralLink, link_id)
        again = landing_of(link, at=landing_at)
        same_click = type(again)(link, click, landing_at)
        return submit(link_id, form_id, came_by=same_click)

    found = at_once(app, 1000, act)

    assert len(set(found)) == 1
    assert [count(each) for each in (Application, Candidate, TouchRow)] == [1, 1, 1]
    assert count(Message) == 1
    kinds = select(func.count()).where(Activity.kind == "application.submitted")
    assert db.session.scalar(kinds) == 1


def test_forms_of_one_mailbox_at_once_are_one_application_and_forms_that_change_nothing(
    app, link_id
):
    found = at_once(app, 40, lambda _number: submit(link_id, uuid4()))

    assert len(set(found)) == 40
    assert (count(Application), count(RepeatedForm), count(Candidate)) == (1, 39, 1)


@pytest.mark.parametrize("forms", [1, 2], ids=["an application", "a form that changed nothing"])
def test_of_corrections_of_one_address_at_once_one_is_sent(app, link_id, forms):
    key = [submit(link_id, uuid4()) for _ in range(forms)][-1]
    db.session.commit()
    together = Barrier(THREADS)

    def act(number):
        form = db.session.get_one(Application if forms == 1 else RepeatedForm, key)
        together.wait()
        email = f"lina{number}@juste.example"
        return correct_address(form, email, sender=None, now=NOON).id

    results = at_once(app, THREADS, act)

    late = [each for each in results if isinstance(each, TooLateToCorrect)]
    assert len(late) == THREADS - 1
    assert count(Application) == 2


def test_a_file_claimed_by_two_applications_at_once_is_two_files(app, link_id):
    cv = make_cv()
    cv_id = cv.id
    db.session.commit()

    at_once(
        app,
        2,
        lambda n: submit(
            link_id,
            uuid4(),
            email=f"lina{n}@courriel.example",
            cv=db.session.get_one(StoredFile, cv_id),
        ),
    )

    assert len(set(db.session.scalars(select(Application.cv_id)))) == 2


def test_a_cv_read_by_several_workers_at_once_is_drawn_once(app, link_id):
    key = submit(link_id, uuid4(), cv=make_cv(pdf_bytes(pages=2)))
    db.session.commit()
    together = Barrier(THREADS)

    def act(_number):
        application = db.session.get_one(Application, key)
        together.wait()
        read_cv(application, now=NOON)

    assert at_once(app, THREADS, act) == [None] * THREADS
    drawn = select(func.count()).where(StoredFile.kind == "cv_page")
    assert db.session.scalar(drawn) == count(CvPage) == 2


def test_no_application_comes_in_after_its_opening_has_closed(app, link_id):
    opening_id = db.session.get_one(ReferralLink, link_id).publication_id
    recruiter = make_person(role="recruiter")
    db.session.commit()
    recruiter_id = recruiter.id

    def act(number):
        if number == 10:
            by = db.session.get_one(type(recruiter), recruiter_id)
            return close(db.session.get_one(Opening, opening_id), by=by, now=NOON)
        return submit(link_id, uuid4(), email=f"lina{number}@courriel.example")

    results = at_once(app, 40, act)

    refused = sum(isinstance(each, OpeningClosed) for each in results)
    assert count(Application) + refused == 39
    assert isinstance(at_once(app, 1, act)[0], OpeningClosed)


def test_two_recruiters_moving_at_once_make_one_move(app, link_id):
    link = db.session.get_one(ReferralLink, link_id)
    application = make_application(link=link)
    people = [make_person(role="recruiter") for _ in range(THREADS)]
    db.session.commit()
    key, keys = application.id, [each.id for each in people]

    def act(number):
        found = db.session.get_one(Application, key)
        by = db.session.get_one(type(people[0]), keys[number % THREADS])
        to = Stage.REVIEW if number % 2 else Stage.INTERVIEW
        return pipeline.move(found, to, expected=Stage.RECEIVED, by=by, now=NOON)

    results = at_once(app, 32, act)

    assert count(Move) == 1
    assert all(each is None or isinstance(each, Move | OutOfDate) for each in results)


def test_two_undos_at_once_take_one_move_back(app, link_id):
    link = db.session.get_one(ReferralLink, link_id)
    application = make_application(link=link)
    recruiter = make_person(role="recruiter")
    made = pipeline.hire(application, expected=Stage.RECEIVED, by=recruiter, now=NOON)
    db.session.commit()
    key, by_id = made.id, recruiter.id

    def act(_number):
        by = db.session.get_one(type(recruiter), by_id)
        pipeline.undo(db.session.get_one(Move, key), by=by, now=NOON)

    assert at_once(app, 8, act) == [None] * 8
    kinds = select(func.count()).where(Activity.kind == "application.move_undone")
    assert db.session.scalar(kinds) == 1


def test_a_refusal_is_told_or_undone_and_never_both(app, link_id):
    link = db.session.get_one(ReferralLink, link_id)
    recruiter = make_person(role="recruiter")
    reason = db.session.get_one(RefusalReason, "filled")
    made = [
        pipeline.refuse(
            make_application(link=link), reason, expected=Stage.RECEIVED, by=recruiter, now=NOON
        )
        for _ in range(12)
    ]
    db.session.commit()
    keys, by_id = [each.id for each in made], recruiter.id
    in_time, certain = NOON + timedelta(seconds=11), NOON + pipeline.UNDO_WINDOW

    def act(number):
        if number % 2:
            return pipeline.tell_refusals(now=certain)
        by = db.session.get_one(type(recruiter), by_id)
        return pipeline.undo(db.session.get_one(Move, keys[number // 2]), by=by, now=in_time)

    results = at_once(app, 24, act)

    assert all(each is None or isinstance(each, int | CannotMove) for each in results)
    pipeline.tell_refusals(now=certain)
    undone = db.session.scalar(select(func.count()).where(Move.undone_at.is_not(None)))
    both = Move.undone_at.is_not(None) & Move.told_at.is_not(None)
    told = select(func.count()).where(Message.template == "hiring/mail/refused")
    assert db.session.scalar(select(func.count()).where(both)) == 0
    assert db.session.scalar(told) + undone == 12
