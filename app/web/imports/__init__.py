"""Pages where openings come in from tables and from other systems."""

from flask import Blueprint

bp = Blueprint("imports", __name__)
