"""What each reader is told of a whole decision, by the rows of `reasons.py`.

Staff may know every name. An ambassador reads only their own part, and nobody else is named.
"""

from collections.abc import Callable

from app.attribution.ledger.document import Case
from app.attribution.models import LedgerKind, LedgerRow
from app.attribution.queries import DecisionOnRecord, UnmatchedName
from app.attribution.rule.facts import Choice, Decision, Outcome, Reason, Touch
from app.attribution.rule.resolve import deciding_touch, in_order
from app.attribution.rule.tests import days, waits
from app.attribution.wording.names import name_of, person_name, with_shares
from app.attribution.wording.reasons import (
    Particulars,
    Sentence,
    UnmatchedWords,
    say,
    unmatched_words,
    words_of,
)
from app.core.calendar import local_date
from app.core.i18n import gettext as _
from app.hiring.models import TypedNameState

Names = Callable[[str], str]


def explain(case: Case, decision: Decision, name_of: Names = str) -> Sentence:
    """Say why a decision is what it is, to a reader who may know every name.

    name_of: an ambassador's name, from what the case calls them
    """
    return words_of(decision.reason).staff(_of_decision(case, decision, name_of))


def explain_to_staff(record: DecisionOnRecord) -> Sentence:
    """Say why a decision in force is what it is, to a reader who may know every name."""
    if name := record.rests_on_name:
        return words_of_name(name).staff
    if not record.by_rule:
        return words_of(record.row.reason).staff(_of_ruling(record))
    if record.case is None or record.decision is None:
        return Sentence(_("Decided"), _("What it rests on was erased with the candidate’s data."))
    return explain(record.case, record.decision, lambda who: name_of(record, who))


def explain_to_ambassador(record: DecisionOnRecord, pseudonym: str) -> Sentence:
    """Say what was decided for an ambassador, then why.

    Nobody else is named, and nothing is told of the candidate but what concerns them.
    """
    credited = [who for who, _share in record.row.ambassadors]
    if pseudonym in credited:
        lead = _("You are credited") if len(credited) == 1 else _("You share the credit")
    elif record.row.outcome == Outcome.PENDING:
        lead = _("Not decided yet")
    else:
        lead = _("You are not credited")
    return Sentence(lead, _why_to_ambassador(record, pseudonym))


def _why_to_ambassador(record: DecisionOnRecord, pseudonym: str) -> str:
    if record.row.outcome == Outcome.PENDING:
        awaiting = words_of(Reason.AWAITING_CONFIRMATION).ambassador
        return say(awaiting, _of_wait(record, pseudonym))
    words = words_of(record.row.reason).ambassador
    if not record.by_rule:
        return say(words, _of_ruling(record))
    credited = [who for who, _share in record.row.ambassadors]
    if pseudonym not in credited:
        return say(words, Particulars())
    touch = _winning_touch(record, pseudonym)
    if touch is None and len(credited) == 1:
        return _("What it rests on was erased with the candidate’s data.")
    policy = record.case.policies[touch.policy] if record.case and touch else None
    return say(
        words, Particulars(of_touch=touch, by_policy=policy, credited=len(credited), yours=True)
    )


def answer_words(record: DecisionOnRecord) -> str | None:
    """Say what the candidate answered about who brought them."""
    answer = record.case.facts.answer if record.case else None
    if answer is None:
        return None
    if answer.choice is Choice.NONE:
        return _("The candidate answered that nobody brought them.")
    if answer.ambassador is None:
        if record.unmatched:
            return _("The candidate typed “%(name)s” on the form.", name=record.unmatched.typed)
        return _("The candidate named someone who was not recognised.")
    name = name_of(record, answer.ambassador)
    if answer.choice is Choice.KEPT:
        return _("The candidate kept %(name)s on the form.", name=name)
    return _("The candidate named %(name)s on the form.", name=name)


def words_of_name(name: UnmatchedName) -> UnmatchedWords:
    """Say what becomes of a credit whose candidate typed a name that stands for nobody yet."""
    return unmatched_words(
        name.typed,
        last_day=name.last_day if name.in_time else None,
        waits=name.waits,
        asked=name.state is TypedNameState.ASKED,
    )


def deciding_fact(record: DecisionOnRecord) -> str | None:
    """Say on what fact it rests that nobody is credited; None where a document says it."""
    if record.case is None or record.decision is None:
        return None
    words = words_of(record.decision.reason).fact
    if words is None:
        return None
    told = _of_decision(record.case, record.decision, lambda who: name_of(record, who))
    return say(words, told)


def row_words(row: LedgerRow) -> str:
    """Say in a few words what a row of the ledger did."""
    return say(words_of(row.reason).ledger, Particulars(carried=row.kind is LedgerKind.MERGE))


def _of_decision(case: Case, decision: Decision, name_of: Names) -> Particulars:
    facts = case.facts
    shares = [(name_of(who), share) for who, share in decision.shares]
    touch = deciding_touch(case.facts, case.touches, case.policies, decision)
    if touch is None:
        policy = case.policies[facts.policy_version]
        return Particulars(by_policy=policy, left_on=facts.candidate.left_on)
    policy = case.policies[touch.policy]
    return Particulars(
        of_touch=touch,
        by_policy=policy,
        ambassador=name_of(touch.ambassador),
        names=with_shares(shares) if shares else "",
        credited=len(shares),
        counted=len({each.id for each in case.touches} - decision.rejected.keys()),
        named=facts.answer is not None and facts.answer.choice is Choice.NAMED,
        days_before=days(touch.at, facts.application.at, policy),
        left_on=facts.leavers.get(touch.ambassador),
    )


def _of_ruling(record: DecisionOnRecord) -> Particulars:
    shares = [(person_name(person), share) for person, share in record.credited]
    return Particulars(
        names=with_shares(shares) if shares else "",
        credited=len(shares),
        ruled_on=local_date(record.row.at),
    )


def _of_wait(record: DecisionOnRecord, pseudonym: str) -> Particulars:
    for touch in in_order(record.case.touches) if record.case else ():
        if record.case and touch.ambassador == pseudonym and waits(touch):
            policy = record.case.policies[touch.policy]
            return Particulars(of_touch=touch, by_policy=policy, yours=True)
    return Particulars()


def _winning_touch(record: DecisionOnRecord, pseudonym: str) -> Touch | None:
    if record.case is None or record.decision is None:
        return None
    winners = record.decision.winners
    return next(
        (
            touch
            for touch in in_order(record.case.touches)
            if touch.id in winners and touch.ambassador == pseudonym
        ),
        None,
    )
