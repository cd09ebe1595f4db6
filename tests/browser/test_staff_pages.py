"""The screens of whoever recruits, runs the programme or administers, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.attribution.deciding.decide import decide_application
from app.core import clock
from app.core.database import db
from app.people.models import Role
from tests.browser.conftest import axe_violations
from tests.factories.hiring import make_application, make_recommendation
from tests.factories.people import make_organisation, make_place, make_team, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link
from tests.live import LiveSite

LONG_NAME = "Marie-Antoinette-Éléonore de La Rochefoucauld-Montmorency du Plessis"
ROLES = (Role.AMBASSADOR, Role.RECRUITER, Role.PROGRAMME_MANAGER, Role.ADMIN)


@pytest.fixture(scope="module")
def paths(site_app: Flask) -> list[str]:
    """A company with an application brought by a link, and the address of each page about it."""
    make_organisation()
    team, place = make_team(), make_place(name="Nantes")
    zoe = make_ambassador(first_name="Zoé", last_name="Lambert", team=team, place=place)
    opening = make_published_opening(
        title="Ingénieure ou ingénieur interopérabilité, dossiers de santé", team=team, place=place
    )
    link = make_link(ambassador=zoe, publication=opening)
    now = clock.now()
    brought = make_application(link=link, name=LONG_NAME, now=now)
    twin = make_application(opening=opening, name=LONG_NAME, now=now)
    db.session.commit()
    for each in (brought, twin):  # each in a transaction of its own, as the worker has it
        decide_application(each.id, now=now)
        db.session.commit()
    make_recommendation(opening=opening, by=zoe, now=now)
    db.session.commit()
    return [
        f"/applications/{brought.id}",
        f"/share/{opening.id}",
        "/applications",
        "/applications/recommended",
        "/applications/agency-claims",
        f"/applications/{brought.id}/agency-claims",
        f"/applications/{twin.id}/same-person?q=Marie",
        f"/applications/{twin.id}/merge/{brought.candidate_id}",
        f"/credits/{brought.id}",
        "/names",
        "/declarations",
        "/programme",
        "/programme/policy",
        "/programme/policy/1",
        "/operations/clicks",
        "/operations/jobs",
        "/outbox",
    ]


@pytest.fixture
def signed_in(visit: Callable[..., Page], site: LiveSite, site_app: Flask) -> Callable[..., Page]:
    """Open a page as somebody with every role, who reads the language that is asked for."""

    def open_page(path: str, *, language: str, **options: Any) -> Page:
        client = site_app.test_client()
        sign_in(client, make_ambassador(roles=ROLES, language=language))
        db.session.commit()
        cookie = client.get_cookie("relais_session")
        page = visit("/healthz", language=language, **options)
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site.url}])
        page.goto(path)
        return page

    return open_page


@pytest.mark.parametrize(
    ("language", "phone"), [("fr", True), ("en", False)], ids=["fr-phone-light", "en-desk-dark"]
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    signed_in: Callable[..., Page], paths: list[str], language: str, phone: bool
) -> None:
    page = signed_in(paths[0], language=language, phone=phone, dark=not phone)
    width = page.viewport_size["width"]

    for path in paths:
        page.goto(path)
        assert axe_violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("language", ["fr", "en"])
def test_on_a_phone_the_stages_to_move_to_stay_within_the_screen(
    signed_in: Callable[..., Page], paths: list[str], language: str
) -> None:
    page = signed_in(paths[0], language=language, phone=True)

    page.locator(".actions .menu > summary").click()

    expect(page.locator(".actions .menu-sheet")).to_be_in_viewport(ratio=1)
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_the_title_of_a_share_kit_has_the_width_of_the_sheet(
    signed_in: Callable[..., Page], paths: list[str]
) -> None:
    page = signed_in(paths[1], language="fr", phone=True)

    box = page.locator("h1").bounding_box()
    assert box is not None
    assert box["width"] > page.viewport_size["width"] * 0.7


def test_a_refusal_leaves_room_for_the_field_below_it(
    signed_in: Callable[..., Page], paths: list[str]
) -> None:
    page = signed_in(paths[5], language="en")

    page.click("text=Record the claim")

    summary = page.get_by_role("alert").bounding_box()
    label = page.get_by_text("Agency", exact=True).bounding_box()
    assert summary is not None
    assert label is not None
    assert label["y"] >= summary["y"] + summary["height"] + 8
