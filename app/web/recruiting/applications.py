"""The recruiters' list of applications: filtered in its address, each row with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_login import current_user

from app.attribution import queries as credits
from app.core import clock
from app.core.i18n import gettext as _
from app.hiring import queries
from app.hiring.candidates import duplicates
from app.hiring.models import Application, ApplicationState, Stage
from app.hiring.queries import LONG_WAIT, ApplicationFilters, Count, Order, Source
from app.hiring.wording import STAGES, STATES
from app.people.permissions import Permission, may
from app.publishing.models import Opening
from app.publishing.wording import title_of
from app.web.access import allowed
from app.web.recruiting import bp, credit_panel
from app.web.recruiting.credit_panel import EvidenceLine
from app.web.recruiting.filters import EVERY_STATE, address_of, filters_of
from app.web.recruiting.wording import STAGE_ICONS, STAGE_TONES, days_waited, waiting_for


@dataclass(frozen=True)
class StandingWords:
    """Where an application stands, as the macro `status` draws it."""

    word: LazyString
    tone: str | None
    icon: str


@dataclass(frozen=True)
class ApplicationRow:
    """An application in the list.

    fresh: no recruiter has opened it yet
    waits: for how long, in words; empty once it is decided
    long: whether that is too long
    doubled: whether its candidate looks like another one
    """

    application: Application
    line: EvidenceLine
    standing: StandingWords
    fresh: bool
    waits: str
    long: bool
    doubled: bool = False


@bp.get("/applications")
@allowed(Permission.SEE_APPLICATIONS)
def applications() -> ResponseReturnValue:
    """List the applications that one may see, as they come."""
    now = clock.now()
    filters = filters_of(request.args)
    openings = queries.openings_applied_for(current_user)
    counts = queries.stage_counts(current_user, filters)
    wanted = [counts.get(filters.stage, Count())] if filters.stage else list(counts.values())
    page = queries.applications_page(
        current_user,
        filters,
        page=request.args.get("page", 1, type=int),
        total=sum(count.total for count in wanted),
    )
    known = credits.decisions_of([each.id for each in page.items])
    moves = may(current_user, Permission.MOVE_APPLICATIONS)
    people = {each.candidate_id for each in page.items} if moves else set()
    doubled = duplicates.doubled_among(people, current_user)
    return render_template(
        "recruiting/applications.html",
        page=page,
        rows=[
            replace(
                row_of(each, credit_panel.credit_line(known.get(each.id)), now=now),
                doubled=each.candidate_id in doubled,
            )
            for each in page.items
        ],
        filters=filters,
        unseen=sum(count.unseen for count in wanted),
        to_contact=queries.count_to_contact(current_user),
        explains=may(current_user, Permission.EXPLAIN_CREDIT),
        chooses_whose=moves,
        address=address_of(filters),
        page_address=_page_address(filters),
        everybodys_href=_address(replace(filters, mine=False)),
        own_href=_address(replace(filters, mine=True)),
        stage_tabs=_stage_tabs(filters, counts),
        columns=_columns(filters),
        **_options(openings),
    )


def row_of(application: Application, line: EvidenceLine, *, now: datetime) -> ApplicationRow:
    """Return an application as the list shows it."""
    days = days_waited(application.stage_since, now)
    return ApplicationRow(
        application=application,
        line=line,
        standing=_standing(application),
        fresh=application.is_open and application.seen_at is None,
        waits=waiting_for(days) if application.is_open else "",
        long=application.is_open and days > LONG_WAIT,
    )


def _standing(application: Application) -> StandingWords:
    if application.is_refused:
        return StandingWords(STATES[application.state], None, "circle-x")
    if application.is_withdrawn:
        return StandingWords(STATES[application.state], None, "undo-2")
    stage = application.stage
    return StandingWords(STAGES[stage], STAGE_TONES.get(stage), STAGE_ICONS[stage])


def _stage_tabs(filters: ApplicationFilters, counts: dict[Stage, Count]) -> list[dict[str, Any]]:
    def tab(label: Any, stage: Stage | None, total: int) -> dict[str, Any]:
        href = _address(replace(filters, stage=stage))
        return {"label": label, "href": href, "current": filters.stage is stage, "count": total}

    everything = sum(count.total for count in counts.values())
    return [
        tab(_("All stages"), None, everything),
        *(tab(STAGES[stage], stage, counts.get(stage, Count()).total) for stage in Stage),
    ]


def _columns(filters: ApplicationFilters) -> list[dict[str, Any]]:
    def sortable(label: str, order: Order, **more: Any) -> dict[str, Any]:
        direction = "descending" if order is Order.RECEIVED else "ascending"
        href = _address(replace(filters, order=order))
        chosen = filters.order is order
        return {"label": label, "sort": href, "sorted": direction if chosen else "", **more}

    return [
        sortable(_("Candidate"), Order.NAME),
        {"label": _("Why this application is here")},
        sortable(_("Stage"), Order.STAGE),
        sortable(_("Received on"), Order.RECEIVED),
        sortable(_("Waiting for"), Order.WAITING, end=True),
    ]


def _options(openings: Sequence[Opening]) -> dict[str, list[tuple[str, Any]]]:
    """Return what the filters offer, as values of the address with their words."""
    decided = [state for state in ApplicationState if state is not ApplicationState.OPEN]
    return {
        "openings": [
            ("", _("Every opening")),
            *((opening.id.hex, title_of(opening)) for opening in openings),
        ],
        "sources": [
            ("", _("Brought or direct")),
            (Source.BROUGHT.value, _("Brought by somebody")),
            (Source.DIRECT.value, _("Direct")),
            (Source.TO_MATCH.value, _("Names somebody to match")),
        ],
        "states": [
            ("", _("Still open")),
            *((state.value, STATES[state]) for state in decided),
            (EVERY_STATE, _("Every state")),
        ],
    }


def _address(filters: ApplicationFilters, **more: Any) -> str:
    return url_for("recruiting.applications", **address_of(filters), **more)


def _page_address(filters: ApplicationFilters) -> str:
    """Return the list's address with a place for the number of its page."""
    return _address(filters, page="PAGE").replace("PAGE", "{page}")
