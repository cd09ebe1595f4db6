"""The pages where openings and stories are listed and written, one file a subject."""

from app.publishing.views import openings, stories
from app.publishing.views.blueprint import bp

__all__ = ["bp", "openings", "stories"]
