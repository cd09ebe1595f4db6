"""Journeys: what a candidate does, step by step, and who truly brought them. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from random import Random

BEGIN_WITHIN = timedelta(days=60)  # journeys begin at any moment of these days


class Who(StrEnum):
    """An ambassador, by the part they play in a journey."""

    OWNER = "owner"  # of the link, or who told the candidate without one
    SECOND = "second"  # owner of the link that came later
    FORWARDER = "forwarder"  # a colleague who passed the owner's link on
    STRANGER = "stranger"  # had nothing to do with it


class Device(StrEnum):
    """A browser of the candidate, with a storage of its own."""

    PHONE = "phone"
    COMPUTER = "computer"
    IN_APP = "in_app"  # of a network's app, on the phone


class Act(StrEnum):
    """What a candidate does in a browser."""

    FOLLOW = "follow"  # open the address of a shared link
    OPEN_FORM = "open_form"  # tap Apply on the page that is shown
    REOPEN_FORM = "reopen_form"  # open the form's own address, in this browser
    FIND_SITE = "find_site"  # find the opening on the career site, and tap Apply there
    CLOSE = "close"  # end the browsing session
    SEND = "send"  # fill the form in and send it


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


@dataclass(frozen=True)
class Step:
    """One act, `after` the one before. `owner`: of the link whose page is opened."""

    act: Act
    device: Device
    after: timedelta = timedelta()
    owner: Who | None = None


@dataclass(frozen=True)
class Drawn:
    """Every circumstance of a journey, whether its kind comes to it or not.

    The values are explained beside their shares, in bench/attribution_journeys.py.
    """

    kind: str = "one_sitting"
    answer: str = "honest"
    consent: str = "accepts"
    query: str = "as_shared"
    starts_on: str = "phone"
    phone_engine: str = "other"
    computer_engine: str = "other"
    back_by: str = "address"
    leaves_app_at: str = "landing"
    forwarded_by: str = "friend"
    knows_owner: str = "yes"
    convinced_by: str = "first"
    applies_through: str = "last"
    passed_a_link: str = "no"
    names: str = "in_full"
    mistakes_person: str = "no"
    confirms: str = "yes"
    wrong_one_confirms: str = "no"
    friend_confirms: str = "yes"
    lies_by: str = "hiding"
    reminded: str = "never"
    sees_count: str = "no"
    recruiter: str = "leaves"
    asked_again: str = "no_answer"
    answers_mail: str = "no"
    keeps_page: str = "no"
    rest_of_name: str = "nothing"
    recalls: str = "nothing"
    looks_up: str = "no"
    names_later: str = "no"
    tells_them: str = "no"
    finds_mistake: str = "no"
    writes_again: str = "no"
    contests: str = "no"
    upheld: str = "yes"
    recommended: str = "no"
    consents: str = "no"
    reopens_link: str = "no"
    asks_in_person: str = "no"
    answers_colleague: str = "no"


@dataclass(frozen=True)
class Journey:
    """One candidate's way to an application.

    begins: after the first moment of all journeys
    truth: the ambassador who brought this candidate; None for nobody
    """

    number: int
    drawn: Drawn
    begins: timedelta
    steps: tuple[Step, ...]
    truth: Who | None

    @property
    def row(self) -> str:
        """The line of the report that this journey belongs to."""
        drawn = self.drawn
        if drawn.kind == "one_sitting":
            if drawn.query != "as_shared":
                return "query string stripped or added"
            return "cookies refused" if drawn.consent == "refuses" else "same tab"
        if drawn.kind == "days_later":
            return "8 to 30 days later, " + (
                "storage capped at 7 days" if self.engine(self._start) == "webkit" else "no cap"
            )
        return ROWS[drawn.kind]

    @property
    def _start(self) -> Device:
        return Device(self.drawn.starts_on)

    def engine(self, device: Device) -> str:
        """Return what a browser is made of: "webkit" or "other"."""
        if device is Device.COMPUTER:
            return self.drawn.computer_engine
        return self.drawn.phone_engine


ROWS = {
    "one_sitting": "same tab",
    "back_by_site": "closes, comes back by the career site",
    "other_device": "other device",
    "in_app": "in-app browser to system browser",
    "forwarded": "link forwarded",
    "days_later": "8 to 30 days later",
    "weeks_later": "applies weeks later",
    "two_links": "two ambassadors' links",
    "told": "named on the form, no link",
    "alone": "brought by nobody",
}


def draw_journeys(count: int, assumptions: Sequence[Assumption], seed: int) -> Iterator[Journey]:
    """Draw journeys; the same seed gives the same ones."""
    for number in range(count):
        chance = Random(f"{seed}:{number}")
        drawn = Drawn(**{each.name: each.draw(chance) for each in assumptions})
        yield journey(number, drawn, chance)


def journey(number: int, drawn: Drawn, chance: Random) -> Journey:
    """Make the journey of some circumstances; chance only sets its hours."""
    steps, truth = _WAYS[drawn.kind](drawn, Device(drawn.starts_on), chance)
    begins = BEGIN_WITHIN * chance.random()
    return Journey(number, drawn, begins, tuple(steps), truth)


Way = tuple[Iterable[Step], Who | None]


def _reading(chance: Random) -> timedelta:
    return timedelta(minutes=chance.uniform(1, 12))


def _days(chance: Random, least: float, most: float) -> timedelta:
    return timedelta(days=chance.uniform(least, most))


def _applying(device: Device, chance: Random) -> list[Step]:
    """Tap Apply on the page that is shown, fill in, send."""
    return [
        Step(Act.OPEN_FORM, device, _reading(chance)),
        Step(Act.SEND, device, _reading(chance)),
    ]


def _by_link(device: Device, chance: Random, owner: Who = Who.OWNER) -> list[Step]:
    return [Step(Act.FOLLOW, device, owner=owner), *_applying(device, chance)]


def _by_site(device: Device, chance: Random) -> list[Step]:
    return [Step(Act.FIND_SITE, device), Step(Act.SEND, device, _reading(chance))]


def _later(steps: list[Step], pause: timedelta) -> list[Step]:
    return [replace(steps[0], after=pause), *steps[1:]]


def _seen_then_closed(device: Device, chance: Random) -> list[Step]:
    return [
        Step(Act.FOLLOW, device, owner=Who.OWNER),
        Step(Act.CLOSE, device, _reading(chance)),
    ]


def _return(drawn: Drawn, device: Device, chance: Random) -> list[Step]:
    return (_by_link if drawn.back_by == "address" else _by_site)(device, chance)


def _one_sitting(_drawn: Drawn, start: Device, chance: Random) -> Way:
    return _by_link(start, chance), Who.OWNER


def _back_by_site(_drawn: Drawn, start: Device, chance: Random) -> Way:
    back = _later(_by_site(start, chance), _days(chance, 0.1, 6))
    return [*_seen_then_closed(start, chance), *back], Who.OWNER


def _other_device(drawn: Drawn, _start: Device, chance: Random) -> Way:
    back = _later(_return(drawn, Device.COMPUTER, chance), _days(chance, 0.05, 3))
    return [Step(Act.FOLLOW, Device.PHONE, owner=Who.OWNER), *back], Who.OWNER


def _in_app(drawn: Drawn, _start: Device, chance: Random) -> Way:
    seen = [Step(Act.FOLLOW, Device.IN_APP, owner=Who.OWNER)]
    pause = timedelta(minutes=chance.uniform(1, 20))
    if drawn.leaves_app_at == "form":
        seen.append(Step(Act.OPEN_FORM, Device.IN_APP, _reading(chance)))
        on = [
            Step(Act.REOPEN_FORM, Device.PHONE, owner=Who.OWNER),
            Step(Act.SEND, Device.PHONE, _reading(chance)),
        ]
    else:
        reached = _by_link if drawn.leaves_app_at == "landing" else _by_site
        on = reached(Device.PHONE, chance)
    return [*seen, *_later(on, pause)], Who.OWNER


def _forwarded(drawn: Drawn, start: Device, chance: Random) -> Way:
    truth = Who.OWNER if drawn.forwarded_by == "friend" else Who.FORWARDER
    return _by_link(start, chance), truth


def _days_later(drawn: Drawn, start: Device, chance: Random) -> Way:
    back = _later(_return(drawn, start, chance), _days(chance, 8, 30))
    return [*_seen_then_closed(start, chance), *back], Who.OWNER


def _weeks_later(drawn: Drawn, start: Device, chance: Random) -> Way:
    back = _later(_return(drawn, start, chance), _days(chance, 31, 150))
    return [*_seen_then_closed(start, chance), *back], Who.OWNER


def _two_links(drawn: Drawn, start: Device, chance: Random) -> Way:
    second = [Step(Act.FOLLOW, start, _days(chance, 1, 10), Who.SECOND)]
    if drawn.applies_through == "last":
        end = _applying(start, chance)
    else:
        end = _later(_by_link(start, chance), timedelta(hours=chance.uniform(1, 48)))
    truth = Who.OWNER if drawn.convinced_by == "first" else Who.SECOND
    return [*_seen_then_closed(start, chance), *second, *end], truth


def _told(_drawn: Drawn, start: Device, chance: Random) -> Way:
    return _by_site(start, chance), Who.OWNER


def _alone(drawn: Drawn, start: Device, chance: Random) -> Way:
    return (_by_link if drawn.passed_a_link == "yes" else _by_site)(start, chance), None


_WAYS = {
    "one_sitting": _one_sitting,
    "back_by_site": _back_by_site,
    "other_device": _other_device,
    "in_app": _in_app,
    "forwarded": _forwarded,
    "days_later": _days_later,
    "weeks_later": _weeks_later,
    "two_links": _two_links,
    "told": _told,
    "alone": _alone,
}
