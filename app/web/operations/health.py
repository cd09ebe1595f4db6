"""Is it alive, is it ready."""

import os

from flask import jsonify
from flask.typing import ResponseReturnValue

from app.core.services import health
from app.web.access import public
from app.web.operations import bp


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
