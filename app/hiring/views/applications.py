"""The recruiters' list of applications: filtered in its address, each row with its reason."""

from dataclasses import replace

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import clock
from app.hiring import queries
from app.hiring.models import ApplicationState, Stage
from app.hiring.queries import Filters, Order, Source
from app.hiring.views.blueprint import bp
from app.hiring.views.filters import EVERY_STATE, address_of, filters_of
from app.hiring.words import STAGE_ICONS, STAGE_TONES, STAGES, STATES
from app.people.permissions import Permission, allowed


@bp.get("/applications")
@allowed(Permission.SEE_APPLICATIONS)
def applications() -> ResponseReturnValue:
    """List the applications that one may see, as they come."""
    filters = filters_of(request.args)
    page = queries.applications_page(
        current_user, filters, page=request.args.get("page", 1, type=int)
    )
    return render_template(
        "hiring/applications.html",
        page=page,
        filters=filters,
        now=clock.now(),
        counts=queries.stage_counts(current_user, filters),
        openings=queries.openings_applied_for(current_user),
        address=address_of(filters),
        to=lambda **changes: _address(filters, **changes),
        Stage=Stage,
        Source=Source,
        Order=Order,
        STATES=STATES,
        EVERY_STATE=EVERY_STATE,
        ApplicationState=ApplicationState,
        STAGES=STAGES,
        STAGE_ICONS=STAGE_ICONS,
        STAGE_TONES=STAGE_TONES,
    )


def _address(filters: Filters, **changes: object) -> str:
    """Return the list's address with some filters changed."""
    return url_for("hiring.applications", **address_of(replace(filters, **changes)))
