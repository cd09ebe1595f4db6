"""What a programme manager has to answer, and by when, counts in the menu."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.attribution.deciding import appeals
from app.attribution.deciding.appeals import AppealVerdict
from app.attribution.deciding.decide import decide_application
from app.core import clock
from app.core.database import db
from app.hiring.models import ReferrerChoice
from app.people.models import Role
from tests.factories.attribution import SHARED
from tests.factories.hiring import NOON, make_application
from tests.factories.people import make_person, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link

LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def a_day_later(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=1))


def count_of(client, area: str = "programme") -> str:
    page = BeautifulSoup(client.get("/programme").data, "html.parser")
    found = page.select_one(f"[data-area={area}] .count")
    return found.get_text(" ", strip=True).split()[0] if found else ""


def contested(ambassador):
    opening = make_published_opening()
    opening.hiring_team.append(ambassador)
    link = make_link(ambassador=ambassador, publication=opening, now=SHARED)
    application = make_application(link=link)
    application.choice = ReferrerChoice.KEPT
    db.session.flush()
    decide_application(application.id, now=LATER)
    appeal = appeals.open_appeal(
        application,
        ambassador,
        reason="J’ai parlé de cette offre à Lina en premier.",
        now=LATER,
    )
    db.session.commit()
    return appeal


def test_an_appeal_counts_until_it_is_answered(client):
    appeal = contested(make_ambassador())
    manager = make_person(role=Role.PROGRAMME_MANAGER, language="en")
    sign_in(client, manager)
    assert count_of(client) == "1"

    appeals.judge(
        appeal,
        AppealVerdict.DISMISSED,
        answer="La règle s’applique à toute l’équipe.",
        by=manager,
        now=LATER,
    )
    db.session.commit()

    assert count_of(client) == ""


def test_an_appeal_and_a_name_to_match_count_together(client):
    contested(make_ambassador())
    make_application(choice=ReferrerChoice.NAMED, named="Camille")
    sign_in(client, make_person(role=Role.PROGRAMME_MANAGER, language="en"))

    assert count_of(client) == "2"


def test_an_appeal_is_no_duty_of_who_is_a_party_to_it(client):
    party = make_ambassador(roles=[Role.AMBASSADOR, Role.PROGRAMME_MANAGER], language="en")
    contested(party)
    sign_in(client, party)

    assert count_of(client) == ""
