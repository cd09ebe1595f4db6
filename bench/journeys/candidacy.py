"""One candidate under way, and what became of all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from bench.journeys.browser import Browser
from bench.journeys.company import Ambassador
from bench.journeys.plan import Device, Journey, Who


@dataclass
class Candidacy:
    """One candidate under way.

    cast: which ambassador plays which part; an ambassador in none of them is a stranger
    """

    journey: Journey
    cast: Mapping[Who, Ambassador]
    opening: int  # index
    chance: Random
    browsers: dict[Device, Browser] = field(default_factory=dict)
    kept_page: str = ""  # the address they sent to themselves
    meant: Who | None = None  # whom they named last
    reminders: int = 0  # that the ambassador they named got
    was_asked: bool = False  # which colleague they mean
    consented: str = ""  # where they apply once they have accepted to be recommended

    @property
    def name(self) -> str:
        """Their name, which nobody else has."""
        return f"Lina Haddad {self.journey.number}"

    @property
    def email(self) -> str:
        """Their mailbox."""
        return f"lina.haddad.{self.journey.number}@courriel.example"

    def part_of(self, name: str) -> Who:
        """Return the part that the ambassador of this name plays."""
        return next(who for who, each in self.cast.items() if each.name == name)

    def part_played_by(self, person: UUID) -> Who:
        """Return the part that somebody plays."""
        parts = (who for who, each in self.cast.items() if each.id == person)
        return next(parts, Who.STRANGER)


@dataclass(frozen=True)
class Played:
    """What became of some journeys, by their number.

    credits: None is nobody
    reasons: of the decisions in force
    cookies_set: by all the pages that the candidate saw
    """

    credits: Mapping[int, Who | None]
    reasons: Mapping[int, str]
    cookies_set: Mapping[int, int]


def part_played(candidacy: Candidacy, credited: list[UUID]) -> Who | None:
    """Return the part of the one ambassador who is credited; None for nobody."""
    if not credited:
        return None
    (person,) = credited
    return candidacy.part_played_by(person)
