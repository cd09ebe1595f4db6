"""The public pages in a real browser: usable by everyone, and asking nothing of anyone."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.core import clock
from app.core.database import db
from app.hiring.consent_links import token_of
from app.hiring.referrals.recommendations import accept
from tests.browser.conftest import axe_violations
from tests.factories.hiring import make_recommendation
from tests.factories.people import make_organisation, make_person, make_place, make_team
from tests.factories.publishing import make_published_opening, make_published_story, make_theme
from tests.factories.sharing import make_link

PATHS = (
    "home", "place", "theme", "alerts",
    "list", "opening", "story", "stories", "teams", "data", "landing", "story_link", "unknown",
    "asked", "accepted", "erased",
)  # fmt: skip


@pytest.fixture(scope="module")
def paths(site_app: Flask) -> dict[str, str]:
    """A company with one of each, and the address of each page."""
    make_organisation(about_fr="Du numérique utile : des billets.", about_en="Software: tickets.")
    team, place = make_team(), make_place(name="Nantes")
    zoe = make_person(first_name="Zoé", last_name="Lambert")
    story = make_published_story(team=team, author=zoe)
    opening = make_published_opening(team=team, place=place, themes=[make_theme("rail")])
    make_published_opening(title="Une autre offre", team=team, place=place)
    links = [make_link(publication=each, ambassador=zoe) for each in (opening, story)]
    sent = []
    for _ in range(2):  # each in a transaction of its own, as its page has it
        sent.append(make_recommendation(opening=opening, by=zoe, now=clock.now()))
        db.session.commit()
    accept(sent[1], sender=None, now=clock.now())
    db.session.commit()
    asked, accepted = (f"/c/{token_of(each, now=clock.now())}" for each in sent)
    return {
        "asked": asked,
        "accepted": accepted,
        "erased": "/c/erased",
        "home": "/fr",
        "place": "/fr/lieux/nantes",
        "theme": "/en/themes/rail",
        "alerts": "/fr/alertes?place=nantes",
        "list": "/fr/offres",
        "opening": f"/fr/offres/{opening.text('fr').slug}-{opening.number}",
        "story": f"/fr/contenus/{story.text('fr').slug}-{story.number}",
        "stories": "/fr/contenus",
        "teams": "/fr/equipes",
        "data": "/fr/vos-donnees",
        "landing": f"/r/{links[0].code}",
        "story_link": f"/r/{links[1].code}/en",
        "unknown": "/r/abcdefghjk",
    }


@pytest.mark.parametrize("small", [False, True], ids=["desk, light", "phone, dark"])
@pytest.mark.parametrize("name", PATHS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    visit: Callable[..., Page], paths: dict[str, str], name: str, small: bool
) -> None:
    page = visit(paths[name], phone=small, dark=small)

    assert axe_violations(page) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]


@pytest.mark.parametrize("name", PATHS)
def test_a_public_page_leaves_nothing_breaks_no_rule_and_asks_nobody_else(
    visit: Callable[..., Page], paths: dict[str, str], name: str
) -> None:
    page = visit("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(
        "window.broken = []; document.addEventListener('securitypolicyviolation', (event) =>"
        " window.broken.push(event.violatedDirective + ' ' + event.blockedURI))"
    )

    page.goto(paths[name])
    page.wait_for_load_state("networkidle")

    base = page.url[: page.url.index("/", 8)]
    assert [url for url in asked if not url.startswith(base)] == []
    assert page.evaluate("window.broken") == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_search_and_a_filter_work_without_script(
    visit: Callable[..., Page], paths: dict[str, str]
) -> None:
    page = visit(paths["list"], script=False, phone=True)

    page.fill("#search", "ingenieur")
    page.press("#search", "Enter")
    page.click("summary")
    page.check("#place-nantes")
    page.click("text=Appliquer les filtres")

    expect(page.locator("#openings-title")).to_have_text("1 offre sur 2")
    assert "q=ingenieur" in page.url
    assert "place=nantes" in page.url


def test_somebody_recommended_answers_on_a_phone_without_script(
    visit: Callable[..., Page], paths: dict[str, str]
) -> None:
    page = visit(paths["asked"], script=False, phone=True)
    assert page.locator("input[name=answer]:checked").count() == 0

    page.check("input[value=accept]")
    page.click("text=Envoyer ma réponse")

    expect(page.locator("h1")).to_have_text("Postuler")
    expect(page.locator("#name")).to_have_value("Nora Perrin")
    page.click("text=Changer d’avis")
    page.click("text=Tout effacer")

    expect(page.locator("h1")).to_have_text("Tout est effacé")
    assert page.context.cookies() == []
