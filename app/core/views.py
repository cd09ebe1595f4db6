"""Is it alive, is it ready, what failed, which messages left: what operators look at."""

import os
from uuid import UUID

from flask import (
    Blueprint,
    abort,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import failures, health, queries
from app.core.database import transaction
from app.core.forms import stripped
from app.people.permissions import Permission, allowed, may, public

bp = Blueprint("core", __name__)


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Answer while the process lives; asks nothing of anything else."""
    return jsonify(status="ok", process=os.getpid())


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Answer 200 while tracked links can be journalled, 503 when they cannot.

    A load balancer must not take away what still works: with the database away the answer is
    200 with "degraded".
    """
    report = health.report()
    return jsonify(report.as_dict()), 200 if report.journal_works else 503


@bp.get("/_components")
@public
def components() -> ResponseReturnValue:
    """Show every component in every state, in development only."""
    if current_app.config["ENVIRONMENT"] != "development":
        abort(404)
    return render_template("core/components.html")


@bp.get("/outbox")
@allowed(Permission.SEE_OPERATIONS)
def outbox() -> ResponseReturnValue:
    """List the messages that left, or were kept because no mail server is set."""
    search = stripped(request.args.get("q", ""))
    page = queries.messages(search=search, page=request.args.get("page", 1, type=int))
    return render_template(
        "core/outbox.html",
        page=page,
        search=search,
        opens=may(current_user, Permission.MANAGE_PEOPLE),
    )


@bp.get("/outbox/<uuid:message_id>")
@allowed(Permission.MANAGE_PEOPLE)
def message(message_id: UUID) -> ResponseReturnValue:
    """Show one kept message as it would arrive.

    It may hold a link that signs in: whoever opens it could be its reader, so an auditor does not.
    """
    return render_template("core/message.html", message=queries.message_of(message_id))


@bp.get("/outbox/<uuid:message_id>/page")
@allowed(Permission.MANAGE_PEOPLE)
def message_page(message_id: UUID) -> ResponseReturnValue:
    """Show a message's page alone, for the frame that holds it."""
    response = current_app.make_response(queries.message_of(message_id).html)
    # a mail carries its style in its tags, which our own pages may not
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
        "frame-ancestors 'self'; sandbox allow-popups"
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@bp.get("/operations/jobs")
@allowed(Permission.SEE_OPERATIONS)
def jobs() -> ResponseReturnValue:
    """List the jobs that failed for good, and what waits."""
    can_retry = may(current_user, Permission.MANAGE_ORGANISATION)
    return render_template("core/jobs.html", state=failures.state(), can_retry=can_retry)


@bp.post("/operations/jobs/<job_id>/retry")
@allowed(Permission.MANAGE_ORGANISATION)  # an auditor sees, and changes nothing
def retry_job(job_id: str) -> ResponseReturnValue:
    """Put a failed job back in its queue."""
    failures.retry(job_id)
    return redirect(url_for("core.jobs"))


@bp.post("/outbox/<uuid:message_id>/retry")
@allowed(Permission.MANAGE_PEOPLE)
def retry_message(message_id: UUID) -> ResponseReturnValue:
    """Try a message again that no server took."""
    with transaction():
        queries.requeue(message_id)
    return redirect(url_for("core.message", message_id=message_id))
