"""What tests of people read from answers and mails."""

import re

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.core.database import db
from app.core.models import Activity, Message
from app.people.models import SignInSession


def last_mail(address: str) -> Message:
    """Return the latest message to an address."""
    return db.session.scalars(
        select(Message).where(Message.to_address == address).order_by(Message.id.desc()).limit(1)
    ).one()


def link_in(message: Message) -> str:
    """Return the path of the link in a mail's text."""
    found = re.search(r"https?://[^/\s]+(/\S+)", message.text)
    assert found, message.text
    return found[1]


def is_signed_in(client: FlaskClient) -> bool:
    """Return whether this browser may open its account page."""
    return client.get("/account").status_code == 200


def activities(kind: str) -> list[Activity]:
    """Return what the log holds of a kind."""
    return list(db.session.scalars(select(Activity).where(Activity.kind == kind)))


def session_rows() -> list[SignInSession]:
    """Return every session row, the oldest first."""
    return list(db.session.scalars(select(SignInSession).order_by(SignInSession.id)))


def where_to(response: TestResponse) -> str:
    """Return the path that an answer redirects to."""
    assert response.status_code == 302, response.status_code
    return str(response.headers["Location"])
