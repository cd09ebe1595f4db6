"""Pages of candidates (applying, following) and of recruiters (applications)."""

from app.hiring.views import application, applications, apply, declarations, status
from app.hiring.views.blueprint import bp

__all__ = ["application", "applications", "apply", "bp", "declarations", "status"]
