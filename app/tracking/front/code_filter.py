"""Tell which codes may exist, so that guessing them costs the database nothing.

A Bloom filter in memory holds every code that was ever given out. A code that is not in it is
looked up only within a small budget, which is there for links made less than a second ago. A code
that is in it is looked up once; a false positive, which is rare, is ignored for a few seconds.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from app.core.ids import time_of, uuid7_at

BITS_A_CODE = 16  # one false positive in some 2,000 with HASHES bits
HASHES = 4
ROOM = 2  # how many times the present number of codes the filter has room for
LEAST = 100_000
OVERLAP = timedelta(minutes=1)  # rows are not always committed in the order of their ids

BUDGET_A_SECOND = 20.0
BUDGET = 100.0
ABSENT_SECONDS = 5.0
ABSENT_LIMIT = 10_000

NEWER_CODES = "SELECT id, code FROM referral_links WHERE id > %s ORDER BY id"


class BloomFilter:
    """A set of codes that may say yes wrongly, and never no. One writer, many readers."""

    def __init__(self, codes: int) -> None:
        self.room = max(LEAST, codes * ROOM)
        self.count = 0
        self._size = self.room * BITS_A_CODE
        self._bits = bytearray(self._size // 8 + 1)

    def _places(self, code: str) -> list[int]:
        mixed = hash(code) & 0xFFFFFFFFFFFFFFFF
        step = (mixed >> 32) | 1
        return [(mixed + turn * step) % self._size for turn in range(HASHES)]

    def add(self, code: str) -> None:
        """Put a code in."""
        for place in self._places(code):
            self._bits[place >> 3] |= 1 << (place & 7)
        self.count += 1

    def __contains__(self, code: str) -> bool:
        return all(self._bits[place >> 3] >> (place & 7) & 1 for place in self._places(code))


class CodeFilter:
    """Decides which codes are worth a look in the database."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._filter: BloomFilter | None = None
        self._newest: UUID | None = None
        self._asked = True  # a code was asked for that the filter did not know
        self._absent: dict[str, float] = {}
        self._budget = BUDGET
        self._spent_at = clock()

    def worth_a_look(self, code: str) -> bool:
        """Whether to look up a code that is not in memory.

        Until the filter is filled, in the first second of a process, every code is worth it.
        """
        until = self._absent.get(code)
        if until is not None and self._clock() < until:
            return False
        if self._filter is None or code in self._filter:
            return True
        self._asked = True
        return self._spend()

    def found(self, code: str) -> None:
        """Return the look-up to the budget: only those that find nothing count."""
        self._budget = min(BUDGET, self._budget + 1)
        if self._filter is not None and code not in self._filter:
            self._filter.add(code)

    def found_nothing(self, code: str) -> None:
        """Remember for a moment that a code does not exist."""
        if len(self._absent) >= ABSENT_LIMIT:
            self._absent.clear()
        self._absent[code] = self._clock() + ABSENT_SECONDS

    def _spend(self) -> bool:
        """Take one look-up out of the budget; False when it is used up."""
        now = self._clock()
        filled = self._budget + (now - self._spent_at) * BUDGET_A_SECOND
        self._budget, self._spent_at = min(BUDGET, filled), now
        if self._budget < 1:
            return False
        self._budget -= 1
        return True

    def refresh(self, connection: Connection[TupleRow]) -> None:
        """Put new codes into the filter, if anybody has asked for one that it does not know."""
        if not self._asked:
            return
        self._asked = False
        codes, since = self._filter, self._newest
        if codes is None or codes.count > codes.room:
            row = connection.execute("SELECT count(*) FROM referral_links").fetchone()
            codes, since = BloomFilter(row[0] if row else 0), None
        after = uuid7_at(time_of(since) - OVERLAP) if since else UUID(int=0)
        with connection.cursor() as cursor:
            for link_id, code in cursor.stream(NEWER_CODES, (after,), size=1000):
                since = link_id
                if code not in codes:
                    codes.add(code)
        self._filter, self._newest = codes, since
