"""The blueprint that every page of people hangs on."""

from flask import Blueprint

from app.people import context

bp = Blueprint("people", __name__)
bp.app_context_processor(context.of_page)
