"""Two people, or two workers, at the same instant: nothing is lost, nothing is there twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.database import db, transaction
from app.core.jobs import queue
from app.people.models import Person, Role
from app.publishing.feeds.models import Feed, FeedOpening, FeedRun, RunState
from app.publishing.feeds.runs import apply, begin
from app.publishing.feeds.runs.follow import follow_in_turn
from app.publishing.models import Opening
from tests.factories.people import make_person
from tests.publishing.conftest import NOON
from tests.publishing.feeds.runs.sources import answer, lever, many

pytestmark = pytest.mark.own_database


def at_once(app, act, times=2):
    """Do something from several connections, all past the same point before any goes on."""
    start = Barrier(times)

    def one(number):
        with app.app_context():
            start.wait()
            return act(number)

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))


def counts():
    db.session.expire_all()
    tables = (Feed, FeedOpening, Opening)
    return [db.session.scalar(select(func.count()).select_from(each)) for each in tables]


def work_off(run_id):
    """Do what a worker does, until a run is applied."""
    while True:
        with transaction():
            apply.apply_some(run_id, now=NOON)
        db.session.expire_all()
        if db.session.get_one(FeedRun, run_id).state is not RunState.APPLYING:
            return


def test_two_people_send_one_table_and_its_openings_are_there_once(app):
    people = [make_person(role=Role.RECRUITER).id for _ in range(2)]
    db.session.commit()

    def send(number):
        by = db.session.get_one(Person, people[number])
        with transaction():
            feed = begin.feed_of_tables(by, name="Agences", language="fr", now=NOON)
            run = begin.upload(
                feed, many(*range(300)).encode(), name="o.csv", complete=False, by=by, now=NOON
            )
        with transaction():
            begin.read_run(run.id)
        busy = True
        while busy:  # as one who presses the button again
            try:
                with transaction():
                    apply.begin_applying(run, by=by)
                busy = False
            except apply.Busy:
                pass
        work_off(run.id)
        return run.created

    assert sorted(at_once(app, send)) == [0, 300]
    assert counts() == [1, 300, 300]


def test_two_workers_on_one_run_share_its_openings(app):
    person = make_person(role=Role.RECRUITER)
    feed = begin.feed_of_tables(person, name="Agences", language="fr", now=NOON)
    run = begin.upload(
        feed, many(*range(450)).encode(), name="o", complete=True, by=person, now=NOON
    )
    begin.read_run(run.id)
    apply.begin_applying(run, by=person)
    key: UUID = run.id
    db.session.commit()

    at_once(app, lambda _number: work_off(key))

    assert counts() == [1, 450, 450]
    run = db.session.get_one(FeedRun, key)
    assert (run.state, run.done, run.created) == (RunState.DONE, 450, 450)


def test_two_workers_read_one_source_once_and_hold_no_row_meanwhile(app):
    person = make_person(role=Role.RECRUITER)
    feed = begin.follow_address(
        "ormelune", "lever", name="Lever", language="fr", by=person, now=clock.now()
    )
    key: UUID = feed.id
    db.session.commit()
    found, asked, lock = answer(lever(1, 2, 3)), [], Lock()

    def ask(address, limits, **sent):
        with lock:
            asked.append(address)
        with db.engine.connect() as other:  # settings can be changed while a site is asked
            other.execute(select(Feed.id).where(Feed.id == key).with_for_update(nowait=True))
        return found(address, limits, **sent)

    at_once(app, lambda _number: follow_in_turn(key, ask=ask), times=4)

    assert len(asked) == 1
    db.session.expire_all()
    (run,) = db.session.scalars(select(FeedRun)).all()
    assert (run.state, run.total) == (RunState.WAITING, 3)
    assert queue.redis.exists(f"alone:feed:{key}") == 0
