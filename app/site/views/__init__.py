"""The public pages, one file a subject."""

from app.site.views import machines, openings, stories, teams, texts, through_links
from app.site.views.blueprint import bp

__all__ = ["bp", "machines", "openings", "stories", "teams", "texts", "through_links"]
