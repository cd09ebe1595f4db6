"""The blueprint that every page of hiring hangs on."""

from flask import Blueprint

bp = Blueprint("hiring", __name__)
