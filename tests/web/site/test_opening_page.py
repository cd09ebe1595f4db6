"""The page of an opening on the career site."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core import clock
from app.core.calendar import local_date
from app.publishing.models import PublicationState
from tests.conftest import CountStatements
from tests.core.text.test_markdown import NASTY
from tests.factories.people import make_person, make_place, make_team
from tests.factories.publishing import (
    make_opening,
    make_process_step,
    make_published_opening,
    make_published_story,
    make_theme,
)
from tests.web.site.conftest import address


def words(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def test_an_opening_shows_its_title_place_and_salary(client: FlaskClient) -> None:
    opening = make_published_opening(place=make_place(name="Nantes"), remote_days=3)

    page = words(client.get(address(opening)))

    assert "Ingénieure ou ingénieur données" in page
    assert "Nantes, 2\xa0jours par semaine sur place" in page
    assert "48\u202f000 à 58\u202f000\u00a0€" in page


def test_an_opening_leads_to_its_form(client: FlaskClient) -> None:
    opening = make_published_opening()

    assert f'href="{address(opening)}/postuler"' in words(client.get(address(opening)))
    assert f'href="{address(opening, "en")}/apply"' in words(client.get(address(opening, "en")))
    assert client.get(f"{address(opening)}/postuler").status_code == 200


def test_wrong_words_in_the_address_lead_to_the_right_ones_for_good(client: FlaskClient) -> None:
    opening = make_published_opening()

    answer = client.get(f"/fr/offres/autre-chose-{opening.number}?q=1")

    assert (answer.status_code, answer.location) == (301, f"{address(opening)}?q=1")


@pytest.mark.parametrize("slug", ["a--b", "%3Cscript%3E", "..%2f", "é", "x" * 500])
def test_any_words_lead_to_the_right_ones(client: FlaskClient, slug: str) -> None:
    opening = make_published_opening()

    assert client.get(f"/fr/offres/{slug}-{opening.number}").status_code in (301, 404)


def test_a_language_it_is_not_written_in_leads_to_the_one_it_is(client: FlaskClient) -> None:
    opening = make_published_opening(languages=["fr"])

    answer = client.get(f"/en/openings/whatever-{opening.number}")

    assert (answer.status_code, answer.location) == (302, address(opening))


GLUED = [
    ".", ",", "/", ")", "%3E", "'", "`", "’", "»", "%3Cbr%3E", "&fbclid=1", "%3Futm_source=x",
    ";jsessionid=1", "%20Bonjour", "=", "-", "%22%3Efoo",
]  # fmt: skip


@pytest.mark.parametrize("glued", GLUED)
def test_what_is_glued_to_an_address_leads_to_the_clean_page_for_good(
    client: FlaskClient, glued: str
) -> None:
    opening, story = address(make_published_opening()), address(make_published_story())

    for page in (opening, story, "/fr/offres", "/en/teams", f"{opening}/postuler"):
        answer = client.get(f"{page}{glued}", headers={"Accept-Language": "fr"})
        if page + glued in (f"{page}/",) and answer.status_code == 200:
            continue  # a list is also read with a slash behind it
        assert (answer.status_code, answer.headers["Location"]) == (301, page)
        assert client.get(page).status_code == 200


def test_capitals_and_doubled_slashes_lead_to_the_clean_page_and_keep_the_query(
    client: FlaskClient,
) -> None:
    page = address(make_published_opening())

    answer = client.get(f"{page.upper()}.?utm_source=x")

    assert (answer.status_code, answer.headers["Location"]) == (301, f"{page}?utm_source=x")
    assert client.get("/FR/Offres").headers["Location"] == "/fr/offres"
    followed = client.get(page.replace("/offres/", "//offres//"), follow_redirects=True)
    assert followed.request.path == page


@pytest.mark.parametrize(
    "path",
    ["/fr/offres/x", "/fr/offres/x.", "/nothing.", "/fr/offres.php", "/fr/offres-x", "/fr%00",
     "/fr/offres/x-999999999."],
)  # fmt: skip
def test_an_address_without_a_page_leads_nowhere_else(client: FlaskClient, path: str) -> None:
    answer = client.get(path, follow_redirects=True)

    assert answer.status_code == 404
    assert len(answer.history) <= 1


@pytest.mark.parametrize("path", ["//evil.example/.", "/\\evil.example", "///evil.example/fr)"])
def test_no_address_leads_to_another_site(client: FlaskClient, path: str) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": path})

    assert answer.status_code in (301, 308, 404)
    assert "evil" not in answer.headers.get("Location", "").partition("/evil")[0]
    assert not answer.headers.get("Location", "/").startswith(("//", "/\\"))


def test_a_page_names_its_other_language(client: FlaskClient) -> None:
    opening = make_published_opening()

    page = words(client.get(address(opening)))

    assert f'hreflang="en" href="http://127.0.0.1:8000{address(opening, "en")}"' in page
    assert f'rel="canonical" href="http://127.0.0.1:8000{address(opening)}"' in page


def test_a_page_in_one_language_offers_no_other(client: FlaskClient) -> None:
    opening = make_published_opening(languages=["fr"])

    assert 'hreflang="en"' not in words(client.get(address(opening)))


def test_a_draft_is_nowhere(client: FlaskClient) -> None:
    assert client.get(f"/fr/offres/x-{make_opening().number}").status_code == 404
    assert client.get("/fr/offres/x-99999999").status_code == 404
    assert client.get("/fr/offres/x-99999999999999999999").status_code == 404


def test_a_closed_opening_answers_410_with_openings_like_it(client: FlaskClient) -> None:
    team = make_team()
    closed = make_opening(state=PublicationState.CLOSED, team=team)
    make_published_opening(title="Offre de la même équipe", team=team)
    make_published_opening(title="Offre sans aucun rapport")

    answer = client.get(address(closed))

    page = words(answer)
    assert answer.status_code == 410
    assert "Offre de la même équipe" in page
    assert "Offre sans aucun rapport" not in page
    assert "noindex" in page


def test_the_day_after_its_last_one_an_opening_is_closed_though_no_job_has_run(
    client: FlaskClient,
) -> None:
    yesterday = local_date(clock.now()) - timedelta(days=1)
    opening = make_published_opening(closes_on=yesterday)

    assert client.get(address(opening)).status_code == 410


def test_a_page_shows_only_people_who_are_public_already(client: FlaskClient) -> None:
    team = make_team()
    make_person(first_name="Secrète", team=team)
    told = make_person(first_name="Racontée", team=team)
    make_published_story(team=team, author=told)
    lead = make_person(first_name="Responsable", team=team)

    page = words(client.get(address(make_published_opening(team=team, hiring_manager=lead))))

    assert "Responsable" in page
    assert "Racontée" in page
    assert "Secrète" not in page


def test_somebody_who_left_is_not_shown(client: FlaskClient) -> None:
    gone = make_person(first_name="Partie", left_on=clock.now().date())

    page = words(client.get(address(make_published_opening(hiring_manager=gone))))

    assert "Partie" not in page


def test_the_steps_are_those_of_the_company(client: FlaskClient) -> None:
    make_process_step(title_fr="Un café", delay_fr="sous 3 jours")

    assert "Un café" in words(client.get(address(make_published_opening())))


@pytest.mark.parametrize("text", NASTY)
def test_nothing_written_in_a_body_acts_on_the_page(client: FlaskClient, text: str) -> None:
    opening = make_published_opening(body=text)

    page = words(client.get(address(opening)))

    prose = page[page.index('<div class="prose">') : page.index('<aside class="aside"')]
    assert re.findall(r"<(script|img|svg|iframe|style)", prose) == []
    assert re.findall(r"\son\w+=\"|(?:href|src)=\"(?:javascript|data|vbscript):", prose) == []


def test_a_title_is_escaped_everywhere(client: FlaskClient) -> None:
    opening = make_published_opening(title='</script><script>alert("x")</script>')

    page = words(client.get(address(opening)))

    assert "<script>alert" not in page


def test_an_opening_costs_at_most_twelve_statements(
    client: FlaskClient, statements: CountStatements
) -> None:
    team, place = make_team(), make_place()
    lead = make_person(team=team)
    opening = make_published_opening(
        team=team, place=place, hiring_manager=lead, themes=[make_theme(), make_theme()]
    )
    for _ in range(6):
        make_published_story(team=team, author=make_person(team=team))
        make_published_opening(team=team, place=place)

    path = address(opening)

    with statements() as sent:
        assert client.get(path).status_code == 200

    assert len(sent) <= 12, "\n".join(sent)


def test_a_page_sets_no_cookie(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get(address(make_published_opening())).headers
