"""From a link to a sent application, script on: the browser keeps nothing and asks nobody else."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, Request, Response, expect

from app.core.database import db
from app.hiring.models import Application
from tests.factories.people import make_organisation, make_person
from tests.factories.sharing import make_link
from tests.live import LiveSite

CV = Path(__file__).with_name("cv.pdf")
KEPT = """async () => ({
    cookie: document.cookie,
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"cookie": "", "local": [], "session": [], "databases": [], "caches": [], "workers": 0}


@pytest.fixture(scope="module")
def code(site_app: Flask) -> str:
    """The link of an ambassador to an opening."""
    make_organisation(name="Ormelune")
    link = make_link(ambassador=make_person(first_name="Zoé", last_name="Lambert"))
    db.session.commit()
    return link.code


def assert_nothing_is_kept(page: Page) -> None:
    """Neither jar nor storage of any kind, asked of the browser and of the page itself."""
    assert page.context.cookies() == []
    assert page.evaluate(KEPT) == NOTHING


@pytest.mark.parametrize(
    ("language", "choice", "kept"),
    [("fr", "keep", "kept"), ("en", "change", "named"), ("fr", "none", "none")],
)
def test_a_candidate_keeps_changes_or_removes_who_recommends_and_nothing_is_stored(
    visit: Callable[..., Page],
    site: LiveSite,
    code: str,
    language: str,
    choice: str,
    kept: str,
) -> None:
    page = visit("about:blank", language=language, phone=True)
    asked: list[str] = []
    set_cookies: list[str] = []

    def note_request(request: Request) -> None:
        asked.append(request.url)

    def note_response(response: Response) -> None:
        if "set-cookie" in response.all_headers():
            set_cookies.append(response.url)

    page.on("request", note_request)
    page.on("response", note_response)

    page.goto(f"/r/{code}")
    expect(page.locator("body")).to_contain_text("Zoé Lambert")
    assert_nothing_is_kept(page)
    page.locator(".apply .button").click()
    page.wait_for_url(re.compile(rf"/r/{code}/apply"))
    expect(page.locator("form")).to_contain_text("Zoé")
    assert_nothing_is_kept(page)
    page.locator(f"input[name=referrer][value={choice}]").check(force=True)
    if choice == "change":
        page.fill("input[name=named]", "Malik Sadi")
    address = f"{choice}.{language}@courriel.example"
    page.fill("#name", "Camille Perrin")
    page.fill("#email", address)
    page.set_input_files("input[type=file]", CV)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/s/.+"))
    assert_nothing_is_kept(page)

    applied = db.session.query(Application).filter_by(email=address).one()
    assert applied.choice == kept
    host = urlsplit(site.url).netloc
    assert {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "about:"))} == {
        host
    }
    assert set_cookies == []
