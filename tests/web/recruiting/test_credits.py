"""The pages of credits: what staff read, and what an ambassador may read."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.attribution.daily_check import verify_and_note
from app.attribution.deciding.decide import decide_application
from app.attribution.queries import decision_of, decisions_of
from app.core.database import db
from app.hiring.models import ReferrerChoice
from app.people.models import Role
from app.web.recruiting.credit_panel import credit_line
from tests.factories.attribution import SHARED, make_credit
from tests.factories.hiring import NOON, landing_of, make_application
from tests.factories.people import make_person, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link

LATER = NOON + timedelta(hours=1)


def text_of(response):
    """The words of a page, as one line."""
    return " ".join(BeautifulSoup(response.data, "html.parser").get_text(" ").split())


def as_(client, **values):
    """Sign a person in and return them."""
    person = make_person(**{"language": "en", **values})
    sign_in(client, person)
    return person


def test_a_recruiter_reads_who_brought_an_application_and_why(client):
    zoe = make_ambassador(first_name="Zoé", last_name="Lambert")
    application, row = make_credit(ambassador=zoe)
    verify_and_note(now=LATER)
    as_(client, role=Role.RECRUITER)

    page = client.get(f"/credits/{application.id}")

    words = text_of(page)
    assert page.status_code == 200
    assert "Brought by Zoé Lambert," in words
    assert "whose link the candidate followed on 23 November 2026" in words
    assert "“Zoé Lambert” shown on the form, then kept." in words
    assert f"{row.hash[:4]}…{row.hash[-4:]}" in words
    assert "Intact, verified on 23 Nov, 13:00" in words
    assert words.count("Passed:") == 10


def test_only_who_may_see_the_application_reads_whose_it_is(client):
    """Who runs the programme explains every credit, and may hire for some openings besides."""
    hers, _ = make_credit()
    other, _ = make_credit()
    boss = as_(client, roles=[Role.PROGRAMME_MANAGER, Role.HIRING_MANAGER])
    hers.opening.hiring_team.append(boss)
    db.session.commit()

    assert hers.candidate.name in client.get(f"/credits/{hers.id}").text
    assert other.candidate.name not in client.get(f"/credits/{other.id}").text


def test_the_same_page_in_french(client):
    zoe = make_ambassador(first_name="Zoé", last_name="Lambert")
    application, _ = make_credit(ambassador=zoe)
    as_(client, role=Role.RECRUITER, language="fr")

    words = text_of(client.get(f"/credits/{application.id}"))

    assert "Candidature amenée par Zoé Lambert," in words
    assert "« Zoé Lambert » affiché puis gardé dans le formulaire." in words.replace("\xa0", " ")


def test_a_touch_that_was_set_aside_is_shown_with_its_reason(client):
    malik = make_ambassador(first_name="Malik", last_name="Sadi")
    old = make_link(ambassador=malik, now=NOON - timedelta(days=250))
    make_application(link=old, email="l@courriel.example", now=NOON - timedelta(days=240))
    zoe = make_ambassador(first_name="Zoé", last_name="Lambert")
    application = make_application(
        link=make_link(ambassador=zoe, now=SHARED), email="l@courriel.example"
    )
    decide_application(application.id, now=LATER)
    as_(client, role=Role.RECRUITER)

    words = text_of(client.get(f"/credits/{application.id}"))

    assert "Brought by Zoé Lambert," in words
    assert "of Malik Sadi, LinkedIn. Set aside: more than 180 days before the application." in words
    assert "Earlier application, on 28 March 2026." in words


def test_a_hiring_manager_of_another_opening_finds_nothing(client):
    application, _ = make_credit()
    as_(client, role=Role.HIRING_MANAGER)

    assert client.get(f"/credits/{application.id}").status_code == 404


def test_whoever_runs_the_programme_reads_the_credit_but_not_the_candidates_name(client):
    application, _ = make_credit()
    as_(client, role=Role.PROGRAMME_MANAGER)

    page = client.get(f"/credits/{application.id}")

    assert page.status_code == 200
    assert application.candidate.name not in text_of(page)


def test_a_page_of_a_credit_sends_few_statements(client, statements):
    application, _ = make_credit()
    as_(client, role=Role.RECRUITER)
    client.get(f"/credits/{application.id}")

    with statements() as sent:
        client.get(f"/credits/{application.id}")

    assert len(sent) <= 12, sent


def test_the_credits_of_a_list_take_three_statements_however_many(app, statements):
    few = [make_credit()[0].id]
    many = few + [make_credit()[0].id for _ in range(5)]
    counts = []
    for ids in (few, many):
        with statements() as sent:
            assert len(decisions_of(ids)) == len(ids)
        counts.append(len(sent))

    assert counts[0] == counts[1] == 3


# What an ambassador reads


def test_an_ambassador_reads_that_they_are_credited(client):
    zoe = make_ambassador(language="en")
    application, _ = make_credit(ambassador=zoe)
    sign_in(client, zoe)

    words = text_of(client.get(f"/my-credits/{application.id}"))

    assert "You are credited" in words
    assert "Your link was followed on 23 November 2026, and your name was kept." in words


def test_an_ambassador_who_is_not_credited_never_reads_the_name_of_who_is(client):
    zoe = make_ambassador(language="en", first_name="Zoé", last_name="Lambert")
    link = make_link(ambassador=zoe, now=SHARED)
    make_person(first_name="Malik", last_name="Sadi")
    application = make_application(link=link, opening=link.publication)
    application.choice = ReferrerChoice.KEPT
    application.opening.hiring_team.append(zoe)
    db.session.flush()
    decide_application(application.id, now=LATER)
    sign_in(client, zoe)

    words = text_of(client.get(f"/my-credits/{application.id}"))

    assert "You are not credited" in words
    assert "you belong to the team that hires for this opening" in words
    assert "Malik" not in words
    assert application.name in words  # as on the row of My relays that leads here


def test_an_ambassador_whom_the_candidate_removed_learns_nothing_of_it(client):
    zoe = make_ambassador()
    link = make_link(ambassador=zoe, now=SHARED)
    application = make_application(
        opening=link.publication, came_by=landing_of(link), choice=ReferrerChoice.NONE
    )
    decide_application(application.id, now=LATER)
    sign_in(client, zoe)

    assert client.get(f"/my-credits/{application.id}").status_code == 404


def test_an_ambassador_finds_nothing_of_somebody_elses_credit(client):
    application, _ = make_credit()
    sign_in(client, make_ambassador())

    assert client.get(f"/my-credits/{application.id}").status_code == 404


def test_the_date_of_an_earlier_application_is_not_told_to_an_ambassador(client):
    make_application(email="l@courriel.example", now=NOON - timedelta(days=30))
    zoe = make_ambassador(language="en")
    application = make_application(
        link=make_link(ambassador=zoe, now=SHARED), email="l@courriel.example"
    )
    decide_application(application.id, now=LATER)
    sign_in(client, zoe)

    words = text_of(client.get(f"/my-credits/{application.id}"))

    assert "a criterion that does not depend on you" in words
    assert "in touch" not in words
    assert "24 October" not in words


def test_an_application_not_decided_yet_says_so_to_whom_it_concerns(client):
    zoe = make_ambassador(language="en")
    application = make_application(link=make_link(ambassador=zoe, now=SHARED))
    sign_in(client, zoe)
    assert "Being decided" in text_of(client.get(f"/my-credits/{application.id}"))

    as_(client, role=Role.RECRUITER)
    assert "Being decided" in text_of(client.get(f"/credits/{application.id}"))

    sign_in(client, make_ambassador())
    assert client.get(f"/my-credits/{application.id}").status_code == 404


# Lines of lists


@pytest.fixture
def in_english(app):
    from flask_babel import force_locale

    with app.test_request_context(), force_locale("en"):
        yield


def test_a_line_says_who_brought_an_application_and_by_what(in_english):
    zoe = make_ambassador(first_name="Zoé", last_name="Lambert")
    application, _ = make_credit(ambassador=zoe)

    line = credit_line(decision_of(application.id))

    assert (line.lead, line.detail) == ("Brought by Zoé", "LinkedIn visit of 23\xa0Nov")
    assert line.name == "Zoé Lambert"
    assert line.href == f"/credits/{application.id}"


def test_a_line_says_that_nobody_stands_in_between(in_english):
    application = make_application()
    decide_application(application.id, now=LATER)

    assert credit_line(decision_of(application.id)).lead == "Career site, brought by nobody"


def test_a_line_says_who_was_not_credited_and_why(in_english):
    julien = make_ambassador(first_name="Julien", last_name="Morvan")
    opening = make_published_opening(recruiter=julien)
    application = make_application(
        link=make_link(ambassador=julien, publication=opening, now=SHARED)
    )
    decide_application(application.id, now=LATER)

    line = credit_line(decision_of(application.id))

    assert (line.lead, line.detail) == ("Julien Morvan, not credited", "hiring team")


def test_a_line_says_who_has_to_confirm(in_english):
    make_person(first_name="Awa", last_name="Diop")
    application = make_application(choice=ReferrerChoice.NAMED, named="Awa Diop")
    decide_application(application.id, now=LATER)

    line = credit_line(decision_of(application.id))

    assert (line.lead, line.detail) == ("Perhaps by Awa", "to be confirmed by 7\xa0Dec")


def test_a_line_says_that_the_decision_is_not_made_yet(in_english):
    assert credit_line(None).lead == "Being decided"
