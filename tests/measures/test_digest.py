"""The weekly digest: to whom, when, once, only when it is worth a mail, and how it is stopped."""

import contextlib
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.core import clock, mail
from app.core.calendar import week_begun, zones
from app.core.database import db
from app.core.models import Message
from app.measures.digest import preferences, send
from app.measures.digest.models import DigestSent, Rhythm
from app.people.models import Role
from app.sharing.models import HubVisit, SetAside
from app.tracking.models import LinkTotal
from jobs import measures as jobs
from tests.factories.people import make_organisation, make_person, make_team
from tests.factories.publishing import make_published_opening, make_published_story
from tests.factories.sharing import make_ambassador, make_link

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # 9:00 in Paris
WEEK = date(2026, 11, 23)
AGES_AGO = TUESDAY - timedelta(days=90)


@pytest.fixture
def zoe(app):
    make_organisation()
    return make_person(first_name="Zoé", team=make_team(name_fr="Données"))


def whose(now):
    return {person for person, _ in send.due(now=now)}


def sent_to(person):
    return db.session.scalars(
        select(Message).where(Message.to_address == person.email).order_by(Message.id)
    ).all()


@pytest.mark.parametrize(
    ("zone", "day", "hour", "instant", "week", "since"),
    [
        ("Europe/Paris", 2, 9, TUESDAY, WEEK, timedelta()),
        ("Europe/Paris", 2, 9, TUESDAY - timedelta(seconds=1), date(2026, 11, 16), None),
        ("Asia/Tokyo", 2, 9, TUESDAY, WEEK, timedelta(hours=8)),
        ("America/New_York", 2, 9, TUESDAY, date(2026, 11, 16), None),
        # the hour that Paris skips on 28 March 2027, then the one it shows twice on 31 October
        ("Europe/Paris", 7, 2, datetime(2027, 3, 28, 0, 59, tzinfo=UTC), date(2027, 3, 15), None),
        (
            *("Europe/Paris", 7, 2, datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
            *(date(2027, 3, 22), timedelta(hours=1)),
        ),
        (
            *("Europe/Paris", 7, 2, datetime(2027, 10, 31, 0, 0, tzinfo=UTC)),
            *(date(2027, 10, 25), timedelta()),
        ),
        (
            *("Europe/Paris", 7, 2, datetime(2027, 10, 31, 1, 0, tzinfo=UTC)),
            *(date(2027, 10, 25), timedelta()),
        ),
        (
            *("Europe/Paris", 7, 23, datetime(2026, 11, 30, 8, 0, tzinfo=UTC)),
            *(WEEK, timedelta(hours=10)),
        ),
    ],
)
def test_a_week_begins_at_an_hour_of_a_day_by_the_clocks_there(
    zone, day, hour, instant, week, since
):
    found, passed = week_begun(ZoneInfo(zone), instant, day=day, hour=hour)

    assert found == week
    assert since is None or passed == since


def test_everyone_who_joined_is_due_at_their_own_hour(zoe):
    tokyo = make_person(time_zone="Asia/Tokyo")
    lima = make_person(time_zone="America/Lima")
    friday = make_person()
    preferences.choose_digest(friday, Rhythm.WEEKLY, day=5, hour=18)

    assert whose(TUESDAY) == {zoe.id, tokyo.id}
    assert whose(datetime(2026, 11, 24, 14, 0, tzinfo=UTC)) == {zoe.id, tokyo.id, lima.id}
    assert whose(datetime(2026, 11, 27, 17, 0, tzinfo=UTC)) == {friday.id}


def test_nobody_else_is_due(zoe):
    never = make_person()
    preferences.choose_digest(never, Rhythm.NEVER, day=2, hour=9)
    make_person(joined_at=None)
    make_person(disabled_at=TUESDAY - timedelta(days=1))
    make_person(left_on=date(2026, 11, 23))
    make_person(joined_at=TUESDAY + timedelta(minutes=5))

    assert whose(TUESDAY + timedelta(minutes=15)) == {zoe.id}


def test_a_digest_that_could_not_leave_does_within_two_days_then_waits(zoe):
    assert whose(TUESDAY + timedelta(hours=47)) == {zoe.id}
    assert whose(TUESDAY + timedelta(hours=48)) == set()


def test_a_zone_that_no_longer_exists_is_the_companys(zoe):
    zoe.time_zone = "Europe/Atlantis"

    assert whose(TUESDAY) == {zoe.id}


def test_the_mail_names_three_publications_with_reasons_and_what_came_back(zoe, app):
    for number in range(5):
        make_published_opening(title=f"Offre {number}", team=zoe.team)
    link = make_link(ambassador=zoe, publication=make_published_story(), now=TUESDAY)
    db.session.add(LinkTotal(link_id=link.id, visits=12))
    visit = {"before_at": None, "visits": 0, "visits_before": 0, "shown": []}
    db.session.add(
        HubVisit(person_id=zoe.id, seen_at=TUESDAY - timedelta(days=5), shown_on=WEEK, **visit)
    )
    db.session.flush()

    assert send.send(zoe.id, WEEK, now=TUESDAY)

    (message,) = sent_to(zoe)
    assert message.subject.startswith("À relayer\N{NO-BREAK SPACE}: Offre ")
    assert "et 2 autres" in message.subject.replace("\N{NO-BREAK SPACE}", " ")
    assert message.text.count("/share/") == 3
    assert "Parce que votre équipe, Données, recrute" in message.text
    plain = message.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "12 personnes ont ouvert vos liens depuis jeudi 19 novembre." in plain
    assert app.config["BASE_URL"] + "/digest/stop/" in message.text
    assert len(message.html.encode()) < 40_000


def test_it_is_written_in_the_readers_language(zoe):
    anna = make_person(language="en")
    make_published_opening(languages=["en"], title="Engineer")

    assert send.send(anna.id, WEEK, now=TUESDAY)

    (message,) = sent_to(anna)
    assert message.subject == "Worth relaying: Engineer"
    assert "Worth relaying this week" in message.text


def test_headers_let_a_mail_program_stop_it_in_one_click(zoe):
    make_published_opening()
    send.send(zoe.id, WEEK, now=TUESDAY)

    (message,) = sent_to(zoe)
    raw = mail.as_email(message, sender="Relais <relais@example.org>").as_bytes().decode()
    assert f"List-Unsubscribe: <{send._stop_link(zoe)}>\n" in raw
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n" in raw
    assert "List-Id: <digest." in raw


def test_a_week_is_done_once_however_often_it_is_tried(zoe):
    make_published_opening()

    assert send.send(zoe.id, WEEK, now=TUESDAY)
    assert not send.send(zoe.id, WEEK, now=TUESDAY)

    assert len(sent_to(zoe)) == 1
    assert zoe.id not in whose(TUESDAY)
    assert zoe.id in whose(TUESDAY + timedelta(days=7))


def test_nothing_is_sent_when_nothing_is_worth_it_and_the_week_is_done(zoe):
    opening = make_published_opening()
    db.session.add(SetAside(person_id=zoe.id, publication_id=opening.id, at=TUESDAY))

    assert not send.send(zoe.id, WEEK, now=TUESDAY)

    assert sent_to(zoe) == []
    assert zoe.id not in whose(TUESDAY)


def test_a_publication_is_offered_by_mail_once(zoe):
    make_published_opening(title="Déjà dite")
    assert send.send(zoe.id, WEEK, now=TUESDAY)

    assert not send.send(zoe.id, WEEK + timedelta(days=7), now=TUESDAY + timedelta(days=7))
    make_published_opening(title="Nouvelle")
    assert send.send(zoe.id, WEEK + timedelta(days=14), now=TUESDAY + timedelta(days=14))

    assert [each.subject for each in sent_to(zoe)] == [
        "À relayer\N{NO-BREAK SPACE}: Déjà dite",
        "À relayer\N{NO-BREAK SPACE}: Nouvelle",
    ]


def test_nothing_outside_their_audience_is_in_it(zoe):
    make_published_opening(title="Pour d’autres", audience_teams=[make_team()])

    assert not send.send(zoe.id, WEEK, now=TUESDAY)


def test_who_may_not_relay_is_sent_none(app):
    make_organisation()
    auditor = make_person(roles=[Role.AUDITOR])
    make_published_opening()

    assert not send.send(auditor.id, WEEK, now=TUESDAY)


def test_the_digests_of_a_morning_give_every_team_its_turn(zoe):
    openings = [make_published_opening(team=make_team(), published_at=AGES_AGO) for _ in range(9)]
    people = [make_person() for _ in range(9)]

    for person in people:
        send.send(person.id, WEEK, now=TUESDAY)

    often = Counter(
        key for row in db.session.scalars(select(DigestSent.offered)).all() for key in row
    )
    assert {each.id for each in openings} == set(often)
    assert max(often.values()) <= 3 * min(often.values())


def test_one_digest_that_fails_keeps_nobody_elses(zoe, monkeypatch):
    make_published_opening()
    broken, fine = make_ambassador(), make_ambassador()
    written = send.for_person

    def fail_for_one(person, *, now):
        if person.id == broken.id:
            raise ValueError
        return written(person, now=now)

    monkeypatch.setattr(send, "for_person", fail_for_one)
    monkeypatch.setattr(clock, "now", lambda: TUESDAY)
    monkeypatch.setattr(jobs, "worker_context", contextlib.nullcontext)

    with pytest.raises(jobs.DigestsFailed):
        jobs.send_digests()

    assert [len(sent_to(each)) for each in (zoe, broken, fine)] == [1, 0, 1]
    assert broken.id in whose(TUESDAY)
    assert not {zoe.id, fine.id} & whose(TUESDAY)


def test_what_was_offered_is_forgotten_after_half_a_year(zoe):
    make_published_opening()
    send.send(zoe.id, WEEK, now=TUESDAY)

    send.forget_old(now=TUESDAY + timedelta(weeks=26))

    assert db.session.scalars(select(DigestSent)).all() == []


def test_zones_are_places_and_paris_is_one():
    assert "Europe/Paris" in zones()
    assert not {"GMT", "Etc/GMT+1", "posixrules", "EST"} & set(zones())
