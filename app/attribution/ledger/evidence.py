"""The document that a decision rests on, as it is kept beside the ledger.

It is written by us and sealed, so it is read straight into facts and touches, without the checks
and the words for errors that a case written by hand needs: replaying a long history is mostly this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import MsgspecError
from msgspec.json import Decoder

from app.attribution.ledger.document import write_facts, write_touch
from app.attribution.rule.facts import Facts, Touch


class Unreadable(Exception):
    """The document is not what `write_evidence` writes: it was altered."""


@dataclass(frozen=True, slots=True)
class _Evidence:
    facts: Facts
    touches: tuple[Touch, ...]


_decoder = Decoder(_Evidence)


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
        read = _decoder.decode(document)
    except MsgspecError as wrong:
        raise Unreadable from wrong
    return read.facts, read.touches


def versions_in(facts: Facts, touches: Sequence[Touch]) -> set[int]:
    """List the versions of the policy that a decision reads."""
    return {facts.policy_version, *(touch.policy for touch in touches)}
