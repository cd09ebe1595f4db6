"""What is worth relaying now for one person, and the reason that the hub shows. Pure."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.publishing.kinds import FAMILIES
from app.publishing.models import PublicationFamily

SHOWN = 3
NEW_FOR = timedelta(days=7)
CLOSING_WITHIN = 10  # days
LATELY = timedelta(days=30)
FEW_RELAYS = 4  # LATELY, by everyone


class RankingReason(StrEnum):
    """Why a publication is shown, the strongest first."""

    ABOUT_YOU = "about_you"
    YOU_HIRE = "you_hire"
    YOU_WROTE = "you_wrote"
    CAMPAIGN = "campaign"
    TEAM_HIRES = "team_hires"
    CLOSING_SOON = "closing_soon"
    TEAM_SPEAKS = "team_speaks"
    THEME = "theme"
    PLACE = "place"
    NEW = "new"
    NOBODY_YET = "nobody_yet"
    FEW_RELAYS = "few_relays"
    LANGUAGE = "language"
    TURN = "turn"  # its team's openings were shown to fewer people this week
    OPEN = "open"  # nothing in particular: it is published, and for this person


WEIGHTS = {
    RankingReason.ABOUT_YOU: 60,
    RankingReason.YOU_HIRE: 50,
    RankingReason.YOU_WROTE: 45,
    RankingReason.CAMPAIGN: 42,
    RankingReason.TEAM_HIRES: 40,
    RankingReason.CLOSING_SOON: 30,
    RankingReason.TEAM_SPEAKS: 28,
    RankingReason.THEME: 24,
    RankingReason.PLACE: 20,
    RankingReason.NEW: 18,
    RankingReason.NOBODY_YET: 14,
    RankingReason.FEW_RELAYS: 10,
    RankingReason.LANGUAGE: 8,
    RankingReason.TURN: 2,
    RankingReason.OPEN: 1,
}
# What ties a publication to the reader alone; the others lead everybody to the same few.
PERSONAL = frozenset(
    {
        RankingReason.ABOUT_YOU,
        RankingReason.YOU_HIRE,
        RankingReason.YOU_WROTE,
        RankingReason.TEAM_HIRES,
        RankingReason.TEAM_SPEAKS,
        RankingReason.THEME,
    }
)
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
    relays: by everyone, LATELY; ever_relayed: by anyone, at any time
    relayed_at: the reader's own last relay
    set_aside: the reader said it is not for them
    shown, team_shown: how often hubs showed an opening this week, and all those of its team
    had_its_share: it was shown half as often again as the others, or more
    campaign: the name of a campaign that invites the reader to relay it, "" for none
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
    shown: int = 0
    team_shown: int = 0
    had_its_share: bool = False
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Worth:
    """One publication worth relaying, with the reason shown."""

    publication_id: UUID
    reason: RankingReason
    theme_id: UUID | None = None  # the followed theme, when that is the reason
    place_id: UUID | None = None  # where both are, when that is the reason
    campaign: str = ""  # its name, when that is the reason


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
    RankingReason.CAMPAIGN: lambda facts, *_: bool(facts.campaign),
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
    RankingReason.TURN: lambda *_: False,  # it is given, by `choose`
    RankingReason.OPEN: lambda *_: True,
}


def reasons_for(facts: RankingFacts, reader: Reader, now: datetime) -> list[RankingReason]:
    """Return every reason that applies, the strongest first; never empty."""
    return [reason for reason in RankingReason if _TESTS[reason](facts, reader, now)]


def is_over(facts: RankingFacts) -> bool:
    """Say whether the reader has relayed it or set it aside: it is never offered again."""
    return facts.relayed_at is not None or facts.set_aside


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A publication that may be chosen, its reasons, the strongest first, and those that weigh."""

    facts: RankingFacts
    reasons: list[RankingReason]
    weighing: list[RankingReason]


Chosen = list[tuple[RankingFacts, RankingReason]]


def choose(
    publications: Iterable[RankingFacts],
    reader: Reader,
    now: datetime,
    *,
    shown: int = SHOWN,
    today: Collection[UUID] = (),
) -> list[Worth]:
    """Choose what to relay now, the best first, unlike each other as far as possible.

    A publication's worth is the sum of its reasons' weights, less what it repeats of those
    already chosen. Equal worths: what was shown less, then the newest. The last place is the turn
    of the team whose openings were shown least this week.

    today: what the reader was shown today, which stays while nothing is worth more
    """
    waiting = [
        _weighed(facts, reader, now, kept=facts.id in today)
        for facts in sorted(publications, key=lambda each: (each.published_at, each.id))
        if not is_over(facts)
    ]
    chosen: Chosen = []
    while waiting and len(chosen) < shown:
        turn = _turn(waiting, today) if len(chosen) == shown - 1 else None
        # the last of equals is the newest
        best = (
            waiting[turn]
            if turn is not None
            else max(
                enumerate(waiting),
                key=lambda each: (_worth(each[1], chosen), -each[1].facts.shown, each[0]),
            )[1]
        )
        waiting.remove(best)
        chosen.append((best.facts, _reason_shown(best.reasons, chosen, turn=turn is not None)))
    return [
        Worth(
            facts.id,
            reason,
            theme_id=min(facts.followed) if reason is RankingReason.THEME else None,
            place_id=facts.place_id if reason is RankingReason.PLACE else None,
            campaign=facts.campaign if reason is RankingReason.CAMPAIGN else "",
        )
        for facts, reason in chosen
    ]


def _weighed(facts: RankingFacts, reader: Reader, now: datetime, *, kept: bool) -> _Weighed:
    reasons = reasons_for(facts, reader, now)
    if not facts.had_its_share or kept:
        return _Weighed(facts, reasons, reasons)
    return _Weighed(facts, reasons, [each for each in reasons if each in PERSONAL])


def _turn(waiting: list[_Weighed], today: Collection[UUID]) -> int | None:
    """Return which opening comes now that its team was shown least; None without an opening."""
    openings = [i for i, each in enumerate(waiting) if _hires(each.facts)]

    def shown(index: int) -> tuple[bool, int, int, int, int]:
        facts = waiting[index].facts
        worth = _worth(waiting[index], [])
        return facts.id not in today, facts.team_shown, facts.shown, -worth, -index

    return min(openings, key=shown, default=None)


def _worth(weighed: _Weighed, chosen: Chosen) -> int:
    facts = weighed.facts
    worth = sum(WEIGHTS[reason] for reason in weighed.weighing)
    worth -= SAME_FAMILY * ({each.family for each, _ in chosen} == {facts.family})
    worth -= SAME_TEAM * any(_same(facts.team_id, each.team_id) for each, _ in chosen)
    return worth - SAME_REASON * any(weighed.reasons[0] is reason for _, reason in chosen)


def _reason_shown(
    reasons: list[RankingReason], chosen: Chosen, *, turn: bool = False
) -> RankingReason:
    """Return the strongest reason not yet shown, unless only the weakest ones are left."""
    said = {reason for _, reason in chosen}
    fresh = [reason for reason in reasons if reason not in said]
    if fresh and WEIGHTS[fresh[0]] > WEIGHTS[RankingReason.LANGUAGE]:
        return fresh[0]
    return RankingReason.TURN if turn else reasons[0]
