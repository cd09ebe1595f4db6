"""What candidates receive: complete in both languages, small, with an address that works."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.database import db
from app.core.models import Message
from app.core.text.typography import french_spaces
from app.hiring import letters
from app.hiring.models import Application, ReferrerChoice, RefusalReason, Stage
from app.hiring.recruiting import pipeline
from tests.factories.hiring import NOON, make_application
from tests.factories.people import make_organisation, make_person

MOST = 40 * 1024  # bytes


def refuse(application: Application) -> None:
    reason = db.session.get_one(RefusalReason, "filled")
    note = "Première ligne.\nSeconde <ligne>."
    pipeline.refuse(
        application,
        reason,
        note=note,
        expected=Stage.RECEIVED,
        by=application.opening.recruiter,
        now=NOON,
    )
    pipeline.tell_refusals(now=NOON + timedelta(minutes=1))


WRITTEN: dict[str, Callable[[Application], object]] = {
    "received": lambda application: None,
    "repeated": lambda application: letters.tell_repeated(application, now=NOON),
    "refused": refuse,
    "withdrawn": lambda application: pipeline.withdraw(application, now=NOON),
    "links": lambda application: letters.send_status_links(
        application.candidate.email, application.language, [application, application], now=NOON
    ),
}


def letter(kind: str, language: str) -> Message:
    make_organisation(name="Ormelune")
    WRITTEN[kind](make_application(language=language, name="Lina <Haddad>"))
    found = select(Message).where(Message.template == f"hiring/mail/{kind}")
    return db.session.scalars(found).one()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", WRITTEN)
def test_a_letter_is_complete_small_and_safe(app, kind, language):
    message = letter(kind, language)

    assert message.language == language
    assert message.subject
    assert language == "en" or french_spaces(message.subject) == message.subject
    assert len(message.html.encode()) < MOST
    assert "<Haddad>" not in message.html
    assert "<ligne>" not in message.html
    for body in (message.text, message.html):
        assert re.search(r"http://127\.0\.0\.1:8000/s/m[\w-]+", body)
    assert "http://" not in re.sub(r"http://127\.0\.0\.1:8000/\S+", "", message.text)
    assert "<img" not in message.html


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_letter_speaks_one_language(app, kind):
    french, english = letter(kind, "fr").text, None
    db.session.rollback()

    english = letter(kind, "en").text

    assert not {"the", "you", "your"} & set(re.findall(r"\w+", french))
    assert not {"vous", "votre", "nous"} & set(re.findall(r"\w+", english))


def test_a_refusal_keeps_the_lines_of_its_note(app):
    message = letter("refused", "fr")

    assert "Première ligne.\nSeconde <ligne>." in message.text
    assert "<p>Première ligne.</p>" in re.sub(r' style="[^"]*"', "", message.html)


def test_an_ambassador_is_asked_in_their_own_language(app):
    awa = make_person(first_name="Awa", last_name="Diop", language="en")
    make_application(language="fr", choice=ReferrerChoice.NAMED, named="Awa Diop")

    found = select(Message).where(Message.template == "hiring/mail/declared")
    message = db.session.scalars(found).one()

    assert message.to_address == awa.email
    assert "says that you told them" in message.subject
    assert "/declarations" in message.text
