"""Pages of a long list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from sqlalchemy import ScalarSelect, Select, func, select

from app.core.database import db

Item = TypeVar("Item")
MANY_WAITING = 99  # of what waits for a person: more are said to be more


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list: its rows, its number (from 1) and how many rows there are in all.

    many: whether they were not counted to the end, so that the total is only the least there are
    further: whether another page follows, where it is not found by its number
    exact: False when nothing was found to the letter, and these come near
    """

    items: Sequence[Item]
    number: int
    per_page: int
    total: int
    exact: bool = True
    many: bool = False
    further: bool = False

    @property
    def last(self) -> int:
        """The number of the last page; 1 when the list is empty."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first_row(self) -> int:
        """The place in the whole list of this page's first row, from 1; 0 when it is empty."""
        return (self.number - 1) * self.per_page + 1 if self.total else 0

    @property
    def last_row(self) -> int:
        """The place in the whole list of this page's last row."""
        last = (self.number - 1) * self.per_page + len(self.items)
        return last if self.many else min(self.number * self.per_page, self.total)


def counted_to(most: int, listed: Select[Any]) -> ScalarSelect[int]:
    """Return the select of how many rows there are, up to one more than a number."""
    return select(func.count()).select_from(listed.limit(most + 1).subquery()).scalar_subquery()


def paginate(statement: Select[Any], *, page: int, per_page: int = 50) -> Page[Any]:
    """Run a select for one page; a page past the end gives the last one. Two statements."""
    total = db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery()))
    total = total or 0
    number = min(max(1, page), max(1, -(-total // per_page)))
    rows = db.session.scalars(statement.limit(per_page).offset((number - 1) * per_page))
    return Page(rows.unique().all(), number, per_page, total)


def paginate_found(
    select_of: Callable[[bool], Select[Any]], *, page: int, per_page: int = 50, forgives: bool
) -> Page[Any]:
    """Run a search for one page: exact hits, or if there are none, what comes near.

    select_of: the select for exact hits, or with False for what is nearly so
    forgives: whether what was searched may be meant for something else
    """
    found = paginate(select_of(True), page=page, per_page=per_page)
    if found.total or not forgives:
        return found
    near = paginate(select_of(False), page=page, per_page=per_page)
    return replace(near, exact=False) if near.total else found
