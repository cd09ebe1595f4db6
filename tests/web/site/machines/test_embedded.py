"""A publication inside other sites: oEmbed, and the page that stands in a closed frame (P10)."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core import clock
from app.core.database import db
from app.publishing.models import PublicationState
from app.publishing.publish import close
from app.publishing.recall.recall import Said, recall
from app.web.site.landing import SiteRenderer
from tests.factories.people import make_person
from tests.factories.publishing import (
    make_opening,
    make_published_opening,
    make_published_story,
)
from tests.factories.sharing import make_link
from tests.publishing.conftest import NOON
from tests.web.site.conftest import address

BASE = "http://127.0.0.1:8000"
HOSTILE = "\"><script>alert(1)</script>' & <b>"


def asked(client: FlaskClient, path: str, **arguments: Any) -> TestResponse:
    return client.get("/oembed", query_string={"url": f"{BASE}{path}", **arguments})


def frame_of(answer: TestResponse) -> dict[str, str]:
    """The attributes of the frame that an answer proposes, which is all that it proposes."""
    assert answer.json
    (frame,) = BeautifulSoup(answer.json["html"], "html.parser").contents
    return dict(frame.attrs)


def test_an_opening_is_described_as_oembed_asks(client: FlaskClient) -> None:
    opening = make_published_opening(title=HOSTILE)

    answer = asked(client, address(opening, "en"))

    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    found = answer.json
    assert (found["version"], found["type"], found["title"]) == ("1.0", "rich", HOSTILE)
    assert (found["provider_name"], found["provider_url"]) == ("Ormelune", f"{BASE}/")
    frame = frame_of(answer)
    assert frame["src"] == f"{BASE}/embed/{opening.number}/en"
    assert frame["title"] == HOSTILE
    assert frame["sandbox"] == ["allow-popups", "allow-popups-to-escape-sandbox"]
    assert (frame["width"], frame["height"]) == (str(found["width"]), str(found["height"]))


@pytest.mark.parametrize("path", ["{page}", "/fr/offres/{number}", "{page}?utm_source=x#y"])
def test_every_address_of_a_publication_is_known(client: FlaskClient, path: str) -> None:
    opening = make_published_opening()

    answer = asked(client, path.format(page=address(opening), number=opening.number))

    assert frame_of(answer)["src"] == f"{BASE}/embed/{opening.number}/fr"


@pytest.mark.parametrize("path", ["/r/{code}", "/r/{code}/fr", "/R/{upper}/", "/r/{code}/{number}"])
def test_a_tracked_link_keeps_who_recommends(client: FlaskClient, path: str) -> None:
    link = make_link()
    publication = link.publication
    written = path.format(code=link.code, upper=link.code.upper(), number=publication.number)

    frame = frame_of(asked(client, written))
    assert frame["src"] == f"{BASE}/embed/{publication.number}/fr/{link.code}"

    page = client.get(frame["src"].removeprefix(BASE)).get_data(as_text=True)
    assert f'href="{BASE}/r/{link.code}/{publication.number}/fr"' in page


def test_it_is_no_larger_than_asked(client: FlaskClient) -> None:
    path = address(make_published_opening())

    small = asked(client, path, maxwidth=320, maxheight=100).json
    large = asked(client, path, maxwidth=5000, maxheight=5000).json
    odd = asked(client, path, maxwidth="-1", maxheight="x" * 50).json

    assert (small["width"], small["height"]) == (320, 100)
    assert "thumbnail_url" not in small
    assert (large["width"], large["height"]) == (odd["width"], odd["height"]) == (600, 220)
    assert (large["thumbnail_width"], large["thumbnail_height"]) == (1200, 630)


def test_what_is_not_online_or_not_ours_is_not_found(client: FlaskClient) -> None:
    closed = make_published_opening()
    close(closed, by=make_person(), now=NOON)
    draft = make_opening()
    link = make_link(publication=make_published_opening())
    close(link.publication, by=make_person(), now=NOON)
    db.session.flush()

    paths = [address(closed), f"/fr/offres/{draft.number}", f"/r/{link.code}", "/r/unknown99999"]
    for path in [*paths, "/fr/offres", "/sign-in", "/fr/offres/x-999999999999999999999999", "/"]:
        assert asked(client, path).status_code == 404, path
    ours = address(make_published_opening())
    for url in (f"https://other.example{ours}", f"ftp://127.0.0.1:8000{ours}", "http://[", "x"):
        assert client.get("/oembed", query_string={"url": url}).status_code == 404, url


def test_xml_is_not_given_and_no_address_is_no_failure(client: FlaskClient) -> None:
    path = address(make_published_opening())

    assert asked(client, path, format="xml").status_code == 501
    assert asked(client, path, format="json").status_code == 200
    assert client.get("/oembed").status_code == 400


def test_pages_and_links_say_where_they_are_described(app: Flask, client: FlaskClient) -> None:
    opening, story = make_published_opening(), make_published_story()
    link = make_link(publication=opening)
    db.session.commit()
    with app.test_request_context():
        pieces = SiteRenderer().page(opening.id, "fr").pieces
    landing = link.code.join(str(piece) for piece in pieces if str(piece) != "code")

    found = re.findall(r'<link rel="alternate" type="application/json\+oembed"[^>]*>', landing)
    assert len(found) == 1
    for each in (opening, story):
        page = BeautifulSoup(client.get(address(each)).data, "html.parser")
        (tag,) = page.find_all("link", type="application/json+oembed")
        assert (
            tag["href"] == f"{BASE}/oembed?format=json&url={quote(BASE + address(each), safe='')}"
        )
        assert client.get(tag["href"].removeprefix(BASE)).status_code == 200
    through = client.get(f"/r/{link.code}/{story.number}/fr").get_data(as_text=True)
    assert quote(f"{BASE}/r/{link.code}/{story.number}", safe="") in through


def test_any_site_may_frame_the_embedded_page_and_no_other_page(client: FlaskClient) -> None:
    opening = make_published_opening(title=HOSTILE)

    framed, page = client.get(f"/embed/{opening.number}/fr"), client.get(address(opening))

    policy = framed.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "X-Frame-Options" not in framed.headers
    assert framed.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert framed.headers["X-Robots-Tag"] == "noindex"
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "Set-Cookie" not in framed.headers


def test_the_embedded_page_is_one_link_with_a_style_that_its_policy_allows(
    client: FlaskClient,
) -> None:
    opening = make_published_opening(title=HOSTILE)

    answer = client.get(f"/embed/{opening.number}/fr")

    page = BeautifulSoup(answer.data, "html.parser")
    (link,) = page.find_all("a")
    assert (link["href"], link["target"]) == (f"{BASE}{address(opening)}", "_blank")
    assert page.find("strong").get_text().replace("\xa0", " ").strip() == HOSTILE
    assert page.find("script") is None
    style = page.find("link", rel="stylesheet")["href"]
    assert f"style-src {BASE};" in answer.headers["Content-Security-Policy"]
    sent = client.get(style.removeprefix(BASE))
    assert (sent.status_code, sent.mimetype) == (200, "text/css")
    assert sent.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "immutable" in sent.headers["Cache-Control"]
    assert "immutable" not in client.get("/embed/0123456789.css").headers["Cache-Control"]


def test_what_was_recalled_is_told_in_no_frame_and_asked_about_no_more(
    client: FlaskClient,
) -> None:
    link = make_link(publication=make_published_opening(title="Dite trop tôt"))
    asked = f"/r/{link.code}/ask/fr"
    assert "Dite trop tôt" in client.get(asked).text
    recall(link.publication, Said("Erreur.", "A mistake."), by=make_person(), now=clock.now())
    db.session.commit()

    for path, status in ((f"/embed/{link.publication.number}/fr", 410), (asked, 200)):
        answer = client.get(path)
        assert answer.status_code == status
        assert "Dite trop tôt" not in answer.text


def test_an_embedded_page_outlives_its_opening_and_says_so(client: FlaskClient) -> None:
    opening = make_opening(state=PublicationState.CLOSED, title="Offre pourvue")

    answer = client.get(f"/embed/{opening.number}/fr")

    assert answer.status_code == 410
    assert "Offre pourvue" in answer.get_data(as_text=True)
    assert "C’est terminé" in answer.get_data(as_text=True)
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert client.get(f"/embed/{make_opening().number}/fr").status_code == 404
    assert client.get(f"/embed/{opening.number}/fr/nosuchcode00").status_code == 404
