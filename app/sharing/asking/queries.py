"""Reads of questions: an ambassador's own, and who is listed on the career site."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, any_, func, select, tuple_
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from app.core.database import db
from app.core.ids import read_code
from app.people.models import Person, Place, Team
from app.publishing.models import Theme
from app.sharing.asking.models import AskProfile, Question, profile_themes
from app.sharing.asking.profile import listed

PER_PAGE = 24


def waiting_counted(person: Person) -> ScalarSelect[int]:
    """Select how many questions wait for a person's answer."""
    waiting = Question.ambassador_id == person.id, Question.waiting_since.is_not(None)
    return select(func.count(Question.id)).where(*waiting).scalar_subquery()


@dataclass(frozen=True)
class QuestionsShown:
    """A stretch of a person's conversations, the latest first; before: where the next begins."""

    rows: Sequence[Question]
    before: tuple[datetime, UUID] | None


def questions_of(person: Person, *, before: tuple[datetime, UUID] | None) -> QuestionsShown:
    """Return a person's conversations. Two statements."""
    found = select(Question).where(
        Question.ambassador_id == person.id, Question.confirmed_at.is_not(None)
    )
    if before:
        found = found.where(tuple_(Question.last_at, Question.id) < before)
    rows = db.session.scalars(
        found.options(joinedload(Question.publication), selectinload(Question.messages))
        .order_by(Question.last_at.desc(), Question.id.desc())
        .limit(PER_PAGE + 1)
    ).all()
    last = rows[PER_PAGE - 1] if len(rows) > PER_PAGE else None
    return QuestionsShown(rows[:PER_PAGE], (last.last_at, last.id) if last else None)


def question_of(person: Person, question_id: UUID, *, held: bool = False) -> Question:
    """Return a conversation that reached a person.

    held: so that nobody else changes it meanwhile
    raises: NotFound for anyone else's, as if it did not exist
    """
    found = select(Question).where(
        Question.id == question_id,
        Question.ambassador_id == person.id,
        Question.confirmed_at.is_not(None),
    )
    question = db.session.scalar(found.with_for_update(of=Question) if held else found)
    if question is None:
        raise NotFound
    return question


@dataclass(frozen=True)
class AmbassadorsWanted:
    """Whom a visitor looks for: slugs and codes as addresses have them, "" for any."""

    team: str = ""
    place: str = ""
    theme: str = ""
    language: str = ""


def _chosen(wanted: AmbassadorsWanted) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if wanted.team:
        chosen.append(Person.team.has(Team.slug_fr == wanted.team))
    if wanted.place:
        chosen.append(Person.place.has(Place.slug == wanted.place))
    if wanted.theme:
        chosen.append(AskProfile.themes.any(Theme.code == wanted.theme))
    if wanted.language:
        chosen.append(any_(AskProfile.languages) == wanted.language)
    return chosen


def _public(today: date) -> Select[AskProfile]:
    return select(AskProfile).join(AskProfile.person).where(listed(today))


@dataclass(frozen=True)
class AmbassadorsShown:
    """A stretch of the listed ambassadors; after: the code after which the next begins."""

    rows: Sequence[AskProfile]
    after: str | None


def ambassadors(wanted: AmbassadorsWanted, *, after: str, today: date) -> AmbassadorsShown:
    """Return who is listed and fits, by name. Two statements, and one for who comes before."""
    name = func.fold(AskProfile.shown_name)
    found = _public(today).where(*_chosen(wanted))
    if code := read_code(after):
        there = select(name, AskProfile.person_id).where(AskProfile.code == code)
        place = db.session.execute(there).first()
        if place:
            found = found.where(tuple_(name, AskProfile.person_id) > tuple(place))
    rows = db.session.scalars(
        found.options(
            joinedload(AskProfile.person).joinedload(Person.team),
            joinedload(AskProfile.person).joinedload(Person.place),
            joinedload(AskProfile.person).joinedload(Person.portrait),
            selectinload(AskProfile.themes),
        )
        .order_by(name, AskProfile.person_id)
        .limit(PER_PAGE + 1)
    ).all()
    more = len(rows) > PER_PAGE
    return AmbassadorsShown(rows[:PER_PAGE], rows[PER_PAGE - 1].code if more else None)


def listed_by_code(code: str, *, today: date) -> AskProfile:
    """Return somebody who is listed. raises: NotFound for who is not, or not any more"""
    found = db.session.scalar(_public(today).where(AskProfile.code == (read_code(code) or "")))
    if found is None:
        raise NotFound
    return found


def anybody_listed(*, today: date) -> bool:
    """Say whether anybody is listed at all."""
    return bool(db.session.scalar(select(_public(today).exists())))


Facet = Mapping[str, str]  # what an address has, and its name


def facets(language: str, *, today: date) -> dict[str, Facet]:
    """Return by what the listed ambassadors can be chosen: their teams, places, themes.

    Three statements. What would choose nobody is not there.
    """
    team_name = Team.name_fr if language == "fr" else Team.name_en
    theme_name = Theme.name_fr if language == "fr" else Theme.name_en
    people = select(AskProfile.person_id).join(AskProfile.person).where(listed(today))
    of_themes = select(profile_themes.c.theme_id).where(profile_themes.c.person_id.in_(people))
    found = {
        "team": select(Team.slug_fr, team_name).where(
            Team.id.in_(select(Person.team_id).where(Person.id.in_(people)))
        ),
        "place": select(Place.slug, Place.name).where(
            Place.id.in_(select(Person.place_id).where(Person.id.in_(people)))
        ),
        "theme": select(Theme.code, theme_name).where(Theme.id.in_(of_themes)),
    }
    rows = {key: db.session.execute(each).all() for key, each in found.items()}
    return {key: {row[0]: row[1] for row in of_one} for key, of_one in rows.items()}
