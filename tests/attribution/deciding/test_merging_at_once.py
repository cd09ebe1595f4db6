"""Merging while others merge, apply, hire or decide: one thing at a time for one person."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from app.attribution.deciding import merging
from app.attribution.deciding.decide import decide_candidate
from app.attribution.ledger import entries
from app.attribution.ledger.verify import verify_ledger
from app.attribution.rule.facts import Ruling
from app.core.database import db, transaction
from app.hiring.applying.apply import submit_application
from app.hiring.candidates.merge import CannotMerge, group_of
from app.hiring.models import Application, ApplicationState, Candidate, CandidatePair, Stage
from app.hiring.recruiting import pipeline
from app.hiring.recruiting.pipeline import CannotMove
from app.people.models import Person
from app.publishing.models import Opening
from tests.factories.hiring import NOON, make_application, sent_form
from tests.factories.people import make_person
from tests.factories.publishing import make_published_opening

pytestmark = pytest.mark.own_database
THREADS = 6
LATER = NOON + timedelta(hours=1)
Act = Callable[[], object]


def at_once(app: Flask, acts: list[Act]) -> list[object]:
    """Do several things at the same time, each in its own transaction and connection."""

    def one(act: Act) -> object:
        with app.app_context():
            try:
                with transaction():
                    act()
            except (CannotMove, CannotMerge) as refused:
                return refused
            finally:
                db.session.remove()
        return None

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(one, acts))


@pytest.fixture
def recruiter_id(app) -> UUID:
    found = make_person(role="recruiter").id
    db.session.commit()
    return found


@pytest.fixture
def opening_id(app) -> UUID:
    found = make_published_opening().id
    db.session.commit()
    return found


def applied(opening_id: UUID, count: int) -> list[Application]:
    """Applications to one opening, each from a mailbox of its own, decided."""
    opening = db.session.get_one(Opening, opening_id)
    found = [
        make_application(opening=opening, email=f"lina{n}@courriel.example", now=NOON)
        for n in range(count)
    ]
    for each in found:
        decide_candidate(each.candidate_id, now=NOON)
        db.session.commit()  # one person a transaction, as for everybody
    return found


def merge(one: UUID, other: UUID, recruiter_id: UUID) -> Act:
    def act() -> object:
        first, second = (db.session.get_one(Candidate, each) for each in (one, other))
        by = db.session.get_one(Person, recruiter_id)
        return merging.merge(first, second, by=by, now=LATER)

    return act


def hire(application_id: UUID, recruiter_id: UUID) -> Act:
    def act() -> object:
        application = db.session.get_one(Application, application_id)
        by = db.session.get_one(Person, recruiter_id)
        return pipeline.hire(application, expected=Stage.RECEIVED, by=by, now=LATER)

    return act


def apply(opening_id: UUID, email: str) -> Act:
    def act() -> object:
        opening = db.session.get_one(Opening, opening_id)
        return submit_application(opening, sent_form(email=email), now=LATER)

    return act


def decide(candidate_id: UUID) -> Act:
    return lambda: decide_candidate(candidate_id, now=LATER)


def settled() -> None:
    """Whoever came first, nothing is left half done, and each line of the ledger holds."""
    for candidate in db.session.query(Candidate).all():
        decide_candidate(candidate.id, now=LATER)
        db.session.commit()
    for each in db.session.query(Application):
        assert (entries.in_force([each.id])[each.id].reason == Ruling.REPEATS_EARLIER) == bool(
            each.repeats_id
        )
    assert verify_ledger(replay=True).finding is None


def test_merging_two_each_way_at_once_is_one_merge(app, opening_id, recruiter_id):
    one, other = (each.candidate_id for each in applied(opening_id, 2))

    results = at_once(app, [merge(one, other, recruiter_id), merge(other, one, recruiter_id)] * 4)

    assert results == [None] * 8
    assert db.session.query(CandidatePair).count() == 1
    settled()


def test_merging_in_a_ring_at_once_makes_one_person_and_no_ring(app, opening_id, recruiter_id):
    ids = [each.candidate_id for each in applied(opening_id, 4)]

    at_once(app, [merge(ids[n], ids[(n + 1) % 4], recruiter_id) for n in range(4)])

    assert group_of(ids[0]) == sorted(ids)
    assert db.session.query(CandidatePair).count() == 3
    standing = db.session.query(Application).filter(Application.repeats_id.is_(None)).all()
    assert len(standing) == 1
    settled()


def test_a_form_that_comes_during_a_merge_makes_one_open_application(app, opening_id, recruiter_id):
    first = applied(opening_id, 1)[0].candidate_id
    make_application(opening=make_published_opening(), email="autre@courriel.example", now=NOON)
    db.session.commit()
    second = db.session.query(Candidate).filter_by(email="autre@courriel.example").one().id

    forms = [apply(opening_id, "autre@courriel.example") for _ in range(4)]
    at_once(app, [*forms[:2], merge(first, second, recruiter_id), *forms[2:]])

    to_it = db.session.query(Application).filter(Application.opening_id == opening_id)
    assert to_it.filter(Application.repeats_id.is_(None)).count() == 1
    assert to_it.count() == 2
    settled()


@pytest.mark.parametrize("turn", range(3))
def test_a_merge_during_a_recruitment_leaves_one_recruitment(app, opening_id, recruiter_id, turn):
    first, second = applied(opening_id, 2)
    acts = [
        hire(first.id, recruiter_id),
        merge(first.candidate_id, second.candidate_id, recruiter_id),
        hire(second.id, recruiter_id),
    ]

    results = at_once(app, acts[turn:] + acts[:turn])

    hired = db.session.query(Application).filter_by(state=ApplicationState.HIRED).count()
    refused_merge = any(isinstance(each, CannotMerge) for each in results)
    assert hired == (2 if refused_merge else 1)
    settled()


def test_workers_that_decide_during_a_merge_write_each_line_once(app, opening_id, recruiter_id):
    first, second = (each.candidate_id for each in applied(opening_id, 2))

    at_once(
        app,
        [decide(first), decide(second), merge(first, second, recruiter_id)]
        + [decide(second), decide(first)] * 3,
    )

    settled()
    assert entries.head().seq == 4  # two decisions, what repeats, and the one that took it in
