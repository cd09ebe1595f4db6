"""What is worth relaying now for one person, and the reason that the hub shows. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.publishing.kinds import FAMILIES
from app.publishing.models import PublicationFamily

SHOWN = 3
NEW_FOR = timedelta(days=7)
CLOSING_WITHIN = 10  # days
RESTS_FOR = timedelta(days=30)  # after a relay of one's own, a publication gives way to others
FEW_RELAYS = 4  # in RESTS_FOR, by everyone


class RankingReason(StrEnum):
    """Why a publication is shown, the strongest first."""

    ABOUT_YOU = "about_you"
    YOU_HIRE = "you_hire"
    YOU_WROTE = "you_wrote"
    TEAM_HIRES = "team_hires"
    CLOSING_SOON = "closing_soon"
    TEAM_SPEAKS = "team_speaks"
    THEME = "theme"
    PLACE = "place"
    NEW = "new"
    NOBODY_YET = "nobody_yet"
    FEW_RELAYS = "few_relays"
    LANGUAGE = "language"
    OPEN = "open"  # nothing in particular: it is published, and for this person


WEIGHTS = {
    RankingReason.ABOUT_YOU: 60,
    RankingReason.YOU_HIRE: 50,
    RankingReason.YOU_WROTE: 45,
    RankingReason.TEAM_HIRES: 40,
    RankingReason.CLOSING_SOON: 30,
    RankingReason.TEAM_SPEAKS: 28,
    RankingReason.THEME: 24,
    RankingReason.PLACE: 20,
    RankingReason.NEW: 18,
    RankingReason.NOBODY_YET: 14,
    RankingReason.FEW_RELAYS: 10,
    RankingReason.LANGUAGE: 8,
    RankingReason.OPEN: 1,
}
# What a second or third publication loses when it repeats what is already chosen.
SAME_FAMILY, SAME_TEAM, SAME_REASON = 15, 10, 12


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom the hub is for."""

    id: UUID
    team_id: UUID | None
    place_id: UUID | None
    language: str


@dataclass(frozen=True, slots=True)
class RankingFacts:
    """What the ranking knows of one publication within the reader's audience.

    about_id: the person of a portrait
    followed: the themes that it is about and that the reader follows
    days_left: until its last day for applications, which is 0; None without one
    hiring: the reader recruits for it
    relays: by everyone, in the last RESTS_FOR; ever_relayed: by anyone, at any time
    relayed_at: the reader's own last relay
    set_aside: the reader said it is not for them
    """

    id: UUID
    family: PublicationFamily
    published_at: datetime
    author_id: UUID
    team_id: UUID | None = None
    place_id: UUID | None = None
    about_id: UUID | None = None
    followed: frozenset[UUID] = frozenset()
    languages: frozenset[str] = frozenset({"fr", "en"})
    days_left: int | None = None
    hiring: bool = False
    relays: int = 0
    ever_relayed: bool = False
    relayed_at: datetime | None = None
    set_aside: bool = False


@dataclass(frozen=True, slots=True)
class Worth:
    """One publication worth relaying, with the reason shown."""

    publication_id: UUID
    reason: RankingReason
    theme_id: UUID | None = None  # the followed theme, when that is the reason
    place_id: UUID | None = None  # where both are, when that is the reason


Test = Callable[[RankingFacts, Reader, datetime], bool]


def _same(one: UUID | None, other: UUID | None) -> bool:
    return one is not None and one == other


def _hires(facts: RankingFacts) -> bool:
    return FAMILIES[facts.family].takes_applications


_TESTS: dict[RankingReason, Test] = {
    RankingReason.ABOUT_YOU: lambda facts, reader, _: _same(facts.about_id, reader.id),
    RankingReason.YOU_HIRE: lambda facts, *_: facts.hiring,
    RankingReason.YOU_WROTE: lambda facts, reader, _: (
        not _hires(facts) and _same(facts.author_id, reader.id)
    ),
    RankingReason.TEAM_HIRES: lambda facts, reader, _: (
        _hires(facts) and _same(facts.team_id, reader.team_id)
    ),
    RankingReason.CLOSING_SOON: lambda facts, *_: (
        facts.days_left is not None and 0 <= facts.days_left <= CLOSING_WITHIN
    ),
    RankingReason.TEAM_SPEAKS: lambda facts, reader, _: (
        not _hires(facts) and _same(facts.team_id, reader.team_id)
    ),
    RankingReason.THEME: lambda facts, *_: bool(facts.followed),
    RankingReason.PLACE: lambda facts, reader, _: _same(facts.place_id, reader.place_id),
    RankingReason.NEW: lambda facts, _, now: now - facts.published_at <= NEW_FOR,
    RankingReason.NOBODY_YET: lambda facts, *_: not facts.ever_relayed,
    RankingReason.FEW_RELAYS: lambda facts, *_: facts.ever_relayed and facts.relays <= FEW_RELAYS,
    RankingReason.LANGUAGE: lambda facts, reader, _: reader.language in facts.languages,
    RankingReason.OPEN: lambda *_: True,
}


def reasons_for(facts: RankingFacts, reader: Reader, now: datetime) -> list[RankingReason]:
    """Return every reason that applies, the strongest first; never empty."""
    return [reason for reason in RankingReason if _TESTS[reason](facts, reader, now)]


def is_resting(facts: RankingFacts, now: datetime) -> bool:
    """Say whether the reader has relayed it lately, or has set it aside."""
    lately = facts.relayed_at is not None and now - facts.relayed_at < RESTS_FOR
    return lately or facts.set_aside


def choose(
    publications: Iterable[RankingFacts], reader: Reader, now: datetime, *, shown: int = SHOWN
) -> list[Worth]:
    """Choose what to relay now, the best first, unlike each other as far as possible.

    A publication's worth is the sum of its reasons' weights, less what it repeats of those
    already chosen. Equal worths: the newest first.
    """
    waiting = [
        (facts, reasons_for(facts, reader, now))
        for facts in sorted(publications, key=lambda each: (each.published_at, each.id))
        if not is_resting(facts, now)
    ]
    chosen: list[tuple[RankingFacts, RankingReason]] = []
    while waiting and len(chosen) < shown:
        # the last of equals is the newest
        best = max(range(len(waiting)), key=lambda i: (_worth(*waiting[i], chosen), i))
        facts, reasons = waiting.pop(best)
        chosen.append((facts, _reason_shown(reasons, chosen)))
    return [
        Worth(
            facts.id,
            reason,
            theme_id=min(facts.followed) if reason is RankingReason.THEME else None,
            place_id=facts.place_id if reason is RankingReason.PLACE else None,
        )
        for facts, reason in chosen
    ]


def _worth(
    facts: RankingFacts,
    reasons: list[RankingReason],
    chosen: list[tuple[RankingFacts, RankingReason]],
) -> int:
    worth = sum(WEIGHTS[reason] for reason in reasons)
    worth -= SAME_FAMILY * ({each.family for each, _ in chosen} == {facts.family})
    worth -= SAME_TEAM * any(_same(facts.team_id, each.team_id) for each, _ in chosen)
    return worth - SAME_REASON * any(reasons[0] is reason for _, reason in chosen)


def _reason_shown(
    reasons: list[RankingReason], chosen: list[tuple[RankingFacts, RankingReason]]
) -> RankingReason:
    """Return the strongest reason not yet shown, unless only the weakest ones are left."""
    said = {reason for _, reason in chosen}
    fresh = [reason for reason in reasons if reason not in said]
    if fresh and WEIGHTS[fresh[0]] > WEIGHTS[RankingReason.LANGUAGE]:
        return fresh[0]
    return reasons[0]
