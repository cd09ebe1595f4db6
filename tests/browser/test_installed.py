"""The installed application in a real browser: its worker comes after sign-in and goes with it."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.core.database import db
from tests.factories.people import make_organisation, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador
from tests.live import LiveSite

READY = "navigator.serviceWorker.ready.then((found) => found.active.scriptURL)"
WORKERS = "navigator.serviceWorker.getRegistrations().then((found) => found.length)"


@pytest.fixture
def phone(visit: Callable[..., Page], site: LiveSite, site_app: Flask) -> Page:
    """The hub of an ambassador, on their phone, with the worker in place."""
    make_organisation(name="Ormelune")
    make_published_opening()
    client = site_app.test_client()
    sign_in(client, make_ambassador())
    db.session.commit()
    cookie = client.get_cookie("relais_session")
    page = visit("/healthz", phone=True)
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site.url}])
    page.goto("/hub")
    page.evaluate(READY)
    page.wait_for_function("() => navigator.serviceWorker.controller")
    return page


def test_the_browser_finds_nothing_that_keeps_it_from_being_installed(phone: Page) -> None:
    devtools = phone.context.new_cdp_session(phone)

    manifest = devtools.send("Page.getAppManifest")
    errors = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]

    assert manifest["errors"] == []
    assert manifest["url"].endswith("/manifest.webmanifest")
    # a window without a profile installs nothing: that is of the test's browser, not of ours
    assert {each["errorId"] for each in errors} <= {"in-incognito"}


def test_without_a_network_staff_pages_give_way_to_one_that_says_so(phone: Page) -> None:
    phone.context.set_offline(True)
    phone.goto("/my-relays")

    expect(phone.locator("h1")).to_have_text("Pas de réseau")
    size = phone.evaluate("getComputedStyle(document.querySelector('h1')).fontSize")
    assert float(size.removesuffix("px")) > 20  # the style came along

    phone.context.set_offline(False)
    phone.goto("/hub")
    expect(phone.locator(".relay")).to_be_visible()


def test_the_browser_keeps_nothing_that_is_anybodys(phone: Page) -> None:
    kept = phone.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys())
                for (const each of await (await caches.open(name)).keys()) found.push(each.url);
            return found;
        }"""
    )

    assert [address for address in kept if "/static/" not in address and "css" not in address] == [
        next(address for address in kept if address.endswith("/offline"))
    ]


def test_signing_out_takes_the_worker_away(phone: Page) -> None:
    phone.evaluate("document.querySelector('form[action=\"/sign-out\"]').submit()")
    phone.wait_for_url("**/sign-in")

    phone.wait_for_function(f"async () => (await {WORKERS}) === 0")
    assert phone.evaluate("caches.keys().then((found) => found.length)") == 0
