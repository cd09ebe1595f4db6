"""Who takes questions, and who agreed to be shown among those who do."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, or_, select

from app.core import activity, freshness
from app.core.calendar import local_date
from app.core.database import db
from app.core.errors import Refusal
from app.core.text.clean import tidy_line
from app.people.models import Organisation, Person, PersonRole
from app.people.organisation import current_organisation
from app.people.permissions import GRANTS, Permission, may
from app.publishing.models import Theme
from app.sharing.asking.contacts import has_contacts
from app.sharing.asking.models import AskProfile

LONGEST_SENTENCE = 200
LONGEST_PAUSE = timedelta(days=366)
_RELAYING = [role for role, opens in GRANTS.items() if Permission.RELAY in opens]


class UnfitProfile(Refusal):
    """What is asked for cannot be shown so."""

    code = "not_listed"


@dataclass(frozen=True)
class Wished:
    """How a person wants to be asked, as they say it."""

    takes: bool
    paused_until: date | None
    listed: bool
    shown_name: str
    sentence: str
    languages: Collection[str]
    themes: Collection[UUID]
    shows_photo: bool


def profile_of(person: Person) -> AskProfile:
    """Return how a person is asked; who never said anything takes questions, and is not listed."""
    found = db.session.get(AskProfile, person.id)
    return found or AskProfile(
        person_id=person.id,
        takes=True,
        listed=False,
        shows_photo=False,
        shown_name=person.first_name,
        sentence="",
        sentence_language=person.language,
        languages=[person.language],
        themes=[],
    )


def takes_questions(person: Person, *, now: datetime) -> bool:
    """Say whether a question would reach a person now: the company, they and their account say so.

    Two statements.
    """
    company, today = current_organisation(), local_date(now)
    open_here = company is not None and company.takes_questions
    return open_here and is_there(person, today) and takes(profile_of(person), today)


def is_there(person: Person, today: date) -> bool:
    """Say whether a person still works here, for what they are asked. Pure."""
    gone = person.disabled_at is not None or (person.left_on is not None and person.left_on < today)
    return not gone and may(person, Permission.RELAY)


def takes(profile: AskProfile, today: date) -> bool:
    """Say whether a person has neither switched questions off nor paused them. Pure."""
    return profile.takes and (profile.paused_until is None or profile.paused_until <= today)


def listed(today: date) -> ColumnElement[bool]:
    """Return the condition on profiles that the career site shows; `Person` is joined."""
    relays = exists().where(PersonRole.person_id == Person.id, PersonRole.role.in_(_RELAYING))
    return and_(
        AskProfile.listed,
        AskProfile.takes,
        or_(AskProfile.paused_until.is_(None), AskProfile.paused_until <= today),
        Person.disabled_at.is_(None),
        or_(Person.left_on.is_(None), Person.left_on >= today),
        relays,
        exists().where(Organisation.takes_questions),
    )


def choose(person: Person, wished: Wished, *, now: datetime) -> AskProfile:
    """Keep how a person wants to be asked, in the caller's transaction.

    raises: UnfitProfile
    """
    profile = profile_of(person)
    name, sentence = tidy_line(wished.shown_name), tidy_line(wished.sentence)
    _check(wished, name, sentence, today=local_date(now))
    profile.takes, profile.paused_until = wished.takes, wished.paused_until
    if sentence != profile.sentence:
        profile.sentence_language = person.language
    profile.shown_name, profile.sentence = name, sentence
    profile.languages = sorted(wished.languages)
    profile.shows_photo = wished.shows_photo
    profile.themes = list(db.session.scalars(select(Theme).where(Theme.id.in_(wished.themes))))
    if wished.listed != profile.listed:
        profile.listed = wished.listed
        profile.listed_at = now if wished.listed else None
    db.session.add(profile)
    db.session.flush()
    data = {"takes": wished.takes, "listed": wished.listed}
    activity.record("ask_profile.changed", person, by=person, data=data, now=now)
    freshness.changed("person", person.id)
    return profile


def _check(wished: Wished, name: str, sentence: str, *, today: date) -> None:
    if wished.listed and not name:
        raise UnfitProfile(_l("Type the first name under which you are shown."), field="shown_name")
    if wished.listed and not sentence:
        raise UnfitProfile(
            _l("Write a sentence: it is what people choose you by."), field="sentence"
        )
    if has_contacts(f"{name}\n{sentence}"):
        raise UnfitProfile(
            _l("Leave out addresses and numbers: this page is public."), field="sentence"
        )
    if not wished.languages:
        raise UnfitProfile(_l("Choose at least one language."), field="languages")
    if wished.paused_until and not today < wished.paused_until <= today + LONGEST_PAUSE:
        raise UnfitProfile(_l("Choose a day within the coming year."), field="paused_until")
