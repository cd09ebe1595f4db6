"""The credit beside an application: what decides it, what was set aside, and since when we know."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.attribution.deciding import claims
from app.attribution.deciding.decide import decide_application
from app.attribution.rule.facts import Reason
from app.core import clock
from app.core.database import db
from app.core.ids import uuid7
from app.hiring.models import Application, ReferrerChoice
from app.hiring.recruiting import pipeline
from app.hiring.recruiting.agency_claims import Terms
from app.hiring.referrals import typed_names
from app.people.models import Role
from tests.attribution.wording.test_reasons import CODES
from tests.factories.attribution import SHARED, make_credit
from tests.factories.hiring import NOON, make_application
from tests.factories.people import make_person, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link

LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def a_day_later(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=1))


@pytest.fixture
def recruiter(client):
    person = make_person(role=Role.RECRUITER, language="en")
    sign_in(client, person)
    return person


def items_of(client, application: Application) -> list[str]:
    """What the panel says: of each item, first what it is to who sees no icon."""
    page = BeautifulSoup(client.get(f"/applications/{application.id}").data, "html.parser")
    return [
        " ".join(each.get_text(" ").split()) for each in page.select(".credit-panel .proof li p")
    ]


def title_of(client, path: str) -> str:
    page = BeautifulSoup(client.get(path).data, "html.parser")
    return " ".join(page.select_one(".credit-top").get_text(" ").split())


def named(typed: str = "Camille", **values) -> Application:
    application = make_application(choice=ReferrerChoice.NAMED, named=typed, **values)
    decide_application(application.id, now=LATER)
    db.session.commit()
    return application


# A name that waits


def test_a_typed_name_that_waits_is_no_credit_yet_wherever_the_credit_is_told(client, recruiter):
    application = named()

    said = "No credit yet: the candidate names “Camille”, to be matched by 7 December 2026."
    assert title_of(client, f"/applications/{application.id}") == said
    assert title_of(client, f"/credits/{application.id}") == said
    print(
        " ".join(
            BeautifulSoup(client.get("/applications").data, "html.parser").get_text(" ").split()
        )
    )
    assert "Names “Camille”, to be matched by 7 Dec" in " ".join(
        BeautifulSoup(client.get("/applications").data, "html.parser").get_text(" ").split()
    )
    for path in (f"/applications/{application.id}", f"/credits/{application.id}", "/applications"):
        assert "brought by nobody" not in client.get(path).text


def test_the_name_waits_too_where_the_only_touch_was_set_aside(client, recruiter):
    opening = make_published_opening()
    julien = make_ambassador(first_name="Julien", last_name="Morvan")
    opening.hiring_team.append(julien)
    link = make_link(ambassador=julien, publication=opening, now=SHARED)
    application = named(link=link)

    assert "No credit yet: the candidate names “Camille”" in title_of(
        client, f"/applications/{application.id}"
    )


def test_a_name_that_is_nobodys_or_came_too_late_or_is_of_a_refusal_is_told_as_such(
    client, recruiter, monkeypatch
):
    nobodys, late, over = named(), named("Sasha"), named("Dominique")
    typed_name = typed_names.current_typed_name(nobodys)
    typed_names.say_nobody(typed_name, by=recruiter, now=LATER)
    pipeline.withdraw(over, now=LATER)
    db.session.commit()
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=15))
    sign_in(client, recruiter)

    assert title_of(client, f"/applications/{nobodys.id}").startswith("No credit: the candidate")
    assert title_of(client, f"/applications/{over.id}").startswith("No credit: the candidate")
    assert "Ask the candidate." in title_of(client, f"/applications/{late.id}")


def test_what_closes_an_application_to_any_credit_goes_before_the_name_that_waits(
    client, recruiter
):
    someone = make_person(email="ines@ormelune.example", created_at=NOON - timedelta(days=400))
    application = named(email=someone.email)

    assert title_of(client, f"/applications/{application.id}").startswith(
        "No credit: the candidate already works here."
    )


def test_the_list_can_be_narrowed_to_the_names_that_wait(client, recruiter):
    waiting, direct = named(), make_application(now=NOON)
    decide_application(direct.id, now=LATER)
    db.session.commit()

    page = client.get("/applications?source=to_match").text

    assert waiting.candidate.name in page
    assert direct.candidate.name not in page


# What decides


def test_an_agencys_claim_that_prevails_is_the_evidence_and_the_visit_is_set_aside(
    client, recruiter
):
    application, _row = make_credit()
    claims.record(
        application.candidate.email,
        Terms(
            "Cabinet Lenoir", SHARED - timedelta(days=3), (NOON + timedelta(days=9)).date(), None
        ),
        form_id=uuid7(),
        by=recruiter,
        now=LATER,
    )
    db.session.commit()

    items = items_of(client, application)

    claim = [each for each in items if "An agency’s claim of" in each]
    assert [each.split(":")[0] for each in claim] == ["Proves it"]
    assert [each for each in items if each.startswith("Set aside: Visit through the link")]


def test_an_earlier_application_that_decides_is_the_evidence(client, recruiter):
    make_application(email="l@courriel.example", now=NOON - timedelta(days=30))
    application = make_application(link=make_link(now=SHARED), email="l@courriel.example")
    decide_application(application.id, now=LATER)
    db.session.commit()

    assert "Proves it: Earlier application, on 24 October 2026." in items_of(client, application)


def test_an_earlier_application_that_changes_nothing_stays_among_what_was_looked_at(
    client, recruiter
):
    make_application(email="l@courriel.example", now=NOON - timedelta(days=300))
    application = make_application(link=make_link(now=SHARED), email="l@courriel.example")
    decide_application(application.id, now=LATER)
    db.session.commit()

    items = items_of(client, application)
    assert [each for each in items if each.startswith("Set aside: Earlier application, on")]


def test_a_gate_and_a_hiring_team_that_decide_are_the_evidence(client, recruiter):
    declined = make_application(choice=ReferrerChoice.NONE)
    julien = make_ambassador(first_name="Julien", last_name="Morvan")
    opening = make_published_opening(recruiter=julien)
    hers = make_application(link=make_link(ambassador=julien, publication=opening, now=SHARED))
    for each in (declined, hers):
        decide_application(each.id, now=LATER)
    db.session.commit()

    assert items_of(client, declined)[0] == (
        "Proves it: The candidate answered that nobody brought them."
    )
    assert items_of(client, hers)[0] == (
        "Proves it: Julien Morvan was in the team that hires for this opening."
    )


def test_every_reason_for_no_credit_is_proved_by_a_fact_or_by_a_dated_document(app):
    from app.attribution.wording.reasons import words_of

    by_document = {Reason.ALREADY_KNOWN, Reason.AGENCY_OWNED, Reason.NO_TOUCH}
    refusals = {code for code in CODES if words_of(code).touch} - by_document
    refusals.discard(Reason.AWAITING_CONFIRMATION)
    assert [code for code in refusals if words_of(code).fact is None] == []


# Since when we know


def test_what_was_not_found_is_dated_by_the_decision(client, recruiter):
    application, _row = make_credit()

    items = items_of(client, application)

    assert "Nothing found: On 23 November 2026: no earlier application, no agency’s claim." in items
