"""Every component in every state, for whoever draws pages."""

from flask import abort, current_app, render_template
from flask.typing import ResponseReturnValue

from app.web.access import public
from app.web.operations import bp


@bp.get("/_components")
@public
def components() -> ResponseReturnValue:
    """Show every component in every state, in development only."""
    if current_app.config["ENVIRONMENT"] != "development":
        abort(404)
    return render_template("operations/components.html")
