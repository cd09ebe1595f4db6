"""Ambassadors whom candidates named are reminded before it is too late, each time once."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.attribution.deciding import appeals, decide
from app.attribution.deciding.confirmations import (
    due,
    remind,
    tell_candidates,
    tell_over,
    waiting_counted,
    waiting_for,
)
from app.attribution.ledger.pseudonyms import people_behind
from app.core.database import db
from app.core.models import Message
from app.hiring.applying import status_page
from app.hiring.models import ReferrerChoice, Touch
from app.hiring.recruiting import pipeline
from app.hiring.referrals import declarations, typed_names
from app.hiring.referrals.declarations import FIRST, LAST
from app.people.models import Person
from app.policy.confirming import last_day_under
from app.policy.versions import policy_in_force, publish_policy
from tests.factories.hiring import NOON, make_application
from tests.factories.people import make_charter, make_organisation, make_person, sign_in
from tests.factories.publishing import make_published_opening

SAID = date(2026, 11, 23)
MIDDLE, BEFORE_LAST, OVER_SINCE = (timedelta(days=days) for days in (7, 12, 15))


@pytest.fixture
def awa(app):
    return make_person(first_name="Awa", last_name="Diop", language="fr")


@pytest.fixture
def application(awa):
    return make_application(choice=ReferrerChoice.NAMED, named="Awa Diop", name="Lina Haddad")


def reminders() -> list[Message]:
    found = select(Message).where(Message.template == "hiring/mail/reminded")
    return list(db.session.scalars(found.order_by(Message.id)))


def the_touch() -> Touch:
    return db.session.scalars(select(Touch)).one()


def counted(person: Person, now: datetime) -> int:
    return db.session.scalars(select(waiting_counted(person, now=now))).one()


def day(number: int) -> date:
    return SAID + timedelta(days=number)


@pytest.mark.parametrize(
    ("today", "number"),
    [(0, None), (6, None), (7, FIRST), (11, FIRST), (12, LAST), (14, LAST), (15, None)],
)
def test_the_middle_and_two_days_before_the_end_are_due(today, number):
    assert due(SAID, SAID, day(14), day(today)) == number


@pytest.mark.parametrize(
    ("asked", "today", "number"),
    [(7, 7, None), (7, 8, None), (7, 12, LAST), (12, 13, None), (5, 7, FIRST)],
)
def test_who_is_asked_late_is_not_reminded_on_that_day_nor_of_a_day_before(asked, today, number):
    assert due(day(asked), SAID, day(14), day(today)) == number


@pytest.mark.parametrize("length", [0, 1])
def test_a_delay_too_short_has_no_reminder(length):
    assert all(due(SAID, SAID, day(length), day(n)) is None for n in range(4))


def test_a_delay_of_three_days_has_one(app):
    found = {n: due(SAID, SAID, day(3), day(n)) for n in range(4)}

    assert set(found.values()) - {None} == {LAST}


def test_the_first_reminder_says_until_when(application, awa):
    assert remind(now=NOON + MIDDLE) == 1

    (letter,) = reminders()
    assert letter.to_address == awa.email
    assert "Lina Haddad" in letter.subject
    assert "lundi 7\xa0décembre" in letter.text
    assert "dernier rappel" not in letter.text
    assert "/declarations" in letter.text


def test_the_last_one_says_that_it_is_the_last(application):
    remind(now=NOON + BEFORE_LAST)

    (letter,) = reminders()
    assert letter.subject.startswith("Dernier rappel")


def test_each_reminder_leaves_once_however_often_the_job_runs(application):
    for hours in (0, 1, 24, 48):
        remind(now=NOON + MIDDLE + timedelta(hours=hours))
    remind(now=NOON + BEFORE_LAST)
    remind(now=NOON + BEFORE_LAST)

    assert [letter.subject.startswith("Dernier") for letter in reminders()] == [False, True]


@pytest.mark.parametrize("answer", [declarations.confirm, declarations.deny])
def test_who_has_answered_is_not_reminded(application, awa, answer):
    answer(the_touch(), by=awa, now=NOON)

    assert remind(now=NOON + MIDDLE) == 0


@pytest.mark.parametrize("gone", ["left", "closed"])
def test_who_has_left_is_not_reminded(application, awa, gone):
    if gone == "left":
        awa.left_on = date(2026, 11, 25)
    else:
        awa.disabled_at = NOON
    db.session.flush()

    assert remind(now=NOON + MIDDLE) == 0


def test_nobody_is_reminded_of_a_name_that_was_replaced_or_withdrawn(application, awa):
    status_page.remove_referrer(application, now=NOON)
    other = make_application(choice=ReferrerChoice.NAMED, named="Awa Diop")
    pipeline.withdraw(other, now=NOON)
    third = make_application(choice=ReferrerChoice.NAMED, named="Awa Diop")
    typed_names.correct(
        typed_names.current_typed_name(third), by=make_person(role="recruiter"), now=NOON
    )

    assert remind(now=NOON + MIDDLE) == 0


def test_nothing_is_said_after_the_last_day(application):
    assert remind(now=NOON + OVER_SINCE) == 0


def test_the_delay_is_that_of_the_policy_of_the_day(application):
    manager = make_person(role="programme_manager")
    shorter = replace(policy_in_force(NOON), confirm_days=4)
    publish_policy(shorter, replaces=1, by=manager, now=NOON + timedelta(hours=1))

    assert remind(now=NOON + timedelta(days=3)) == 0
    assert remind(now=NOON + MIDDLE) == 1


def test_what_waits_is_counted_until_its_last_day(application, awa):
    (waiting,) = waiting_for(awa)

    assert waiting.last_day == date(2026, 12, 7)
    end = datetime(2026, 12, 7, 22, 59, tzinfo=UTC)  # a minute before midnight in Paris
    assert counted(awa, end) == 1
    assert counted(awa, end + timedelta(minutes=2)) == 0
    assert last_day_under(1, NOON) == waiting.last_day


def test_what_was_answered_is_counted_no_more(application, awa):
    declarations.deny(the_touch(), by=awa, now=NOON)

    assert counted(awa, NOON) == 0


# ── when it is over ─────────────────────────────────────────────────────────────────────────


def over_letters() -> list[Message]:
    found = select(Message).where(Message.template == "hiring/mail/over")
    return list(db.session.scalars(found))


@pytest.fixture
def decided_over(application) -> datetime:
    """A moment after the last day, once the hourly job has decided that nobody is credited."""
    now = NOON + OVER_SINCE
    decide.decide_candidate(application.candidate_id, now=NOON)
    decide.decide_candidate(application.candidate_id, now=now)
    return now


def test_who_did_not_answer_in_time_is_told_once_how_to_contest_it(application, awa, decided_over):
    assert tell_over(now=decided_over) == 1
    assert tell_over(now=decided_over) == 0

    (letter,) = over_letters()
    assert letter.to_address == awa.email
    subject = letter.subject.replace("\xa0", " ")
    assert subject == "Candidature qui ne vous est pas créditée : Lina Haddad"
    assert "jusqu’au 7\xa0décembre" in letter.text
    assert "d’ici le 7\xa0janvier" in letter.text  # 30\xa0days after the decision of 8\xa0December
    assert f"/my-credits/{application.id}" in letter.text


def test_the_page_that_it_leads_to_lets_them_contest(client, application, awa, decided_over):
    tell_over(now=decided_over)

    with time_machine.travel(decided_over, tick=False):
        sign_in(client, awa)
        page = client.get(f"/my-credits/{application.id}")

    assert page.status_code == 200
    assert "Contester la décision" in page.text


def test_nothing_is_over_before_it_is_decided(application):
    decide.decide_candidate(application.candidate_id, now=NOON)

    assert tell_over(now=NOON + OVER_SINCE) == 0
    assert tell_over(now=NOON + MIDDLE) == 0


@pytest.mark.parametrize("since", ["left", "contested", "too_late"])
def test_who_can_contest_nothing_is_told_nothing(application, awa, decided_over, since):
    now = decided_over
    if since == "left":
        awa.left_on = date(2026, 12, 1)
        db.session.flush()
    elif since == "contested":
        appeals.open_appeal(application, awa, reason="We had talked about it at length.", now=now)
    else:
        now += timedelta(days=31)

    assert tell_over(now=now) == 0


def test_who_answered_no_is_told_nothing(application, awa):
    declarations.deny(the_touch(), by=awa, now=NOON)
    decide.decide_candidate(application.candidate_id, now=NOON)

    assert tell_over(now=NOON + OVER_SINCE) == 0


def test_an_appeal_of_who_was_late_can_be_granted(application, awa, decided_over):
    appeal = appeals.open_appeal(
        application, awa, reason="We had talked about it at length.", now=decided_over
    )
    judge = make_person(role="programme_manager")

    row = appeals.judge(
        appeal, appeals.AppealVerdict.ALONE, answer="She names you.", by=judge, now=decided_over
    )

    assert list(people_behind(who for who, _ in row.ambassadors).values()) == [awa.id]


@pytest.mark.parametrize("page", ["/hub", "/my-relays"])
def test_pages_say_that_it_is_over_instead_of_asking(client, application, awa, page):
    make_organisation()
    make_charter()
    shown = {}
    for days in (1, 15):
        with time_machine.travel(NOON + timedelta(days=days), tick=False):
            sign_in(client, awa)
            shown[days] = BeautifulSoup(client.get(page).data, "html.parser")

    assert shown[1].select('.news a[href="/declarations"]')
    assert not shown[15].select('.news a[href="/declarations"]')
    assert shown[15].select(f'.news a[href="/my-credits/{application.id}"]')


# ── the candidate, at half time ─────────────────────────────────────────────────────────────


def written(application) -> list[str]:
    found = select(Message.text).where(
        Message.template == "hiring/mail/unconfirmed",
        Message.to_address == application.candidate.email,
    )
    return list(db.session.scalars(found))


def test_a_candidate_whom_nobody_has_confirmed_is_told_once(application):
    assert tell_candidates(now=NOON + timedelta(days=6)) == 0
    for days in (7, 7, 8, 13):
        tell_candidates(now=NOON + timedelta(days=days))

    (letter,) = written(application)
    assert "« Awa Diop »" in letter.replace("\xa0", " ")
    assert "jusqu’au 7\xa0décembre" in letter
    assert "/s/m" in letter


def test_they_read_the_same_on_the_same_day_whoever_works_here(awa):
    make_person(first_name="Malik", last_name="Sadi")
    make_person(first_name="Malik", last_name="Sadi")
    named = ["Awa Diop", "Inès Inconnue", "Malik Sadi", "Awa", "Hugo du salon"]
    sent = [
        make_application(
            choice=ReferrerChoice.NAMED, named=each, name="Lina", opening=opening, email=email
        )
        for opening in [make_published_opening()]
        for each, email in [(each, f"l{n}@courriel.example") for n, each in enumerate(named)]
    ]
    refused = make_application(
        choice=ReferrerChoice.NAMED, named="Awa Diop", name="Lina", opening=sent[0].opening
    )
    declarations.deny(typed_names.current_typed_name(refused).touch, by=awa, now=NOON)

    assert tell_candidates(now=NOON + MIDDLE) == 6

    letters = {
        re.sub(r"/s/m\S+", "", text).replace(application.named_referrer, "X")
        for application in [*sent, refused]
        for text in written(application)
    }
    assert len(letters) == 1


def test_who_is_confirmed_decided_or_names_nobody_is_told_nothing(application, awa):
    declarations.confirm(the_touch(), by=awa, now=NOON)
    withdrawn = make_application(choice=ReferrerChoice.NAMED, named="Awa Diop")
    pipeline.withdraw(withdrawn, now=NOON)
    removed = make_application(choice=ReferrerChoice.NAMED, named="Awa Diop")
    status_page.remove_referrer(removed, now=NOON)
    make_application()

    assert tell_candidates(now=NOON + MIDDLE) == 0


def test_who_was_asked_by_a_recruiter_is_not_written_to_again(awa):
    asked = make_application(choice=ReferrerChoice.NAMED, named="Awa")
    recruiter = make_person(role="recruiter")
    typed_names.ask_candidate(typed_names.current_typed_name(asked), by=recruiter, now=NOON)
    status_page.name_referrer(asked, "Awa D.", now=NOON)

    assert tell_candidates(now=NOON + MIDDLE) == 0


def test_nothing_is_written_when_nobody_could_confirm_it_any_more(application):
    assert tell_candidates(now=NOON + OVER_SINCE) == 0


def test_a_name_given_after_that_message_is_asked_about_as_any_other(application):
    tell_candidates(now=NOON + MIDDLE)
    malik = make_person(first_name="Malik", last_name="Sadi")

    status_page.name_referrer(application, "Malik Sadi", now=NOON + MIDDLE)

    assert [each.last_day for each in waiting_for(malik)] == [date(2026, 12, 14)]
    assert tell_candidates(now=NOON + 2 * MIDDLE) == 0
