"""A reminder is a mail on the day that was chosen, once, and never a post."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.core.models import Message
from app.publishing.publish import close
from app.sharing import reminders
from app.sharing.models import Channel, ReferralLink
from app.sharing.reminders import NoTimeToRemind
from tests.factories.people import make_organisation
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador


def ask(person, publication, *, now, days=1, words="Mon texte", channel=Channel.X):
    reminders.remind_me(
        person, publication, channel=channel, language="fr", words=words,
        at=now + timedelta(days=days), now=now,
    )  # fmt: skip


@pytest.fixture
def zoe(app):
    make_organisation()
    return make_ambassador(first_name="Zoé", language="fr")


def mails():
    return db.session.scalars(select(Message).order_by(Message.at)).all()


def test_a_reminder_comes_once_on_its_day_with_the_text_and_posts_nothing(zoe):
    opening, now = make_published_opening(), clock.now()
    ask(zoe, opening, now=now)

    assert reminders.send_due(now=now + timedelta(hours=23)) == 0
    assert [reminders.send_due(now=now + timedelta(days=1)) for _ in range(2)] == [1, 0]

    (told,) = mails()
    (kept,) = db.session.scalars(select(reminders.ShareReminder))
    assert told.to_address == zoe.email
    assert "Mon texte" in told.text
    assert f"/share/{opening.id}?reminder={kept.id}" in told.text
    assert db.session.scalars(select(ReferralLink)).all() == []


def test_asking_again_for_the_same_network_moves_the_reminder(zoe):
    opening, now = make_published_opening(), clock.now()
    ask(zoe, opening, now=now)
    ask(zoe, opening, now=now, days=3, words="Mieux dit")
    ask(zoe, opening, now=now, channel=Channel.LINKEDIN)

    asked = reminders.reminders_of(zoe)

    assert [(each.channel, each.words) for each in asked] == [
        (Channel.LINKEDIN, "Mon texte"),
        (Channel.X, "Mieux dit"),
    ]


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_a_time_that_is_over_or_too_far_is_refused(zoe, days):
    with pytest.raises(NoTimeToRemind):
        ask(zoe, make_published_opening(), now=clock.now(), days=days)


def test_nobody_is_reminded_of_what_is_over_or_once_they_have_left(zoe):
    over, now = make_published_opening(), clock.now()
    left = make_ambassador()
    ask(zoe, over, now=now)
    ask(left, make_published_opening(), now=now)
    left.disabled_at = now
    close(over, by=None, now=now)

    assert reminders.send_due(now=now + timedelta(days=1)) == 0
    assert mails() == []
    assert reminders.reminders_of(zoe) == []


def test_a_reminder_is_its_persons_alone(zoe):
    now = clock.now()
    ask(zoe, make_published_opening(), now=now)
    (kept,) = reminders.reminders_of(zoe)
    other = make_ambassador()

    reminders.forget_reminder(other, kept.id)
    assert reminders.reminder_of(other, kept.id) is None
    assert reminders.reminders_of(zoe) == [kept]
    for _ in range(2):
        reminders.forget_reminder(zoe, kept.id)
    assert reminders.reminders_of(zoe) == []
