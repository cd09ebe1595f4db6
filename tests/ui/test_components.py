"""The page of all components in a real browser: accessible, and usable at every width."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.ui.window import Windows, served

pytestmark = pytest.mark.browser

SHEETS = ["staff", "public"]


@pytest.fixture(scope="module")
def address(shared_app: Flask) -> Iterator[str]:
    with served(shared_app) as address:
        yield address


@pytest.fixture
def open_window(browser: Browser, address: str) -> Iterator[Windows]:
    windows = Windows(browser, address)
    yield windows
    windows.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(360, "fr"), (1280, "en")])
@pytest.mark.parametrize("sheet", SHEETS)
def test_axe_finds_nothing_on_any_component(open_window, sheet, width, theme, language):
    path = f"/_components?sheet={sheet}&lang={language}"
    window = open_window(path, width=width, color_scheme=theme, bypass_csp=True)

    assert window.problems() == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_page_scrolls_sideways_at_any_width(open_window, sheet):
    page = open_window(f"/_components?sheet={sheet}&lang=fr").page

    beyond = {}
    for width in (320, 360, 640, 768, 1024, 1280, 1600):  # 640 and 320 are 1280 at 200 and 400 %
        page.set_viewport_size({"width": width, "height": 900})
        beyond[width] = page.evaluate(
            """() => [...document.querySelectorAll("main :not(svg *)")]
                 .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
                 .filter(e => !e.closest(".scroll, .tabs, .sr"))
                 .map(e => e.outerHTML.slice(0, 120))"""
        )

    assert {width: found for width, found in beyond.items() if found} == {}


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_policy_refuses_nothing_that_components_need(open_window, sheet):
    window = open_window(f"/_components?sheet={sheet}")

    assert window.complaints == []


def test_a_chosen_appearance_wins_over_the_systems(open_window):
    page = open_window("/_components?theme=dark", color_scheme="light").page

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 21, 23)"


def test_a_refused_form_gives_its_summary_the_focus(open_window):
    page = open_window("/_components").page

    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_control_is_at_least_24_pixels_high_and_44_on_a_phone(open_window, sheet):
    page = open_window(f"/_components?sheet={sheet}", width=360, has_touch=True).page

    small = page.evaluate(
        """() => [...document.querySelectorAll("main button, main .button, main .input")]
             .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5)
             .map(e => e.outerHTML.slice(0, 100))"""
    )

    assert small == []


def test_the_first_tab_leads_to_the_content(open_window):
    page = open_window("/_components?sheet=public").page
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")

    page.locator(".skip").focus()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_a_menu_opens_without_script_and_closes_by_escape_with_it(open_window):
    still = open_window("/_components", java_script_enabled=False).page
    still.locator(".rail-me summary").click()
    assert still.locator(".rail-me .menu-sheet").is_visible()

    page = open_window("/_components").page
    page.locator(".rail-me summary").click()
    page.keyboard.press("Escape")
    assert not page.locator(".rail-me .menu-sheet").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_dialog_opens_over_the_page_and_gives_the_focus_back(open_window):
    page = open_window("/_components").page
    opener = page.locator("[data-dialog=c-dialog]")

    opener.click()
    assert page.locator("#c-dialog").is_visible()
    page.keyboard.press("Escape")

    assert not page.locator("#c-dialog").is_visible()
    assert opener.evaluate("e => e === document.activeElement")


def test_a_question_mark_lists_the_shortcuts_and_single_keys_can_be_switched_off(open_window):
    page = open_window("/_components").page
    page.keyboard.press("?")
    assert page.locator("#shortcuts").is_visible()

    page.locator("[data-single-keys]").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")

    assert page.evaluate("document.activeElement.closest('[data-row]')") is None


def test_what_a_question_mark_lists_is_what_the_page_claims(open_window):
    page = open_window("/_components").page
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', `<button type=button"
        " data-key='5 h'>Hire</button>`)"
    )
    page.keyboard.press("?")

    listed = [
        " ".join(each.split()) for each in page.locator("#shortcuts dl > div").all_inner_texts()
    ]

    assert "Hire 5 h" in listed
    assert "next, previous j k" in listed
    page.keyboard.press("Escape")
    page.locator("[data-key='5 h']").evaluate("e => e.remove()")
    page.keyboard.press("?")
    assert page.get_by_text("Hire", exact=True).count() == 0


def test_j_and_k_walk_the_rows_of_a_list(open_window):
    page = open_window("/_components").page

    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "Bastien Le Goff"
    page.keyboard.press("k")

    assert page.evaluate("document.activeElement.textContent").startswith("Maëlle Rivoal")


def test_keys_typed_in_a_field_are_letters_and_not_shortcuts(open_window):
    page = open_window("/_components").page
    page.locator("#f-name").fill("")

    page.locator("#f-name").press_sequentially("jk?")

    assert page.locator("#f-name").input_value() == "jk?"
    assert not page.locator("#shortcuts").is_visible()


@pytest.mark.parametrize(
    ("choice", "shown"), [("keep", "Zoé will know"), ("change", "Who told you"), ("none", "no one")]
)
def test_what_a_choice_means_appears_under_it_without_script(open_window, choice, shown):
    page = open_window("/_components?sheet=public&lang=en", java_script_enabled=False).page
    attach = page.locator(".referrer .attach")

    attach.locator(f"input[value={choice}]").check(force=True)

    visible = [text for text in attach.locator(".reveal").all() if text.is_visible()]
    assert [shown in text.inner_text() for text in visible] == [True]


def test_without_script_no_control_is_shown_that_needs_it(open_window):
    page = open_window("/_components", java_script_enabled=False).page

    shown = [e for e in page.locator(".needs-script, .needs-sharing").all() if e.is_visible()]
    assert shown == []


def test_a_copy_says_that_it_is_made(open_window):
    window = open_window("/_components?lang=en", permissions=["clipboard-read", "clipboard-write"])
    button = window.page.locator("[data-copy]").first

    button.click()

    window.page.get_by_text("Copied").wait_for()
    copied = window.page.evaluate("navigator.clipboard.readText()")
    assert copied == "https://jobs.example/r/7kQ2pD"
