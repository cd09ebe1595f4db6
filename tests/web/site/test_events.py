"""Events on the career site: a list, what machines read, and the way below a tracked link."""

import io
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.database import db
from app.people.models import Role
from app.publishing.events.rsvp import guests
from app.publishing.models import EndReason, Story, StoryKind
from app.publishing.publish import archive
from app.publishing.recall.recall import Said, recall
from tests.factories.people import make_person, make_place, sign_in
from tests.factories.publishing import make_published_opening, make_published_story
from tests.factories.sharing import make_ambassador, make_link
from tests.web.site.conftest import address

NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
ORIGIN = {"Origin": "http://localhost"}
# schema.org/version/latest: what each of the types that we write may have, and what Google asks for
REQUIRED = {"name", "startDate", "location", "eventStatus", "eventAttendanceMode", "organizer"}
THING = {"name", "description", "image", "url"}
PROPERTIES = {
    "Event": THING
    | {
        *("startDate", "endDate", "previousStartDate", "eventStatus", "eventAttendanceMode"),
        *("location", "organizer", "inLanguage", "isAccessibleForFree"),
    },
    "Place": THING | {"address"},
    "VirtualLocation": THING,
    "Organization": THING,
    "PostalAddress": {
        *("streetAddress", "addressLocality", "addressRegion", "postalCode", "addressCountry"),
    },
}
MEMBERS = {
    "eventStatus": {"EventScheduled", "EventCancelled", "EventRescheduled"},
    "eventAttendanceMode": {
        f"{each}EventAttendanceMode" for each in ("Offline", "Online", "Mixed")
    },
}


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def make_event(title: str = "Un soir", *, days: float = 9, **fields: Any) -> Story:
    values = {"starts_at": NOW + timedelta(days=days), "address": "12 quai des Ormes"}
    return make_published_story(story_kind=StoryKind.EVENT, title=title, **values | fields)


def check_schema(data: dict[str, Any]) -> None:
    """Compare what is written with what schema.org defines."""
    unknown = set(data) - {"@type", "@context"} - PROPERTIES[data["@type"]]
    assert unknown == set()
    for name, value in data.items():
        for each in value if isinstance(value, list) else [value]:
            assert each not in ("", None), name
            if isinstance(each, dict):
                check_schema(each)
            if name in MEMBERS:
                assert each.removeprefix("https://schema.org/") in MEMBERS[name]
            if name.endswith("Date"):
                assert datetime.fromisoformat(each).tzinfo


def data_of(client: FlaskClient, event: Story) -> dict[str, Any]:
    page = client.get(address(event)).text
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    found = json.loads(block)
    check_schema(found)
    assert set(found) >= REQUIRED
    return dict(found)


def test_the_list_has_those_that_come_the_next_first_then_those_that_were(
    client: FlaskClient,
) -> None:
    make_event("Plus tard", days=20)
    make_event("Bientôt", days=2)
    make_event("Maintenant", days=-1, ends_at=NOW + timedelta(hours=1))
    make_event("Passé", days=-3)
    make_event("Passé avant", days=-9)
    make_event("Retiré", withdraw_at=NOW)
    make_published_story(title="Un article")
    db.session.commit()

    page = client.get("/fr/evenements").text

    order = ["Maintenant", "Bientôt", "Plus tard", "Événements passés", "Passé", "Passé avant"]
    places = [page.index(f">{each}<") for each in order]
    assert places == sorted(places)
    assert "Retiré" not in page
    assert "Un article" not in page
    assert "12 quai des Ormes" in page
    assert 'hreflang="en" href="http://127.0.0.1:8000/en/events"' in page


@pytest.mark.parametrize("path", ["/fr", "/fr/contenus"])
def test_it_is_linked_from_where_there_are_any(client: FlaskClient, path: str) -> None:
    make_event(days=-9)
    db.session.commit()
    assert "/fr/evenements" not in client.get(path).text

    make_event("Bientôt")
    db.session.commit()
    page = client.get(path).text

    assert "/fr/evenements" in page
    assert "Bientôt" in page


def test_the_site_map_and_the_feed_have_each_event_of_the_list(client: FlaskClient) -> None:
    events = [make_event("Bientôt"), make_event("Passé", days=-3)]
    db.session.commit()

    site_map = client.get("/sitemap.xml").text
    feed = feedparser.parse(client.get("/fr/contenus.atom").data)

    assert "<loc>http://127.0.0.1:8000/fr/evenements</loc>" in site_map
    for event in events:
        assert f"{address(event)}</loc>" in site_map
        assert any(entry.link.endswith(address(event)) for entry in feed.entries)


def test_an_event_at_a_place_is_what_schema_org_defines(client: FlaskClient) -> None:
    place = make_place(name="Nantes", region="Pays de la Loire", postal_code="44000")
    found = data_of(client, make_event(place=place, capacity=8))

    assert found["name"] == "Un soir"
    assert found["startDate"] == "2026-12-02T12:00:00+01:00"
    assert found["endDate"] == "2026-12-02T13:00:00+01:00"
    assert found["eventStatus"].endswith("/EventScheduled")
    assert found["eventAttendanceMode"].endswith("/OfflineEventAttendanceMode")
    assert found["location"] == {
        "@type": "Place",
        "name": "Nantes",
        "address": {
            "@type": "PostalAddress",
            "addressLocality": "Nantes",
            "addressRegion": "Pays de la Loire",
            "postalCode": "44000",
            "addressCountry": "FR",
            "streetAddress": "12 quai des Ormes",
        },
    }
    assert not {"offers", "remainingAttendeeCapacity"} & set(found)


def test_online_or_both_an_event_says_where_it_is_followed(client: FlaskClient) -> None:
    online = {"online_url": "https://rencontre.example/salle"}

    alone = data_of(client, make_event(address="", **online))
    both = data_of(client, make_event(**online))

    assert alone["location"] == {"@type": "VirtualLocation", "url": online["online_url"]}
    assert alone["eventAttendanceMode"].endswith("/OnlineEventAttendanceMode")
    assert [each["@type"] for each in both["location"]] == ["Place", "VirtualLocation"]
    assert both["eventAttendanceMode"].endswith("/MixedEventAttendanceMode")


def test_a_moved_event_says_when_it_was_and_a_withdrawn_one_that_it_is_cancelled(
    client: FlaskClient,
) -> None:
    editor, event = make_person(role=Role.EDITOR), make_event()
    event.starts_at += timedelta(days=1)
    db.session.commit()
    moved = data_of(client, event)
    archive(event, by=editor, now=NOW)
    db.session.commit()
    answer = client.get(address(event))

    assert moved["eventStatus"].endswith("/EventRescheduled")
    assert moved["previousStartDate"] == "2026-12-02T12:00:00+01:00"
    assert answer.status_code == 410
    assert "Cet événement n’a pas lieu." in answer.text
    assert data_of(client, event)["eventStatus"].endswith("/EventCancelled")


def test_what_was_recalled_says_nothing_more_of_itself(client: FlaskClient) -> None:
    event = make_event("Le faux titre")
    recall(event, Said("Une erreur.", "A mistake."), by=make_person(role=Role.EDITOR), now=NOW)
    db.session.commit()

    page = client.get(address(event)).text

    assert "Une erreur." in page
    assert "Le faux titre" not in page
    assert "ld+json" not in page


def test_a_page_that_left_by_itself_is_no_cancelled_event(client: FlaskClient) -> None:
    event = make_event()
    archive(event, by=None, now=NOW, reason=EndReason.WINDOW)
    db.session.commit()

    assert "n’a pas lieu" not in client.get(address(event)).text


def test_who_came_by_a_link_keeps_it_up_to_the_answer(app: Flask, client: FlaskClient) -> None:
    zoe = make_ambassador(first_name="Zoé", last_name="Lambert")
    event = make_event()
    opening = make_link(publication=make_published_opening(), ambassador=zoe)
    own = make_link(publication=event, ambassador=zoe)
    db.session.commit()
    form = f"/r/{opening.code}/register/{event.number}/fr"
    of_own = f"/r/{own.code}/register/{event.number}/fr"

    assert f"/r/{opening.code}/events/fr" in client.get(f"/r/{opening.code}/home/fr").text
    listed = client.get(f"/r/{opening.code}/events/fr")
    assert f"/r/{opening.code}/{event.number}/fr" in listed.text
    assert listed.headers["X-Robots-Tag"] == "noindex"
    assert form in client.get(f"/r/{opening.code}/{event.number}/fr").text
    assert of_own in client.get(f"/r/{own.code}/fr").text

    page = client.get(form)
    assert "Zoé Lambert" in page.text
    assert f"/r/{opening.code}/{event.number}/fr" in page.text
    wrong = client.post(form, data={"name": "Inès"}, headers=ORIGIN)
    assert wrong.status_code == 422
    assert "Zoé Lambert" in wrong.text
    typed = {"name": "Inès Morel", "email": "ines@example.org"}
    done = client.post(form, data=typed, headers=ORIGIN)
    assert done.location == f"/r/{opening.code}/registered/{event.number}/fr"
    after = client.get(done.location)
    assert "Nous vous attendons" in after.text
    assert f"/r/{opening.code}/{event.number}/fr" in after.text
    assert [each.name for each in guests(event)] == ["Inès Morel"]
    assert "Set-Cookie" not in done.headers
    for path in (form, done.location, f"/r/{opening.code}/events/fr"):
        assert client.get(path.replace(opening.code, "abcdefghjk")).status_code == 404


def test_a_full_event_says_so_below_a_link_too(client: FlaskClient) -> None:
    event, link = make_event(capacity=1), make_link()
    db.session.commit()
    form = f"/r/{link.code}/register/{event.number}/en"
    for name in ("ines", "hugo"):
        typed = {"name": name, "email": f"{name}@example.org"}
        done = client.post(form, data=typed, headers=ORIGIN, follow_redirects=True)

    assert "you are on the waiting list" in done.text


@pytest.mark.parametrize("size", ["a4", "a5"])
def test_a_poster_has_the_hour_the_place_and_the_way(client: FlaskClient, size: str) -> None:
    editor = make_person(role=Role.EDITOR)
    event, zoe = make_event(place=make_place(name="Nantes")), make_ambassador()
    link = make_link(publication=event, ambassador=zoe)
    db.session.commit()

    def read(path: str) -> tuple[str, str]:
        answer = client.get(path)
        assert answer.mimetype == "application/pdf"
        (page,) = pypdfium2.PdfDocument(io.BytesIO(answer.data))
        (code,) = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
        return " ".join(page.get_textpage().get_text_range().split()), code.text

    sign_in(client, editor)
    words, plain = read(f"/stories/{event.id}/poster.pdf?size={size}&language=fr")
    sign_in(client, zoe)
    _, theirs = read(f"/share/made/{link.id}/qr.pdf?size={size}")

    for each in ("Un soir", "2 décembre 2026", "12 quai des Ormes", "Nantes", "vous inscrire"):
        assert each in words.replace("\u00a0", " ")
    assert plain == f"http://127.0.0.1:8000/fr/contenus/{event.number}"
    assert client.get(plain.removeprefix("http://127.0.0.1:8000")).location == address(event)
    assert theirs.endswith(f"/r/{link.code}")


def test_only_an_event_that_was_published_has_a_poster(client: FlaskClient) -> None:
    article = make_published_story()
    db.session.commit()
    sign_in(client, make_person(role=Role.EDITOR))

    assert client.get(f"/stories/{article.id}/poster.pdf").status_code == 404
