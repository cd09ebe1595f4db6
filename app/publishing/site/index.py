"""Every opening that is online, as what a browser compares titles, companies and places with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, func, select

from app.core.database import db
from app.people.models import Place, Team
from app.publishing.kinds import OPENINGS, online
from app.publishing.models import (
    Contract,
    Opening,
    OpeningPlace,
    PublicationText,
    Remote,
    Theme,
    publication_themes,
)


@dataclass(frozen=True)
class IndexedOpening:
    """An opening that is online; what is written in a language is by "fr" or "en".

    texts: title and slug of each language it is written in
    places: name and region, its own first
    """

    number: int
    contract: Contract | None
    remote: Remote | None
    texts: Mapping[str, tuple[str, str]]
    team: Mapping[str, str]
    themes: Sequence[Mapping[str, str]]
    places: Sequence[tuple[str, str]]


def openings_index(*, now: datetime) -> list[IndexedOpening]:
    """Return every opening that is online, latest first. One statement."""
    rows = db.session.execute(
        select(
            Opening.number,
            Opening.contract,
            Opening.remote,
            Team.name_fr.label("team_fr"),
            Team.name_en.label("team_en"),
            Place.name.label("place"),
            Place.region,
            _texts().label("texts"),
            _themes().label("themes"),
            _other_places().label("others"),
        )
        .outerjoin(Team, Team.id == Opening.team_id)
        .outerjoin(Place, Place.id == Opening.place_id)
        .where(online(OPENINGS, now))
        .order_by(Opening.published_at.desc(), Opening.number.desc())
    )
    return [
        IndexedOpening(
            row.number,
            row.contract,
            row.remote,
            texts={language: (title, slug) for language, title, slug in row.texts or ()},
            team={"fr": row.team_fr, "en": row.team_en} if row.team_fr else {},
            themes=[{"fr": french, "en": english} for french, english in row.themes or ()],
            places=[
                *([(row.place, row.region)] if row.place else []),
                *((name, region) for name, region in row.others or ()),
            ],
        )
        for row in rows
    ]


def _texts() -> ScalarSelect[Any]:
    text = PublicationText
    one = func.json_build_array(text.language, text.title, text.slug)
    return select(func.json_agg(one)).where(text.publication_id == Opening.id).scalar_subquery()


def _themes() -> ScalarSelect[Any]:
    of = publication_themes.c
    one = func.json_build_array(Theme.name_fr, Theme.name_en)
    return (
        select(func.json_agg(one))
        .select_from(publication_themes)
        .join(Theme, Theme.id == of.theme_id)
        .where(of.publication_id == Opening.id)
        .scalar_subquery()
    )


def _other_places() -> ScalarSelect[Any]:
    there = Place.__table__.alias("there").c
    one = func.json_build_array(there.name, there.region)
    every = func.json_agg(one).aggregate_order_by(OpeningPlace.position)
    return (
        select(every)
        .select_from(OpeningPlace)
        .join(there.name.table, there.id == OpeningPlace.place_id)
        .where(OpeningPlace.opening_id == Opening.id)
        .scalar_subquery()
    )
