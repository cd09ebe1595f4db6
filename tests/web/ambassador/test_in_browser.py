"""The share kit in a real browser: what is copied, opens and survives, with and without script.

What leaves for a network is read as it leaves; no network needs to answer.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.people.models import Person
from app.publishing.models import Opening
from app.sharing.models import ReferralLink
from tests.browser.conftest import axe_violations, site, site_app, visit
from tests.factories.hiring import make_recommendation
from tests.factories.people import make_organisation, make_place, make_team, sign_in
from tests.factories.publishing import make_published_opening, make_published_story, make_theme
from tests.factories.sharing import make_ambassador, make_link
from tests.live import LiveSite

__all__ = ["site", "site_app", "visit"]  # fixtures
pytestmark = [pytest.mark.browser]

LONG = "Vous cherchez une équipe où le code est relu sans ego ? La mienne recrute. " * 5
EMAILS = {"fr": "zoe@ormelune.example", "en": "olivia@ormelune.example"}


@pytest.fixture(scope="module")
def opening(site_app: Flask) -> Opening:
    """An opening with three suggested texts, and two ambassadors who may relay it."""
    make_organisation()
    team, place, theme = make_team(), make_place(name="Nantes"), make_theme(name_fr="Cloud")
    make_theme(name_fr="Données")
    make_theme(name_fr="Accessibilité")
    people = [
        make_ambassador(
            first_name="Zoé" if language == "fr" else "Olivia-Penelope Featherstonehaugh",
            email=email, language=language, team=team, place=place,
        )
        for language, email in EMAILS.items()
    ]  # fmt: skip
    made = make_published_opening(
        team=team, place=place, themes=[theme], variants=["Première idée.", "Deuxième 🎉", LONG]
    )
    make_published_story(title="Un titre qui n’en finit pas de raconter, " * 5)
    make_published_story()
    for person in people:
        make_link(ambassador=person, publication=made, channel="x", now=clock.now())
    db.session.commit()
    return made


@pytest.fixture
def signed_in(
    visit: Callable[..., Page], opening: Opening, site: LiveSite, site_app: Flask
) -> Callable[..., Page]:
    """Open a page as Zoé or Olivia, without going through the sign-in page each time."""

    def open_page(path: str, *, who: str = "fr", **options: Any) -> Page:
        client = site_app.test_client()
        sign_in(client, db.session.scalars(select(Person).where(Person.email == EMAILS[who])).one())
        db.session.commit()
        cookie = client.get_cookie("relais_session")
        page = visit("/healthz", **options)
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site.url}])
        page.goto(path)
        return page

    return open_page


@pytest.fixture
def kit(signed_in: Callable[..., Page], opening: Opening) -> Page:
    """The share kit on a desk, with the clipboard open to the test."""
    page = signed_in(f"/share/{opening.id}?channel=linkedin&language=fr")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


def choosing_slowly(kit: Page) -> Callable[[], None]:
    """Take a long suggestion, then choose X at once; what is returned lets the answer come."""
    waiting: list[Route] = []
    kit.route(re.compile("chosen=network"), lambda route: waiting.append(route))
    kit.clock.install()
    kit.click("[data-suggestions] [data-suggestion] >> nth=2")
    with kit.expect_request(re.compile("chosen=network")):
        kit.check("[name=channel][value=x]", force=True)
    return lambda: waiting[0].continue_()


def leaving(page: Page, press: str) -> str:
    """Press a button and return the address outside that the browser goes to."""
    with page.context.expect_event(
        "request", lambda request: not request.url.startswith("http://127.0.0.1")
    ) as asked:
        page.click(press)
    page.wait_for_url(re.compile("/share/made/"))
    return str(asked.value.url)


def latest() -> ReferralLink:
    db.session.rollback()
    return db.session.scalars(select(ReferralLink).order_by(ReferralLink.id.desc())).first()


def how_many() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(ReferralLink.id)).all())


def clipboard(page: Page) -> str:
    page.bring_to_front()
    return page.evaluate("navigator.clipboard.readText()")


def test_linkedin_opens_with_the_link_once_the_text_is_copied(kit, site):
    before = how_many()
    kit.fill("#words", "Mes mots, l’été 🎉\n\nDeux lignes & plus")

    address = urlsplit(leaving(kit, "#send button"))

    link = latest()
    assert how_many() == before + 1
    assert link.words == "Mes mots, l’été 🎉\n\nDeux lignes & plus"
    assert clipboard(kit) == link.words
    assert (address.netloc, address.path) == ("www.linkedin.com", "/sharing/share-offsite/")
    assert parse_qs(address.query) == {"url": [f"{site.url}/r/{link.code}"]}
    # nothing is left to press, so that nobody posts twice
    expect(kit.locator("h1")).to_have_text("C’est noté")
    assert kit.locator(".button.primary").all_inner_texts() == ["Suivre ce relais"]
    expect(kit.locator("main")).to_contain_text("Rouvrir LinkedIn")


def test_x_opens_with_text_and_link_and_leaves_the_clipboard_alone(kit, site):
    kit.evaluate("navigator.clipboard.writeText('à moi')")
    kit.check("[name=channel][value=x]", force=True)
    expect(kit.locator("#send button")).to_contain_text("X")
    kit.fill("#words", "Court & net")

    address = urlsplit(leaving(kit, "#send button"))

    assert address.netloc == "x.com"
    text = parse_qs(address.query)["text"]
    assert text == [f"Court & net\n\n{site.url}/r/{latest().code}"]
    assert clipboard(kit) == "à moi"


def test_copying_puts_text_and_link_on_the_clipboard_with_one_press(kit, site):
    kit.fill("#words", "À coller")
    kit.click("button[name=instead][value=copy]")
    kit.wait_for_url(re.compile("done=copy"))

    link = latest()
    assert (link.channel, clipboard(kit)) == ("copy", f"À coller\n\n{site.url}/r/{link.code}")


def test_copying_the_link_puts_the_link_alone_on_the_clipboard_with_one_press(kit, site):
    kit.fill("#words", "Pas à coller")
    kit.get_by_role("button", name="Copier le lien").click()
    kit.wait_for_url(re.compile("done=link"))

    link = latest()
    assert (link.channel, clipboard(kit)) == ("copy", f"{site.url}/r/{link.code}")
    expect(kit.locator("main")).to_contain_text("Votre lien est copié")


def test_enter_in_a_field_presses_the_networks_button_and_no_other(kit):
    kit.check("[name=channel][value=mastodon]", force=True)
    kit.fill("#instance", "piaille.fr")
    kit.press("#instance", "Enter")
    kit.wait_for_url(re.compile("/share/made/"))

    assert latest().channel == "mastodon"


def test_an_email_too_long_to_open_has_its_text_copied_and_opens_with_the_link(kit):
    kit.check("[name=channel][value=email]", force=True)
    kit.fill("#words", "Où êtes-vous ? " * 60)
    expect(kit.locator("#send button")).to_contain_text("Copier le texte et ouvrir un e")
    kit.click("#send button")
    expect(kit).to_have_url(re.compile("done=pasted"))

    assert clipboard(kit).strip() == latest().words
    expect(kit.locator("main")).to_contain_text("Collez votre texte")


def test_pressing_twice_makes_one_link(kit):
    before = how_many()

    kit.evaluate(
        "() => { const b = document.querySelector('button[name=instead][value=copy]');"
        " b.click(); b.click(); }"
    )
    kit.wait_for_url(re.compile("/share/made/"))

    assert how_many() == before + 1


def test_the_count_follows_what_is_typed_and_the_network(kit):
    kit.fill("#words", "東京")
    expect(kit.locator("#share-count")).to_contain_text(re.compile(r"^\s*\d+ sur 3.000"))
    kit.check("[name=channel][value=x]", force=True)
    expect(kit.locator("#share-count")).to_contain_text(re.compile(r"^\s*29 sur 280"))
    assert kit.input_value("#words") == "東京"


def test_a_text_that_is_too_long_is_said_so_and_opens_whole(kit):
    kit.check("[name=channel][value=x]", force=True)
    expect(kit.locator("#send button")).to_contain_text("X")
    kit.fill("#words", LONG)
    expect(kit.locator("#send")).to_contain_text("de trop pour X")  # before anything is pressed

    address = urlsplit(leaving(kit, "#send > .button"))

    assert parse_qs(address.query)["text"][0].startswith(LONG.strip())
    assert latest().words == LONG.strip()


def test_a_refused_text_opens_nothing_and_is_kept(kit):
    before = how_many()
    kit.check("[name=channel][value=x]", force=True)
    expect(kit.locator("#send button")).to_contain_text("X")
    kit.fill("#words", "x" * 10_001)
    kit.click("#send > .button")

    expect(kit.locator("#words-error")).to_contain_text("10")
    assert kit.input_value("#words") == "x" * 10_001
    assert how_many() == before
    assert len(kit.context.pages) == 1


def test_a_suggestion_replaces_the_text_and_can_be_undone(kit):
    kit.fill("#words", "Mon texte à moi")
    kit.click("[data-suggestions] [data-suggestion] >> nth=1")
    assert kit.input_value("#words") == "Deuxième 🎉"

    kit.keyboard.press("Control+z")

    assert kit.input_value("#words") == "Mon texte à moi"


def test_each_text_that_suggestions_replaced_comes_back_also_after_the_page_was_left(kit):
    own = kit.get_by_role("button", name="Revenir à mon texte")
    expect(own).to_be_hidden()
    kit.fill("#words", "Mon premier texte")
    kit.click("[data-suggestions] [data-suggestion] >> nth=0")
    kit.fill("#words", "Mon second texte")
    kit.click("[data-suggestions] [data-suggestion] >> nth=1")
    kit.click(
        "[data-suggestions] [data-suggestion] >> nth=0"
    )  # a suggestion replaces a suggestion: nothing is lost
    kit.reload()

    own.click()
    assert kit.input_value("#words") == "Mon second texte"
    own.click()
    assert kit.input_value("#words") == "Mon premier texte"
    expect(own).to_be_hidden()


def test_another_network_takes_a_suggestion_that_fits_and_leaves_typed_words_alone(kit):
    kit.click("[data-suggestions] [data-suggestion] >> nth=2")
    kit.check("[name=channel][value=x]", force=True)
    expect(kit.locator("#words")).to_have_value("Première idée.")
    expect(kit.locator("#suggestions")).to_contain_text("trop long pour X")

    kit.fill("#words", LONG + "!")
    kit.check("[name=channel][value=bluesky]", force=True)
    expect(kit.locator("#send")).to_contain_text("de trop pour Bluesky")
    assert kit.input_value("#words") == LONG + "!"
    kit.click("#send [data-suggestion]")
    expect(kit.locator("#send")).not_to_contain_text("de trop")
    expect(kit.get_by_role("button", name="Revenir à mon texte")).to_be_visible()


def test_on_a_slow_connection_the_words_of_a_network_just_chosen_arrive_all_the_same(kit):
    answer = choosing_slowly(kit)
    kit.clock.run_for(1_000)  # the pause after which words are sent is over
    answer()

    expect(kit.locator("#words")).to_have_value("Première idée.")
    expect(kit.locator("#suggestions")).to_contain_text("trop long pour X")


def test_words_typed_while_a_network_just_chosen_answers_are_kept_and_counted(kit):
    answer = choosing_slowly(kit)
    kit.fill("#words", "東京")
    kit.clock.run_for(1_000)
    answer()

    expect(kit.locator("#suggestions")).to_contain_text("trop long pour X")
    kit.clock.run_for(1_000)
    expect(kit.locator("#share-count")).to_contain_text(re.compile(r"^\s*29 sur 280"))
    assert kit.input_value("#words") == "東京"


def test_on_a_phone_the_hubs_first_relay_is_in_sight_before_anything_scrolls(signed_in):
    page = signed_in("/hub", phone=True)
    page.set_viewport_size({"width": 360, "height": 740})
    page.reload()

    covered = page.evaluate(
        "() => [...document.querySelectorAll('.lead .relay-foot .button')].filter((button) => {"
        " const { left, top, width, height } = button.getBoundingClientRect();"
        " const there = document.elementFromPoint(left + width / 2, top + height - 2);"
        " return !button.contains(there); }).length"
    )
    assert covered == 0


def test_on_a_phone_the_buttons_at_the_head_of_the_kit_take_a_line_each(signed_in, opening):
    page = signed_in(f"/share/{opening.id}", phone=True)
    page.set_viewport_size({"width": 360, "height": 740})

    wrapped = page.evaluate(
        "() => [...document.querySelectorAll('.page-head .button span')]"
        ".filter((words) => words.getClientRects().length > 1"
        " || words.offsetHeight > 1.6 * parseFloat(getComputedStyle(words).fontSize))"
        ".map((words) => words.textContent)"
    )
    assert wrapped == []


@pytest.mark.parametrize("size", ["100%", "200%"])
def test_on_a_phone_nothing_scrolls_sideways_or_covers_the_page_however_large_the_text(
    signed_in, opening, size
):
    page = signed_in("/hub", phone=True)
    page.set_viewport_size({"width": 360, "height": 740})
    link = db.session.scalars(
        select(ReferralLink).join(ReferralLink.ambassador).where(Person.email == EMAILS["fr"])
    ).first()

    for path in (
        "/hub", "/hub/all", "/hub/themes", f"/share/{opening.id}?channel=mastodon&suggestion=2",
        f"/share/made/{link.id}", f"/share/made/{link.id}?done=opened", "/my-relays",
        "/my-relays?part=relays", f"/my-relays/{link.id}", "/receipts", "/declarations",
        f"/recommend?opening={opening.id}",
    ):  # fmt: skip
        page.goto(path)
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        page.evaluate("window.scrollTo(0, 0)")
        # what stays in sight over the page takes a third of it at most
        kept = page.evaluate(
            "() => [...document.querySelectorAll('.send, .bar, .primary-action')]"
            ".map((each) => each.getBoundingClientRect())"
            ".filter(({ bottom, height }) => height && bottom <= innerHeight + 1)"
            ".reduce((sum, { height }) => sum + height, 0)"
        )
        assert kept <= 740 / 3, path


def test_what_is_typed_survives_a_look_at_the_other_language(kit):
    kit.fill("#words", "Pas encore fini")
    kit.click("nav.segments button[lang=en]")
    kit.wait_for_url(re.compile("language=en"))
    assert kit.input_value("#words") != "Pas encore fini"

    kit.click("nav.segments button[lang=fr]")
    kit.wait_for_url(re.compile("language=fr"))

    expect(kit.locator("#words")).to_have_value("Pas encore fini")


def test_a_mastodon_server_stays_on_this_device(kit):
    kit.check("[name=channel][value=mastodon]", force=True)
    kit.fill("#instance", "@zoe@piaille.fr")
    assert leaving(kit, "#send button").startswith("https://piaille.fr/share?")

    kit.goto(kit.locator(".made-next a").first.get_attribute("href"))

    expect(kit.locator("#instance")).to_have_value("@zoe@piaille.fr")


SHARED = (
    "sessionStorage.shared = JSON.stringify({ ...what, files: what.files?.map((f) => f.type) });"
)


def share_menu(signed_in, opening, *, answers: str, can: str = "() => true") -> Page:
    """Open the kit on a phone whose share menu answers in this way."""
    page = signed_in("/hub", phone=True)
    page.context.add_init_script(
        f"navigator.canShare = {can}; navigator.share = async (what) => {{ {SHARED} {answers} }};"
    )
    page.goto(f"/share/{opening.id}?channel=linkedin")
    page.click(".nets-more > summary")
    page.check("[name=channel][value=sheet]", force=True)
    expect(page.locator("#send button")).to_have_count(1)
    expect(page.locator("#send button")).to_contain_text("application")
    return page


def test_a_share_menu_that_is_closed_sends_nothing_and_counts_as_no_relay(signed_in, opening):
    page = share_menu(signed_in, opening, answers="throw new DOMException('closed', 'AbortError');")
    page.fill("#words", "Tout bien pesé, non")
    page.locator("#send button").click()
    expect(page.locator("form[data-shared=closed]")).to_have_count(1)

    assert "/share/made/" not in page.url
    assert page.input_value("#words") == "Tout bien pesé, non"
    assert (latest().words, latest().declared) == ("Tout bien pesé, non", False)


def test_where_the_device_has_a_share_menu_it_stands_with_the_networks(signed_in, opening):
    page = share_menu(signed_in, opening, answers="")
    expect(page.locator(".other-ways")).to_be_hidden()

    page.goto(f"/share/{opening.id}?channel=linkedin")
    offered = page.locator("#send button >> visible=true").all_inner_texts()
    assert offered[0] == "Choisir une application"  # LinkedIn on a phone


def test_what_a_device_cannot_do_is_hidden_and_within_reach(signed_in, opening):
    page = signed_in(f"/share/{opening.id}?channel=linkedin")
    page.click(".nets-more > summary")
    expect(page.locator("label:has([value=sms])")).to_be_hidden()

    page.click(".other-ways > summary")
    expect(page.locator("label:has([value=sms])")).to_be_visible()
    expect(page.locator("label:has([value=sheet])")).to_be_visible()


def test_words_that_the_clipboard_refuses_stand_selected_beside_the_page(kit, opening):
    kit.context.clear_permissions()
    kit.evaluate(
        "() => { const refuse = () => Promise.reject();"
        " navigator.clipboard.write = navigator.clipboard.writeText = refuse; }"
    )
    kit.fill("#words", "À copier à la main")
    leaving(kit, "#send button")

    selected = (
        "() => { const box = document.querySelector('#to-copy');"
        " return box.value.slice(box.selectionStart, box.selectionEnd); }"
    )
    assert kit.evaluate(selected) == "À copier à la main"
    assert kit.locator("main a[href^='https://www.linkedin.com']").count() == 1


def test_without_script_another_language_and_a_suggestion_keep_what_was_typed(signed_in, opening):
    page = signed_in(f"/share/{opening.id}?channel=linkedin&language=fr", script=False)
    page.fill("#words", "Mes mots à moi")

    page.click("nav.segments button[lang=en]")
    assert page.input_value("#words").strip() == "Mes mots à moi"
    assert page.locator("#share-form [name=language]").input_value() == "en"

    page.click("[data-suggestions] button >> nth=1")
    assert page.input_value("#words").strip() == "Deuxième 🎉"
    page.click("button:has-text('Revenir à mon texte') >> visible=true")
    assert page.input_value("#words").strip() == "Mes mots à moi"


def test_the_share_menu_of_the_device_gets_text_and_link(signed_in, opening, site):
    page = share_menu(signed_in, opening, answers="")
    page.fill("#words", "Par le menu")
    page.locator("#send button").click()
    page.wait_for_url(re.compile("/share/made/"))

    shared = page.evaluate("JSON.parse(sessionStorage.shared)")
    title = shared.pop("title")
    assert title == latest().publication.text("fr").title
    # the link stands in the text: given apart, some apps show it twice and others lose the text
    assert shared.pop("files") == ["image/png"]  # the card's picture
    assert shared == {"text": f"Par le menu\n\n{site.url}/r/{latest().code}"}
    assert latest().declared


def test_without_script_the_same_form_leads_to_the_same_buttons(signed_in, opening, site):
    page = signed_in(f"/share/{opening.id}?channel=linkedin", script=False)
    page.click(".nets-more > summary")
    page.check("[name=channel][value=facebook]", force=True)
    page.fill("#words", "Sans script")
    page.click("#send button")
    page.wait_for_url(re.compile("/share/made/"))

    link = latest()
    assert (link.channel, link.words) == ("facebook", "Sans script")
    href = page.locator("a[target=_blank]").get_attribute("href")
    assert parse_qs(urlsplit(href).query) == {"u": [f"{site.url}/r/{link.code}"]}
    assert page.locator("a[target=_blank]").get_attribute("rel") == "noopener noreferrer"
    assert page.input_value("#to-copy").strip() == "Sans script"


def test_several_themes_are_followed_and_then_none(signed_in):
    def ticked():
        page.goto("/hub/themes")
        return page.locator("input[name=themes]:checked").count()

    page = signed_in("/hub/themes", phone=True)
    assert ticked() == 0
    for box in page.locator("input[name=themes]").all()[:2]:
        box.check()
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url("**/hub")
    assert ticked() == 2
    for box in page.locator("input[name=themes]").all():
        box.uncheck()
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url("**/hub")
    assert ticked() == 0


def test_a_relay_leaves_the_hub_in_one_tap_on_a_phone(signed_in):
    page = signed_in("/hub", phone=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    assert leaving(page, ".quick button >> nth=0").startswith("https://www.linkedin.com/")

    assert clipboard(page) == latest().words != ""


@pytest.mark.parametrize(
    ("who", "phone", "dark"),
    [("fr", True, False), ("en", False, True)],
    ids=["fr-phone-light", "en-desk-dark"],
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(signed_in, opening, who, phone, dark):
    email = EMAILS[who]
    link = db.session.scalars(
        select(ReferralLink).join(Person, Person.id == ReferralLink.ambassador_id)
        .where(Person.email == email)
    ).first()  # fmt: skip
    sent = make_recommendation(opening=opening, by=link.ambassador, now=clock.now())
    db.session.commit()
    page = signed_in("/hub", who=who, phone=phone, dark=dark, language=who)
    width = page.viewport_size["width"]

    for path in (
        "/hub",
        "/hub/all",
        "/hub/all?q=introuvable",
        "/hub/themes",
        f"/share/{opening.id}?channel=mastodon",
        f"/share/made/{link.id}",
        "/my-relays",
        "/my-relays?grade=confirmed",
        f"/my-relays/{link.id}",
        f"/recommend?opening={opening.id}",
        f"/recommendations/{sent.id}/take-back",
        "/receipts",
    ):
        page.goto(path)
        assert axe_violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
