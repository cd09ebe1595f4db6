"""Each touch of a decision: what it is, what became of it, test by test.

To staff every touch, with its ambassador's name; to an ambassador theirs alone, in words that
speak to them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.attribution.ledger.document import Case
from app.attribution.queries import DecisionOnRecord
from app.attribution.rule.facts import Reason, Touch
from app.attribution.rule.resolve import GATES, closed_gate, in_order
from app.attribution.rule.tests import TESTS, first_failure
from app.attribution.wording.names import name_of
from app.attribution.wording.reasons import (
    NOT_YOURS,
    Form,
    Particulars,
    ReasonWords,
    say,
    words_of,
)
from app.attribution.wording.touches import (
    describe,
    describe_by,
    words_of_test,
    words_of_your_test,
)
from app.core.i18n import gettext as _
from app.policy.policy import Policy
from app.sharing import wording


class Fate(StrEnum):
    """What became of a touch in a decision."""

    CREDITED = "credited"  # the credit rests on it
    PASSED_OVER = "passed_over"  # it counts, and another one prevails
    OVERRULED = "overruled"  # the credit would rest on it, had no manager decided
    WAITING = "waiting"
    SET_ASIDE = "set_aside"
    ELSEWHERE = "elsewhere"  # the application is one with another


class Passed(StrEnum):
    """What became of a test."""

    YES = "yes"
    NO = "no"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True)
class Voice:
    """How a touch is spoken of: to anyone, or to its own ambassador."""

    describe: Callable[[DecisionOnRecord, Touch], str]
    set_aside: Callable[[ReasonWords], Form | None]
    words_of_test: Callable[[int, Policy], str]
    elsewhere: LazyString
    hides: Callable[[ReasonWords], bool]  # the tests, where they would tell what the verdict hides


@dataclass(frozen=True)
class TestResult:
    """One of the ten tests, in words."""

    words: str
    passed: Passed


@dataclass(frozen=True)
class TouchReport:
    """One touch: what it is, what became of it, test by test.

    verdict: one sentence
    tests: empty where none was made
    """

    what: str
    at: datetime
    fate: Fate
    verdict: str
    tests: tuple[TestResult, ...]


def reports(record: DecisionOnRecord) -> list[TouchReport]:
    """Explain every touch of a decision, in order, naming its ambassador."""
    if record.case is None:
        return []
    return [_report(record, record.case, each, TO_STAFF) for each in in_order(record.case.touches)]


def own_reports(record: DecisionOnRecord, pseudonym: str) -> list[TouchReport]:
    """Explain the touches of one ambassador, in words that are theirs to read."""
    if record.case is None:
        return []
    return [
        _report(record, record.case, touch, TO_ITS_AMBASSADOR)
        for touch in in_order(record.case.touches)
        if touch.ambassador == pseudonym
    ]


def fate_of(record: DecisionOnRecord, touch: Touch) -> Fate:
    """Say what became of a touch."""
    if record.repeats or record.decision is None:
        return Fate.ELSEWHERE
    code = record.decision.rejected.get(touch.id)
    if code is Reason.AWAITING_CONFIRMATION:
        return Fate.WAITING
    if code is not None:
        return Fate.SET_ASIDE
    if touch.id not in record.decision.winners:
        return Fate.PASSED_OVER
    return Fate.OVERRULED if record.by_manager else Fate.CREDITED


def _report(record: DecisionOnRecord, case: Case, touch: Touch, voice: Voice) -> TouchReport:
    fate = fate_of(record, touch)
    return TouchReport(
        what=voice.describe(record, touch),
        at=touch.at,
        fate=fate,
        verdict=_verdict(record, case, touch, fate, voice),
        tests=() if _are_hidden(record, touch, fate, voice) else tuple(_tests(case, touch, voice)),
    )


def _are_hidden(record: DecisionOnRecord, touch: Touch, fate: Fate, voice: Voice) -> bool:
    code = record.decision.rejected.get(touch.id) if record.decision else None
    return fate is Fate.ELSEWHERE or (code is not None and voice.hides(words_of(code)))


def _verdict(record: DecisionOnRecord, case: Case, touch: Touch, fate: Fate, voice: Voice) -> str:
    code = record.decision.rejected.get(touch.id) if record.decision else None
    if fate in (Fate.WAITING, Fate.SET_ASIDE) and code:
        version = case.facts.policy_version if code in GATES else touch.policy
        words = voice.set_aside(words_of(code))
        assert words is not None  # the table has them for each reason that sets a touch aside
        return say(words, Particulars(of_touch=touch, by_policy=case.policies[version]))
    return {
        Fate.CREDITED: _("It is what the credit rests on."),
        Fate.PASSED_OVER: _("It counts, but another one prevails."),
        Fate.OVERRULED: _("By the rule alone, the credit would rest on it."),
    }.get(fate) or str(voice.elsewhere)


def _tests(case: Case, touch: Touch, voice: Voice) -> Iterator[TestResult]:
    if closed_gate(case.facts, case.policies[case.facts.policy_version]):
        return
    policy = case.policies[touch.policy]
    failure = first_failure(case.facts, touch, policy)
    for number in range(1, len(TESTS) + 1):
        passed = Passed.YES
        if failure and number >= failure.test:
            passed = Passed.NO if number == failure.test else Passed.NOT_REACHED
        yield TestResult(voice.words_of_test(number, policy), passed)


def link_words(record: DecisionOnRecord, touch: Touch) -> dict[str, str | None]:
    """Return the code and channel of a touch's link, as `describe` takes them."""
    link = record.links.get(touch.id)
    if link is None:
        return {"code": None, "channel": None}
    channel = str(wording.NAMES[link.channel]) if link.channel else None
    return {"code": link.code, "channel": channel}


def _named(record: DecisionOnRecord, touch: Touch) -> str:
    return describe_by(touch, name_of(record, touch.ambassador), **link_words(record, touch))


def _unnamed(record: DecisionOnRecord, touch: Touch) -> str:
    return describe(touch, **link_words(record, touch))


TO_STAFF = Voice(
    _named,
    lambda words: words.touch,
    words_of_test,
    elsewhere=_l("It is weighed with the earlier application of the same person."),
    hides=lambda _words: False,
)
TO_ITS_AMBASSADOR = Voice(
    _unnamed,
    lambda words: words.your_touch,
    words_of_your_test,
    elsewhere=NOT_YOURS,
    hides=lambda words: words.is_private,
)
