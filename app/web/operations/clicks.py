"""What administrators see of tracked links: how far loading is, what is set aside or lost."""

from datetime import timedelta

from flask import (
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import clock
from app.core.calendar import local_date
from app.core.database import transaction
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.people.permissions import Permission, may
from app.tracking import health, queries, wording
from app.tracking.loading import quarantine
from app.tracking.rules import VERSION
from app.web.access import allowed
from app.web.operations import bp

LOOKED_BACK = timedelta(days=7)


@bp.get("/operations/clicks")
@allowed(Permission.SEE_OPERATIONS)
def operations() -> ResponseReturnValue:
    """Show how far clicks are loaded, what they counted as, and what could not be read."""
    now = clock.now()
    return render_template(
        "operations/clicks.html",
        here=health.standing(current_app.config["VAR_DIR"] / "journal", now=now),
        nodes=queries.journal_nodes(),
        counted=queries.counted_since(local_date(now - LOOKED_BACK)),
        set_aside=queries.quarantined_lines(),
        set_aside_count=queries.quarantined_count(),
        losses=queries.losses(),
        rules_version=VERSION,
        words=wording,
        can_retry=may(current_user, Permission.MANAGE_ORGANISATION),
    )


@bp.get("/operations/clicks/set-aside.jsonl")
@allowed(Permission.SEE_OPERATIONS)
def download() -> ResponseReturnValue:
    """Give every line that was set aside, with its bytes."""
    response = Response(
        stream_with_context(quarantine.as_json_lines()), mimetype="application/jsonl"
    )
    response.headers["Content-Disposition"] = "attachment; filename=set-aside.jsonl"
    return response


@bp.post("/operations/clicks/retry")
@allowed(Permission.MANAGE_ORGANISATION)  # an auditor sees, and changes nothing
def retry() -> ResponseReturnValue:
    """Read again what was set aside."""
    with transaction():
        read = quarantine.try_again()
    flash(
        ngettext("%(num)d line was read and loaded.", "%(num)d lines were read and loaded.", read)
        if read
        else _("No line could be read: they stay here with their bytes.")
    )
    return redirect(url_for(".operations"))
