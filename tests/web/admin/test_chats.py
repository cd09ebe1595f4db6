"""Setting chat channels up: the address is a secret, and what a channel answers is shown."""

import io

import pytest
from sqlalchemy import select

from app.core.database import db
from app.core.fetching.fetch import Fetched
from app.people.models import Role
from app.sharing.chats import channels, posting
from app.sharing.chats.models import ChatChannel
from tests.factories.people import make_organisation, make_person, sign_in

ADDRESS = "https://hooks.slack.com/services/T0/B0/very-secret"
FIELDS = {
    "kind": "slack",
    "name": "#relais",
    "address": ADDRESS,
    "team": "",
    "language": "fr",
    "day": "2",
    "hour": "9",
    "active": "y",
}


@pytest.fixture
def admin(app, client):
    make_organisation()
    person = make_person(role=Role.ADMIN)
    sign_in(client, person)
    return person


def only():
    return db.session.scalars(select(ChatChannel)).one()


def test_a_channel_is_set_up_and_its_address_is_shown_on_no_page(client, admin):
    answer = client.post("/admin/chats/new", data=FIELDS, follow_redirects=True)

    assert answer.status_code == 200
    pages = [answer.text, client.get("/admin/chats").text]
    assert all("#relais" in page for page in pages)
    assert not any("very-secret" in page for page in pages)


def test_an_empty_address_keeps_the_one_it_has(client, admin):
    client.post("/admin/chats/new", data=FIELDS)
    changed = {**FIELDS, "address": "", "name": "#data", "language": "en", "active": ""}

    assert client.post(f"/admin/chats/{only().id}", data=changed).status_code == 302

    assert (only().name, only().language, only().active) == ("#data", "en", False)
    assert channels.address_of(only()) == ADDRESS


@pytest.mark.parametrize(
    "wrong",
    [{"address": "https://example.org/x"}, {"address": ""}, {"name": " "}, {"kind": "irc"},
     {"day": "0"}, {"team": "x"}],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, admin, wrong):
    answer = client.post("/admin/chats/new", data={**FIELDS, **wrong})

    assert answer.status_code == 422
    assert "#relais" in answer.text or wrong.get("name")
    assert db.session.scalars(select(ChatChannel)).all() == []


@pytest.mark.parametrize(("status", "shown"), [(200, "accepté"), (403, "403 invalid_token")])
def test_trying_a_channel_shows_what_it_answered(client, admin, monkeypatch, status, shown):
    client.post("/admin/chats/new", data=FIELDS)
    body = b"ok" if status == 200 else b"invalid_token"
    monkeypatch.setattr(
        posting,
        "fetch",
        lambda url, *_given, **_named: Fetched(status=status, address=url, file=io.BytesIO(body)),
    )

    page = client.post(f"/admin/chats/{only().id}/try", follow_redirects=True)

    assert shown in page.text
    assert "very-secret" not in page.text


def test_a_removed_channel_leaves_nothing(client, admin):
    client.post("/admin/chats/new", data=FIELDS)

    client.post(f"/admin/chats/{only().id}/remove")

    assert db.session.scalars(select(ChatChannel)).all() == []
