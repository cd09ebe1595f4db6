"""What is assumed of candidates: how often each thing happens, and who says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Assumption:
    """One circumstance of a journey, drawn for each on its own.

    name: the field of plan.Drawn that holds what was drawn
    shares: of each value it may take, in per cent; they sum up to 100
    why: the reasoning, in a sentence
    source: where the figure is published; empty when it is our own assumption
    background: what was read before assuming it
    """

    name: str
    shares: Mapping[str, int]
    why: str
    source: str = ""
    background: str = ""

    def __post_init__(self) -> None:
        assert sum(self.shares.values()) == 100, self.name

    def draw(self, chance: Random) -> str:
        """Draw a value."""
        return chance.choices(list(self.shares), list(self.shares.values()))[0]
