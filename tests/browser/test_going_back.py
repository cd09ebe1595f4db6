"""Going back to the form of an application: it asks to send nothing again and keeps all of it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.core.database import db
from tests.factories.people import make_organisation, make_person
from tests.factories.sharing import make_link

CV = Path(__file__).with_name("cv.pdf")


@pytest.fixture(scope="module")
def code(site_app: Flask) -> str:
    """The link of an ambassador to an opening."""
    make_organisation(name="Ormelune")
    link = make_link(ambassador=make_person(first_name="Zoé", last_name="Lambert"))
    db.session.commit()
    return link.code


def fill(page: Page) -> None:
    """Answer everything but the CV, from the bar of the landing page on."""
    page.locator("input[name=referrer][value=change]").check(force=True)
    page.fill("input[name=named]", "Malik Sadi")
    page.locator(".apply .button").click()
    page.wait_for_url(re.compile(r"/apply"))
    page.fill("#name", "Camille Perrin")
    page.fill("#email", "camille.perrin@courriel.example")
    page.fill("#message", "Disponible en janvier.")


def assert_all_is_there(page: Page) -> None:
    """What was typed stands on the page, the name given on the landing page too."""
    expect(page.locator("#name")).to_have_value("Camille Perrin")
    expect(page.locator("#email")).to_have_value("camille.perrin@courriel.example")
    expect(page.locator("#message")).to_have_value("Disponible en janvier.")
    expect(page.locator("input[name=named]")).to_have_value("Malik Sadi")
    expect(page.locator("input[name=referrer][value=change]")).to_be_checked()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("way", ["header .logo", "header nav a >> nth=0", "a.back"])
def test_whoever_leaves_the_form_finds_all_of_it_on_coming_back(
    visit: Callable[..., Page], code: str, script: bool, way: str
) -> None:
    page = visit(f"/r/{code}", script=script, phone=True)
    fill(page)
    form = page.url

    page.locator(way).first.click()
    page.wait_for_url(lambda url: "/apply" not in url)
    page.go_back()

    assert page.url == form
    assert_all_is_there(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_going_back_after_sending_shows_the_form_as_it_was_filled_in(
    visit: Callable[..., Page], code: str, script: bool
) -> None:
    page = visit(f"/r/{code}", script=script)
    fill(page)
    page.set_input_files("input[type=file]", CV)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/s/.+"))

    page.go_back()

    assert "/apply" in page.url
    assert_all_is_there(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_notice_on_data_opens_apart_from_the_form(
    visit: Callable[..., Page], code: str, script: bool
) -> None:
    page = visit(f"/r/{code}", script=script)
    fill(page)

    with page.context.expect_page() as opened:
        page.locator("form [target=_blank]").click()

    expect(opened.value.locator("h1")).to_be_visible()
    assert_all_is_there(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_form_that_was_refused_is_found_again_too(
    visit: Callable[..., Page], code: str, script: bool
) -> None:
    page = visit(f"/r/{code}", script=script)
    fill(page)
    page.locator("main form button[type=submit]").last.click()  # without a CV
    expect(page.locator(".notice.danger")).to_be_visible()

    page.locator("header nav a").first.click()
    page.wait_for_url(lambda url: "/apply" not in url)
    page.go_back()

    assert_all_is_there(page)
