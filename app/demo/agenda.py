"""An agenda: history is played in the order of its times, whatever planned it first."""

import heapq
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from app.core.calendar import date_in

Act = Callable[[datetime], object]
PARIS = ZoneInfo("Europe/Paris")


class Agenda:
    """Acts that are due, the earliest first. An act may plan others, later than itself."""

    def __init__(self, until: datetime) -> None:
        self._until = until
        self._due: list[tuple[datetime, int, Act]] = []
        self._order = count()

    def plan(self, at: datetime, act: Act) -> None:
        """Have an act called with its time; what lies in the future is not history, and is left."""
        if at < self._until:
            heapq.heappush(self._due, (at, next(self._order), act))

    def play(self) -> None:
        """Call every act, in the order of their times."""
        while self._due:
            at, _, act = heapq.heappop(self._due)
            act(at)


def at_work(near: datetime, chance: Random) -> datetime:
    """Return a moment of that day, or of the next working day, at which people work."""
    day = date_in(PARIS, near)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return _at(day, chance.triangular(8.6, 18.4, 10.5), chance)


def at_work_after(
    near: datetime, *, after: datetime, before: datetime | None, chance: Random
) -> datetime:
    """Return a moment of work near a time, between two others; any moment there if none fits."""
    for days in range(3):
        at = at_work(near - timedelta(days=days), chance)
        if after < at and (before is None or at < before):
            return at
    return after + (before - after) / 2 if before else at_work(after + timedelta(days=1), chance)


def of_the_day(near: datetime, chance: Random) -> datetime:
    """Return a moment of that day at which people look at their phones."""
    return _at(date_in(PARIS, near), chance.triangular(7.2, 22.6, 12.6), chance)


def _at(day: date, hour: float, chance: Random) -> datetime:
    begins = datetime.combine(day, time(), PARIS)
    return (begins + timedelta(hours=hour, seconds=chance.randint(0, 59))).astimezone(UTC)
