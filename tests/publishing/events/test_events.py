"""Seats are counted exactly, calendars are told of changes, and nobody needs an account."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import func, select

from app.core import activity, clock
from app.core.database import db
from app.core.models import Activity, Message
from app.people.models import Person
from app.publishing.content import content_of
from app.publishing.events.calendar_file import calendar_file
from app.publishing.events.models import Rsvp, RsvpState
from app.publishing.events.rsvp import (
    EventOver,
    answer,
    cancel,
    forget_guests,
    guests,
    opened,
    token_of,
)
from app.publishing.models import EndReason, Story, StoryKind
from app.publishing.publish import archive, restore
from app.publishing.recall.recall import Said, recall
from app.publishing.write import save
from tests.factories.people import make_organisation, sign_in
from tests.factories.publishing import make_published_story
from tests.publishing.conftest import NOON
from tests.publishing.test_at_once import at_once

STARTS = datetime(2027, 3, 27, 17, 0, tzinfo=UTC)  # the evening before clocks go forward
ORIGIN = {"Origin": "http://localhost"}


def make_event(**fields: object) -> Story:
    values = {"story_kind": StoryKind.EVENT, "starts_at": STARTS, "address": "12 quai des Ormes"}
    return make_published_story(**values | fields)


def come(event: Story, name: str) -> Rsvp:
    return answer(event, name=name, email=f"{name}@example.org", language="fr", now=NOON)


def states(event: Story) -> list[tuple[str, str]]:
    return [(rsvp.name, rsvp.state.value) for rsvp in guests(event)]


def test_those_who_come_after_the_last_seat_wait_in_their_turn(app: Flask) -> None:
    event = make_event(capacity=1)

    for name in ("ines", "hugo", "lea"):
        come(event, name)

    assert states(event) == [("ines", "coming"), ("hugo", "waiting"), ("lea", "waiting")]


def test_a_seat_that_is_given_back_goes_to_who_waited_longest_and_they_are_told(
    app: Flask,
) -> None:
    event = make_event(capacity=1)
    first = come(event, "ines")
    come(event, "hugo")
    come(event, "lea")

    cancel(first, now=NOON)
    cancel(first, now=NOON)

    assert states(event) == [("hugo", "coming"), ("lea", "waiting")]
    mails = [m.to_address for m in db.session.scalars(select(Message).order_by(Message.id))]
    assert mails[-1] == "hugo@example.org"


def test_the_same_mailbox_twice_is_one_answer(app: Flask) -> None:
    event = make_event(capacity=2)

    assert come(event, "ines").id == come(event, "ines").id
    assert len(guests(event)) == 1


@pytest.mark.parametrize("fields", [{"starts_at": NOON}, {"withdraw_at": NOON}])
def test_nobody_answers_to_what_has_begun_or_left(app: Flask, fields: dict[str, datetime]) -> None:
    with pytest.raises(EventOver):
        come(make_event(**fields), "ines")


@pytest.mark.own_database
def test_twenty_at_once_never_take_more_seats_than_there_are_and_wait_in_turn(app: Flask) -> None:
    key = make_event(capacity=4).id
    db.session.commit()

    def act(number: int) -> str:
        event = db.session.get_one(Story, key)
        at = NOON + timedelta(seconds=number)
        mail = f"guest{number}@example.org"
        given = answer(event, name=f"g{number:02}", email=mail, language="fr", now=at)
        db.session.commit()
        return given.state.value

    done = at_once(app, act, times=20)

    assert (done.count("coming"), done.count("waiting")) == (4, 16)
    counted = select(func.count(Rsvp.id)).where(Rsvp.state == RsvpState.COMING)
    assert db.session.scalar(counted) == 4
    waiting = [name for name, state in states(db.session.get_one(Story, key)) if state == "waiting"]
    assert waiting == sorted(waiting), "whoever answered first is first to have a seat"


@pytest.mark.own_database
def test_a_seat_given_back_many_times_at_once_goes_to_one_person_once(app: Flask) -> None:
    event = make_event(capacity=2)
    first, other = come(event, "ines"), come(event, "hugo")
    for name in ("lea", "tom", "nour", "siham"):
        come(event, name)
    keys, key = [first.id, other.id], event.id
    db.session.commit()

    def act(number: int) -> str:
        # five times the same seat, and once another one
        rsvp = db.session.get_one(Rsvp, keys[number == 5])
        cancel(rsvp, now=NOON)
        db.session.commit()
        return ""

    at_once(app, act, times=6)

    assert states(db.session.get_one(Story, key)) == [
        ("lea", "coming"), ("tom", "coming"), ("nour", "waiting"), ("siham", "waiting"),
    ]  # fmt: skip
    expected = [
        each.to_address
        for each in db.session.scalars(select(Message).order_by(Message.id))
        if "Nous vous attendons" in each.subject
    ]
    assert sorted(expected[-2:]) == ["lea@example.org", "tom@example.org"]
    assert len(expected) == 4, "two at first, and each who was given a seat once"


@pytest.mark.parametrize("over", [False, True])
def test_nobody_is_given_a_seat_of_what_is_over_or_does_not_take_place(
    app: Flask, editor: Person, *, over: bool
) -> None:
    event = make_event(capacity=1)
    first = come(event, "ines")
    come(event, "hugo")
    if not over:
        archive(event, by=editor, now=NOON)

    cancel(first, now=STARTS if over else NOON)

    assert states(event) == [("hugo", "waiting")]


def deliver() -> None:
    for each in db.session.scalars(select(Activity).order_by(Activity.id)).all():
        activity.deliver(each.id)


def test_seats_that_are_added_go_to_those_who_wait(app: Flask, editor: Person) -> None:
    make_organisation()
    event = make_event(capacity=1)
    come(event, "ines")
    come(event, "hugo")
    more = replace(content_of(event), capacity=2)

    save(event, more, version=event.version, by=editor, now=NOON)
    db.session.commit()
    deliver()

    assert [state for _, state in states(event)] == ["coming", "coming"]


def read(event: Story) -> tuple[Calendar, bytes]:
    written = calendar_file(event, "fr", url="https://example.org/e", now=NOON)
    return Calendar.from_ical(written), written


def test_the_calendar_file_is_what_calendars_read(app: Flask) -> None:
    title = "Un été à l’école des réseaux : " + "é" * 90
    event = make_event(title=title, ends_at=STARTS + timedelta(hours=20))

    calendar, written = read(event)

    (entry,) = calendar.events
    assert entry["uid"] == f"event-{event.number}@127.0.0.1"
    assert entry["summary"] == title
    assert entry["dtstart"].dt == STARTS
    assert entry["dtend"].dt == STARTS + timedelta(hours=20)
    assert str(entry["dtstart"].dt.tzinfo) == "Europe/Paris"
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]
    assert "organizer" not in entry
    assert max(len(line) for line in written.split(b"\r\n")) <= 75
    assert b"\n" not in written.replace(b"\r\n", b"")


def test_each_move_and_a_withdrawal_count_one_more_and_other_changes_none(
    app: Flask, editor: Person
) -> None:
    event = make_event()
    for change in (
        {"starts_at": STARTS + timedelta(days=1)},
        {"address": "3 rue"},
        {"capacity": 9},
    ):
        content = replace(content_of(event), **change)
        save(event, content, version=event.version, by=editor, now=NOON)
    assert event.sequence == 2

    archive(event, by=editor, now=NOON)

    (entry,) = read(event)[0].events
    assert (entry["sequence"], entry["status"]) == (3, "CANCELLED")


def test_those_who_come_are_told_that_it_moved(app: Flask, editor: Person) -> None:
    make_organisation()
    event = make_event()
    come(event, "ines")
    content = replace(content_of(event), starts_at=STARTS + timedelta(days=1))

    save(event, content, version=event.version, by=editor, now=NOON)
    db.session.commit()
    deliver()

    last = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert last
    assert "a changé" in last.subject


def test_those_who_come_are_told_once_that_it_does_not_take_place(
    app: Flask, editor: Person, client: FlaskClient
) -> None:
    make_organisation()
    event = make_event()
    rsvp = come(event, "ines")
    db.session.commit()
    assert "DESCRIPTION" in client.get(f"/fr/contenus/{event.number}.ics").text

    archive(event, by=editor, now=NOON)
    db.session.commit()
    for _ in range(2):
        deliver()

    told = [
        each for each in db.session.scalars(select(Message)).all() if "n’a pas lieu" in each.subject
    ]
    assert [each.to_address for each in told] == [rsvp.email]
    assert "n’a pas lieu" in client.get(f"/rsvp/{token_of(rsvp)}").text
    entry = client.get(f"/fr/contenus/{event.number}.ics").text
    assert "CANCELLED" in entry
    assert "DESCRIPTION" not in entry


def test_those_who_come_are_told_that_it_takes_place_after_all(app: Flask, editor: Person) -> None:
    make_organisation()
    event = make_event()
    come(event, "ines")
    archive(event, by=editor, now=NOON)
    restore(event, by=editor, now=NOON)
    db.session.commit()
    deliver()

    last = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert last
    assert "Nous vous attendons" in last.subject
    assert read(event)[0].events[0]["sequence"] == 2


def test_an_event_whose_page_leaves_by_itself_still_takes_place(app: Flask) -> None:
    make_organisation()
    event = make_event()
    come(event, "ines")
    close_registration = STARTS - timedelta(days=1)
    archive(event, by=None, now=close_registration, reason=EndReason.WINDOW)
    db.session.commit()
    deliver()

    assert read(event)[0].events[0]["status"] == "CONFIRMED"
    assert not any("n’a pas lieu" in each.subject for each in db.session.scalars(select(Message)))


def test_guests_and_what_was_written_to_them_are_forgotten_a_month_after_its_end(
    app: Flask,
) -> None:
    ends = STARTS + timedelta(days=3)
    event, later = make_event(ends_at=ends), make_event(starts_at=STARTS + timedelta(days=90))
    cancel(come(event, "lea"), now=NOON)
    come(event, "ines")
    come(later, "hugo")
    written = select(Message.to_address)

    assert forget_guests(now=ends + timedelta(days=30)) == 0
    assert len(db.session.scalars(written).all()) == 3
    assert forget_guests(now=ends + timedelta(days=30, seconds=1)) == 2
    assert forget_guests(now=ends + timedelta(days=31)) == 0
    assert db.session.scalars(written).all() == ["hugo@example.org"]


def test_an_address_opens_its_own_answer_alone(app: Flask) -> None:
    rsvp = come(make_event(), "ines")

    assert opened(token_of(rsvp)) is rsvp
    assert opened("x" + token_of(rsvp)) is None


def test_one_comes_and_gives_the_seat_back_without_an_account(client: FlaskClient) -> None:
    make_organisation()
    event = make_event(starts_at=clock.now() + timedelta(days=9))
    db.session.commit()
    page = client.get(f"/fr/contenus/{event.text('fr').slug}-{event.number}").text
    path = f"/fr/contenus/{event.number}/inscription"
    assert path in page
    assert f"/fr/contenus/{event.number}.ics" in page

    wrong = client.post(path, data={"name": "Inès Morel"}, headers=ORIGIN)
    typed = {"name": "Inès Morel", "email": "ines@example.org"}
    done = client.post(path, data=typed, headers=ORIGIN, follow_redirects=True)

    assert wrong.status_code == 422
    assert "Inès Morel" in wrong.text
    assert "Nous vous attendons" in done.text
    (rsvp,) = guests(event)
    own = f"/rsvp/{token_of(rsvp)}"
    assert "Nous vous attendons" in client.get(own).text
    client.post(own, headers=ORIGIN)
    assert guests(event) == []
    assert client.get(f"/fr/contenus/{event.number}.ics").mimetype == "text/calendar"


def test_nobody_learns_who_comes_nor_has_a_mailbox_flooded(client: FlaskClient) -> None:
    make_organisation()
    event = make_event(starts_at=clock.now() + timedelta(days=9), capacity=1)
    db.session.commit()
    path = f"/fr/contenus/{event.number}/inscription"

    def register(email: str, network: str = "203.0.113.1") -> str:
        form = {"name": "Inès Morel", "email": email}
        there = {"REMOTE_ADDR": network}
        answered = client.post(path, data=form, headers=ORIGIN, environ_base=there)
        return f"{answered.status_code} {answered.location}"

    first = register("ines@example.org")
    assert "waiting" not in first
    asked = {register("ines@example.org"), register("hugo@example.org")}

    assert asked == {f"{first}?waiting=True"}
    assert "Toutes les places sont prises" in client.get(asked.pop().split(" ")[1]).text
    tried = [register("ines@example.org", f"203.0.{number}.1") for number in range(20)]
    assert tried[-1].startswith("429")


def test_what_was_recalled_is_in_no_calendar_and_on_no_page_around(
    client: FlaskClient, editor: Person
) -> None:
    make_organisation()
    event = make_event(starts_at=clock.now() - timedelta(hours=1))
    recall(event, Said("Erreur.", "A mistake."), by=editor, now=clock.now())
    db.session.commit()

    assert "DESCRIPTION" not in client.get(f"/fr/contenus/{event.number}.ics").text
    assert client.get(f"/events/{event.number}/fr").status_code == 302


def test_the_organiser_reads_who_comes_and_who_waits(client: FlaskClient, editor: Person) -> None:
    make_organisation()
    event = make_event(capacity=1)
    come(event, "ines")
    come(event, "hugo")
    db.session.commit()
    sign_in(client, editor)

    page = client.get(f"/stories/{event.id}/guests").text

    assert page.index("ines@example.org") < page.index("hugo@example.org")
    assert "Liste d’attente" in page
