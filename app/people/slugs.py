"""What names teams and places in addresses: one each, for ever, old names included."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, count
from uuid import UUID

from sqlalchemy import delete, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from app.core.database import db
from app.core.text.clean import without_nul
from app.core.text.slugs import slug_of
from app.people.models import FormerSlug, Place, SlugKind, Team

COLUMNS: Mapping[SlugKind, InstrumentedAttribute[str]] = {
    SlugKind.TEAM_FR: Team.slug_fr,
    SlugKind.TEAM_EN: Team.slug_en,
    SlugKind.PLACE: Place.slug,
}


def free_slug(wanted: Sequence[str], taken: Collection[str]) -> str:
    """Return the first slug that is free; the first one with a number when none is. Pure."""
    numbered = (f"{wanted[0]}-{number}" for number in count(2))
    return next(slug for slug in chain(wanted, numbered) if slug not in taken)


def rename(
    row: Team | Place,
    kind: SlugKind,
    before: str | None,
    name: str,
    *,
    otherwise: Iterable[str] = (),
) -> None:
    """Give a row the slug of its name; the one it had leads to it from then on.

    before: the name that it had; None for a new row
    otherwise: longer names, tried before a number when the slug is taken
    """
    column = COLUMNS[kind]
    slug = getattr(row, column.key)
    if slug and slug_of(before or "") == slug_of(name):
        return
    new = free_slug([slug_of(each) for each in (name, *otherwise)], _taken(row, kind))
    setattr(row, column.key, new)
    db.session.execute(delete(FormerSlug).where(FormerSlug.kind == kind, FormerSlug.slug == new))
    if slug:
        owner = {"team_id": row.id} if isinstance(row, Team) else {"place_id": row.id}
        db.session.add(FormerSlug(kind=kind, slug=slug, **owner))


def _taken(row: Team | Place, kind: SlugKind) -> set[str]:
    """Return the slugs that lead, or have led, to other rows."""
    column = COLUMNS[kind]
    former = FormerSlug.team_id if isinstance(row, Team) else FormerSlug.place_id
    return set(
        db.session.scalars(
            union_all(
                select(column).where(column.class_.id.is_distinct_from(row.id)),
                select(FormerSlug.slug).where(
                    FormerSlug.kind == kind, former.is_distinct_from(row.id)
                ),
            )
        )
    )


def team_of_slug(slug: str, language: str) -> Team | None:
    """Return the team that a slug leads to, or has led to. Two statements at most."""
    kind = SlugKind.TEAM_FR if language == "fr" else SlugKind.TEAM_EN
    slug = without_nul(slug)
    team: Team | None = db.session.scalar(select(Team).where(COLUMNS[kind] == slug))
    return team or db.session.scalar(
        select(Team)
        .join(FormerSlug, FormerSlug.team_id == Team.id)
        .where(FormerSlug.kind == kind, FormerSlug.slug == slug)
    )


def place_of_slug(slug: str) -> Place | None:
    """Return the place that a slug leads to, or has led to. Two statements at most."""
    slug = without_nul(slug)
    place: Place | None = db.session.scalar(select(Place).where(Place.slug == slug))
    return place or db.session.scalar(
        select(Place)
        .join(FormerSlug, FormerSlug.place_id == Place.id)
        .where(FormerSlug.kind == SlugKind.PLACE, FormerSlug.slug == slug)
    )


def present_slugs(kind: SlugKind, former: Collection[str]) -> dict[str, str]:
    """Return what replaced each of these slugs, of those that were replaced. One statement."""
    column = COLUMNS[kind]
    owner = FormerSlug.place_id if kind is SlugKind.PLACE else FormerSlug.team_id
    rows = db.session.execute(
        select(FormerSlug.slug, column)
        .join(column.class_, column.class_.id == owner)
        .where(FormerSlug.kind == kind, FormerSlug.slug.in_(map(without_nul, former)))
    )
    return dict(rows.all())


def place_names(places: Iterable[Place]) -> dict[UUID, str]:
    """Return the name of each place, with its region where another one has that name. Pure."""
    listed = list(places)
    names = [place.name.casefold() for place in listed]
    return {
        place.id: place.name if names.count(place.name.casefold()) == 1 else place.full_name
        for place in listed
    }
