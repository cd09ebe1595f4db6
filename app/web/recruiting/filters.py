"""The filters of a list of applications, to and from its address."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from app.core.text.clean import tidy_line
from app.hiring.models import ApplicationState, Stage
from app.hiring.queries import ApplicationFilters, Awaiting, Order, SortPlace, Source, is_kept_by

EVERY_STATE = "all"
OVER = "over"
LONGEST_SEARCH = 200
Word = TypeVar("Word", bound=StrEnum)


def filters_of(args: Mapping[str, str]) -> ApplicationFilters:
    """Read filters from an address; what makes no sense there narrows nothing. Pure."""
    about = tidy_line(args.get("opening_typed"))[:LONGEST_SEARCH]
    emptied = "opening_typed" in args and not about  # the box that shows the opening chosen
    return ApplicationFilters(
        search=tidy_line(args.get("q"))[:LONGEST_SEARCH],
        opening=None if emptied else _key(args.get("opening")),
        about=about,
        stage=_word(Stage, args.get("stage")),
        state=_word(ApplicationState, args.get("state")),
        all_states=args.get("state") == EVERY_STATE,
        over=args.get("state") == OVER,
        source=_word(Source, args.get("source")),
        awaiting=_word(Awaiting, args.get("awaiting")),
        mine=args.get("mine") == "1",
        order=_word(Order, args.get("order")) or Order.RECEIVED,
    )


def address_of(filters: ApplicationFilters) -> dict[str, Any]:
    """Write filters as the arguments of an address, without those that narrow nothing. Pure."""
    written = {
        "q": filters.search,
        "opening": filters.opening.hex if filters.opening else "",
        "opening_typed": filters.about,
        "stage": filters.stage or "",
        "state": state_of(filters),
        "source": filters.source or "",
        "awaiting": filters.awaiting or "",
        "mine": "1" if filters.mine else "",
        "order": filters.order if filters.order is not Order.RECEIVED else "",
    }
    return {name: str(value) for name, value in written.items() if value}


def arguments_of(filters: ApplicationFilters, place: SortPlace | None) -> dict[str, Any]:
    """Write the list that an application is opened from, and where it stood there. Pure.

    place: left out of the orders in which nothing moves an application
    """
    moves = place is not None and not is_kept_by(filters.order)
    return address_of(filters) | ({"place": place.written()} if place and moves else {})


def state_of(filters: ApplicationFilters) -> str:
    """Write the state that a list is narrowed to; "" for the one that needs no word. Pure."""
    if filters.over:
        return OVER
    return EVERY_STATE if filters.all_states else filters.state or ""


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _word(kind: type[Word], text: str | None) -> Word | None:
    return kind(text) if text in set(kind) else None
