"""Is it alive, is it ready."""

import os
from contextlib import suppress
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from app.core import signing
from app.core.services import doctor, health
from app.web.access import public
from app.web.operations import bp


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Answer while the process lives; asks nothing of anything else.

    `flask doctor`, by a token of a minute, is also told how its request arrived.
    """
    alive = {"status": "ok", "process": os.getpid()}
    if token := request.args.get("arrived"):
        with suppress(signing.BadToken, UnicodeDecodeError, ValueError):
            signing.unsign(doctor.PROBE, token)
            return jsonify(**alive, arrived=_arrival())
    return jsonify(**alive)


def _arrival() -> dict[str, Any]:
    """Say what proxies told of this request."""
    before = request.environ.get("werkzeug.proxy_fix.orig", {})
    said = request.environ.get("HTTP_X_FORWARDED_FOR", "") or before.get("HTTP_X_FORWARDED_FOR", "")
    return {"scheme": request.scheme, "proxies": len([each for each in said.split(",") if each])}


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Answer 200 while tracked links can be journalled, 503 when they cannot.

    A load balancer must not take away what still works: with the database away the answer is
    200 with "degraded".
    """
    report = health.report()
    return jsonify(report.as_dict()), 200 if report.journal_works else 503
