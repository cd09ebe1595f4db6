"""Stories, teams and legal pages."""

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.database import db
from app.people.models import Organisation
from app.people.teams import save_place, save_team
from app.publishing.models import PublicationState, StoryKind
from tests.conftest import CountStatements
from tests.factories.people import make_person, make_place, make_team
from tests.factories.publishing import (
    make_published_opening,
    make_published_story,
    make_story,
)
from tests.web.site.conftest import address


def words(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_a_portrait_names_its_person_and_who_listened(client: FlaskClient) -> None:
    ines = make_person(first_name="Inès", last_name="Belkacem")
    zoe = make_person(first_name="Zoé", last_name="Lambert")
    story = make_published_story(story_kind=StoryKind.PORTRAIT, about_person=ines, author=zoe)
    make_published_opening(team=story.team)

    page = words(client, address(story))

    assert "Propos recueillis par Zoé Lambert" in page
    assert "Inès Belkacem a donné son accord" in page
    assert "Travailler avec Inès" in page


def test_a_story_leads_to_the_openings_of_its_team(client: FlaskClient) -> None:
    team = make_team()
    make_published_opening(title="Offre d’une autre équipe")
    make_published_opening(title="Offre de cette équipe", team=team)

    page = words(client, address(make_published_story(team=team)))

    assert page.index("Offre de cette équipe") < page.index("Offre d’une autre équipe")


def test_a_draft_is_nowhere_and_a_withdrawn_story_answers_410(client: FlaskClient) -> None:
    draft, gone = make_story(), make_story(state=PublicationState.ARCHIVED)

    assert client.get(f"/fr/contenus/x-{draft.number}").status_code == 404
    assert client.get(address(gone)).status_code == 410


def test_an_opening_s_number_is_no_story_s(client: FlaskClient) -> None:
    assert client.get(f"/fr/contenus/x-{make_published_opening().number}").status_code == 404


def test_stories_can_be_narrowed_to_a_kind(client: FlaskClient) -> None:
    about = make_person()
    make_published_story(title="Un article")
    make_published_story(title="Un portrait", story_kind=StoryKind.PORTRAIT, about_person=about)

    page = words(client, "/fr/contenus?kind=portrait")

    assert "Un portrait" in page
    assert "Un article" not in page
    assert "Un article" in words(client, "/fr/contenus?kind=wizard")


def test_stories_cost_at_most_twelve_statements(
    client: FlaskClient, statements: CountStatements
) -> None:
    stories = [make_published_story() for _ in range(14)]

    story = address(stories[0])

    for path in ("/fr/contenus", story):
        with statements() as sent:
            assert client.get(path).status_code == 200
        assert len(sent) <= 12, "\n".join(sent)


def test_a_team_shows_its_openings_and_stories(client: FlaskClient) -> None:
    team = make_team(name_fr="Plateforme de données", name_en="Data platform")
    make_published_opening(title="Une offre de l’équipe", team=team)
    make_published_story(title="Un récit de l’équipe", team=team)
    make_published_opening(title="Une offre d’ailleurs")

    page = words(client, "/fr/equipes/plateforme-de-donnees")

    assert "Une offre de l’équipe" in page
    assert "Un récit de l’équipe" in page
    assert "Une offre d’ailleurs" not in page
    assert 'href="/en/teams/data-platform"' in page
    assert "Plateforme de données" in words(client, "/fr/equipes")
    assert client.get("/fr/equipes/nulle-part").status_code == 404


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/fr/mentions-legales", "Ce site est publié par Ormelune"),
        ("/en/legal-notice", "This site is published by Ormelune"),
        ("/fr/vos-donnees", "Vos droits"),
        ("/en/your-data", "Your rights"),
        ("/fr/accessibilite", "WCAG"),
        ("/en/accessibility", "WCAG"),
    ],
)
def test_legal_pages_have_sensible_words_from_the_start(
    client: FlaskClient, path: str, sentence: str
) -> None:
    assert sentence in words(client, path)


def test_the_company_s_own_words_take_their_place(
    client: FlaskClient, organisation: Organisation
) -> None:
    organisation.privacy_fr = "Écrivez à **Sylvie**."

    page = words(client, "/fr/vos-donnees")

    assert "<strong>Sylvie</strong>" in page
    assert "Vos droits" not in page


def test_the_former_page_and_filter_of_a_renamed_team_lead_to_the_present_ones(
    client: FlaskClient,
) -> None:
    opening = make_published_opening()
    team, place = opening.team, opening.place
    old_page, old_team, old_place = f"/fr/equipes/{team.slug_fr}", team.slug_fr, place.slug
    admin = make_person(role="admin")
    texts = {"about_fr": "", "about_en": ""}
    save_team(team, {"name_fr": "Brume", "name_en": "Mist", **texts}, by=admin, now=clock.now())
    where = {"region": "", "postal_code": "", "country": "FR"}
    save_place(place, {"name": "Ys", **where}, by=admin, now=clock.now())
    db.session.commit()

    page = client.get(f"{old_page}?lang=fr")
    assert (page.status_code, page.headers["Location"]) == (301, "/fr/equipes/brume?lang=fr")
    filtered = client.get(f"/fr/offres?q=x&place={old_place}&team={old_team}&team=brume")
    assert filtered.status_code == 301
    assert filtered.headers["Location"] == "/fr/offres?q=x&place=ys&team=brume"
    assert client.get("/fr/offres?team=brume").status_code == 200
    glued = client.get(f"{old_page.upper()}).", follow_redirects=True)
    assert glued.request.path == "/fr/equipes/brume"


def test_places_of_one_name_are_two_filters(client: FlaskClient) -> None:
    near = make_place(name="Saint-Denis", region="Île-de-France")
    far = make_place(name="Saint-Denis", region="La Réunion", slug="saint-denis-la-reunion")
    make_published_opening(title="Ici", place=near)
    make_published_opening(title="Au loin", place=far)

    everything = words(client, "/fr/offres")
    there = words(client, "/fr/offres?place=saint-denis-la-reunion")

    assert "Saint-Denis (La Réunion)" in everything
    assert "Saint-Denis (Île-de-France)" in everything
    assert "Au loin" in there
    assert "Ici" not in there
