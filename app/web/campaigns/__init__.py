"""Pages where campaigns are run, and the calendar of what is planned."""

from flask import Blueprint

from app.people.permissions import Permission
from app.web.access import allowed

bp = Blueprint("campaigns", __name__)
RUN = allowed(Permission.RUN_CAMPAIGNS)
