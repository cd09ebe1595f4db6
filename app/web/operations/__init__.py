"""Pages of those who run the installation: health, jobs, mail, clicks."""

from flask import Blueprint

bp = Blueprint("operations", __name__)
