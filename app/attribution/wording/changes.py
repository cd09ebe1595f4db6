"""What a decision would become, under another rule or by a merge, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.attribution.rule.facts import Outcome
from app.attribution.wording.names import names_behind
from app.attribution.wording.reasons import words_of
from app.core.i18n import gettext as _


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
        why=str(words_of(difference["after"]["reason"]).listed),
    )


def _result(result: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return result_words(result["outcome"], [who for who, _share in result["shares"]], names)


def result_words(outcome: str | None, credited: Sequence[str], names: Mapping[str, str]) -> str:
    """Say whom a decision credits.

    credited: by pseudonym
    names: by pseudonym; whoever was erased is not there
    """
    if outcome == Outcome.CREDITED:
        return names_behind(credited, names)
    if outcome == Outcome.PENDING:
        return _("Waiting for a confirmation")
    return _("Nobody")
