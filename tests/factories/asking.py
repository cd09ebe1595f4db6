"""Questions for tests, made by the same functions as the screens."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from app.core import clock
from app.core.database import db
from app.people.models import Person
from app.publishing.models import Publication
from app.sharing.asking import ask as verbs
from app.sharing.asking import profile
from app.sharing.asking.ask import TypedQuestion
from app.sharing.asking.models import AskProfile, Question
from app.sharing.asking.profile import Wished

NORA = "Nora.Petit@courriel.example"


def make_question(
    ambassador: Person,
    publication: Publication | None = None,
    *,
    text: str = "Comment se passe la première semaine chez vous ?",
    email: str = NORA,
    first_name: str = "Nora",
    language: str = "fr",
    confirmed: bool = True,
    now: datetime | None = None,
) -> Question:
    """Make a question, which has reached its ambassador unless it is said otherwise."""
    now, form_id = now or clock.now(), uuid4()
    typed = TypedQuestion(form_id, text, email, first_name, language)
    verbs.ask(ambassador, publication, typed, now=now)
    question = db.session.query(Question).filter_by(form_id=form_id).one()
    if confirmed:
        verbs.confirm(question.id, now=now)
    return question


def list_person(person: Person, **values: Any) -> AskProfile:
    """Have somebody agree to be listed."""
    wished: dict[str, Any] = {
        "takes": True,
        "paused_until": None,
        "listed": True,
        "shown_name": person.first_name,
        "sentence": "Je raconte volontiers nos mardis de livraison.",
        "languages": ["fr"],
        "themes": [],
        "shows_photo": False,
    }
    return profile.choose(person, Wished(**wished | values), now=clock.now())
