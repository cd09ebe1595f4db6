"""Rows of any package that still refer to one that somebody wants to delete."""

from collections.abc import Callable
from typing import Any

from flask_babel import ngettext
from sqlalchemy import func, select

from app.core.database import db

# Rows of a table in words; one that is not here is named as something else.
WORDS: dict[str, Callable[[int], Any]] = {
    "people": lambda n: ngettext("%(num)d person", "%(num)d people", n),
    "publications": lambda n: ngettext("%(num)d publication", "%(num)d publications", n),
    "opening_places": lambda n: ngettext(
        "%(num)d other place of an opening", "%(num)d other places of openings", n
    ),
    "openings": lambda n: ngettext("%(num)d opening", "%(num)d openings", n),
    "usual_openings": lambda n: ngettext("%(num)d usual opening", "%(num)d usual openings", n),
    "audience_teams": lambda n: ngettext("%(num)d audience", "%(num)d audiences", n),
    "campaign_teams": lambda n: ngettext("%(num)d audience", "%(num)d audiences", n),
    "campaign_places": lambda n: ngettext("%(num)d audience", "%(num)d audiences", n),
    "audience_places": lambda n: ngettext("%(num)d audience", "%(num)d audiences", n),
}


OWN = frozenset({"former_slugs"})  # rows that go with what they belong to


def count_references(row: Any) -> dict[str, int]:
    """Count the rows that refer to a row, by table.

    The schema is walked, so that a table of a package above is never forgotten; an audience is
    counted too, since emptying it would show its publications to everyone.
    """
    counts: dict[str, int] = {}
    for table in db.metadata.sorted_tables:
        for column in table.columns if table.name not in OWN else ():
            if any(key.column.table is row.__table__ for key in column.foreign_keys):
                referring = select(func.count()).select_from(table).where(column == row.id)
                if number := db.session.scalar(referring):
                    counts[table.name] = counts.get(table.name, 0) + number
    return counts


def in_words(counts: dict[str, int]) -> str:
    """Say what refers to a row: "12 people, 3 openings"."""
    return ", ".join(WORDS.get(table, _other)(number) for table, number in sorted(counts.items()))


def _other(number: int) -> str:
    return str(ngettext("%(num)d other thing", "%(num)d other things", number))
