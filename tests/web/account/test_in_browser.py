"""Sign-in, account and settings in a real browser: what script adds, and that all works without."""

import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from app.core import clock
from app.core.database import db
from app.people.entrance import links
from app.people.entrance.links import Purpose
from app.people.models import Appearance, Organisation, Person
from config import ROOT
from tests.factories.people import (
    PASSWORD,
    make_charter,
    make_organisation,
    make_person,
    make_place,
    make_team,
)

pytestmark = [pytest.mark.browser, pytest.mark.own_database]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of the application, served by threads of this process."""
    make_organisation()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Open a window of its own: window(viewport=PHONE, java_script_enabled=False)."""
    opened: list[BrowserContext] = []

    def open_one(**given: object) -> BrowserContext:
        opened.append(browser.new_context(**{"viewport": DESK, "locale": "en", **given}))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


def enter(page: Page, site: str, person: Person) -> None:
    """Sign in by password, whatever the language."""
    page.goto(f"{site}/sign-in/password")
    page.locator("#email").fill(person.email)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button[type=submit]").click()


def make_admin() -> Person:
    return make_person(role="admin", password=PASSWORD, language="en")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_one_signs_in_and_out_with_and_without_script(
    site: str, window: Callable[..., BrowserContext], script: bool
) -> None:
    page = window(java_script_enabled=script).new_page()
    person = make_admin()

    enter(page, site, person)
    page.goto(f"{site}/account")
    expect(page.get_by_role("heading", name="My account")).to_be_visible()

    page.locator(".rail-me summary").click()
    page.get_by_role("button", name="Sign out").first.click()
    page.goto(f"{site}/account")
    assert "/sign-in" in page.url


def test_a_password_can_be_shown_while_it_is_typed(
    site: str, window: Callable[..., BrowserContext]
) -> None:
    page = window().new_page()
    page.goto(f"{site}/sign-in/password")
    field = page.get_by_label("Password", exact=True)
    field.fill("seven small boats")

    page.get_by_role("button", name="Show the password").click()
    expect(field).to_have_attribute("type", "text")
    expect(field).to_be_focused()

    page.get_by_role("button", name="Show the password").click()
    expect(field).to_have_attribute("type", "password")


def test_a_password_can_be_pasted(site: str, window: Callable[..., BrowserContext]) -> None:
    page = window().new_page()
    page.goto(f"{site}/sign-in/password")
    page.get_by_label("Work e-mail address").fill("copied text")
    page.get_by_label("Work e-mail address").press("ControlOrMeta+a")
    page.get_by_label("Work e-mail address").press("ControlOrMeta+c")

    page.get_by_label("Password", exact=True).press("ControlOrMeta+v")

    expect(page.get_by_label("Password", exact=True)).to_have_value("copied text")


def test_the_preview_follows_the_colour_and_takes_the_nearest_that_reads(
    site: str, window: Callable[..., BrowserContext]
) -> None:
    page = window().new_page()
    enter(page, site, make_admin())
    page.goto(f"{site}/admin/brand")

    page.get_by_label("Colour code").fill("#777777")
    page.get_by_role("button", name="Use #767676").click()

    expect(page.get_by_label("Colour code")).to_have_value("#767676")
    expect(page.locator("#brand-preview figure")).to_have_count(2)
    page.get_by_role("button", name="Save the logo and the colour").click()
    expect(page.get_by_text("The logo and the colour are saved.")).to_be_visible()
    assert db.session.query(Organisation.brand_color).scalar() == "#767676"
    button = page.get_by_role("button", name="Save the logo and the colour")
    assert button.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(118, 118, 118)"


def test_choosing_a_team_shows_its_people_at_once(
    site: str, window: Callable[..., BrowserContext]
) -> None:
    team = make_team(name_en="Mobility")
    make_person(first_name="Awa", last_name="Diallo", team=team)
    page = window().new_page()
    enter(page, site, make_admin())
    page.goto(f"{site}/admin/people")

    page.get_by_label("Team").select_option("Mobility")

    expect(page.locator("tr[data-row]")).to_have_count(1)
    expect(page.get_by_role("link", name="Awa Diallo")).to_be_visible()
    assert f"team={team.id}" in page.url


def test_the_appearance_changes_at_once_and_is_kept(
    site: str, window: Callable[..., BrowserContext]
) -> None:
    page = window(color_scheme="light").new_page()
    person = make_admin()
    enter(page, site, person)
    page.goto(f"{site}/account")

    page.locator(".rail-me summary").click()
    with page.expect_response("**/account/preferences"):
        page.locator(".rail-me").get_by_role("button", name="Dark").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def pages_of(person: Person, team: UUID, place: UUID) -> list[str]:
    """Every page of people, with one link of each kind."""
    now = clock.now()
    opened = [
        urlsplit(links.make_link(purpose, person, now=now)).path.lstrip("/") for purpose in Purpose
    ]
    return [
        *("sign-in/password", "sign-in/link", "sign-in/sent/link", "reset", "reset/dead", *opened),
        *("account", "account/security", "charter", "admin", "admin/people", "admin/people/invite"),
        *(f"admin/people/{person.id}", "admin/teams", f"admin/teams/{team}", "admin/teams/new"),
        *(f"admin/places/{place}", "admin/organisation", "admin/brand", "admin/charter"),
    ]


@pytest.mark.parametrize(
    ("language", "theme", "viewport"),
    [("fr", "light", PHONE), ("en", "dark", DESK)],
    ids=["French, light, phone", "English, dark, computer"],
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    site: str,
    window: Callable[..., BrowserContext],
    language: str,
    theme: str,
    viewport: dict[str, int],
) -> None:
    make_charter()
    admin = make_admin()
    pages = pages_of(make_person(joined_at=None), make_team().id, make_place().id)
    page = window(viewport=viewport, locale=language, color_scheme=theme).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    enter(page, site, admin)
    admin.language, admin.appearance = language, Appearance(theme)
    db.session.commit()

    problems = {}
    for path in pages:
        page.goto(f"{site}/{path}")
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run().then(r => r.violations.map(v => v.id + v.nodes[0].html))")
        wide = page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        if found or wide:
            problems[path] = (found, wide)

    assert problems == {}
    assert [each for each in said if "404 (NOT FOUND)" not in each] == []  # the damaged link
