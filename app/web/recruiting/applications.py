"""The recruiters' list of applications: filtered in its address, each row with its reason."""

from dataclasses import replace
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.attribution import queries as credits
from app.core import clock
from app.hiring import queries
from app.hiring.models import ApplicationState, Stage
from app.hiring.queries import ApplicationFilters, Count, Order
from app.hiring.referrals import recommended
from app.hiring.wording import STAGES, STATES
from app.people.permissions import Permission, may
from app.web.access import allowed
from app.web.recruiting import bp, credit_panel
from app.web.recruiting.filters import EVERY_STATE, address_of, filters_of
from app.web.recruiting.wording import STAGE_ICONS, STAGE_TONES, days_waited, waiting_for

LONG_WAIT = 7  # days: the list then says so in another colour


@bp.get("/applications")
@allowed(Permission.SEE_APPLICATIONS)
def applications() -> ResponseReturnValue:
    """List the applications that one may see, as they come."""
    filters = filters_of(request.args)
    openings = queries.openings_applied_for(current_user)
    counts = queries.stage_counts(current_user, filters)
    wanted = [counts.get(filters.stage, Count())] if filters.stage else list(counts.values())
    total = sum(count.total for count in wanted)
    page = queries.applications_page(
        current_user, filters, page=request.args.get("page", 1, type=int), total=total
    )
    known = credits.decisions_of([each.id for each in page.items])
    return render_template(
        "recruiting/applications.html",
        page=page,
        filters=filters,
        now=clock.now(),
        counts={stage: count.total for stage, count in counts.items()},
        unseen=sum(count.unseen for count in wanted),
        openings=openings,
        to_contact=recommended.count_to_contact(current_user),
        lines={each.id: credit_panel.credit_line(known.get(each.id)) for each in page.items},
        explains=may(current_user, Permission.EXPLAIN_CREDIT),
        chooses_whose=may(current_user, Permission.MOVE_APPLICATIONS),
        address=address_of(filters),
        page_address=_page_address(filters),
        to=lambda **changes: _address(replace(filters, **changes)),
        days_waited=days_waited,
        waiting_for=waiting_for,
        LONG_WAIT=LONG_WAIT,
        Stage=Stage,
        Order=Order,
        STATES=STATES,
        EVERY_STATE=EVERY_STATE,
        ApplicationState=ApplicationState,
        STAGES=STAGES,
        STAGE_ICONS=STAGE_ICONS,
        STAGE_TONES=STAGE_TONES,
    )


def _address(filters: ApplicationFilters, **more: Any) -> str:
    return url_for("recruiting.applications", **address_of(filters), **more)


def _page_address(filters: ApplicationFilters) -> str:
    """Return the list's address with a place for the number of its page."""
    return _address(filters, page="PAGE").replace("PAGE", "{page}")
