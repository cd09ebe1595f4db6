"""Pages where openings and stories are listed and written."""

from flask import Blueprint

bp = Blueprint("writing", __name__)
