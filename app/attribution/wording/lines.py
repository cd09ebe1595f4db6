"""What several pages of attribution say of an opening, and of a decision that would differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from babel.lists import format_list

from app.attribution.deciding.plan import DISMISSED, GRANTED, REPEATS_EARLIER
from app.attribution.rule.facts import Outcome, Reason
from app.attribution.wording.short import CREDITED, NOT_CREDITED, WITHOUT_AMBASSADOR
from app.core.i18n import gettext as _
from app.core.i18n import language


@dataclass(frozen=True)
class ChangedDecision:
    """A decision that a policy would change: who has the credit, who would have it, and why."""

    application_id: UUID
    seq: int
    before: str
    after: str
    why: str


def difference_words(difference: Mapping[str, Any], names: Mapping[str, str]) -> ChangedDecision:
    """Say a difference that a dry run found.

    names: of ambassadors, by pseudonym; whoever was erased is not there
    """
    return ChangedDecision(
        application_id=UUID(difference["application"]),
        seq=difference["seq"],
        before=_result(difference["before"], names),
        after=_result(difference["after"], names),
        why=_why(Reason(difference["after"]["reason"])),
    )


def _result(result: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return result_words(result["outcome"], [who for who, _share in result["shares"]], names)


def result_words(outcome: str | None, credited: Sequence[str], names: Mapping[str, str]) -> str:
    """Say whom a decision credits.

    credited: by pseudonym
    names: by pseudonym; whoever was erased is not there
    """
    if outcome == Outcome.CREDITED:
        people = [names.get(who, _("someone whose data was erased")) for who in credited]
        return format_list(people, locale=language())
    if outcome == Outcome.PENDING:
        return _("Waiting for a confirmation")
    return _("Nobody")


def _why(reason: Reason) -> str:
    words = CREDITED.get(reason) or NOT_CREDITED.get(reason) or WITHOUT_AMBASSADOR[reason]
    return str(words)


def reason_words(code: str) -> str:
    """Say in a few words why a row of the ledger says what it says."""
    if code == REPEATS_EARLIER:
        return _("one with an earlier application")
    if code in (GRANTED, DISMISSED):
        return _("decided by a manager")
    return _why(Reason(code))
