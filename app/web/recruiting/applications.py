"""The recruiters' list of applications: filtered in its address, each row with its reason."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_login import current_user
from sqlalchemy import ScalarSelect

from app.attribution import queries as credits
from app.core import clock
from app.core.i18n import gettext as _
from app.core.pagination import Page
from app.core.text.fold import fold
from app.hiring import queries
from app.hiring.candidates import duplicates
from app.hiring.models import Application, ApplicationState, Stage
from app.hiring.queries import LONG_WAIT, ApplicationFilters, Counts, Order, SortPlace, Source
from app.hiring.wording import STAGES, STATES
from app.people.models import Person
from app.people.permissions import Permission, may
from app.publishing.models import Opening
from app.publishing.wording import title_of
from app.web import navigation
from app.web.access import allowed
from app.web.combobox import OFFERED, Lookup, options
from app.web.fields import Row
from app.web.recruiting import bp, credit_panel
from app.web.recruiting.credit_panel import EvidenceLine
from app.web.recruiting.filters import (
    EVERY_STATE,
    OVER,
    address_of,
    arguments_of,
    filters_of,
    state_of,
)
from app.web.recruiting.triage.fits import fits_of
from app.web.recruiting.triage.undo import offer_undo_again
from app.web.recruiting.wording import STAGE_ICONS, STAGE_TONES, counted, days_waited, waiting_for


@dataclass(frozen=True)
class StandingWords:
    """Where an application stands, as the macro `status` draws it."""

    word: LazyString
    tone: str | None
    icon: str


@dataclass(frozen=True)
class ApplicationRow:
    """An application in the list.

    arguments: of its address, which tells the list that one comes from
    fresh: no recruiter has opened it yet
    waits: for how long, in words; empty once it is decided
    long: whether that is too long
    doubled: whether its candidate looks like another one
    """

    application: Application
    arguments: dict[str, Any]
    line: EvidenceLine
    standing: StandingWords
    fresh: bool
    waits: str
    long: bool
    doubled: bool = False


@navigation.counts("pipeline", "new_applications")
def _not_opened(person: Person, _now: datetime) -> ScalarSelect[int] | None:
    return queries.unseen_counted(person) if may(person, Permission.SEE_APPLICATIONS) else None


@bp.get("/applications")
@allowed(Permission.SEE_APPLICATIONS)
def applications() -> ResponseReturnValue:
    """List the applications that one may see, as they come."""
    now = clock.now()
    asked, opening = _opening_asked(filters_of(request.args))
    filters, found = queries.searched(current_user, asked)
    counts = (
        queries.counts_found(filters, found)
        if filters.search
        else queries.counts(current_user, filters)
    )
    page = queries.applications_page(
        current_user,
        filters,
        page=request.args.get("page", 1, type=int),
        total=counts.listed,
        after=SortPlace.read(request.args.get("after", "")),
        before=SortPlace.read(request.args.get("before", "")),
    )
    known = credits.decisions_of([each.id for each in page.items])
    moves = may(current_user, Permission.MOVE_APPLICATIONS)
    people = {each.candidate_id for each in page.items} if moves else set()
    doubled = duplicates.doubled_among(people, current_user)
    offer_undo_again()
    return render_template(
        "recruiting/applications.html",
        page=page,
        rows=[
            replace(
                row_of(each, credit_panel.credit_line(known.get(each.id)), filters, now=now),
                doubled=each.candidate_id in doubled,
            )
            for each in page.items
        ],
        fits=fits_of(page.items, found),
        filters=filters,
        found=found,
        counts=counts,
        counted=counted,
        explains=may(current_user, Permission.EXPLAIN_CREDIT),
        chooses_whose=moves,
        address=address_of(filters),
        pages=_pages(filters, page),
        everybodys_href=_address(replace(filters, mine=False)),
        own_href=_address(replace(filters, mine=True)),
        over_href=_address(replace(filters, stage=None, state=None, all_states=False, over=True)),
        search_href=_address(ApplicationFilters(search=filters.search)),
        stage_tabs=_stage_tabs(filters, counts),
        columns=_columns(filters),
        opening_typed=_called(opening) if opening else filters.about,
        sources=_sources(),
        states=_states(filters),
        state="" if filters.every_state and filters.search else state_of(filters),
    )


@bp.get("/applications/openings")
@allowed(Permission.SEE_APPLICATIONS)
def openings_to_choose() -> ResponseReturnValue:
    """List openings for the box that chooses one, by some words of theirs."""
    person = current_user._get_current_object()

    def like(words: str) -> list[Row]:
        found = queries.openings_applied_for(person, words, limit=OFFERED)
        return [(each.id, _called(each)) for each in found]

    def named(opening_id: UUID) -> str | None:
        opening = queries.opening_applied_for(person, opening_id)
        return _called(opening) if opening else None

    lookup = Lookup(url_for("recruiting.openings_to_choose"), like, named)
    return options(lookup, request.args.get("q", ""))


def row_of(
    application: Application, line: EvidenceLine, filters: ApplicationFilters, *, now: datetime
) -> ApplicationRow:
    """Return an application as the list shows it."""
    days = days_waited(application.stage_since, now)
    return ApplicationRow(
        application=application,
        arguments=arguments_of(filters, queries.place_in(filters.order, application)),
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


def _opening_asked(
    filters: ApplicationFilters,
) -> tuple[ApplicationFilters, Opening | None]:
    """Return the opening that a list is narrowed to: what was typed counts once it was changed."""
    if filters.opening is None:
        return filters, None
    opening = queries.opening_applied_for(current_user, filters.opening)
    if not filters.about:
        return filters, opening
    if opening and fold(filters.about) == fold(_called(opening)):
        return replace(filters, about=""), opening
    return replace(filters, opening=None), None


def _called(opening: Opening) -> str:
    return ", ".join([title_of(opening), *([opening.place.name] if opening.place else [])])


def _stage_tabs(filters: ApplicationFilters, counts: Counts) -> list[dict[str, Any]]:
    """Return the stages with what each would show; none where what is shown stands at none."""
    if (filters.state not in (None, ApplicationState.OPEN) or filters.over) and not filters.stage:
        return []

    def tab(label: Any, stage: Stage | None, count: int) -> dict[str, Any]:
        href = _address(replace(filters, stage=stage))
        current = filters.stage is stage
        return {"label": label, "href": href, "current": current, "count": counted(count)}

    return [
        tab(_("All stages"), None, counts.all_stages),
        *(tab(STAGES[stage], stage, counts.stages[stage]) for stage in Stage),
    ]


def _pages(filters: ApplicationFilters, page: Page[Application]) -> dict[str, str]:
    """Return the addresses of the page before and of the next one, by what they follow."""
    if not page.items:
        return {}
    first, last = (queries.place_in(filters.order, page.items[at]) for at in (0, -1))
    found = {}
    if page.number > 1:
        found["before"] = _address(filters, page=page.number - 1, before=first.written())
    if page.further:
        found["after"] = _address(filters, page=page.number + 1, after=last.written())
    return found


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


def _sources() -> list[tuple[str, str]]:
    return [
        ("", _("Brought or direct")),
        (Source.BROUGHT.value, _("Brought by somebody")),
        (Source.DIRECT.value, _("Direct")),
        (Source.TO_MATCH.value, _("Names somebody to match")),
    ]


def _states(filters: ApplicationFilters) -> list[tuple[str, Any]]:
    """Return the states to choose from: a search looks in every one unless one is chosen."""
    opened, everything = _("Still open"), _("All states")
    decided = [state for state in ApplicationState if state is not ApplicationState.OPEN]
    return [
        ("", everything if filters.search else opened),
        *([(ApplicationState.OPEN.value, opened)] if filters.search else []),
        *((state.value, STATES[state]) for state in decided),
        (OVER, _("Over")),
        *([] if filters.search else [(EVERY_STATE, everything)]),
    ]


def _address(filters: ApplicationFilters, **more: Any) -> str:
    return url_for("recruiting.applications", **address_of(filters), **more)
