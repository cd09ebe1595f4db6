"""Feeds: read by readers, each entry known for good, nothing sent twice to who asks again (P10)."""

import json
from pathlib import Path

import feedparser
import pytest
import xmlschema
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from app.core.database import db
from app.people.models import Person
from app.publishing.models import PublicationState
from app.publishing.publish import close
from app.web.site.machines import feeds
from tests.conftest import CountStatements
from tests.factories.people import make_person
from tests.factories.publishing import (
    make_opening,
    make_published_opening,
    make_published_story,
    make_story,
)
from tests.publishing.conftest import NOON
from tests.web.site.conftest import address

BASE = "http://127.0.0.1:8000"
SCHEMAS = Path(__file__).parents[1] / "schemas"
STEMS = ("/fr/offres", "/en/openings", "/fr/contenus", "/en/stories")
PATHS = [f"{stem}.{form}" for stem in STEMS for form in ("rss", "atom", "json")]
HOSTILE = "Offre & <b>gras</b> \"'"


def ids_of(client: FlaskClient, path: str) -> list[str]:
    """The ids of a feed's entries, whatever its format."""
    body = client.get(path).data
    if path.endswith(".json"):
        return [item["id"] for item in json.loads(body)["items"]]
    return [entry.id for entry in feedparser.parse(body).entries]


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("form", ["rss", "atom"])
def test_a_feed_is_read_by_feed_readers(client: FlaskClient, stem: str, form: str) -> None:
    opening, story = make_published_opening(title=HOSTILE), make_published_story(title=HOSTILE)
    language = stem[1:3]
    shown = opening if stem in STEMS[:2] else story

    answer = client.get(f"{stem}.{form}")
    found = feedparser.parse(answer.data)

    assert not found.bozo, found.get("bozo_exception")
    assert answer.mimetype == f"application/{form}+xml"
    assert found.version == {"rss": "rss20", "atom": "atom10"}[form]
    assert found.feed.title.startswith("Ormelune · ")
    assert found.feed.link == f"{BASE}{stem}"
    links = [link.href for link in found.feed.links if link.rel == "self"]
    assert links == [f"{BASE}{stem}.{form}"]
    (entry,) = found.entries
    assert entry.link == f"{BASE}{address(shown, language)}"
    assert entry.id == f"{BASE}{stem}/{shown.number}"
    assert "&lt;b&gt;" not in entry.title.replace(HOSTILE, "")
    assert entry.published_parsed


def test_atom_holds_to_its_schema_with_and_without_entries(client: FlaskClient) -> None:
    schema = xmlschema.XMLSchema(SCHEMAS / "atom.xsd")

    schema.validate(client.get("/fr/offres.atom").data.decode())
    make_published_opening(title=HOSTILE)
    schema.validate(client.get("/fr/offres.atom").data.decode())


def test_json_feed_holds_to_its_schema_with_and_without_items(client: FlaskClient) -> None:
    schema = Draft202012Validator(json.loads((SCHEMAS / "feed.json").read_text()))

    schema.validate(client.get("/en/openings.json").json)
    make_published_opening(title=HOSTILE)
    answer = client.get("/en/openings.json")
    schema.validate(answer.json)

    assert answer.mimetype == "application/feed+json"
    assert answer.json["feed_url"] == f"{BASE}/en/openings.json"
    (item,) = answer.json["items"]
    assert item["title"] == HOSTILE
    assert "&lt;b&gt;" not in item["title"]
    assert "<h2>" in item["content_html"]


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_an_entry_stays_the_same_when_its_title_changes_and_its_id_leads_there(
    client: FlaskClient, form: str
) -> None:
    opening = make_published_opening()
    before = ids_of(client, f"/fr/offres.{form}")

    text = opening.text("fr")
    text.title, text.slug = "Un autre titre", "un-autre-titre"
    opening.updated_at = NOON
    db.session.flush()

    assert ids_of(client, f"/fr/offres.{form}") == before
    led = client.get(before[0].removeprefix(BASE))
    assert (led.status_code, led.headers["Location"]) == (301, address(opening))


@pytest.mark.parametrize("path", PATHS)
def test_who_has_a_feed_is_told_so_until_something_changes(
    client: FlaskClient, statements: CountStatements, path: str
) -> None:
    opening, story = make_published_opening(), make_published_story()
    etag = client.get(path).headers["ETag"]

    with statements() as sent:
        again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert len(sent) <= 2

    for each in (opening, story):
        each.updated_at = NOON
    db.session.flush()
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_each_feed_has_an_etag_of_its_own(client: FlaskClient) -> None:
    assert len({client.get(path).headers["ETag"] for path in PATHS}) == len(PATHS)


def test_a_feed_has_the_hundred_latest(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert feeds.IN_A_FEED == 100
    monkeypatch.setattr(feeds, "IN_A_FEED", 3)
    numbers = [make_published_opening().number for _ in range(5)]

    ids = ids_of(client, "/fr/offres.atom")

    assert ids == [f"{BASE}/fr/offres/{number}" for number in reversed(numbers[-3:])]


@pytest.mark.parametrize("path", PATHS)
def test_what_is_not_online_is_in_no_feed(client: FlaskClient, path: str) -> None:
    reader: Person = make_person()
    make_opening(title="Brouillon secret")
    make_opening(title="Offre close", state=PublicationState.CLOSED)
    make_story(title="Brouillon de contenu")
    opening = make_published_opening()
    client.get(path)

    close(opening, by=reader, now=NOON)

    assert ids_of(client, path) == []


def test_pages_say_where_their_feeds_are(client: FlaskClient) -> None:
    for stem in STEMS:
        page = client.get(stem).get_data(as_text=True)
        for form in ("rss", "atom", "json"):
            assert f'href="{stem}.{form}"' in page
