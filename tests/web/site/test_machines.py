"""What machines read: robots.txt, the site map, feeds, cards for networks (P10)."""

import re
import shutil
from email.utils import parsedate_to_datetime
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import obstore
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import files
from app.core.database import db
from app.core.files.pictures import store_picture
from app.core.models import StoredFile
from app.publishing.models import PublicationState
from app.publishing.publish import archive, close
from app.web import assets
from app.web.site import machines
from app.web.site.landing import SiteRenderer
from tests.conftest import CountStatements
from tests.factories.people import make_organisation, make_person
from tests.factories.publishing import (
    make_opening,
    make_published_opening,
    make_published_story,
    make_story,
)
from tests.publishing.conftest import NOON
from tests.web.site.conftest import address

BASE = "http://127.0.0.1:8000"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
FEEDS = ["/fr/offres.rss", "/en/openings.rss", "/fr/contenus.rss", "/en/stories.rss"]


def locations(client: FlaskClient) -> dict[str, dict[str, str]]:
    """The addresses of the site map, each with its languages."""
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    return {
        entry.findtext(f"{SITEMAP}loc", ""): {
            link.attrib["hreflang"]: link.attrib["href"] for link in entry.iter(f"{XHTML}link")
        }
        for entry in root.iter(f"{SITEMAP}url")
    }


def test_robots_may_preview_links_and_know_the_site_map(client: FlaskClient) -> None:
    from urllib.robotparser import RobotFileParser

    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").get_data(as_text=True).splitlines())

    assert rules.can_fetch("LinkedInBot", f"{BASE}/r/abcdefghjk")
    assert rules.can_fetch("Googlebot", f"{BASE}/fr/offres")
    assert not rules.can_fetch("Googlebot", f"{BASE}/s/anything")
    assert not rules.can_fetch("Googlebot", f"{BASE}/c/anything")
    assert rules.site_maps() == [f"{BASE}/sitemap.xml"]


def test_the_site_map_has_each_page_in_each_of_its_languages(client: FlaskClient) -> None:
    opening, story = make_published_opening(), make_published_story(languages=["en"])

    found = locations(client)

    assert found[f"{BASE}{address(opening)}"] == {
        "fr": f"{BASE}{address(opening)}",
        "en": f"{BASE}{address(opening, 'en')}",
    }
    assert f"{BASE}{address(opening, 'en')}" in found
    assert found[f"{BASE}{address(story, 'en')}"] == {"en": f"{BASE}{address(story, 'en')}"}
    assert len([each for each in found if str(story.number) in each]) == 1


def test_a_robot_that_has_the_site_map_is_told_so_until_something_changes(
    client: FlaskClient, statements: CountStatements
) -> None:
    opening = make_published_opening()
    etag = client.get("/sitemap.xml").headers["ETag"]

    with statements() as sent:
        again = client.get("/sitemap.xml", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert len(sent) <= 2

    close(opening, by=make_person(), now=NOON)

    changed = client.get("/sitemap.xml", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert str(opening.number) not in changed.get_data(as_text=True)


def test_a_site_map_longer_than_robots_take_is_cut_in_parts_and_none_is_lost(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machines, "IN_A_SITE_MAP", 4)
    openings = [make_published_opening() for _ in range(6)]

    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    parts = [entry.findtext(f"{SITEMAP}loc", "") for entry in root.iter(f"{SITEMAP}sitemap")]
    listed = [client.get(each.removeprefix(BASE)).get_data(as_text=True) for each in parts]

    assert len(parts) == 3
    assert all(text.count("<url>") <= 8 for text in listed)
    assert all(f"{BASE}{address(each)}<" in "".join(listed) for each in openings)
    assert client.get("/sitemap.xml?part=4").status_code == 404


def test_drafts_and_closed_openings_are_in_no_map_and_no_feed(client: FlaskClient) -> None:
    make_opening(title="Brouillon secret")
    make_opening(title="Offre close", state=PublicationState.CLOSED)
    make_story(title="Brouillon de contenu")

    pages = [client.get(path).get_data(as_text=True) for path in ("/sitemap.xml", *FEEDS)]

    assert not any("secret" in page or "close" in page or "brouillon" in page for page in pages)


def test_a_closed_opening_leaves_everything_at_once(client: FlaskClient) -> None:
    opening, reader = make_published_opening(), make_person()
    paths = ("/sitemap.xml", "/fr/offres.rss", "/fr/offres")
    assert all(str(opening.number) in client.get(path).get_data(as_text=True) for path in paths)

    close(opening, by=reader, now=NOON)

    slug = f"{opening.text('fr').slug}-{opening.number}"
    assert not any(slug in client.get(path).get_data(as_text=True) for path in paths)


def test_a_withdrawn_story_leaves_everything_at_once(client: FlaskClient) -> None:
    story = make_published_story()

    archive(story, by=make_person(), now=NOON)

    for path in ("/sitemap.xml", "/fr/contenus.rss", "/fr/contenus"):
        assert story.text("fr").slug not in client.get(path).get_data(as_text=True)


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_read_by_feed_readers(client: FlaskClient, path: str) -> None:
    make_published_opening(title="Offre & <b>gras</b>")
    make_published_story(title="Contenu & <b>gras</b>")

    channel = ElementTree.fromstring(client.get(path).data).find("channel")
    assert channel is not None
    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    (item,) = channel.findall("item")
    assert "& <b>gras</b>" in item.findtext("title", "")
    assert item.findtext("link", "").startswith(BASE)
    assert parsedate_to_datetime(item.findtext("pubDate", "")).tzinfo is not None
    assert item.findtext("guid")


def stored_cover() -> StoredFile:
    from PIL import Image

    data = BytesIO()
    Image.new("RGB", (1200, 630), "#0f5f57").save(data, "PNG")
    cover = store_picture(data.getvalue(), name="a.png", max_side=1600)
    db.session.commit()
    return cover


def test_networks_find_a_title_a_sentence_and_a_picture(client: FlaskClient) -> None:
    cover = stored_cover()
    story = make_published_story(cover=cover)
    db.session.flush()

    page = client.get(address(story)).get_data(as_text=True)

    found = dict(re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)"', page))
    assert found["og:title"] == "D’opticienne à ingénieure de plateforme"
    assert found["og:description"]
    assert found["og:url"] == f"{BASE}{address(story)}"
    assert found["og:image"] == f"{BASE}/media/{cover.id}.jpg?focus=middle"
    assert found["og:image:type"] == "image/jpeg"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:locale"] == "fr_FR"
    assert found["twitter:card"] == "summary_large_image"


def test_every_shared_page_has_a_picture_that_networks_take(
    app: Flask, client: FlaskClient
) -> None:
    from PIL import Image

    make_organisation(name="Ormelune & Cie")
    data = BytesIO()
    Image.new("RGB", (700, 900), "#0f5f57").save(data, "PNG")
    cover = store_picture(data.getvalue(), name="a.png", max_side=1600)
    tall, opening = make_published_story(cover=cover), make_published_opening()
    db.session.commit()
    with app.test_request_context():
        landing = "".join(map(str, SiteRenderer().page(opening.id, "fr").pieces))

    pages = [client.get(address(each)).get_data(as_text=True) for each in (tall, opening)]
    for page in [*pages, landing]:
        found = dict(re.findall(r'<meta property="([\w:]+)" content="([^"]*)"', page))
        sent = client.get(found["og:image"].removeprefix(BASE))
        picture = Image.open(BytesIO(sent.data))
        assert sent.mimetype == found["og:image:type"] == picture.get_format_mimetype()
        assert sent.mimetype in ("image/jpeg", "image/png")
        assert picture.size == (1200, 630)


def test_a_shared_picture_is_drawn_once_however_often_it_is_asked_for(client: FlaskClient) -> None:
    cover = stored_cover()
    drawn = client.get(f"/media/{cover.id}.jpg?focus=start")
    obstore.delete(files.current_store(), cover.key)

    again = client.get(f"/media/{cover.id}.jpg?focus=start&and=more")

    assert again.data == drawn.data
    assert client.get(f"/media/{cover.id}.jpg?focus=end").status_code == 404


@pytest.mark.parametrize("version", ["0123456789", "made-up", "9" * 300])
def test_a_card_of_another_version_leads_to_the_card_of_today(
    client: FlaskClient, version: str
) -> None:
    make_organisation()

    answer = client.get(f"/media/card-{version}.png")

    assert answer.status_code == 302
    followed = client.get(answer.location)
    assert (followed.status_code, followed.mimetype) == (200, "image/png")
    assert answer.headers.get("Cache-Control") != followed.headers["Cache-Control"]


def test_the_companys_card_carries_its_name_in_a_release_too(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(app.extensions["assets"].folder, tmp_path / "built")
    monkeypatch.setitem(app.extensions, "assets", assets.Assets(tmp_path / "built", follow=False))
    monkeypatch.setitem(app.config, "VAR_DIR", tmp_path / "var")
    cards = []
    for name in ("Maison Aubrac", "Maison Chambord"):
        make_organisation(name=name)
        version = client.get("/media/card-x.png").location
        cards.append(client.get(version).data)

    assert cards[0] != cards[1]
