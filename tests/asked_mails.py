"""What the worker does with the mails that were asked for by an address."""

from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.core.mail import asked
from app.core.models import AskedMail


def answer_asked_mails() -> None:
    """Look up every address that waits, as the worker would by now."""
    for asked_id in db.session.scalars(select(AskedMail.id)).all():
        asked.answer(asked_id, now=clock.now())
