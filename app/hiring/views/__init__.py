"""Pages of candidates (applying, following) and of recruiters (applications)."""

from app.hiring.views import apply, declarations, status
from app.hiring.views.blueprint import bp

__all__ = ["apply", "bp", "declarations", "status"]
