"""What tracked links answer: the career site's pages, with who recommends them (A1, C1)."""

import re
import zlib
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask, g

from app.core import clock
from app.core.calendar import end_of_day
from app.people.models import Person
from app.publishing.models import Opening, Publication, PublicationState, StoryKind
from app.tracking.front.pages import LandingPage, Slot
from app.web.site.addresses import publication_url
from app.web.site.landing import REDRAWN_EVERY, SiteRenderer
from tests.factories.people import make_organisation, make_person, make_team
from tests.factories.publishing import (
    make_opening,
    make_published_opening,
    make_published_story,
    make_story,
)
from tests.factories.sharing import make_link
from tests.web.site.conftest import address


def draw(app: Flask, publication: Publication, language: str = "fr") -> LandingPage:
    with app.test_request_context("/", base_url=app.config["BASE_URL"]):
        g.language = language
        g.pop("_flask_babel", None)
        return SiteRenderer().page(publication.id, language)


def own(
    app: Flask, person: Person, *, words: str = "Venez.", language: str = "fr"
) -> dict[str, str]:
    with app.app_context():
        quote = SiteRenderer().quote(words, language)
    with app.test_request_context("/", base_url=app.config["BASE_URL"]):
        g.language = language
        g.pop("_flask_babel", None)
        return {**SiteRenderer().ambassador(person.id, language), "quote": quote}


def html(page: LandingPage, parts: dict[str, str], code: str = "abcdefghjk") -> str:
    values = {"token": "TOKEN", "code": code, **parts}
    return "".join(values[p.name] if isinstance(p, Slot) else p for p in page.pieces)


def slots(page: LandingPage) -> list[str]:
    return [piece.name for piece in page.pieces if isinstance(piece, Slot)]


def test_a_landing_page_is_the_opening_with_places_for_the_link_s_own(app: Flask) -> None:
    page = draw(app, make_published_opening())

    assert page.status == 200
    assert page.languages == ("en", "fr")
    names = {"name", "first_name", "line", "face", "quote", "interest", "unasked"}
    assert set(slots(page)) == {"code", "token", *names}
    assert slots(page).count("token") == 1


def test_the_referrer_s_choice_travels_to_the_form(app: Flask) -> None:
    opening = make_published_opening()
    zoe = make_person(first_name="Zoé", last_name="Lambert")

    whole = html(draw(app, opening), own(app, zoe, words="On livre le mardi."))

    assert '<form id="apply-form" action="/r/abcdefghjk/apply/fr" method="post">' in whole
    assert '<input type="hidden" name="token" value="TOKEN">' in whole
    assert 'form="apply-form"' in whole
    assert "Zoé Lambert vous recommande cette offre" in whole
    assert "On livre le mardi." in whole
    for choice in ("keep", "change", "none"):
        assert f'name="referrer" value="{choice}"' in whole


def test_nothing_is_chosen_where_candidates_are_asked_who_recommends_them(app: Flask) -> None:
    opening, zoe = make_published_opening(), make_person(first_name="Zoé")
    chosen = 'name="referrer" value="keep" checked'

    assert chosen in html(draw(app, opening), own(app, zoe))
    make_organisation(asks_referrer=True)
    whole = html(draw(app, opening), own(app, zoe))

    assert chosen not in whole
    assert "Dites si Zoé vous a parlé de cette offre" in whole


def test_the_page_can_be_sent_to_oneself_with_the_link_in_it(app: Flask) -> None:
    opening, zoe = make_published_opening(), make_person()

    whole = html(draw(app, opening), own(app, zoe), "bcdfghjkmn")

    (mail,) = re.findall(r'href="(mailto:[^"]+)"', whole)
    body = unquote(unescape(mail)).partition("body=")[2]
    assert body.endswith(f" {app.config['BASE_URL']}/r/bcdfghjkmn")
    assert "@" not in mail


def test_an_ambassador_without_words_has_no_quotation(app: Flask) -> None:
    drawn = own(app, make_person(), words="  ")

    assert drawn["quote"] == ""
    assert "initials" in drawn["face"]


def test_words_stand_in_the_quotation_marks_of_their_language(app: Flask) -> None:
    words = {
        language: own(app, make_person(), words="Venez.", language=language)["quote"]
        for language in ("fr", "en")
    }

    assert words["fr"] == "<blockquote><p>«\u00a0Venez.\u00a0»</p></blockquote>"
    assert words["en"] == "<blockquote><p>“Venez.”</p></blockquote>"


def test_long_words_are_folded_and_endless_ones_cut(app: Flask) -> None:
    drawn = own(app, make_person(), words="mot " * 500)["quote"]

    assert 'class="folded"' in drawn
    assert drawn.count("mot") < 200


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*7 }}",
        "\ue000token\ue001",
    ],
)
def test_names_and_words_are_escaped(app: Flask, name: str) -> None:
    opening = make_published_opening(title=name, summary=name, body=name)
    person = make_person(first_name=name, last_name=name, job_title=name)

    page = draw(app, opening)
    whole = html(page, own(app, person, words=name))

    assert "<script>alert" not in whole
    assert "<img src=x" not in whole
    assert slots(page).count("token") == 1, "no text that people write makes a slot"


def test_a_mark_cannot_be_guessed(app: Flask) -> None:
    from app.tracking.front.pages import mark, pieces_of

    forged = mark("token").replace(mark("token")[1:17], "0" * 16)

    assert pieces_of(f"a{forged}b") == (f"a{forged}b",)
    assert pieces_of(f"a{mark('token')}b") == ("a", Slot("token"), "b")


def test_a_closed_opening_answers_410_with_others_reached_through_the_link(app: Flask) -> None:
    team = make_team()
    opening = make_opening(state=PublicationState.CLOSED, team=team)
    near = make_published_opening(title="Une autre de l’équipe", team=team)
    zoe = make_person(first_name="Zoé", last_name="Lambert")

    page = draw(app, opening)
    whole = html(page, own(app, zoe))

    assert page.status == 410
    assert "Zoé Lambert vous l’avait recommandée" in whole
    assert f'href="/r/abcdefghjk/{near.number}/fr"' in whole
    assert 'name="referrer"' not in whole


@pytest.mark.parametrize("hour", [9, 23])
def test_the_day_after_the_last_one_the_page_is_drawn_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch, hour: int
) -> None:
    today = date(2027, 3, 27)  # the clocks change the night after
    last_second = end_of_day(today)
    at = last_second.replace(hour=hour, minute=30)
    monkeypatch.setattr(clock, "now", lambda: at)
    opening = make_published_opening(closes_on=today)

    page = draw(app, opening)

    assert page.status == 200
    assert page.until == min(last_second + timedelta(seconds=1), at + REDRAWN_EVERY)

    monkeypatch.setattr(clock, "now", lambda: last_second + timedelta(seconds=1))
    assert draw(app, opening).status == 410


def test_a_story_s_page_leads_to_the_openings_through_the_link(app: Flask) -> None:
    team, about = make_team(), make_person()
    opening = make_published_opening(team=team)
    story = make_published_story(team=team, story_kind=StoryKind.PORTRAIT, about_person=about)
    zoe = make_person(first_name="Zoé", last_name="Lambert")

    page = draw(app, story)
    whole = html(page, own(app, zoe))

    assert page.status == 200
    assert "Zoé Lambert vous recommande ce portrait" in whole
    assert f'href="/r/abcdefghjk/{opening.number}/fr"' in whole
    assert "<fieldset" not in whole


def test_a_withdrawn_story_answers_410(app: Flask) -> None:
    assert draw(app, make_story(state=PublicationState.ARCHIVED)).status == 410


def test_a_draft_is_no_page(app: Flask) -> None:
    assert draw(app, make_opening()).status == 404


def test_the_other_language_of_a_link_is_its_suffix(app: Flask) -> None:
    opening = make_published_opening()

    whole = html(draw(app, opening), own(app, make_person()))

    assert 'href="/r/abcdefghjk/en"' in whole
    assert "Ingénieure ou ingénieur données" in whole
    assert "Data engineer" in html(draw(app, opening, "en"), own(app, make_person()))


def test_a_page_in_one_language_is_that_one_whatever_was_asked(app: Flask) -> None:
    page = draw(app, make_published_opening(languages=["fr"]), "en")

    assert page.languages == ("fr",)
    assert '<html lang="fr"' in str(page.pieces[0])


def test_networks_are_given_the_link_and_search_engines_the_opening(app: Flask) -> None:
    opening = make_published_opening()

    page = draw(app, opening)
    whole = html(page, own(app, make_person()))

    assert f'property="og:url" content="{app.config["BASE_URL"]}/r/abcdefghjk"' in whole
    assert 'rel="canonical"' not in whole, "networks would follow it; a header says it"
    assert page.canonical == f"{app.config['BASE_URL']}{address(opening)}"


def test_a_page_is_drawn_again_when_anything_on_it_changes(app: Flask) -> None:
    team = make_team()
    story = make_published_story(team=team)
    near = make_published_opening(team=team)
    opening = make_published_opening(team=team, hiring_manager=make_person())

    keys = draw(app, opening).depends_on

    assert ("team", team.id) in keys
    assert ("publication", story.id) in keys
    assert ("publication", near.id) in keys
    assert ("person", opening.hiring_manager_id) in keys
    assert any(kind == "organisation" for kind, _key in keys)


def test_a_landing_page_is_light(app: Flask) -> None:
    opening = make_published_opening(
        body="Une phrase de la mission, qui dit ce qui compte.\n\n" * 60
    )
    for _ in range(3):
        make_published_opening(team=opening.team)
        make_published_story(team=opening.team)

    whole = html(draw(app, opening), own(app, make_person(), words="Venez. " * 30))

    assert len(whole.encode()) >= 12_000
    assert len(zlib.compress(whole.encode(), 9)) <= 14 * 1024
    assert "<script" not in whole


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_unknown_code_gets_a_page_that_helps(app: Flask, language: str) -> None:
    make_published_opening()
    with app.test_request_context("/", base_url=app.config["BASE_URL"]):
        g.language = language
        g.pop("_flask_babel", None)
        page = SiteRenderer().missing(language)

    assert page.status == 404
    assert slots(page) == []
    assert {"fr": "/fr/offres", "en": "/en/openings"}[language] in "".join(map(str, page.pieces))


def test_without_a_database_the_page_still_says_what_to_do(app: Flask, statements: Any) -> None:
    with app.test_request_context("/", base_url=app.config["BASE_URL"]):
        g.language, g.organisation = "fr", None
        g.pop("_flask_babel", None)
        with statements() as sent:
            page = SiteRenderer().unavailable("fr")

    assert page.status == 503
    assert sent == []
    assert "Réessayez dans une minute" in "".join(map(str, page.pieces))


def test_whoever_comes_by_a_story_keeps_the_referrer_at_an_opening(app: Flask, client: Any) -> None:
    zoe = make_person(first_name="Zoé", last_name="Lambert")
    link = make_link(publication=make_published_story(), ambassador=zoe, words="À propos d’Inès")
    opening: Opening = make_published_opening()

    answer = client.get(f"/r/{link.code}/{opening.number}/fr")

    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Vous venez grâce à Zoé Lambert" in page
    assert "À propos d’Inès" not in page
    assert f'action="/r/{link.code}/apply/{opening.number}/fr"' in page
    assert answer.headers["X-Robots-Tag"] == "noindex"
    with app.test_request_context():
        canonical = publication_url(opening, "fr")
    assert answer.headers["Link"] == f'<{canonical}>; rel="canonical"'
    assert "Set-Cookie" not in answer.headers


def test_a_link_s_own_opening_is_at_its_own_address(app: Flask, client: Any) -> None:
    link = make_link(publication=make_published_opening())

    answer = client.get(f"/r/{link.code}/{link.publication.number}/fr")

    assert answer.location == f"/r/{link.code}/fr"


def test_an_opening_through_a_link_is_closed_or_missing_as_elsewhere(
    app: Flask, client: Any
) -> None:
    link = make_link(publication=make_published_story())
    closed = make_opening(state=PublicationState.CLOSED)

    assert client.get(f"/r/{link.code}/{closed.number}/fr").status_code == 410
    assert client.get(f"/r/{link.code}/{make_opening().number}/fr").status_code == 404
    assert client.get(f"/r/{link.code}/99999999/fr").status_code == 404
    assert client.get(f"/r/abcdefghjk/{closed.number}/fr").status_code == 404
