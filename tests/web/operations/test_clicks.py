"""What administrators see of tracked links: counts, what was set aside, what was lost."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from app.core import clock
from app.core.database import db
from app.core.ids import uuid7
from app.people.models import Role
from app.tracking import wording
from app.tracking.journal.lines import Loss, encode_loss
from app.tracking.loading import quarantine
from app.tracking.models import Click, ClickLoss, JournalNode, JournalSegment, QuarantinedLine
from tests.factories.people import make_person, sign_in
from tests.factories.sharing import make_link
from tests.factories.tracking import follow, make_line

PAGE = "/operations/clicks"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def admin(client):
    person = make_person(roles=[Role.ADMIN], language="en")
    sign_in(client, person)
    return person


@pytest.fixture
def segment(app):
    """A segment of some node."""
    found = JournalSegment(id=uuid7(), node_id=uuid7(), process=1, started_at=NOON, loaded=0)
    db.session.add(found)
    db.session.flush()
    return found


def set_aside(line, segment=None, *, position=0, reason="checksum"):
    kept = QuarantinedLine(
        segment_id=segment.id if segment else uuid7(),
        position=position,
        line=line.rstrip(b"\n"),
        reason=reason,
        at=clock.now(),
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def page(client):
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_an_installation_without_a_click_says_so(app, client, admin, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "VAR_DIR", tmp_path)  # whose journal no other test has filled
    text = page(client).main.get_text(" ", strip=True)

    assert "No click in seven days" in text
    assert "Nothing was set aside" in text
    assert "nothing waiting" in text


def test_clicks_of_the_week_stand_by_class_with_colleagues_apart(client, admin):
    link = make_link()
    now = clock.now()
    for values in (
        {}, {}, {"person": make_person()}, {"person": link.ambassador}, {"user_agent": "curl/8"},
        {"at": now - timedelta(days=20)},
    ):  # fmt: skip
        follow(link, **{"at": now, **values})

    rows = page(client).select("section[aria-labelledby=counted] tbody tr")

    shown = {row.strong.text: row.select_one(".end").text for row in rows if row.strong}
    assert shown == {
        "Visits": "2",
        "Colleagues’ visits": "1",
        "The ambassador’s own visits": "1",
        "Robots": "1",
    }


def test_the_week_of_clicks_begins_on_the_company_s_day(app, client, monkeypatch):
    now = datetime(2026, 6, 10, 22, 30, tzinfo=UTC)  # 00:30 on the 11th in Paris
    monkeypatch.setattr(clock, "now", lambda: now)
    sign_in(client, make_person(roles=[Role.ADMIN], language="en"))
    link = make_link()
    follow(link, at=now - timedelta(days=7, hours=1))  # the evening of the 3rd
    follow(link, at=now - timedelta(days=7))  # the night of the 4th

    rows = page(client).select("section[aria-labelledby=counted] tbody tr")

    shown = {row.strong.text: row.select_one(".end").text for row in rows if row.strong}
    assert shown == {"Visits": "1"}


def test_a_line_that_could_not_be_read_is_shown_with_why_and_its_bytes(client, admin):
    set_aside(b"\x00<b>\xff\tx", reason="length")

    row = page(client).select_one("section[aria-labelledby=set-aside] tbody tr")

    assert row.code.text == r"\x00<b>\xff\x09x"
    assert "too long or too short" in row.text


@pytest.mark.parametrize("code", ["checksum", "length", "time", "anything else"])
def test_every_reason_has_its_words(app, code):
    assert str(wording.reason(code)) != code


def test_the_download_gives_every_byte_back(client, admin, segment):
    lines = [bytes(range(256)).replace(b"\n", b""), b"", b"x" * 8192]
    for position, line in enumerate(lines):
        set_aside(line, segment, position=position)

    answer = client.get(f"{PAGE}/set-aside.jsonl")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    found = [json.loads(text) for text in answer.text.splitlines()]
    assert [each["line"].encode("latin-1") for each in found] == lines
    assert {each["node"] for each in found} == {str(segment.node_id)}


def test_lines_that_can_be_read_now_are_loaded_once_and_the_others_stay(client, admin, segment):
    link = make_link()
    good = make_line(link.code, at=clock.now())
    stored_already = make_line(link.code, at=clock.now())
    for position, line in enumerate((good, stored_already, good, b"no click")):
        set_aside(line, segment, position=position)
    set_aside(encode_loss(Loss(3, 1_700_000_000_000, 1_700_000_000_001)), segment, position=9)
    set_aside(stored_already, position=1)

    client.post(f"{PAGE}/retry")

    db.session.expire_all()
    assert count(Click) == 2
    assert [kept.line for kept in db.session.scalars(select(QuarantinedLine))] == [b"no click"]
    assert db.session.scalars(select(ClickLoss)).one().clicks == 3
    assert quarantine.try_again() == 0
    assert "5\N{NO-BREAK SPACE}lines were read and loaded" in page(client).text


def test_reading_again_what_still_cannot_be_read_loses_nothing(client, admin):
    set_aside(b"no click")

    client.post(f"{PAGE}/retry")

    assert count(QuarantinedLine) == 1
    assert "No line could be read" in page(client).text


def test_a_line_of_a_link_that_was_erased_leaves_the_quarantine(client, admin):
    set_aside(make_line("zzzzzzzzzz"))

    client.post(f"{PAGE}/retry")

    assert (count(Click), count(QuarantinedLine)) == (0, 0)


def test_an_auditor_sees_and_changes_nothing(client):
    sign_in(client, make_person(roles=[Role.AUDITOR]))
    set_aside(b"no click")

    assert not page(client).select(f'form[action="{PAGE}/retry"]')
    assert client.post(f"{PAGE}/retry").status_code == 403


def test_losses_and_machines_are_told(client, admin):
    node = uuid7()
    db.session.add_all(
        [
            ClickLoss(node_id=node, clicks=1234, first_at=NOON, last_at=clock.now()),
            JournalNode(id=node, seen_at=NOON, backlog=3_000_000, oldest_at=NOON, rules_version=1),
        ]
    )
    db.session.flush()

    text = page(client).main.get_text(" ", strip=True)

    assert "1,234" in text
    assert f"…{node.hex[-8:]}" in text
    assert "2.9 MB wait" in text


def test_a_thousand_lines_are_not_all_drawn(client, admin, segment):
    for position in range(120):
        set_aside(b"no click", segment, position=position)

    soup = page(client)

    assert len(soup.select("section[aria-labelledby=set-aside] tbody tr")) == 100
    assert "The latest 100 of 120" in soup.text
