"""Teams and places: named, renamed, and deleted once nothing uses them."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.core import activity, freshness
from app.core.database import db
from app.core.errors import Refusal
from app.core.ids import uuid7
from app.people import slugs, uses
from app.people.models import Person, Place, SlugKind, Team

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
    _one_at_a_time(Team)
    for field in ("name_fr", "name_en"):
        column = getattr(Team, field)
        same = select(Team.id).where(func.lower(column) == values[field].lower())
        if team is not None:
            same = same.where(Team.id != team.id)
        if db.session.scalar(same.limit(1)):
            raise NameTaken(_l("Another team has this name already."), field=field)
    kind = "team.changed" if team else "team.created"
    if team is None:
        team = Team(id=uuid7(), created_at=now, name_fr="", name_en="")
    slugs.rename(team, SlugKind.TEAM_FR, team.name_fr, values["name_fr"])
    slugs.rename(team, SlugKind.TEAM_EN, team.name_en, values["name_en"])
    for field in TEAM_FIELDS:
        setattr(team, field, values[field])
    db.session.add(team)
    db.session.flush()
    activity.record(kind, team, by=by, now=now)
    freshness.changed("team", team.id)
    return team


def save_place(
    place: Place | None, values: Mapping[str, str], *, by: Person | None, now: datetime
) -> Place:
    """Make a place, or change one. Places of one name are told apart by their regions.

    raises: NameTaken
    """
    _one_at_a_time(Place)
    same = select(Place.id).where(
        func.lower(Place.name) == values["name"].lower(),
        func.lower(Place.region) == values["region"].lower(),
    )
    if place is not None:
        same = same.where(Place.id != place.id)
    if db.session.scalar(same.limit(1)):
        raise NameTaken(
            _l("Another place has this name and region. Write the region that tells them apart."),
            field="region",
        )
    kind = "place.changed" if place else "place.created"
    if place is None:
        place = Place(id=uuid7(), name="")
    name, region = values["name"], values["region"]
    slugs.rename(place, SlugKind.PLACE, place.name, name, otherwise=[f"{name} {region}"])
    for field in PLACE_FIELDS:
        setattr(place, field, values[field])
    db.session.add(place)
    db.session.flush()
    activity.record(kind, place, by=by, now=now)
    freshness.changed("team")  # places are drawn with teams and openings: all of them
    return place


def _one_at_a_time(model: type[Team] | type[Place]) -> None:
    """Have who names a team or a place wait for whoever does so at the same moment."""
    db.session.execute(text(f"LOCK TABLE {model.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))


def remove(row: Team | Place, *, by: Person, now: datetime) -> None:
    """Delete a team or a place that nothing uses.

    raises: StillUsed that counts what does
    """
    if used := uses.count_uses(row):
        raise StillUsed(
            _l(
                "It is still used by %(uses)s. Move them elsewhere first.",
                uses=uses.in_words(used),
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
