"""The list of a family's publications: filters in the address, states with their counts."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.database import transaction
from app.core.text.clean import tidy_line
from app.measures.publications import echoes
from app.people.permissions import Permission, may
from app.publishing import queries, wording
from app.publishing.kinds import kind_of, state_on
from app.publishing.models import PublicationState
from app.publishing.queries import ListFilters
from app.publishing.write import start
from app.sharing.queries import to_relay
from app.web.media import picture_url
from app.web.site.addresses import publication_path
from app.web.writing.desk import TONES, Desk, me
from app.web.writing.moments import when

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


def show_list(desk: Desk) -> ResponseReturnValue:
    """List a family's publications: all of them for who writes them, those online for others."""
    person, family, now = me(), desk.family, clock.now()
    writes = may(person, family.writes)
    relays = not writes and may(person, Permission.RELAY)
    filters = filters_asked(request.args)
    page = queries.publications_for(
        person, family, filters, page=request.args.get("page", 1, type=int), now=now
    )
    keys = [publication.id for publication in page.items]
    return render_template(
        "writing/list.html",
        desk=desk,
        words=desk.words,
        page=page,
        filters=filters,
        writes=writes,
        runs_campaigns=may(person, Permission.RUN_CAMPAIGNS),
        begins=queries.may_begin(person, family),
        own=partial(queries.is_their_own, person),
        sees_applications=may(person, Permission.SEE_APPLICATIONS),
        states=_states(
            desk, queries.state_counts(person, family, filters, exact=page.exact, now=now)
        ),
        teams=queries.teams(),
        echoes=echoes(keys) if writes else {},
        to_relay=to_relay(person, keys, now=now) if relays else set(),
        facts=wording,
        state_of=partial(state_on, now=now),
        kind_of=kind_of,
        when=partial(when, now=now),
        tones=TONES,
        picture_url=picture_url,
        public_path=publication_path,
        page_href=_address(desk, page="PAGE"),
    )


def begin(desk: Desk) -> ResponseReturnValue:
    """Begin a publication; one that was begun and left empty is taken up again."""
    kinds = {kind.code: kind for kind, _word, _icon in desk.begins}
    kind = kinds.get(request.form.get("kind", "")) or next(iter(kinds.values()))
    with transaction():
        draft = queries.untouched_draft(me(), kind) or start(kind, by=me(), now=clock.now())
        address = desk.address("", draft)
    return redirect(address, 303)


def _address(desk: Desk, **changes: Any) -> str:
    """Return the address of the same list with something changed."""
    kept: dict[str, Any] = {name: request.args.get(name) for name in NARROWS}
    return desk.list_address(**{k: v for k, v in (kept | changes).items() if v})


def _states(desk: Desk, counts: Mapping[PublicationState, int]) -> list[dict[str, Any]]:
    """Return the ways to narrow a list by state, with how many there are of each."""
    current = filters_asked(request.args).state
    everything = sum(
        count for state, count in counts.items() if state is not PublicationState.ARCHIVED
    )
    ways = [("", str(desk.words.everything), everything)]
    ways += [
        (state.value, str(wording.STATES_OF_MANY[state]), counts[state])
        for state in PublicationState
        if counts.get(state)
    ]
    return [
        {
            "label": label,
            "count": count,
            "href": _address(desk, state=value),
            "current": value == current,
        }
        for value, label, count in ways
    ]
