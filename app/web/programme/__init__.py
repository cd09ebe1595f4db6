"""Pages of the programme's rule and of appeals."""

from flask import Blueprint

bp = Blueprint("programme", __name__)
