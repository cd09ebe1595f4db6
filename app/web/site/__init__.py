"""The public career site and the pages of tracked links: what anyone reads without an account."""

from flask import Blueprint

from app.extensions import compress
from app.web.site.frame import of_public_page

bp = Blueprint("site", __name__)
bp.app_context_processor(of_public_page)
# These pages are the same for everyone. Staff pages are not compressed: beside a secret, the
# length of what is typed would tell of it (the BREACH attack).
bp.after_request(compress.after_request)
