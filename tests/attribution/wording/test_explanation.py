"""What each reader is told of a decision: everything to staff, their own part to an ambassador."""

import re
from datetime import date
from random import Random
from types import SimpleNamespace

import pytest
from flask_babel import force_locale

from app.attribution.deciding.appeals import is_concerned
from app.attribution.ledger.document import read_case
from app.attribution.models import LedgerKind, LedgerRow
from app.attribution.queries import DecisionOnRecord
from app.attribution.rule.facts import AgencyClaim, Candidate, Choice, Prior, Reason
from app.attribution.rule.resolve import decide
from app.attribution.wording import explanation, sentences
from app.attribution.wording.sentences import explain_to_staff
from app.core.ids import uuid7
from app.hiring.models import ReferrerChoice
from app.people.models import Person
from app.web.recruiting.credit_panel import credit_line, credit_panel, shown_touches
from tests.attribution.cases import APPLIED, after, case, decided
from tests.attribution.histories import history
from tests.attribution.rule.test_branches import BRANCHES

CASES = {**BRANCHES, "no_touch_at_all": ("", {}, "none no_touch")}
PEOPLE = {
    "A": Person(first_name="Aline", last_name="Quillfeather"),
    "B": Person(first_name="Émeric", last_name="Vandersnoot"),
    "C": Person(first_name="Yolande", last_name="Oxenbridge"),
    "D": Person(first_name="Horace", last_name="Pumpernickel"),
}


@pytest.fixture(autouse=True)
def _request(app):
    """Words need a language, and links a request."""
    with app.test_request_context():
        yield


def known_of(built, decision):
    """A decision as the pages read it from the ledger."""
    row = LedgerRow(
        seq=7,
        at=built.facts.decided_at,
        kind=LedgerKind.DECISION,
        application=uuid7(),
        ambassadors=[list(share) for share in decision.shares],
        outcome=str(decision.outcome),
        reason=str(decision.reason),
        policies={},
        hash="ab" * 32,
        prev="0" * 64,
    )
    return DecisionOnRecord(row, built, decision, PEOPLE, {})


def told_to(known, pseudonym):
    """All that an ambassador reads of a decision."""
    sentence = sentences.explain_to_ambassador(known, pseudonym)
    told = [f"{sentence.lead}.", sentence.rest]
    for report in explanation.own_reports(known, pseudonym):
        told += [report.what, report.verdict, *(test.words for test in report.tests)]
    return told


def told_to_staff(known):
    """All that staff read of a decision."""
    told = [str(explain_to_staff(known))]
    if answer := sentences.answer_words(known):
        told.append(answer)
    for report in explanation.reports(known):
        told += [report.what, report.verdict, *(test.words for test in report.tests)]
    panel = credit_panel(known, None)
    return told + [item["text"] for item in panel.proof + panel.against]


def assert_well_written(sentences, language):
    for sentence in sentences:
        assert sentence[0].isupper() or sentence[0] in "“«", sentence
        assert sentence.endswith("."), sentence
        assert re.search(r"%[(sd]|[{}<>]|  | \.|\.\.", sentence) is None, sentence
        if language == "fr":
            assert re.search(r" [:;?!»]|« |'", sentence) is None, sentence
            assert re.search(r"\b(?:de|que|ne) [AEIOUÉÈÊaeiouéèê]", sentence) is None, sentence


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", CASES)
def test_every_branch_reads_well_to_staff_and_to_each_ambassador(name, language):
    touches, given, _ = CASES[name]
    built = case(touches, **given)
    known = known_of(built, decided(built))

    with force_locale(language):
        assert_well_written(told_to_staff(known), language)
        for pseudonym in {touch.ambassador for touch in built.touches}:
            assert_well_written(told_to(known, pseudonym), language)
        assert credit_line(known).lead


@pytest.mark.parametrize("language", ["fr", "en"])
def test_after_a_managers_answer_the_proof_is_that_answer_and_not_the_rule(language):
    built = case("VA-3d RB-9d")
    known = known_of(built, decided(built))
    known.row.kind, known.row.reason = LedgerKind.OVERRIDE, "appeal_granted"

    with force_locale(language):
        panel = credit_panel(known, None)
        tones = [touch.tone for touch in shown_touches(explanation.reports(known))]
        assert_well_written([item["text"] for item in panel.proof + panel.against], language)

    (proof,) = panel.proof
    assert "7" in proof["text"]
    assert set(tones) == {None}


def test_what_could_have_said_otherwise_has_the_claims_of_agencies():
    claim = AgencyClaim(at=after(days=-2), until=after(days=30).date(), opening=None)
    built = case("VA-3d", agency=[claim])

    with force_locale("en"):
        texts = [
            item["text"] for item in credit_panel(known_of(built, decided(built)), None).against
        ]

    assert "An agency’s claim of 13\xa0March 2027, until 14\xa0April 2027." in texts


def test_nobody_is_said_to_be_out_of_a_team_that_they_are_in():
    built = case("VA-3d", hiring_team=["A"], policy={"exclude_hiring_team": False})

    with force_locale("en"):
        texts = [
            item["text"] for item in credit_panel(known_of(built, decided(built)), None).against
        ]

    assert not any("team that hires" in text for text in texts)


def test_the_branches_tell_of_every_reason():
    told = set()
    for touches, given, _ in CASES.values():
        built = case(touches, **given)
        decision = decided(built)
        told |= {decision.reason, *decision.rejected.values()}

    assert told == set(Reason)


def concerns(known, pseudonym):
    answer = known.case.facts.answer
    none = answer is not None and answer.choice is Choice.NONE
    choice = ReferrerChoice.NONE if none else ReferrerChoice.KEPT
    return is_concerned(SimpleNamespace(choice=choice), known, pseudonym)


def test_an_ambassador_never_reads_anothers_name_nor_of_whom_the_candidate_removed_them_from():
    read = 0
    for seed in range(1500):
        built = read_case(history(Random(seed)))
        known = known_of(built, decide(built.facts, built.touches, built.policies))
        for pseudonym in PEOPLE:
            if not concerns(known, pseudonym):
                continue
            assert pseudonym not in built.facts.removed
            read += 1
            with force_locale(Random(seed).choice(["fr", "en"])):
                told = " ".join(told_to(known, pseudonym))
            for person in PEOPLE.values():
                assert person.first_name not in told
                assert person.last_name not in told

    assert read > 500, "these histories concern nobody"


def test_an_ambassador_reads_only_of_their_own_touches():
    for seed in range(300):
        built = read_case(history(Random(seed)))
        known = known_of(built, decide(built.facts, built.touches, built.policies))
        for pseudonym in PEOPLE:
            theirs = [touch for touch in built.touches if touch.ambassador == pseudonym]
            assert len(explanation.own_reports(known, pseudonym)) == len(theirs)


def test_a_candidate_who_kept_nobody_and_agreed_to_nothing_is_not_told_of():
    """A visit alone gives its ambassador no right to know that someone applied."""
    built = case("VA-3d", answer=None)
    known = known_of(built, decided(built))
    losing = known_of(case("VA-3d RB-9d", answer=None), decided(case("VA-3d RB-9d", answer=None)))

    assert not concerns(losing, "A")
    assert concerns(losing, "B")
    assert concerns(known, "A"), "credited, so it is theirs"
    assert built.facts.application.at == APPLIED


@pytest.mark.parametrize(("language", "third_person"), [("en", "ambassador"), ("fr", "ambassad")])
@pytest.mark.parametrize("name", CASES)
def test_ambassadors_are_spoken_to_not_of(name, language, third_person):
    touches, given, _ = CASES[name]
    built = case(touches, **given)
    known = known_of(built, decided(built))
    with force_locale(language):
        for pseudonym in {touch.ambassador for touch in built.touches}:
            for report in explanation.own_reports(known, pseudonym):
                said_of_it = [report.what, report.verdict, *(test.words for test in report.tests)]
                assert not [words for words in said_of_it if third_person in words.lower()]


PRIVATE = ("employee", "former", "known", "agency")


def private(name):
    """A credit refused for what the candidate has with the company, as an ambassador reads it."""
    built = case(
        "VA-3d",
        **{
            "employee": {"candidate": Candidate(employee=True)},
            "former": {"candidate": Candidate(left_on=date(2027, 1, 10))},
            "known": {"prior": (Prior(after(days=-60), "O2", False, frozenset()),)},
            "agency": {"agency": (AgencyClaim(after(days=-4), date(2027, 9, 1), None),)},
        }[name],
    )
    known = known_of(built, decided(built))
    assert known.decision.outcome == "none"
    return known


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_ambassador_reads_alike_whatever_the_candidate_has_with_the_company(language):
    with force_locale(language):
        told = {name: told_to(private(name), "A") for name in PRIVATE}

    assert len({tuple(each) for each in told.values()}) == 1, told
    words = " ".join(told["agency"]).lower()
    for given_away in ("agenc", "cabinet", "contact", "months", "mois", "employ", "works here"):
        assert given_away not in words


def test_staff_still_read_which_it_is():
    told = {" ".join(told_to_staff(private(name))) for name in PRIVATE}

    assert len(told) == 4


def test_what_an_ambassador_did_is_still_told_test_by_test():
    built = case("VA-181d")
    known = known_of(built, decided(built))

    (report,) = explanation.own_reports(known, "A")

    assert "180" in report.verdict
    assert len(report.tests) == 10
