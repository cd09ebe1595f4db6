"""Teams and places: named, renamed, and deleted once nothing uses them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.core import activity, freshness
from app.core.database import db
from app.core.errors import Refusal
from app.people import references
from app.people.models import Person, Place, Team

TEAM_FIELDS = ("name_fr", "name_en", "about_fr", "about_en")
PLACE_FIELDS = ("name", "region", "postal_code", "country")


class StillUsed(Refusal):
    """Something refers to the team or the place."""

    code = "still_used"


class NameTaken(Refusal):
    """Another team or place has this name."""

    code = "name_taken"


def save_team(
    team: Team | None, values: Mapping[str, str], *, by: Person | None, now: datetime
) -> Team:
    """Make a team, or change one.

    raises: NameTaken by the field that has it
    """
    team = team or Team(created_at=now)
    taken = _l("Another team has this name already.")
    _write(team, values, TEAM_FIELDS, names=("name_fr", "name_en"), taken=taken, by=by, now=now)
    freshness.changed("team", team.id)
    return team


def save_place(
    place: Place | None, values: Mapping[str, str], *, by: Person | None, now: datetime
) -> Place:
    """Make a place, or change one.

    raises: NameTaken
    """
    place = place or Place()
    taken = _l("Another place has this name already.")
    _write(place, values, PLACE_FIELDS, names=("name",), taken=taken, by=by, now=now)
    freshness.changed("team")  # places are drawn with teams and openings: all of them
    return place


def _write(
    row: Team | Place,
    values: Mapping[str, str],
    columns: Sequence[str],
    *,
    names: Sequence[str],
    taken: LazyString,
    by: Person | None,
    now: datetime,
) -> None:
    model = type(row)
    for name in names:
        others = model.id.is_distinct_from(row.id)
        same = func.lower(getattr(model, name)) == values[name].lower()
        if db.session.scalar(select(model.id).where(same, others).limit(1)):
            raise NameTaken(taken, field=name)
    done = "changed" if row.id else "created"
    for column in columns:
        setattr(row, column, values[column])
    db.session.add(row)
    db.session.flush()
    activity.record(f"{_noun(row)}.{done}", row, by=by, now=now)


def _noun(row: Team | Place) -> str:
    return type(row).__name__.lower()


def remove(row: Team | Place, *, by: Person, now: datetime) -> None:
    """Delete a team or a place that nothing uses.

    raises: StillUsed that counts what does
    """
    if found := references.count_references(row):
        raise StillUsed(
            _l(
                "It is still used by %(uses)s. Move them elsewhere first.",
                uses=references.in_words(found),
            )
        )
    activity.record(f"{_noun(row)}.removed", row, by=by, now=now)
    try:
        with db.session.begin_nested():
            db.session.delete(row)
    except IntegrityError as taken:  # someone began to use it a moment ago
        raise StillUsed(_l("Someone has just begun to use it. Look again.")) from taken
    freshness.changed("team")
