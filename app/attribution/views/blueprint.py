"""The blueprint that every page of attribution hangs on."""

from flask import Blueprint

bp = Blueprint("attribution", __name__)
