"""Visitors ask ambassadors: one is answered and kept on the page, one waits, some are listed."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from app.core.database import db
from app.core.ids import uuid7_at
from app.demo.agenda import Agenda
from app.demo.cast import Cast
from app.sharing.asking import answer, ask, keeping, profile
from app.sharing.asking.ask import TypedQuestion
from app.sharing.asking.models import Question
from app.sharing.asking.profile import Wished

#: who agreed to be listed: their sentence, languages, themes, and whether with their photo
LISTED: Final = (
    (
        "Zoé Lambert",
        "Je raconte volontiers nos mardis de livraison, et les jours où rien ne part.",
        ("fr", "en"),
        ("data",),
        True,
    ),
    (
        "Samir Cherfaoui",
        "Astreintes, pannes, et pourquoi l’on n’appelle personne à deux heures du matin.",
        ("fr",),
        ("cloud", "security"),
        False,
    ),
)
OPENING: Final = "temps-reel"
ANSWER: Final = (
    "Bonjour Maëlle,\n\n"
    "Les deux premières semaines, vous êtes en binôme : on lit le code ensemble, et vous livrez un"
    " petit changement le premier mardi. Personne n’attend de vous que vous connaissiez les"
    " horaires de train.\n\n"
    "Trois jours par semaine chez soi, c’est vrai pour tout le monde ici, y compris la responsable."
)
IN_SHORT: Final = (
    "Les deux premières semaines se passent en binôme : on lit le code ensemble, et l’on livre un"
    " petit changement le premier mardi. Trois jours par semaine chez soi, c’est vrai pour tout le"
    " monde, y compris la responsable."
)


class Asking:
    """What visitors ask in the last weeks."""

    def __init__(self, agenda: Agenda, cast: Cast) -> None:
        self._agenda = agenda
        self._cast = cast

    def plan(self, *, today: datetime) -> None:
        """Plan who is listed, and each question with what becomes of it."""
        self._agenda.plan(today - timedelta(days=24), self._list)
        self._agenda.plan(today - timedelta(days=6), self._answered)
        self._agenda.plan(today - timedelta(hours=20), self._waiting)

    def _list(self, now: datetime) -> None:
        for name, sentence, languages, codes, photo in LISTED:
            person = self._cast.people[name]
            chosen = [self._cast.themes[code].id for code in codes]
            wished = Wished(True, None, True, person.first_name, sentence, languages, chosen, photo)
            profile.choose(person, wished, now=now)

    def _answered(self, now: datetime) -> None:
        text = (
            "Comment se passent les premières semaines dans l’équipe ? Et les trois jours de"
            " télétravail, c’est pour tout le monde ?"
        )
        question = self._ask(text, "Maëlle", "maelle.riou@boite.example", now)
        zoe = question.ambassador
        replied, agreed = now + timedelta(hours=5), now + timedelta(hours=30)
        answer.answer(question, ANSWER, form_id=uuid7_at(replied), by=zoe, now=replied)
        short = "Comment se passent les premières semaines ?"
        kept = keeping.propose(question, short, IN_SHORT, by=zoe, now=replied)
        keeping.agree(question, kept.id, now=agreed)

    def _waiting(self, now: datetime) -> None:
        text = (
            "Bonjour, je viens du ferroviaire et je n’ai jamais travaillé dans le logiciel libre."
            " Est-ce que c’est un frein chez vous ?"
        )
        self._ask(text, "Bastien", "bastien.moreau@courriel.example", now)

    def _ask(self, text: str, name: str, email: str, now: datetime) -> Question:
        form_id = uuid7_at(now)
        about, zoe = self._cast.openings[OPENING], self._cast.people["Zoé Lambert"]
        ask.ask(zoe, about, TypedQuestion(form_id, text, email, name, "fr"), now=now)
        question = db.session.scalars(select(Question).where(Question.form_id == form_id)).one()
        ask.confirm(question.id, now=now + timedelta(minutes=4))
        return question
