"""What the ledger is given each day: a verification that is kept, a checkpoint that leaves."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.attribution import daily_check
from app.attribution.deciding.erasure import erase_candidate
from app.attribution.ledger import checkpoints, replay, verify
from app.attribution.ledger.signing_key import BadSignature, public_keys
from app.attribution.models import Checkpoint, Verification
from app.attribution.queries import latest_verification
from app.core.database import db
from app.core.models import Message
from app.hiring.models import Application
from app.policy.policy import Policy
from app.policy.versions import publish_policy
from tests.factories.attribution import SHARED, make_credit
from tests.factories.hiring import NOON
from tests.factories.people import make_person

TOMORROW = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def _application(app):
    """Each test has a database."""


def test_a_verification_is_kept_for_the_screens_that_show_it():
    make_credit()

    daily_check.verify_and_note(now=TOMORROW)

    latest = latest_verification()
    assert (latest.at, latest.rows, latest.altered_seq) == (TOMORROW, 1, None)
    assert db.session.query(Verification).count() == 1


def decide_another():
    make_credit()


def erase_the_first():
    erase_candidate(db.session.query(Application).first().candidate_id, now=TOMORROW)


def change_the_rule():
    publish_policy(Policy(0, window_days=90), replaces=1, by=make_person(), now=SHARED)
    make_credit()


@pytest.mark.parametrize("meanwhile", [decide_another, erase_the_first, change_the_rule])
def test_what_comes_during_a_verification_is_no_alteration(monkeypatch, meanwhile):
    make_credit()
    read = verify.surroundings
    coming = [meanwhile]

    def read_then_something_comes():
        around = read()
        for each in coming:
            each()
        coming.clear()
        return around

    monkeypatch.setattr(verify, "surroundings", read_then_something_comes)

    report = verify.verify_ledger(replay=True)

    assert report.finding is None
    assert report.rows == 2


class Crowd(frozenset[str]):
    """Pseudonyms that count how often all of them are gone through."""

    counted = 0

    def __xor__(self, other):
        type(self).counted += 1
        return frozenset(self) ^ frozenset(other)


def test_a_line_is_not_checked_against_everybody_in_the_company_anew():
    for _ in range(3):
        make_credit()
    around = verify.surroundings()
    crowd = Crowd(around.people)

    report = verify.verify(verify._rows(), replace(around, people=crowd))

    assert (report.rows, report.finding) == (3, None)
    assert crowd.counted <= 1


def test_what_is_decided_during_a_replay_is_left_to_the_next(monkeypatch):
    make_credit()
    monkeypatch.setattr(replay, "BATCH", 1)
    decisions = replay.replay()

    first = next(decisions)
    change_the_rule()

    assert (first.row.seq, list(decisions)) == (1, [])
    assert [each.row.seq for each in replay.replay()] == [1, 2]


def test_a_checkpoint_leaves_for_the_address_that_keeps_them(app):
    row = make_credit()[1]
    app.config["CHECKPOINTS_TO"] = "notary@outside.example"
    try:
        daily_check.send_checkpoint(now=TOMORROW)
    finally:
        app.config["CHECKPOINTS_TO"] = ""

    (message,) = db.session.query(Message).filter_by(to_address="notary@outside.example")
    (line,) = [each for each in message.text.splitlines() if each.startswith("{")]
    head = checkpoints.read_file(json.loads(line), keys=public_keys())
    assert (head.seq, head.hash) == (row.seq, row.hash)


def test_a_checkpoint_goes_nowhere_without_an_address():
    make_credit()

    assert daily_check.send_checkpoint(now=TOMORROW) is not None
    assert db.session.query(Message).filter(Message.template.like("%checkpoint")).count() == 0


def test_an_empty_ledger_has_no_checkpoint_and_an_unchanged_one_keeps_its_own():
    assert daily_check.send_checkpoint(now=NOON) is None
    make_credit()

    first = daily_check.send_checkpoint(now=TOMORROW)
    again = daily_check.send_checkpoint(now=TOMORROW + timedelta(days=1))

    assert first is again
    assert db.session.query(Checkpoint).count() == 1


@pytest.mark.parametrize(
    "changes", [{"seq": 2}, {"hash": "0" * 64}, {"at": "2026-01-01T00:00:00Z"}]
)
def test_a_checkpoint_that_was_altered_is_not_believed(changes):
    make_credit()
    file = checkpoints.as_file(checkpoints.make_checkpoint(now=TOMORROW))

    with pytest.raises(BadSignature):
        checkpoints.read_file(file | changes, keys=public_keys())
