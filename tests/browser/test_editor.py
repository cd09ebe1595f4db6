"""The editor in a real browser: it follows what is typed, and loses none of it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.core.database import db
from app.people.models import Role
from app.publishing.models import Opening
from tests.browser.conftest import axe_violations
from tests.factories.people import PASSWORD, make_organisation, make_person, make_team
from tests.factories.publishing import make_opening

EMAIL = "claire.dumont@ormelune.example"


@pytest.fixture(scope="module")
def opening(site_app: Flask) -> Opening:
    """A draft, and the recruiter who writes it."""
    make_organisation()
    recruiter = make_person(
        email=EMAIL, role=Role.RECRUITER, password=PASSWORD, team_id=make_team().id
    )
    draft = make_opening(author=recruiter, languages=["fr"], variants=[])
    db.session.commit()
    return draft


@pytest.fixture
def editor(visit: Callable[..., Page], opening: Opening) -> Callable[..., Page]:
    """Open the draft's editor, signed in: `editor(script=False)`."""

    def open_editor(**how: Any) -> Page:
        page = visit("/sign-in", **how)
        page.fill("input[name=email]", EMAIL)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.goto(f"/openings/{opening.id}")
        return page

    return open_editor


def test_a_draft_saves_itself_and_its_page_follows(
    editor: Callable[..., Page], site_app: Flask, opening: Opening
) -> None:
    page = editor()

    page.fill("#title", "Développeuse ou développeur Rust")

    expect(page.frame_locator("#preview").locator("h1")).to_contain_text("Rust")
    expect(page.locator('#saved input[name="version"]')).to_have_value("2")
    db.session.refresh(opening)
    db.session.expire(opening, ["texts"])
    assert opening.text("fr").title == "Développeuse ou développeur Rust"


def test_what_is_missing_follows_what_is_typed(editor: Callable[..., Page]) -> None:
    page = editor()
    lacking = page.locator('#needs a[href="#variants-0"]')
    expect(lacking).to_be_visible()

    page.fill("#variants-0", "Mon équipe cherche quelqu’un.")

    expect(lacking).to_have_count(0)


def test_formatting_buttons_put_markdown_s_marks(editor: Callable[..., Page]) -> None:
    page = editor()
    page.fill("#body", "un mot")
    page.locator("#body").select_text()

    page.click('[data-markdown="bold"]')

    expect(page.locator("#body")).to_have_value("**un mot**")


def test_everything_works_without_script(editor: Callable[..., Page]) -> None:
    page = editor(script=False, phone=True)

    page.fill("#summary", "Sans script.")
    page.click("text=Enregistrer le brouillon")

    expect(page.locator("#summary")).to_have_value("Sans script.")
    expect(page.locator("#toasts")).to_contain_text("Enregistré")


@pytest.mark.parametrize("small", [False, True], ids=["desk, light", "phone, dark"])
def test_axe_finds_nothing_on_the_editor_and_the_list(
    editor: Callable[..., Page], small: bool
) -> None:
    page = editor(phone=small, dark=small)
    page.wait_for_load_state("networkidle")

    found = axe_violations(page)
    page.goto("/openings")

    assert found + axe_violations(page) == []
