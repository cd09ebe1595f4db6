"""The blueprint that every page of publishing hangs on."""

from flask import Blueprint

bp = Blueprint("publishing", __name__)
