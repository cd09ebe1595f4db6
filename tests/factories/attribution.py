"""Decisions in the ledger for tests, made by the same functions as the real ones."""

from datetime import UTC, datetime, timedelta

from app.attribution.deciding.decide import decide_application
from app.attribution.models import LedgerRow
from app.hiring.models import Application
from app.people.models import Person
from tests.factories.hiring import NOON, make_application
from tests.factories.sharing import make_ambassador, make_link

SHARED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def make_credit(
    *, ambassador: Person | None = None, now: datetime = NOON + timedelta(hours=1)
) -> tuple[Application, LedgerRow]:
    """Make an application that came by a link, and the decision that credits its ambassador."""
    link = make_link(ambassador=ambassador or make_ambassador(), now=SHARED)
    application = make_application(link=link)
    return application, decide_application(application.id, now=now)
