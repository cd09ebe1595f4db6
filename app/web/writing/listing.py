"""What both lists do alike: filters in the address, states with their counts."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from app.core.text.clean import tidy_line
from app.publishing import wording
from app.publishing.models import PublicationState
from app.publishing.queries import ListFilters

NARROWS = ("q", "state", "team", "mine")


def filters_asked(arguments: MultiDict[str, str]) -> ListFilters:
    """Read an address's filters; what is no value of ours narrows nothing. Pure."""
    state = arguments.get("state", "")
    return ListFilters(
        search=tidy_line(arguments.get("q"))[:100],
        state=state if state in set(PublicationState) else "",
        team=_key(arguments.get("team", "")),
        mine=arguments.get("mine") == "1",
    )


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def address(endpoint: str) -> Callable[..., str]:
    """Return the function that gives the address of the same list with something changed."""

    def changed(**changes: Any) -> str:
        kept: dict[str, Any] = {name: request.args.get(name) for name in NARROWS}
        return url_for(endpoint, **{k: v for k, v in (kept | changes).items() if v})

    return changed


def states(
    endpoint: str, counts: Mapping[PublicationState, int], *, every: str
) -> list[dict[str, Any]]:
    """Return the ways to narrow a list by state, with how many there are of each.

    every: the word for all of them
    """
    current = filters_asked(request.args).state
    of_list = address(endpoint)
    everything = sum(
        count for state, count in counts.items() if state is not PublicationState.ARCHIVED
    )
    ways = [("", every, everything)]
    ways += [
        (state.value, str(wording.STATES[state]), counts[state])
        for state in PublicationState
        if counts.get(state)
    ]
    return [
        {
            "label": label,
            "count": count,
            "href": of_list(state=value),
            "current": value == current,
        }
        for value, label, count in ways
    ]
