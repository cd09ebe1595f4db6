"""Pages of the settings: people, teams, organisation, brand, charter."""

from flask import Blueprint

bp = Blueprint("admin", __name__)
