"""Pages of whoever signs in: sign-in, invitation, reset, one's account, the charter."""

from flask import Blueprint

bp = Blueprint("account", __name__)
