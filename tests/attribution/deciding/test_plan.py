"""What deciding again would write, from values made by hand: no application, no database."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.attribution.deciding.case_file import CaseFile, ManagersAnswer, joined
from app.attribution.deciding.plan import plan
from app.attribution.ledger.evidence import Unreadable, write_evidence
from app.attribution.ledger.pseudonyms import Pseudonym, PseudonymTable
from app.attribution.models import LedgerKind, LedgerRow, SubjectKind
from app.attribution.rule.facts import Answer, Choice, Ruling, Touch
from app.attribution.rule.history import History, Submission, facts_of
from app.attribution.rule.resolve import UnknownPolicy
from app.policy.policy import Policy, TouchKind
from config import ROOT
from tests.attribution.cases import APPLIED, APPLIED_ON

FIRST, SECOND = UUID(int=1), UUID(int=2)
LINA, HER_OTHER_MAILBOX = UUID(int=11), UUID(int=12)
OPENING = UUID(int=21)
NOW = APPLIED + timedelta(days=2)


@pytest.fixture(autouse=True)
def nothing_is_read(monkeypatch):
    """Any statement, and any use of the application, would fail."""

    def read(*_args, **_values):
        raise AssertionError("a statement was sent")

    monkeypatch.setattr("sqlalchemy.orm.Session.execute", read)
    monkeypatch.setattr("sqlalchemy.orm.Session.get", read)
    monkeypatch.setattr("sqlalchemy.orm.Session.scalars", read)


def submission(application=FIRST, *, days=0, answer="A", opening=OPENING, **values):
    at = APPLIED + timedelta(days=days)
    return Submission(
        id=str(application),
        at=at,
        day=APPLIED_ON + timedelta(days=days),
        opening=str(opening),
        policy_version=1,
        answer=answer and Answer(Choice.KEPT, answer),
        **values,
    )


def visit(ambassador="A", *, days=-3, name="t1"):
    return Touch(
        id=name,
        kind=TouchKind.VISIT,
        ambassador=ambassador,
        at=APPLIED + timedelta(days=days),
        opening=str(OPENING),
        policy=1,
    )


def file_of(submissions, touches=(), *, candidate=LINA, known=("A", "B"), **values):
    """All that is known of one candidate."""
    applications = [UUID(each.id) for each in submissions] + list(values.get("repeats", ()))
    return CaseFile(
        history=History(frozenset(submissions), frozenset(touches)),
        openings=dict.fromkeys(applications, OPENING),
        candidates=dict.fromkeys(applications, candidate),
        policies={1: Policy(1)},
        pseudonyms=PseudonymTable(
            {(SubjectKind.CANDIDATE, candidate): Pseudonym(f"p{candidate.int}", b"salt")},
            frozenset(known),
        ),
        **values,
    )


def row(seq, shares, *, kind=LedgerKind.DECISION, reason="candidate_choice", application=FIRST):
    return LedgerRow(
        seq=seq,
        kind=kind,
        application=application,
        ambassadors=[list(share) for share in shares],
        outcome="credited" if shares else "none",
        reason=reason,
        actor=None,
    )


def rests_on(submitted, touches):
    facts = facts_of(History(frozenset({submitted})), submitted, decided_at=APPLIED)
    return [json.dumps(write_evidence(facts, touches))]


def results(planned):
    return [(each.entry and each.entry.reason, each.credited) for each in planned]


def test_an_application_that_was_never_decided_gets_its_row_with_all_that_seals_it():
    (planned,) = plan(file_of([submission()], [visit()]), now=NOW)

    entry = planned.entry
    assert (entry.kind, entry.reason) == (LedgerKind.DECISION, "candidate_choice")
    assert entry.ambassadors == (("A", 10_000),)
    assert (entry.candidate.text, entry.candidate.salt) == ("p11", b"salt")
    assert (entry.application, entry.opening) == (FIRST, OPENING)
    assert entry.policies == {1: Policy(1).hash}
    assert entry.supersedes is None
    assert entry.evidence["touches"][0]["id"] == "t1"


def test_what_is_in_force_already_is_not_said_again():
    first, touches = submission(), [visit()]
    file = file_of(
        [first],
        touches,
        in_force={FIRST: row(1, [("A", 10_000)])},
        decided_from={FIRST: rests_on(first, touches)},
    )

    (planned,) = plan(file, now=NOW)

    assert (planned.entry, planned.afterwards) == (None, planned.in_force)


def test_a_decision_that_differs_replaces_the_one_in_force():
    first = submission(answer=None)
    file = file_of(
        [first],
        [visit(), visit("B", days=-9, name="t2")],
        in_force={FIRST: row(4, [("A", 10_000)], reason="first_touch")},
        decided_from={FIRST: rests_on(first, [visit()])},
    )

    (planned,) = plan(file, now=NOW)

    assert (planned.entry.supersedes, planned.credited) == (4, ["B"])


def test_the_credit_of_somebody_who_was_erased_stays_whatever_is_learnt_later():
    first = submission(answer=None)
    file = file_of(
        [first],
        [visit("B", days=-9, name="t2")],
        known={"B"},
        in_force={FIRST: row(4, [("A", 10_000)], reason="first_touch")},
    )

    (planned,) = plan(file, now=NOW)

    assert (planned.entry, planned.credited) == (None, ["A"])


def test_what_a_manager_answered_stays_and_the_later_applications_know_it():
    answered = row(2, [("B", 10_000)], kind=LedgerKind.OVERRIDE, reason=Ruling.APPEAL_GRANTED)
    later = submission(SECOND, days=20, answer="A", opening=UUID(int=22))
    touches = [visit("B", days=15, name="t2"), visit("A", days=16, name="t3")]
    file = file_of(
        [submission(), later],
        touches,
        in_force={FIRST: answered},
        answers={FIRST: ManagersAnswer(answered, "{}")},
    )

    first, second = plan(file, now=NOW + timedelta(days=30))

    assert (first.entry, first.credited) == (None, ["B"])
    # known already through the first application, but for the one whom it credits
    assert second.credited == ["B"]
    assert second.entry.evidence["facts"]["prior"][0]["credited_to"] == ["B"]


def test_an_answer_whose_words_are_missing_is_not_carried_to_the_application_that_stands():
    answered = row(
        2,
        [("B", 10_000)],
        kind=LedgerKind.OVERRIDE,
        reason=Ruling.APPEAL_GRANTED,
        application=SECOND,
    )
    values = {"repeats": {SECOND: FIRST}, "in_force": {SECOND: answered}}
    sealed, lost = (
        file_of(
            [submission()],
            [visit()],
            answers={SECOND: ManagersAnswer(answered, document)},
            **values,
        )
        for document in ('{"answer": "yes"}', None)
    )

    repeating, standing = plan(sealed, now=NOW)
    assert (repeating.entry.reason, repeating.credited) == ("repeats_earlier", [])
    assert (standing.entry.kind, standing.credited) == (LedgerKind.MERGE, ["B"])
    assert standing.entry.evidence == {"answer": "yes"}
    with pytest.raises(Unreadable, match="row 2"):
        plan(lost, now=NOW)


def test_two_files_joined_are_one_person_and_the_later_application_repeats_the_earlier():
    one = file_of([submission()], [visit()])
    other = file_of(
        [submission(SECOND, days=1, answer=None)],
        [visit("B", name="t2")],
        candidate=HER_OTHER_MAILBOX,
    )

    for both in (joined(one, other), joined(other, one)):
        repeating, standing = plan(both, now=NOW)

        assert (repeating.application, repeating.entry.candidate.text) == (SECOND, "p12")
        assert repeating.entry.evidence == {"merge": {"repeats": str(FIRST)}}
        assert (standing.application, standing.credited) == (FIRST, ["A"])
        assert {each["id"] for each in standing.entry.evidence["touches"]} == {"t1", "t2"}


def test_planning_twice_gives_the_same_and_changes_nothing_of_the_file():
    file = file_of([submission(), submission(SECOND, days=20)], [visit()])

    assert results(plan(file, now=NOW)) == results(plan(file, now=NOW))
    assert file == replace(file)
    assert {each.credited_to for each in file.history.submissions} == {frozenset()}


def test_a_version_of_the_policy_that_is_nowhere_is_named():
    with pytest.raises(UnknownPolicy, match="policy version 1"):
        plan(replace(file_of([submission()], [visit()]), policies={}), now=NOW)


def test_planning_needs_no_application_and_no_services():
    """In a process of its own, where nothing was ever configured."""
    code = (
        "from tests.attribution.deciding.test_plan import *\n"
        "planned = plan(file_of([submission()], [visit()]), now=NOW)\n"
        "from flask import has_app_context\n"
        "assert not has_app_context()\n"
        "print(results(planned))"
    )

    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": "/nowhere", "DATABASE_URL": "postgresql://a@127.0.0.1:1/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.stdout == "[('candidate_choice', ['A'])]\n", run.stderr
