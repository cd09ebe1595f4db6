"""On a phone, what people type and text at twice its size leave every act within reach."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from app.core import clock
from app.core.database import db
from app.hiring.models import Application, ReferrerChoice
from app.hiring.status_links import mailed_link
from tests.factories.hiring import make_application
from tests.factories.people import make_organisation, make_person, make_place, make_team, sign_in
from tests.factories.publishing import make_published_opening, make_published_story, make_theme
from tests.factories.sharing import make_ambassador, make_link
from tests.live import LiveSite

LONG = "Anticonstitutionnellement" * 12  # 300 letters, no place to break
URL = "https://exemple.example/" + "a" * 200
CV = Path(__file__).with_name("cv.pdf")
TWICE = "() => { document.documentElement.style.fontSize = '200%'; }"
PAGES = (
    "landing",
    "asked",
    "apply",
    "story",
    "list",
    "home",
    "place",
    "theme",
    "alerts",
    "stories",
    "teams",
    "team",
    "status",
    "received",
    "named",
)


@pytest.fixture(scope="module")
def paths(site_app: Flask) -> dict[str, str]:
    """A company that writes words as long as a screen, and the address of each page."""
    make_organisation(name="Ormelune")
    zoe = make_person(first_name="Zoé", last_name=LONG[:60], job_title=LONG[:60])
    team = make_team(name_fr=LONG[:60])
    place = make_place(name=LONG[:60], region=LONG[:60])
    theme = make_theme("rail", name_fr=LONG[:60])
    story = make_published_story(title=LONG[:150], team=team, author=zoe)
    opening = make_published_opening(
        title=LONG[:150], team=team, summary=URL, place=place, themes=[theme]
    )
    link = make_link(publication=opening, ambassador=zoe, words=f"{LONG} {URL}")
    other = make_link(publication=story, ambassador=zoe, words=LONG)
    application = make_application(
        link=link, name=LONG[:110], message=f"{LONG} {URL}", profile_url=URL, now=clock.now()
    )
    db.session.commit()
    named = make_application(
        choice=ReferrerChoice.NAMED, named=LONG[:110], email=f"{LONG[:60]}@courriel.example"
    )
    db.session.commit()
    status = "/s/" + mailed_link(application, now=clock.now()).rpartition("/")[2]
    below = f"/r/{link.code}"
    return {
        "landing": f"{below}/fr",
        "asked": f"{below}/fr",
        "apply": f"{below}/apply/fr",
        "story": f"/r/{other.code}/fr",
        "list": f"{below}/openings/fr",
        "home": f"{below}/home/fr",
        "place": f"/fr/lieux/{place.slug}",
        "theme": "/fr/themes/rail",
        "alerts": f"{below}/alerts/fr?q={LONG[:90]}",
        "stories": "/fr/contenus",
        "teams": "/fr/equipes",
        "team": f"{below}/teams/{team.slug('fr')}/fr",
        "status": status,
        "received": f"{status}/received",
        "named": "/s/" + mailed_link(named, now=clock.now()).rpartition("/")[2],
    }


def sideways(page: Page) -> list[str]:
    """What stands out of the screen, if anything lets the page scroll sideways."""
    return page.evaluate(
        "() => document.documentElement.scrollWidth <= innerWidth ? [] :"
        " [...document.querySelectorAll('body *')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
        ".map(e => e.tagName + '.' + e.className).slice(0, 5)"
    )


@pytest.mark.parametrize("twice", [False, True], ids=["long words", "text at 200 %"])
@pytest.mark.parametrize("name", PAGES)
def test_a_public_page_never_scrolls_sideways(
    visit: Callable[..., Page], paths: dict[str, str], name: str, twice: bool
) -> None:
    page = visit(paths[name], phone=True)
    if twice:
        page.evaluate(TWICE)

    assert sideways(page) == []


def test_the_bar_of_a_landing_page_leaves_two_thirds_of_the_screen_at_twice_the_text(
    visit: Callable[..., Page], paths: dict[str, str]
) -> None:
    page = visit(paths["landing"], phone=True)
    page.evaluate(TWICE)

    box = page.locator(".apply").bounding_box()
    assert box is not None
    assert box["height"] <= 740 / 3


def test_the_title_of_an_opening_stands_well_within_a_phone_s_first_screen(
    visit: Callable[..., Page], site_app: Flask
) -> None:
    zoe = make_person(first_name="Zoé", last_name="Lambert", job_title="Ingénieure données")
    link = make_link(ambassador=zoe, words="On cherche quelqu’un qui aime comprendre. " * 10)
    db.session.commit()

    page = visit(f"/r/{link.code}/fr", phone=True)

    assert page.locator("h1").evaluate("e => e.getBoundingClientRect().top") <= 420


def test_whoever_changes_the_recommender_on_a_landing_page_reads_what_is_enough(
    visit: Callable[..., Page], paths: dict[str, str]
) -> None:
    page = visit(paths["landing"], phone=True, script=False)
    page.locator("input[name=referrer][value=change]").check(force=True)

    assert page.get_by_text("Un prénom, une équipe ou le lieu de la rencontre suffit").is_visible()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_field_of_a_cv_speaks_the_page_s_language_and_shows_the_file_chosen(
    visit: Callable[..., Page], paths: dict[str, str], language: str
) -> None:
    path = paths["apply"].replace("/fr", f"/{language}")
    page = visit(path, phone=True, script=False, language="fr" if language == "en" else "en")
    words = {"fr": "Choisir un fichier", "en": "Choose a file"}[language]
    ours = page.get_by_text(words)

    assert ours.is_visible()
    page.set_input_files("input[type=file]", CV)
    assert not ours.is_visible()


LINES = """() => [...document.querySelectorAll('.bar > a :is(span:not(.sr), .count)')].map(each => {
  const text = document.createRange();
  text.selectNodeContents(each.firstChild);
  return [each.firstChild.data, text.getClientRects().length];
})"""


def test_the_bar_of_a_recruiter_holds_each_word_and_the_count_on_one_line(
    visit: Callable[..., Page], site: LiveSite, site_app: Flask
) -> None:
    client = site_app.test_client()
    sign_in(client, make_ambassador(roles=["recruiter"], language="fr"))
    db.session.commit()
    cookie = client.get_cookie("relais_session")
    page = visit("/healthz", phone=True)
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site.url}])
    page.goto("/hub")
    page.evaluate(
        """() => {
          document.querySelectorAll('.bar .count').forEach(each => each.remove());
          const count = Object.assign(document.createElement('b'), {className: 'count'});
          count.append('12');
          document.querySelector('.bar > a:last-of-type').append(count);
        }"""
    )

    lines = dict(page.evaluate(LINES))

    assert {"Candidatures", "Mes relais", "12"} <= lines.keys()
    assert set(lines.values()) == {1}


STAFF = ("/hub", "/relays", "/applications", "{application}", "/openings", "/outbox", "{kit}")


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desk"])
def test_a_staff_page_never_scrolls_sideways_whatever_was_typed(
    visit: Callable[..., Page], paths: dict[str, str], site: LiveSite, site_app: Flask, phone: bool
) -> None:
    client = site_app.test_client()
    sign_in(client, make_ambassador(roles=["recruiter", "editor", "admin"], language="fr"))
    db.session.commit()
    application = db.session.query(Application).order_by(Application.id.desc()).first()
    assert application is not None
    made = {
        "{application}": f"/applications/{application.id}",
        "{kit}": f"/openings/{application.opening.id}/relay",
    }
    cookie = client.get_cookie("relais_session")
    page = visit("/healthz", phone=phone)
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site.url}])

    wide = {}
    for path in STAFF:
        page.goto(made.get(path, path))
        if found := sideways(page):
            wide[path] = found
        assert page.title()

    assert wide == {}
