"""Recall and precision of credits, for all journeys or weighed as under other assumptions. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from bench.journeys.plan import Assumption, Drawn, Who

MOST = 0.95  # a share is not raised above this


@dataclass(frozen=True)
class Outcome:
    """A journey that was played.

    truth: the ambassador who brought the candidate; None for nobody
    credits: whom each way of tracking credits
    reason: of the decision in the ledger of Relais
    cookies_set: by the pages of Relais
    """

    row: str
    drawn: Drawn
    truth: Who | None
    credits: Mapping[str, Who | None]
    reason: str
    cookies_set: int


@dataclass(frozen=True)
class Score:
    """How many candidates were brought, how many credits given, and how many of those right."""

    journeys: float
    brought: float
    credited: float
    right: float

    @property
    def recall(self) -> float | None:
        """The share of candidates credited to the one who brought them; None without any."""
        return self.right / self.brought if self.brought else None

    @property
    def precision(self) -> float | None:
        """The share of credits that are right; None when none was given."""
        return self.right / self.credited if self.credited else None

    def as_figures(self) -> dict[str, float | None]:
        """Return the score as a report writes it."""
        return {**asdict(self), "recall": self.recall, "precision": self.precision}


Weigh = Callable[[Drawn], float]


def score(outcomes: Iterable[Outcome], way: str, weigh: Weigh = lambda _drawn: 1) -> Score:
    """Score one way of tracking. weigh: how much a journey counts"""
    journeys = brought = credited = right = 0.0
    for outcome in outcomes:
        weight, given = weigh(outcome.drawn), outcome.credits[way]
        journeys += weight
        brought += weight * (outcome.truth is not None)
        credited += weight * (given is not None)
        right += weight * (given is not None and given == outcome.truth)
    return Score(journeys, brought, credited, right)


def with_share(assumption: Assumption, value: str, share: float) -> Weigh:
    """Weigh journeys as if a value had another share of them, the others keeping their ratios.

    Circumstances are drawn independently of one another, so this is what a new draw would give.
    """
    before = assumption.shares[value] / 100
    inside, outside = share / before, (1 - share) / (1 - before)

    def weigh(drawn: Drawn) -> float:
        return inside if getattr(drawn, assumption.name) == value else outside

    return weigh


@dataclass(frozen=True)
class Swing:
    """What a share does to a figure when it is halved and when it is half as large again."""

    assumption: str
    value: str
    share: float
    less: Score
    more: Score


def swings(outcomes: Sequence[Outcome], way: str, assumptions: Iterable[Assumption]) -> list[Swing]:
    """Vary every share by half, up and down; of two values the rarer, as the other is the rest."""
    return [
        Swing(
            each.name,
            value,
            percent / 100,
            score(outcomes, way, with_share(each, value, percent / 200)),
            score(outcomes, way, with_share(each, value, min(MOST, percent * 1.5 / 100))),
        )
        for each in assumptions
        for value, percent in _varied(each)
    ]


def _varied(assumption: Assumption) -> list[tuple[str, int]]:
    shares = sorted(assumption.shares.items(), key=lambda share: -share[1])
    return shares if len(shares) > 2 else shares[1:]


def misses(outcomes: Iterable[Outcome]) -> Counter[str]:
    """Count why Relais did not credit, or not rightly, whom it should have."""
    return Counter(why_wrong(each) for each in outcomes if each.credits["relais"] != each.truth)


def why_wrong(outcome: Outcome) -> str:
    """Say in words what stood between a journey and the right credit."""
    drawn, given = outcome.drawn, outcome.credits["relais"]
    if drawn.answer == "silent":
        return _SILENT[bool(given)]
    if drawn.answer == "false":
        return _FALSE[bool(given)]
    if given is not None:
        erred = drawn.mistakes_person == "yes"
        return _WRONGLY[erred]
    if outcome.reason == "candidate_declined" and drawn.kind == "forwarded":
        knew = drawn.forwarded_by == "colleague"
        return _FORGOT if knew else "did not know the owner of the forwarded link, removed them"
    if drawn.names == "forgotten" and outcome.reason in ("no_touch", "candidate_declined"):
        return _FORGOT
    if drawn.mistakes_person == "yes":
        return "named the wrong colleague, who said no"
    if outcome.reason == "appeal_dismissed":
        return "the ambassador confirmed too late, and their appeal was dismissed"
    if outcome.reason == "declaration_expired":
        return "the ambassador never confirmed"
    if drawn.recruiter == "mistakes":
        return "the recruiter took the name for another’s, who said no"
    if drawn.names != "in_full":
        return _NAMED[drawn.names]
    return "named an ambassador who has a namesake"


_WRONGLY = {
    True: "named the wrong colleague, who confirmed",
    False: "the recruiter took the name for another’s, who confirmed",
}
_FORGOT = "did not recall the name"
_SILENT = {False: "left the question empty", True: "left the wrong ambassador as shown"}
_FALSE = {False: "hid the ambassador, or named one who said no", True: "named a friend instead"}
_NAMED = {
    "forgotten": _FORGOT,
    "first_name_only": "typed a first name only",
    "misspelt": "misspelt the name",
}
