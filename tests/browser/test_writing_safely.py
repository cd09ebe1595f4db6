"""Writing in a real browser: links lead to fields, files are looked at first, no text is lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Dialog, Page, Route, expect

from app.core.database import db
from app.people.models import Role
from app.publishing.models import Opening, Story
from tests.browser.conftest import axe_violations
from tests.factories.people import PASSWORD, make_organisation, make_person, make_team
from tests.factories.publishing import make_opening, make_story

EMAIL, WRITER = "claire.dumont@ormelune.example", "noemie.garrec@ormelune.example"

WORD_BULLET = '<span style="mso-list:Ignore">·<span>  </span></span>'


@pytest.fixture(scope="module")
def drafts(site_app: Flask) -> tuple[Opening, Story]:
    """Two incomplete drafts, and those who write them."""
    make_organisation()
    team = make_team()
    recruiter = make_person(
        email=EMAIL, role=Role.RECRUITER, password=PASSWORD, team_id=team.id, language="fr"
    )
    editor = make_person(email=WRITER, role=Role.EDITOR, password=PASSWORD, language="fr")
    opening = make_opening(
        author=recruiter, place=None, contract=None, remote=None, summary="", variants=[]
    )
    opening.place_id = None
    story = make_story(author=editor, summary="", body="", variants=[])
    story.team = None
    db.session.commit()
    return opening, story


def sign_in(page: Page, email: str) -> None:
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile("^(?!.*sign-in).*$"))


@pytest.fixture
def editor(visit: Callable[..., Page], drafts: tuple[Opening, Story]) -> Callable[..., Page]:
    """Open a draft's editor, signed in: `editor()`, `editor("stories")`."""

    def open_editor(folder: str = "openings", **how: Any) -> Page:
        page = visit("/sign-in", **how)
        sign_in(page, EMAIL if folder == "openings" else WRITER)
        draft = drafts[folder == "stories"]
        page.goto(f"/{folder}/{draft.id}?language=fr")
        return page

    return open_editor


@pytest.mark.parametrize("folder", ["openings", "stories"])
def test_each_link_of_the_summary_leads_to_its_field_in_its_language(
    editor: Callable[..., Page], folder: str
) -> None:
    page = editor(folder)
    page.click('button[value="publish"]')
    address = page.url
    count = page.locator(".notice.danger a").count()
    assert count >= 4

    for number in range(count):
        page.goto(address)
        page.click('button[value="publish"]')
        link = page.locator(".notice.danger a").nth(number)
        href = link.get_attribute("href")
        link.click()
        wanted = href.split("#")[1]
        expect(page.locator(f"#{wanted}")).to_be_focused()
        if "language=en" in href:
            expect(page.locator('input[name="language"]')).to_have_value("en")


def test_leaving_with_text_that_is_not_saved_is_asked_about_and_the_text_comes_back(
    editor: Callable[..., Page],
) -> None:
    page = editor()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.route("**/autosave", lambda route: route.fulfill(status=503, body=""))
    page.fill("#variants-1", "Pour X, jamais perdu")
    page.select_option("#variant_networks-1", "x")
    page.locator("#summary").press_sequentially("Jamais perdu")
    expect(page.locator("#saved")).to_contain_text("Pas enregistré")
    page.click('.rail a[data-area="openings"]')
    page.wait_for_timeout(200)

    assert asked == ["beforeunload"]
    page.remove_listener("dialog", stay)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.unroute("**/autosave")
    page.click("text=Le remettre")
    expect(page.locator("#summary")).to_have_value("Jamais perdu")
    expect(page.locator("#variants-1")).to_have_value("Pour X, jamais perdu")
    expect(page.locator("#variant_networks-1")).to_have_value("x")
    expect(page.locator("#saved")).to_contain_text("Enregistré à")


def test_a_link_waits_for_the_last_words_and_nothing_is_asked(
    editor: Callable[..., Page], drafts: tuple[Opening, Story]
) -> None:
    page = editor()
    page.on("dialog", lambda dialog: pytest.fail("asked"))
    page.fill("#summary", "Tapé juste avant de partir")
    page.click('.rail a[data-area="openings"]')
    page.wait_for_url("**/openings")

    opening = drafts[0]
    db.session.rollback()
    db.session.expire_all()
    assert opening.text("fr").summary == "Tapé juste avant de partir"


def held(page: Page, address: str) -> list[Route]:
    """Hold what is sent to an address, in the order in which it is sent."""
    sent: list[Route] = []
    page.route(address, lambda route: sent.append(route))
    return sent


NOT_SAVED = "n’a pas été enregistré"


@pytest.mark.parametrize("act", ["save", "en"])
def test_nothing_is_said_to_be_unsaved_after_an_ordinary_save(
    editor: Callable[..., Page], act: str
) -> None:
    page = editor()
    page.clock.install()  # nothing saves itself
    page.fill("#summary", f"  Enregistré   par le bouton {act} \n")
    if act == "save":
        page.get_by_role("button", name="Enregistrer le brouillon").click()
    else:
        page.click('nav.tabs button[value="en"]')
        page.wait_for_url(re.compile("language=en"))
        expect(page.locator("#saved")).not_to_contain_text(NOT_SAVED)
        page.click('nav.tabs button[value="fr"]')
    page.wait_for_url(re.compile("language=fr"))

    expect(page.locator("#summary")).to_have_value(f"Enregistré par le bouton {act}")
    expect(page.locator("#saved")).not_to_contain_text(NOT_SAVED)


def test_text_that_is_not_saved_comes_back_in_its_own_language_alone(
    editor: Callable[..., Page],
) -> None:
    page = editor()
    page.on("dialog", lambda dialog: dialog.accept())
    page.evaluate("() => { window.fetch = async () => { throw new Error('no network'); }; }")
    page.fill("#summary", "Français, pas encore enregistré")
    expect(page.locator("#saved")).to_contain_text("Pas enregistré")

    page.goto(page.url.replace("language=fr", "language=en"))
    expect(page.locator('input[name="language"]')).to_have_value("en")
    expect(page.locator("#saved")).not_to_contain_text(NOT_SAVED)

    page.goto(page.url.replace("language=en", "language=fr"))
    expect(page.locator("#saved")).to_contain_text(NOT_SAVED)


def test_a_page_left_while_it_saves_itself_is_in_no_conflict_with_itself(
    editor: Callable[..., Page], drafts: tuple[Opening, Story]
) -> None:
    page = editor()
    page.clock.install()
    sent = held(page, "**/autosave")
    page.fill("#summary", "Un début")
    with page.expect_request("**/autosave"):
        page.clock.run_for(2_000)
    page.fill("#summary", "Un début et une fin")
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    page.evaluate("dispatchEvent(new Event('focus'))")
    assert len(sent) == 1

    with page.expect_request("**/autosave") as second:
        sent[0].continue_()
    page.title()  # by then it is held
    sent[1].continue_()
    assert second.value.response()

    expect(page.locator("#saved")).to_contain_text("Enregistré à")
    db.session.rollback()
    assert drafts[0].text("fr").summary == "Un début et une fin"


def test_the_button_waits_for_the_page_to_have_saved_itself(
    editor: Callable[..., Page], drafts: tuple[Opening, Story]
) -> None:
    page = editor()
    page.clock.install()
    sent = held(page, "**/autosave")
    page.fill("#summary", "Un milieu")
    with page.expect_request("**/autosave"):
        page.clock.run_for(2_000)
    page.fill("#summary", "Un milieu et une suite")
    answer = sent[0].fetch()
    page.get_by_role("button", name="Enregistrer le brouillon").click(no_wait_after=True)
    with page.expect_response(lambda response: response.request.method == "POST"):
        sent[0].fulfill(response=answer)
    page.wait_for_load_state()

    expect(page.locator(".edit-notice")).to_have_count(0)
    expect(page.locator("#summary")).to_have_value("Un milieu et une suite")
    db.session.rollback()
    assert drafts[0].text("fr").summary == "Un milieu et une suite"


def test_a_browser_that_keeps_nothing_writes_saves_and_knows_the_keys(
    editor: Callable[..., Page],
) -> None:
    page = editor()
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.add_init_script(
        "for (const place of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, place, { get() { throw new DOMException('off'); } });"
    )
    page.reload()
    page.fill("#summary", "Sans rien garder")
    expect(page.locator("#saved")).to_contain_text("Enregistré à")

    page.locator("#summary").blur()
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.locator("[data-single-keys]").uncheck()
    assert failed == []


def test_names_found_too_late_open_no_list(editor: Callable[..., Page]) -> None:
    page = editor()
    sent = held(page, "**/colleagues?*")
    with page.expect_request("**/colleagues?*"):
        page.locator("#hiring_manager").press_sequentially("a")
    page.keyboard.press("Escape")
    with page.expect_response("**/colleagues?*") as answered:
        sent[0].continue_()
    assert answered.value.json()["options"]
    page.evaluate("fetch('/healthz').then((answer) => answer.text())")  # behind that answer

    expect(page.locator("#hiring_manager-list")).to_be_hidden()


def test_a_session_that_ends_is_said_and_saving_resumes_after_signing_in(
    editor: Callable[..., Page],
) -> None:
    page = editor()
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.fill("#summary", "Écrit sans session")
    expect(page.locator("#saved")).to_contain_text("Votre session a pris fin")
    link = page.locator("#saved a")
    assert link.get_attribute("target") == "_blank"

    other = page.context.new_page()
    other.goto("/sign-in")
    sign_in(other, EMAIL)
    other.close()
    page.evaluate("dispatchEvent(new Event('focus'))")

    expect(page.locator("#saved")).to_contain_text("Enregistré à")
    assert cookies


def test_a_picture_is_looked_at_before_it_is_sent_and_travels_alone(
    editor: Callable[..., Page],
) -> None:
    page = editor("stories")
    page.fill("#title", "Un titre gardé")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else 0)
    heavy = {"name": "a.png", "mimeType": "image/png", "buffer": bytes(12_000_000)}

    page.set_input_files("#cover", heavy)
    expect(page.locator("#cover-error")).to_contain_text("10 Mo")
    page.set_input_files("#cover", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"})
    expect(page.locator("#cover-error")).to_contain_text("JPEG")
    assert not [url for url in sent if url.endswith("/cover")]
    page.set_input_files("#cover", {"name": "a.png", "mimeType": "image/png", "buffer": b"x"})
    expect(page.locator("#cover-error")).to_contain_text("image")
    expect(page.locator("#cover")).to_have_attribute("aria-describedby", "cover-error cover-help")

    assert [url for url in sent if url.endswith("/cover")]
    expect(page.locator("#title")).to_have_value("Un titre gardé")


@pytest.mark.parametrize(
    ("typed", "select", "button", "left"),
    [
        ("une équipe soudée", "équipe ", "bold", "une **équipe** soudée"),
        ("un\n\ndeux", "un\n\ndeux", "bold", "**un**\n\n**deux**"),
        ("• un\n• deux", "• un\n• deux", "list", "- un\n- deux"),
        ("un\ndeux", "un\ndeux", "numbers", "1. un\n2. deux"),
        ("https://example.org", "https://example.org", "link", "[](https://example.org)"),
        ("un mot", "mot", "italic", "un *mot*"),
    ],
)
def test_formatting_marks_words_and_a_second_press_takes_the_marks_off(
    editor: Callable[..., Page], typed: str, select: str, button: str, left: str
) -> None:
    page = editor()
    body = page.locator("#body")
    body.fill(typed)
    start = typed.index(select)
    body.evaluate(f"box => box.setSelectionRange({start}, {start + len(select)})")

    page.click(f'[data-markdown="{button}"]')
    expect(body).to_have_value(left)

    if button in ("bold", "italic"):
        page.click(f'[data-markdown="{button}"]')
        expect(body).to_have_value(typed)


def test_keys_mark_words_too(editor: Callable[..., Page]) -> None:
    page = editor()
    page.fill("#body", "mot")
    page.locator("#body").select_text()
    page.keyboard.press("Control+b")

    expect(page.locator("#body")).to_have_value("**mot**")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ul><li>Un</li><li>Deux</li></ul>", "- Un\n- Deux"),
        ("<p>Un <b>mot</b> <i>fort</i></p>", "Un **mot** *fort*"),
        ("<h2>Titre</h2><p>Texte</p>", "## Titre\n\nTexte"),
        ('<p><a href="https://example.org/">Lien</a></p>', "[Lien](https://example.org/)"),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
            "| a | b |\n|---|---|\n| 1 | 2 |",
        ),
        (
            f'<p class="MsoListParagraph">{WORD_BULLET}Un</p>'
            f'<p class="MsoListParagraph">{WORD_BULLET}Deux</p>',
            "- Un\n- Deux",
        ),
    ],
)
def test_what_is_pasted_keeps_its_shape(editor: Callable[..., Page], html: str, text: str) -> None:
    page = editor()
    page.fill("#body", "")
    page.locator("#body").evaluate(
        """(box, html) => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          data.setData("text/plain", "x");
          const how = { clipboardData: data, bubbles: true, cancelable: true };
          box.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        html,
    )

    expect(page.locator("#body")).to_have_value(text)


def test_a_colleague_is_found_by_typing_a_part_of_the_name(editor: Callable[..., Page]) -> None:
    page = editor()
    page.locator("#hiring_manager").fill("")
    page.locator("#hiring_manager").press_sequentially("a", delay=20)
    option = page.locator("#hiring_manager-list [role=option]").first
    expect(option).to_be_visible()
    name = option.text_content()
    page.keyboard.press("Enter")

    expect(page.locator("#hiring_manager")).to_have_value(name or "")
    assert page.locator("#hiring_manager-key").input_value()


def test_axe_finds_nothing_on_a_story_s_editor(editor: Callable[..., Page]) -> None:
    page = editor("stories")
    page.click('button[value="publish"]')
    page.wait_for_load_state("networkidle")

    assert axe_violations(page) == []
