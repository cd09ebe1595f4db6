"""Inside a page of another origin: the widget and the embedded page, in a real browser."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.core.database import db
from tests.browser.conftest import axe_violations
from tests.browser.test_nothing_stored import KEPT, NOTHING
from tests.factories.people import make_organisation, make_place, make_team
from tests.factories.publishing import make_published_opening
from tests.live import LiveSite

HOSTILE = "<img src=x onerror=\"document.title='broken'\"> & <b>gras</b>"
PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Autre site</title>
<style>:root {{ --relais-link: rgb(1, 2, 3); }}</style></head>
<body><main><h1>Nos métiers</h1>{body}</main></body></html>"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


@pytest.fixture
def other_site(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """A site of another origin; returns the address of a page with this body."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def page(body: str) -> str:
        (tmp_path / "index.html").write_text(PAGE.format(body=body), encoding="utf-8")
        return f"http://localhost:{server.server_port}/"

    yield page
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def number(site_app: Flask) -> int:
    """The number of an opening whose title is markup, beside one elsewhere."""
    make_organisation(name="Ormelune")
    opening = make_published_opening(
        title=HOSTILE, team=make_team(name_fr="Données"), place=make_place(name="Nantes")
    )
    make_published_opening(title="Ailleurs", place=make_place(name="Lyon"))
    db.session.commit()
    return opening.number


def widget(base: str, **data: str) -> str:
    named = " ".join(f'data-{name}="{value}"' for name, value in data.items())
    return (
        f'<p>Avant.</p><a id="fallback" href="{base}/fr/offres">Nos offres</a>'
        f'<script async src="{base}/widget/1.js" {named}></script><p>Après.</p>'
    )


@pytest.mark.usefixtures("number")
def test_openings_stand_in_a_page_of_another_origin_as_text_and_nothing_is_kept(
    visit: Callable[..., Page], site: LiveSite, other_site: Callable[[str], str]
) -> None:
    page = visit("about:blank", phone=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(other_site(widget(site.url, place="nantes")))
    row = page.locator(".relais-openings li")
    expect(row).to_have_count(1)

    expect(row.locator(".title")).to_have_text(HOSTILE)
    assert page.title() == "Autre site"
    assert page.locator("#fallback").count() == 0
    assert row.locator("img, b").count() == 0
    style = "element => getComputedStyle(element).color"
    assert row.locator("a").evaluate(style) == "rgb(1, 2, 3)"
    assert row.locator("a").get_attribute("href").startswith(f"{site.url}/fr/offres/")
    assert page.locator("main").evaluate("main => main.textContent").count("gras") == 0
    assert axe_violations(page) == []
    assert page.evaluate(KEPT) == NOTHING
    assert page.context.cookies() == []
    ours = [url for url in asked if url.startswith(site.url)]
    assert len(ours) == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.usefixtures("number")
def test_the_link_stays_where_the_openings_cannot_be_had(
    visit: Callable[..., Page], site: LiveSite, other_site: Callable[[str], str]
) -> None:
    page = visit("about:blank")
    page.route("**/widget/openings.json*", lambda route: route.abort())
    with page.expect_request_finished(lambda request: request.url.endswith("1.js")):
        page.goto(other_site(widget(site.url)))
    page.wait_for_load_state("networkidle")

    expect(page.locator("#fallback")).to_be_visible()
    assert page.locator(".relais-openings").count() == 0
    without = visit("about:blank", script=False)
    without.goto(other_site(widget(site.url)))
    expect(without.locator("#fallback")).to_be_visible()


def test_an_embedded_page_is_read_in_a_closed_frame_and_opens_beside_it(
    visit: Callable[..., Page], site: LiveSite, other_site: Callable[[str], str], number: int
) -> None:
    page = visit("about:blank")
    violations: list[str] = []
    page.on("console", lambda message: violations.append(message.text))
    found = page.request.get(f"{site.url}/oembed?url={site.url}/fr/offres/{number}").json()

    page.goto(other_site(found["html"]))
    frame = page.frame_locator("iframe")
    expect(frame.locator("strong")).to_have_text(HOSTILE)

    assert frame.locator("strong").evaluate("it => getComputedStyle(it).display") == "block"
    assert [text for text in violations if "Content Security" in text or "Refused" in text] == []
    assert page.title() == "Autre site"
    with page.context.expect_page() as opened:
        frame.locator("a").click()
    opened.value.wait_for_load_state()
    assert opened.value.url.startswith(f"{site.url}/fr/offres/")


def test_boards_are_sent_every_job(visit: Callable[..., Page], site: LiveSite, number: int) -> None:
    body = visit("about:blank").request.get(f"{site.url}/jobs.xml").text()

    assert body.count("<job>") == 2
    assert f"<![CDATA[{number}]]>" in body
    assert body.endswith("</source>\n")


def test_no_other_page_of_ours_stands_in_a_frame_of_another_site(
    visit: Callable[..., Page], site: LiveSite, other_site: Callable[[str], str], number: int
) -> None:
    page = visit("about:blank")
    body = f'<iframe title="x" src="{site.url}/fr/offres/{number}"></iframe>'

    page.goto(other_site(body))
    page.wait_for_load_state("networkidle")

    frame = page.frames[-1]
    assert "Nos offres" not in frame.content()
    assert HOSTILE not in frame.content()
