"""Teams and places: named, renamed, and deleted once nothing uses them."""

from collections.abc import Mapping
from datetime import datetime

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
    for field in ("name_fr", "name_en"):
        column = getattr(Team, field)
        same = select(Team.id).where(func.lower(column) == values[field].lower())
        if team is not None:
            same = same.where(Team.id != team.id)
        if db.session.scalar(same.limit(1)):
            raise NameTaken(_l("Another team has this name already."), field=field)
    kind = "team.changed" if team else "team.created"
    if team is None:
        team = Team(created_at=now)
        db.session.add(team)
    for field in TEAM_FIELDS:
        setattr(team, field, values[field])
    db.session.flush()
    activity.record(kind, team, by=by, now=now)
    freshness.changed("team", team.id)
    return team


def save_place(
    place: Place | None, values: Mapping[str, str], *, by: Person | None, now: datetime
) -> Place:
    """Make a place, or change one.

    raises: NameTaken
    """
    same = select(Place.id).where(func.lower(Place.name) == values["name"].lower())
    if place is not None:
        same = same.where(Place.id != place.id)
    if db.session.scalar(same.limit(1)):
        raise NameTaken(_l("Another place has this name already."), field="name")
    kind = "place.changed" if place else "place.created"
    if place is None:
        place = Place()
        db.session.add(place)
    for field in PLACE_FIELDS:
        setattr(place, field, values[field])
    db.session.flush()
    activity.record(kind, place, by=by, now=now)
    freshness.changed("team")  # places are drawn with teams and openings: all of them
    return place


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
    kind = "team.removed" if isinstance(row, Team) else "place.removed"
    activity.record(kind, row, by=by, now=now)
    try:
        with db.session.begin_nested():
            db.session.delete(row)
    except IntegrityError as taken:  # someone began to use it a moment ago
        raise StillUsed(_l("Someone has just begun to use it. Look again.")) from taken
    freshness.changed("team")
