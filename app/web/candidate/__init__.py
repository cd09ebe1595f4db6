"""Pages of candidates: answering a recommendation, applying, following."""

from flask import Blueprint

bp = Blueprint("candidate", __name__)
