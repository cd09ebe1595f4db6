"""The blueprint that every public page hangs on, and what stands around all of them."""

from flask import Blueprint

from app.site.frame import of_public_page

bp = Blueprint("site", __name__)
bp.app_context_processor(of_public_page)
