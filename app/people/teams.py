"""Teams and places: named, renamed, and deleted once nothing uses them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.core import activity, freshness
from app.core.database import db
from app.core.errors import Refusal
from app.people import references, slugs
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
    team = team or Team(created_at=now)
    for field in ("name_fr", "name_en"):
        if _is_taken(team, values, (field,)):
            raise NameTaken(_l("Another team has this name already."), field=field)
    slugs.rename(team, SlugKind.TEAM_FR, team.name_fr, values["name_fr"])
    slugs.rename(team, SlugKind.TEAM_EN, team.name_en, values["name_en"])
    _write(team, values, TEAM_FIELDS, by=by, now=now)
    freshness.changed("team", team.id)
    return team


def save_place(
    place: Place | None, values: Mapping[str, str], *, by: Person | None, now: datetime
) -> Place:
    """Make a place, or change one. Places of one name are told apart by their regions.

    raises: NameTaken
    """
    _one_at_a_time(Place)
    place = place or Place()
    if _is_taken(place, values, ("name", "region")):
        raise NameTaken(
            _l("Another place has this name and region. Write the region that tells them apart."),
            field="region",
        )
    name, region = values["name"], values["region"]
    slugs.rename(place, SlugKind.PLACE, place.name, name, otherwise=[f"{name} {region}"])
    _write(place, values, PLACE_FIELDS, by=by, now=now)
    freshness.changed("team")  # places are drawn with teams and openings: all of them
    return place


def _one_at_a_time(model: type[Team] | type[Place]) -> None:
    """Have who names a team or a place wait for whoever does so at the same moment."""
    db.session.execute(text(f"LOCK TABLE {model.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))


def _is_taken(row: Team | Place, values: Mapping[str, str], names: Sequence[str]) -> bool:
    """Say whether another row has these values, whatever their case."""
    model = type(row)
    same = [func.lower(getattr(model, name)) == values[name].lower() for name in names]
    others = model.id.is_distinct_from(row.id)
    return db.session.scalar(select(model.id).where(*same, others).limit(1)) is not None


def _write(
    row: Team | Place,
    values: Mapping[str, str],
    columns: Sequence[str],
    *,
    by: Person | None,
    now: datetime,
) -> None:
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
        raise StillUsed(_l("Someone has just started using it. Look again.")) from taken
    freshness.changed("team")
