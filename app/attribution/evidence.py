"""The document that a decision rests on, as it is kept beside the ledger.

It is written by us and sealed, so it is read without the checks that a case written by hand
needs: replaying a long history is mostly this.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.attribution.document import write_facts, write_touch
from app.attribution.facts import (
    AgencyClaim,
    Answer,
    Application,
    Candidate,
    Choice,
    Facts,
    Prior,
    Touch,
    TouchState,
)
from app.attribution.policy import TouchKind


class Unreadable(Exception):
    """The document is not what `write_evidence` writes: it was altered."""


def write_evidence(facts: Facts, touches: Sequence[Touch]) -> dict[str, Any]:
    """Write the facts and touches of a decision; the policies are named by version in them."""
    return {
        "facts": write_facts(facts),
        "touches": [write_touch(touch) for touch in sorted(touches, key=lambda touch: touch.id)],
    }


def read_evidence(document: str) -> tuple[Facts, tuple[Touch, ...]]:
    """Read back what `write_evidence` wrote and the ledger sealed.

    raises: Unreadable
    """
    try:
        read = json.loads(document)
        return _facts(read["facts"]), tuple(map(_touch, read["touches"]))
    except (ValueError, LookupError, TypeError, AttributeError) as wrong:
        raise Unreadable from wrong


def versions_in(facts: Facts, touches: Sequence[Touch]) -> set[int]:
    """List the versions of the policy that a decision reads."""
    return {facts.policy_version, *(touch.policy for touch in touches)}


_instant = datetime.fromisoformat
_KINDS = {str(kind): kind for kind in TouchKind}
_STATES = {str(state): state for state in TouchState}
_CHOICES = {str(choice): choice for choice in Choice}


def _facts(read: Mapping[str, Any]) -> Facts:
    application, candidate, answer = read["application"], read["candidate"], read["answer"]
    return Facts(
        Application(_instant(application["at"]), application["opening"], application["id"]),
        _instant(read["decided_at"]),
        read["policy_version"],
        Candidate(candidate["person"], candidate["employee"], _maybe_day(candidate["left_on"])),
        Answer(_CHOICES[answer["choice"]], answer["ambassador"]) if answer else None,
        frozenset(read["removed"]),
        frozenset(read["hiring_team"]),
        {person: date.fromisoformat(day) for person, day in read["leavers"].items()},
        tuple(map(_prior, read["prior"])),
        tuple(map(_claim, read["agency"])),
    )


def _touch(read: Mapping[str, Any]) -> Touch:
    return Touch(
        read["id"],
        _KINDS[read["kind"]],
        read["ambassador"],
        _instant(read["at"]),
        read["opening"],
        read["policy"],
        read["story"],
        frozenset(read["roles"]),
        _STATES[read["state"]],
        _maybe_instant(read["settled_at"]),
        _maybe_instant(read["link_at"]),
        read["own_session"],
    )


def _prior(read: Mapping[str, Any]) -> Prior:
    return Prior(
        _instant(read["at"]), read["opening"], read["active"], frozenset(read["credited_to"])
    )


def _claim(read: Mapping[str, Any]) -> AgencyClaim:
    return AgencyClaim(_instant(read["at"]), date.fromisoformat(read["until"]), read["opening"])


def _maybe_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _maybe_instant(text: str | None) -> datetime | None:
    return _instant(text) if text else None
