"""The loop in a real browser: publish, relay at 360 px, land and apply without script, credit.

recruiter → ambassador on a phone → candidate without JavaScript → recruiter → ambassador; in
French and in English; the candidate's jar and storage are empty until the form is sent, and after.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.attribution.models import LedgerRow
from app.core.database import db
from app.hiring.models import Application
from app.people.models import Role
from app.sharing.models import ReferralLink
from app.tracking.models import Relay
from tests.factories.people import (
    PASSWORD,
    make_charter,
    make_organisation,
    make_person,
    make_place,
    make_team,
)
from tests.live import LiveSite, until

CV = Path(__file__).with_name("cv.pdf")


@dataclass(frozen=True)
class Words:
    """What the test reads and presses in one language."""

    title: str
    hired_text: str
    keep_words: str
    brought_by: str
    has_applied: str


WORDS = {
    "fr": Words(
        title="Ingénieure ou ingénieur données",
        hired_text="Rejoignez l’équipe qui compte les trains.",
        keep_words="Je travaille avec cette équipe : venez.",
        brought_by="Zoé Lambert",
        has_applied="A postulé",
    ),
    "en": Words(
        title="Data engineer",
        hired_text="Join the team that counts trains.",
        keep_words="I work with this team: come along.",
        brought_by="Zoé Lambert",
        has_applied="Has applied",
    ),
}


@pytest.fixture(scope="module")
def company(site_app: Flask) -> dict[str, str]:
    """A company with a recruiter and an ambassador, who can sign in."""
    make_organisation(name="Ormelune")
    make_charter()
    team = make_team(name_fr="Plateforme de données", name_en="Data platform")
    place = make_place(name="Nantes")
    people = {}
    for language in ("fr", "en"):
        recruiter = make_person(
            first_name="Claire", last_name="Dumont", role=Role.RECRUITER, password=PASSWORD,
            language=language, team_id=team.id, email=f"claire.{language}@ormelune.example",
        )  # fmt: skip
        ambassador = make_person(
            first_name="Zoé", last_name="Lambert", password=PASSWORD, language=language,
            team_id=team.id, place_id=place.id, email=f"zoe.{language}@ormelune.example",
        )  # fmt: skip
        people |= {
            f"recruiter {language}": recruiter.email,
            f"ambassador {language}": ambassador.email,
        }
    db.session.commit()
    return people | {"team": str(team.id), "place": str(place.id)}


def sign_in(page: Page, email: str) -> None:
    """Sign in by password."""
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/(hub|charter|openings|$)"))


def assert_nothing_is_stored(page: Page) -> None:
    """Neither cookie nor storage of any kind."""
    assert page.context.cookies() == []
    assert page.context.storage_state()["origins"] == []


def publish(page: Page, words: Words, language: str, company: dict[str, str]) -> None:
    """Write an opening and publish it, as a recruiter does."""
    page.goto("/openings")
    page.locator("form[action$='/openings'] button, form[action='/openings'] button").first.click()
    page.wait_for_url(re.compile(r"/openings/[0-9a-f-]{36}"))
    if language == "en":
        page.click("button[name=act][value=en]")
        page.wait_for_load_state()
    page.fill("#title", words.title)
    page.fill("#summary", words.title)
    page.fill("#body", "## Mission\n\n" + "Un travail utile. " * 20)
    page.locator("#variants textarea").first.fill(words.hired_text)
    page.select_option("#team", company["team"])
    page.select_option("#place", company["place"])
    page.select_option("#contract", "permanent")
    page.select_option("#remote", "partial")
    page.click("button[name=act][value=publish]")
    page.wait_for_load_state()
    expect(page.locator("body")).to_contain_text(words.title)


def relay(page: Page, words: Words) -> None:
    """Relay the opening from the hub, with words of one's own; the charter comes first."""
    page.goto("/hub")
    page.locator("a[href*='/share/']").filter(visible=True).first.click()
    if "/charter" in page.url:
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_url(re.compile(r"/share/"))
    page.fill("textarea[name=words]", words.keep_words)
    page.locator("button[name=instead][value=qr]").click()
    page.wait_for_url(re.compile(r"/share/made/"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_opening_goes_round_the_whole_loop(
    visit: Callable[..., Page],
    site: LiveSite,
    site_app: Flask,
    company: dict[str, str],
    language: str,
) -> None:
    words = WORDS[language]

    recruiter = visit("/sign-in/password", language=language)
    sign_in(recruiter, company[f"recruiter {language}"])
    publish(recruiter, words, language, company)

    ambassador = visit("/sign-in/password", language=language, phone=True)
    sign_in(ambassador, company[f"ambassador {language}"])
    relay(ambassador, words)
    assert ambassador.evaluate("document.documentElement.scrollWidth") <= 360
    db.session.rollback()
    link = db.session.query(ReferralLink).order_by(ReferralLink.created_at.desc()).first()
    assert link is not None

    candidate = visit(f"/r/{link.code}", language=language, phone=True, script=False)
    expect(candidate.locator("h1")).to_have_text(words.title)
    expect(candidate.locator("body")).to_contain_text(words.brought_by)
    expect(candidate.locator("body")).to_contain_text(words.keep_words.split(" ")[-1])
    assert candidate.url.endswith(f"/r/{link.code}")
    assert_nothing_is_stored(candidate)

    candidate.locator(".apply .button").click()
    candidate.wait_for_url(re.compile(rf"/r/{link.code}/apply"))
    assert_nothing_is_stored(candidate)
    candidate.fill("#name", "Camille Perrin")
    candidate.fill("#email", f"camille.{language}@courriel.example")
    candidate.set_input_files("input[type=file]", CV)
    candidate.fill("#message", "Bonjour.")
    candidate.locator("main form button[type=submit]").last.click()
    candidate.wait_for_url(re.compile(r"/s/.+"))
    assert_nothing_is_stored(candidate)
    expect(candidate.locator("h1")).to_contain_text("Camille")

    applied = db.session.query(Application).filter(Application.link_id == link.id).one()
    credited = until_credited(applied.id)
    assert credited.outcome == "credited"
    until(lambda: grade_of(link.id) == "confirmed", "the relay is confirmed by the visit")

    recruiter.goto("/applications")
    recruiter.get_by_role("link", name="Camille Perrin").first.click()
    expect(recruiter.locator("h1")).to_contain_text("Camille Perrin")
    expect(recruiter.locator(".credit-panel")).to_contain_text(words.brought_by)

    ambassador.goto("/my-relays")
    expect(ambassador.locator("main")).to_contain_text("Camille Perrin")
    expect(ambassador.locator("main")).to_contain_text(words.has_applied)
    assert ambassador.evaluate("document.documentElement.scrollWidth") <= 360


def until_credited(application_id: UUID) -> LedgerRow:
    """Wait for the worker's decision and return its line."""
    found: list[LedgerRow] = []

    def look() -> bool:
        db.session.rollback()
        found[:] = db.session.query(LedgerRow).filter_by(application=application_id).all()
        return bool(found)

    until(look, "the application has a line in the ledger")
    return found[-1]


def grade_of(link_id: UUID) -> str:
    """How far the relay has come."""
    db.session.rollback()
    found = db.session.get(Relay, link_id)
    return found.grade if found else ""
