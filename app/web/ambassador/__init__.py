"""Pages of ambassadors: the hub, the share kit, recommendations, what became of them."""

from flask import Blueprint

bp = Blueprint("ambassador", __name__)
