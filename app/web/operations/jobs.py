"""The jobs that failed, and what waits."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.mail import outbox
from app.core.services import failures
from app.people.permissions import Permission, may
from app.web.access import allowed
from app.web.operations import bp
from app.web.operations.outbox import as_listed


@bp.get("/operations/jobs")
@allowed(Permission.SEE_OPERATIONS)
def jobs() -> ResponseReturnValue:
    """List the jobs that failed for good, and what waits."""
    can_retry = may(current_user, Permission.MANAGE_ORGANISATION)
    return render_template(
        "operations/jobs.html",
        state=failures.state(),
        mail=outbox.unsent(),
        retried=as_listed(outbox.retried()),
        can_retry=can_retry,
    )


@bp.post("/operations/jobs/<job_id>/retry")
@allowed(Permission.MANAGE_ORGANISATION)  # an auditor sees, and changes nothing
def retry_job(job_id: str) -> ResponseReturnValue:
    """Put a failed job back in its queue."""
    failures.retry(job_id)
    return redirect(url_for("operations.jobs"))
