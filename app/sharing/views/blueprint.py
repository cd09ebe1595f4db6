"""The blueprint that every page of sharing hangs on."""

from flask import Blueprint

bp = Blueprint("sharing", __name__)
