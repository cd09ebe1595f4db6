"""The orders of a list of applications, and the place of one in them, by which a list goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    and_,
    cast,
    func,
    literal_column,
    or_,
    tuple_,
)

from app.core.text.fold import fold
from app.hiring.models import Application, Candidate, Stage
from app.hiring.models.applications import STAGES

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_RANKS: Mapping[str, int] = {stage.value: rank for rank, stage in enumerate(Stage, start=1)}


class Order(StrEnum):
    """What a list of applications is ordered by."""

    RECEIVED = "received"  # the latest first
    WAITING = "waiting"  # the longest first
    STAGE = "stage"
    NAME = "name"


@dataclass(frozen=True)
class SortPlace:
    """Where an application stands, or stood, in an order: what it is sorted by.

    lead: its stage or its name, in the orders that begin by one
    """

    when: datetime
    id: UUID
    lead: str = ""

    def written(self) -> str:
        """Return it as an address holds it. Pure."""
        return "~".join([str((self.when - _EPOCH) // _MICROSECOND), self.id.hex, self.lead])

    @classmethod
    def read(cls, written: str) -> "SortPlace | None":
        """Read it from an address; None for anything else. Pure."""
        when, _, rest = written.partition("~")
        key, _, lead = rest.partition("~")
        try:
            return cls(_EPOCH + int(when) * _MICROSECOND, UUID(key), lead.replace("\0", ""))
        except (ValueError, OverflowError):
            return None


def place_in(order: Order, application: Application) -> SortPlace:
    """Return where an application stands in an order now. Pure."""
    when = application.stage_since if order is Order.WAITING else application.at
    lead = {Order.STAGE: application.stage.value, Order.NAME: fold(application.candidate.name)}
    return SortPlace(when, application.id, lead.get(order, ""))


def sort_key(order: Order, row: Any) -> tuple[Any, ...]:
    """Return by what a row that was read stands in an order, as `sorted_by` has it. Pure.

    row: of an application, with the folded name of its candidate; or a place of that order
    """
    if isinstance(row, SortPlace):
        lead: Any = _value(order, row)
        when = row.when
    else:
        lead = row.name if order is Order.NAME else _RANKS[row.stage]
        when = row.stage_since if order is Order.WAITING else row.at
    moment = (when - _EPOCH) // _MICROSECOND
    if order is Order.WAITING:
        return moment, row.id
    leads = (lead,) if order in (Order.NAME, Order.STAGE) else ()
    return *leads, -moment, -row.id.int


def place_of(order: Order, row: Any) -> SortPlace:
    """Return where a row that was read stands in an order. Pure."""
    when = row.stage_since if order is Order.WAITING else row.at
    lead = {Order.STAGE: row.stage.value, Order.NAME: row.name}
    return SortPlace(when, row.id, lead.get(order, ""))


def is_kept_by(order: Order) -> bool:
    """Say whether nothing that is done to an application changes its place. Pure."""
    return order in (Order.RECEIVED, Order.NAME)


def stage_rank() -> ColumnElement[int]:
    """Return the place of an application's stage among the others, as its index has it."""
    stages: ColumnElement[Any] = literal_column(STAGES)
    return func.array_position(stages, cast(Application.stage, Text), type_=Integer)


def sorted_by(order: Order, *, backwards: bool = False) -> tuple[ColumnElement[Any], ...]:
    """Return the columns that put applications, joined to their candidates, in order."""
    lead, tail, descending = _columns(order)
    leads = [] if lead is None else [lead.desc() if backwards else lead.asc()]
    return (*leads, *(each.desc() if descending != backwards else each.asc() for each in tail))


def beyond(order: Order, place: SortPlace, *, before: bool = False) -> ColumnElement[bool]:
    """Return the condition that an application comes after a place, or before it."""
    lead, tail, descending = _columns(order)
    there = (place.when, place.id)
    rest = tuple_(*tail) < there if descending != before else tuple_(*tail) > there
    if lead is None:
        return rest
    value = _value(order, place)
    further = lead < value if before else lead > value
    so_far = lead <= value if before else lead >= value  # what an index can begin from
    return and_(so_far, or_(further, rest))


def _columns(
    order: Order,
) -> tuple[ColumnElement[Any] | None, tuple[ColumnElement[Any], ...], bool]:
    """Return what an order begins by, what follows, and whether that goes down."""
    latest = (Application.at, Application.id)
    known: Mapping[Order, Any] = {
        Order.RECEIVED: (None, latest, True),
        Order.WAITING: (None, (Application.stage_since, Application.id), False),
        Order.STAGE: (stage_rank(), latest, True),
        Order.NAME: (func.fold(Candidate.name), latest, True),
    }
    found: tuple[ColumnElement[Any] | None, tuple[ColumnElement[Any], ...], bool] = known[order]
    return found


def _value(order: Order, place: SortPlace) -> Any:
    if order is Order.NAME:
        return place.lead
    return _RANKS.get(place.lead, 0)
