"""Our small scripts, under the policy of real pages: what they add, and that nothing is lost."""

import queue
from collections.abc import Iterator

import pytest
from flask import Flask, Response, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from playwright.sync_api import Browser

from app.core.headers import security_headers
from tests.ui.canvas import make_canvas
from tests.ui.window import Windows, served

pytestmark = pytest.mark.browser

PAGE = """{% extends "layouts/shell.html" %}
{% from "ui/button.html" import button %}
{% from "ui/form.html" import form_to, text_field %}
{% from "ui/overlay.html" import toast %}
{% from "ui/page.html" import saved, tabs %}
{% block page_scripts %}<script src="{{ asset("editor.js") }}" defer></script>{% endblock %}
{% block main %}
<div id="list">
  {{ tabs([{"label": "Open", "href": "/?tab=open"}, {"label": "Closed", "href": "/?tab=closed"}],
          "Show", target="#list") }}
  <p id="tab">{{ request.args.tab or "none" }}</p></div>
{{ saved() }}
{% call form_to("/sent", id="draft", autosave="/" ~ (request.args.draft or "draft")) %}
  {{ text_field("title", "Title") }}{{ button("Send", attrs={"data-busy": "Sending…"}) }}
{% endcall %}
{{ toast("Moved.", undo_action="/sent") }}
{% endblock %}"""
SAVED = '<p id="saved" role="status"><span>Saved at 14:32</span></p>'
MENU = {"name": "Zoé Lambert", "preferences_action": "/preferences"}


class Posted:
    """What the browser sent, in order."""

    def __init__(self) -> None:
        self._forms: queue.SimpleQueue[tuple[str, dict[str, str]]] = queue.SimpleQueue()

    def put(self, path: str, form: dict[str, str]) -> None:
        self._forms.put((path, {name: form[name] for name in form if name != "csrf_token"}))

    def next(self) -> tuple[str, dict[str, str]]:
        """The next form, as soon as it is there."""
        return self._forms.get(timeout=20)

    def nothing_left(self) -> bool:
        return self._forms.empty()


@pytest.fixture
def posted() -> Posted:
    return Posted()


@pytest.fixture
def address(canvas: Flask, posted: Posted) -> Iterator[str]:
    """A page of its own for each test: one that closes may still send its draft."""
    app = make_canvas(canvas.config["VAR_DIR"])
    app.config["WTF_CSRF_ENABLED"] = False

    @app.get("/")
    def page() -> str:
        return render_template_string(PAGE, organisation={}, person_menu=MENU)

    @app.post("/<path>")
    def receive(path: str) -> ResponseReturnValue:
        posted.put(path, request.form.to_dict())
        if path == "ended":
            return redirect("/")
        return SAVED, 503 if path == "away" else 200

    @app.after_request
    def policy(response: Response) -> Response:
        response.headers.extend(security_headers(https=False))
        return response

    with served(app) as address:
        yield address


@pytest.fixture
def open_window(browser: Browser, address: str) -> Iterator[Windows]:
    windows = Windows(browser, address)
    yield windows
    windows.close()


def test_a_draft_saves_itself_two_seconds_after_the_last_key(open_window, posted):
    page = open_window("/").page
    page.clock.install()
    page.locator("#title").press_sequentially("Dat")
    page.clock.run_for(1_900)
    page.locator("#title").press_sequentially("a")
    page.clock.run_for(1_900)
    assert posted.nothing_left()

    page.clock.run_for(200)

    page.get_by_text("Saved at 14:32").wait_for()
    assert posted.next() == ("draft", {"title": "Data"})


def test_a_draft_saves_itself_when_one_leaves(open_window, posted):
    page = open_window("/").page
    page.locator("#title").fill("Data")

    page.goto("about:blank")

    assert posted.next() == ("draft", {"title": "Data"})


@pytest.mark.parametrize(
    ("trouble", "said"),
    [("away", "Not saved: no answer."), ("ended", "Not saved: your session has ended.")],
)
def test_a_draft_that_could_not_be_saved_says_so_and_is_tried_again(
    open_window, posted, trouble, said
):
    page = open_window(f"/?draft={trouble}").page
    page.clock.install()
    page.locator("#title").fill("Data")
    page.clock.run_for(2_000)
    page.get_by_text(said).wait_for()

    assert posted.next() == (trouble, {"title": "Data"})

    page.clock.run_for(10_000)

    assert posted.next() == (trouble, {"title": "Data"})
    assert page.locator("#title").input_value() == "Data"


def test_a_form_sent_twice_leaves_once(open_window, posted):
    page = open_window("/").page
    page.locator("#title").fill("Data")

    page.evaluate("""() => {
      const form = document.getElementById("draft");
      form.requestSubmit(form.querySelector("button"));
      form.requestSubmit(form.querySelector("button"));
    }""")
    page.wait_for_url("**/sent")

    assert posted.next() == ("sent", {"title": "Data"})
    assert posted.nothing_left()


def test_a_button_says_aloud_that_its_form_is_on_its_way(open_window):
    page = open_window("/").page
    page.route("**/sent", lambda route: None)  # an answer that never comes

    said = page.evaluate("""async () => {
      const button = document.querySelector("#draft button");
      button.form.requestSubmit(button);
      await new Promise((resolve) => setTimeout(resolve));
      return [button.ariaBusy, button.querySelector("[role=status]").textContent];
    }""")

    assert said == ["true", "Sending…"]


def test_a_toast_leaves_after_ten_seconds_but_not_under_the_focus(open_window):
    window = open_window("/")
    page = window.page
    page.clock.install()
    page.reload()
    page.locator(".toast").last.wait_for()
    page.evaluate("document.getElementById('toasts').append(document.querySelector('main .toast'))")
    page.wait_for_function("document.querySelector('#toasts .toast')")

    page.locator("#toasts .toast form button").focus()
    page.clock.run_for(60_000)
    assert page.locator("#toasts .toast").count() == 1
    page.locator("#title").focus()
    page.clock.run_for(10_000)

    assert page.locator("#toasts .toast").count() == 0


def test_another_appearance_shows_at_once_and_is_kept_by_the_server(open_window, posted):
    page = open_window("/").page
    page.locator(".rail-me summary").click()

    with page.expect_response("**/preferences"):
        page.locator("button[value=dark]").click()

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.locator("button[value=dark]").get_attribute("aria-current") == "true"
    assert posted.next() == ("preferences", {"theme": "dark"})


def test_a_tab_swaps_its_section_alone_and_writes_the_address(open_window):
    window = open_window("/")
    page = window.page
    page.locator("#title").fill("typed")

    page.get_by_role("link", name="Closed").click()
    page.get_by_text("closed", exact=True).wait_for()

    assert page.url.endswith("/?tab=closed")
    assert page.locator("#title").input_value() == "typed"
    assert window.complaints == []


def test_a_tab_whose_answer_never_comes_is_visited_plainly(open_window):
    page = open_window("/").page
    page.route("**/?tab=closed", lambda route: route.abort(), times=1)

    page.get_by_role("link", name="Closed").click()

    page.get_by_text("closed", exact=True).wait_for()
    assert page.url.endswith("/?tab=closed")
