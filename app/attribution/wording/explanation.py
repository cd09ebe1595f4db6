"""Explain a decision in full: every touch and test to staff, their own to an ambassador."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.attribution.deciding.plan import REPEATS_EARLIER
from app.attribution.ledger.document import Case
from app.attribution.models import LedgerKind, LedgerRow
from app.attribution.queries import DecisionOnRecord
from app.attribution.rule.facts import Choice, Outcome, Reason, Touch
from app.attribution.rule.resolve import closed_gate, in_order
from app.attribution.rule.tests import confirm_by, first_failure, waits
from app.attribution.wording.people import name_of
from app.attribution.wording.sentences import day_words
from app.attribution.wording.short import moment_words
from app.attribution.wording.touches import (
    describe,
    describe_by,
    set_aside,
    set_aside_yours,
    words_of_test,
    words_of_your_test,
)
from app.core.calendar import local_date
from app.core.i18n import gettext as _
from app.policy.policy import Policy, TouchKind
from app.sharing import wording

HOW_MANY_TESTS = 10


class Passed(StrEnum):
    """What became of a test."""

    YES = "yes"
    NO = "no"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True)
class Voice:
    """How a touch is spoken of: to anyone, or to its own ambassador."""

    describe: Callable[[DecisionOnRecord, Touch], str]
    set_aside: Callable[[Touch, Reason, Policy], str]
    words_of_test: Callable[[int, Policy], str]


@dataclass(frozen=True)
class TestResult:
    """One of the ten tests, in words."""

    words: str
    passed: Passed


@dataclass(frozen=True)
class TouchReport:
    """One touch: what it is, what became of it, test by test.

    verdict: one sentence
    tone: success for a winner, warning while it waits, none for the others
    """

    what: str
    when: str
    at: datetime
    verdict: str
    tone: str | None
    tests: tuple[TestResult, ...]


def reports(known: DecisionOnRecord) -> list[TouchReport]:
    """Explain every touch of a decision, in order, naming its ambassador."""
    if known.case is None:
        return []
    return [_report(known, known.case, touch, TO_STAFF) for touch in in_order(known.case.touches)]


def own_reports(known: DecisionOnRecord, pseudonym: str) -> list[TouchReport]:
    """Explain the touches of one ambassador, in words that are theirs to read."""
    if known.case is None:
        return []
    return [
        _report(known, known.case, touch, TO_ITS_AMBASSADOR)
        for touch in in_order(known.case.touches)
        if touch.ambassador == pseudonym
    ]


def said_to_ambassador(known: DecisionOnRecord, pseudonym: str) -> tuple[str, str]:
    """Say to an ambassador what was decided for them: a lead, then why.

    Nobody else is named, and nothing is told of the candidate but what concerns them.
    """
    credited = [who for who, _share in known.row.ambassadors]
    if pseudonym in credited:
        if len(credited) > 1:
            return _("You share the credit"), _why_shared(known, len(credited))
        return _("You are credited"), _why_credited(known, pseudonym)
    if known.repeats:
        return _("You are not credited"), _(
            "This person had applied for this opening already: only their earlier application"
            " counts, and its credit is decided there."
        )
    if known.row.outcome == Outcome.PENDING:
        return _("Not decided yet"), _why_pending(known, pseudonym)
    return _("You are not credited"), _why_not(known)


def answer_words(known: DecisionOnRecord) -> str | None:
    """Say what the candidate answered about who brought them."""
    answer = known.case.facts.answer if known.case else None
    if answer is None:
        return None
    if answer.choice is Choice.NONE:
        return _("The candidate answered that nobody brought them.")
    if answer.ambassador is None:
        return _("The candidate named someone who was not recognised.")
    name = name_of(known, answer.ambassador)
    if answer.choice is Choice.KEPT:
        return _("The candidate kept %(name)s on the form.", name=name)
    return _("The candidate named %(name)s on the form.", name=name)


def row_words(row: LedgerRow) -> str:
    """Say in a few words what a row of the ledger did."""
    if row.reason == REPEATS_EARLIER:
        return _("One with an earlier application of the same person, since they were merged.")
    if row.kind is LedgerKind.MERGE:
        return _("An appeal granted on the same person’s other application holds for this one.")
    if row.kind is LedgerKind.OVERRIDE:
        if row.reason == "appeal_granted":
            return _("An appeal was granted.")
        return _("An appeal was dismissed.")
    if row.outcome == Outcome.CREDITED:
        return _("Credited by the rule.")
    if row.outcome == Outcome.PENDING:
        return _("Waiting for a confirmation.")
    return _("No credit by the rule.")


def _report(known: DecisionOnRecord, case: Case, touch: Touch, voice: Voice) -> TouchReport:
    policy = case.policies[touch.policy]
    verdict, tone = _verdict(known, case, touch, policy, voice)
    return TouchReport(
        what=voice.describe(known, touch),
        when=moment_words(touch.at),
        at=touch.at,
        verdict=verdict,
        tone=tone,
        tests=() if known.repeats else tuple(_tests(case, touch, policy, voice)),
    )


def _verdict(
    known: DecisionOnRecord, case: Case, touch: Touch, policy: Policy, voice: Voice
) -> tuple[str, str | None]:
    assert known.decision is not None
    if known.repeats:
        return _("It is weighed for the earlier application of the same person."), None
    code = known.decision.rejected.get(touch.id)
    if code is not None:
        by_gate = closed_gate(case.facts, case.policies[case.facts.policy_version]) is not None
        ruled_by = case.policies[case.facts.policy_version] if by_gate else policy
        tone = "warning" if code is Reason.AWAITING_CONFIRMATION else None
        return voice.set_aside(touch, code, ruled_by), tone
    if touch.id in known.decision.winners:
        if known.by_manager:
            return _("By the rule alone, the credit would rest on it."), None
        return _("It is what the credit rests on."), "success"
    return _("It counts, but another one prevails."), None


def _tests(case: Case, touch: Touch, policy: Policy, voice: Voice) -> Iterator[TestResult]:
    if closed_gate(case.facts, case.policies[case.facts.policy_version]):
        return
    failure = first_failure(case.facts, touch, policy)
    for number in range(1, HOW_MANY_TESTS + 1):
        passed = Passed.YES
        if failure and number >= failure.test:
            passed = Passed.NO if number == failure.test else Passed.NOT_REACHED
        yield TestResult(voice.words_of_test(number, policy), passed)


def _link_of(known: DecisionOnRecord, touch: Touch) -> dict[str, str | None]:
    link = known.links.get(touch.id)
    if link is None:
        return {"code": None, "channel": None}
    return {"code": link.code, "channel": str(wording.NAMES[link.channel])}


def _named(known: DecisionOnRecord, touch: Touch) -> str:
    return describe_by(touch, name_of(known, touch.ambassador), **_link_of(known, touch))


def _unnamed(known: DecisionOnRecord, touch: Touch) -> str:
    return describe(touch, **_link_of(known, touch))


TO_STAFF = Voice(_named, set_aside, words_of_test)
TO_ITS_AMBASSADOR = Voice(_unnamed, set_aside_yours, words_of_your_test)


# To an ambassador


def _winning(known: DecisionOnRecord, pseudonym: str) -> Touch | None:
    if known.case is None or known.decision is None:
        return None
    return next(
        (
            touch
            for touch in in_order(known.case.touches)
            if touch.id in known.decision.winners and touch.ambassador == pseudonym
        ),
        None,
    )


def _why_credited(known: DecisionOnRecord, pseudonym: str) -> str:
    if known.by_manager:
        return _by_a_manager(known)
    touch = _winning(known, pseudonym)
    if touch is None:
        return _("What it rests on was erased with its candidate.")
    day = day_words(local_date(touch.at))
    if touch.kind is TouchKind.RECOMMENDATION:
        return _("Your recommendation of %(date)s was accepted.", date=day)
    if touch.kind is TouchKind.DECLARATION:
        return _("Your name was given on %(date)s, and you confirmed it.", date=day)
    if known.row.reason == Reason.CANDIDATE_CHOICE:
        return _("Your link was followed on %(date)s, and your name was kept.", date=day)
    return _("Your link was followed on %(date)s.", date=day)


def _why_shared(known: DecisionOnRecord, count: int) -> str:
    if known.by_manager:
        return _by_a_manager(known)
    return _("It is shared by %(count)d ambassadors, each with a touch that counts.", count=count)


def _why_pending(known: DecisionOnRecord, pseudonym: str) -> str:
    if known.case:
        for touch in in_order(known.case.touches):
            if touch.ambassador == pseudonym and waits(touch):
                last_day = day_words(confirm_by(touch, known.case.policies[touch.policy]))
                return _("Your name was given: you can confirm it until %(date)s.", date=last_day)
    return _("A confirmation is awaited.")


def _why_not(known: DecisionOnRecord) -> str:
    if known.by_manager:
        return _by_a_manager(known)
    if known.row.outcome != Outcome.CREDITED:
        return _("Nobody is credited for this application. What became of your part is below.")
    if known.row.reason == Reason.CANDIDATE_CHOICE:
        return _("The candidate said that someone else brought them.")
    return _("Someone else’s touch prevails under the rule. What became of yours is below.")


def _by_a_manager(known: DecisionOnRecord) -> str:
    day = day_words(local_date(known.row.at))
    return _("A manager decided so on %(date)s, after an appeal.", date=day)
