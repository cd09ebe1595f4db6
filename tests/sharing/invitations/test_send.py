"""Inviting to a campaign: whom, once, what is in the mail, and what workers do at once."""

import contextlib
from datetime import date, timedelta
from itertools import pairwise
from threading import Barrier, Thread

import pytest
from sqlalchemy import delete, func, select, text

from app.core import clock, mail
from app.core.database import db, transaction
from app.core.models import Message
from app.people.charter import publish_charter
from app.people.models import Role
from app.publishing.campaigns import run
from app.sharing.invitations import letter, preferences, send
from app.sharing.invitations.models import INVITATION, REMINDER, CampaignInvitation, Takes
from jobs import sharing as jobs
from tests.factories.campaigns import MONDAY, make_campaign
from tests.factories.people import make_organisation, make_person, make_place, make_team
from tests.factories.publishing import make_opening, make_published_opening, make_published_story
from tests.factories.sharing import make_ambassador, make_link

WEEK = timedelta(days=7)


@pytest.fixture
def zoe(app):
    make_organisation()
    return make_person(first_name="Zoé", team=make_team())


def invite(campaign, *, now=MONDAY, number=INVITATION):
    with transaction():
        return send.send_page(campaign.id, number, after=None, now=now).written


def mails():
    return db.session.scalars(select(Message).order_by(Message.id)).all()


def sent_to(person):
    return [each for each in mails() if each.to_address == person.email]


def test_each_of_the_audience_is_invited_once(zoe):
    team, place = zoe.team, make_place()
    meant = [zoe, make_person(team=team), make_person(team=team, place=place, language="en")]
    make_person(team=make_team())
    make_person(team=team, joined_at=None)
    make_person(team=team, disabled_at=MONDAY)
    make_person(team=team, left_on=date(2026, 11, 29))
    make_person(team=team, roles=[Role.AUDITOR])
    campaign = make_campaign(team_ids=frozenset({team.id}))

    assert invite(campaign) == 3
    assert invite(campaign, now=MONDAY + timedelta(days=8)) == 0

    assert {each.to_address for each in mails()} == {each.email for each in meant}
    elsewhere = make_campaign(
        place_ids=frozenset({place.id}), languages=frozenset({"en"}), team_ids=frozenset({team.id})
    )
    assert invite(elsewhere, now=MONDAY + timedelta(days=8)) == 1


def test_all_campaigns_and_reminders_together_keep_to_the_cap(zoe):
    campaigns = [make_campaign(reminds=True), make_campaign(reminds=True)]

    for day in range(19):
        for campaign in campaigns:
            for number in (INVITATION, REMINDER):
                invite(campaign, now=MONDAY + timedelta(days=day), number=number)

    to_zoe = [each.at for each in sent_to(zoe)]
    assert len(to_zoe) == 3  # two invitations, one reminder: weeks of 30 November to 14 December
    assert all(later - sooner >= WEEK for sooner, later in pairwise(to_zoe))


def test_the_company_may_allow_two_a_week(zoe):
    make_organisation(invitations_a_week=2)
    for campaign in (make_campaign(), make_campaign(), make_campaign()):
        invite(campaign)

    assert len(sent_to(zoe)) == 2


def test_quiet_hours_are_those_of_each_persons_clock(zoe):
    tokyo, lima = make_person(time_zone="Asia/Tokyo"), make_person(time_zone="America/Lima")
    sunday = make_person(time_zone="Asia/Dubai")
    preferences.choose(sunday, Takes.EACH, days_off=[1, 2], away_until=None)
    away = make_person()
    preferences.choose(away, Takes.EACH, days_off=[6, 7], away_until=date(2026, 12, 1))
    campaign = make_campaign()

    invite(campaign)  # 10:00 in Paris, 18:00 in Tokyo, 4:00 in Lima
    assert [bool(sent_to(each)) for each in (zoe, tokyo, lima, sunday, away)] == [
        *(True, True, False, False, False)
    ]
    invite(campaign, now=MONDAY + timedelta(hours=4))  # 8:00 in Lima
    assert [bool(sent_to(each)) for each in (lima, sunday)] == [True, False]
    invite(campaign, now=MONDAY + timedelta(days=2))
    assert [bool(sent_to(each)) for each in (sunday, away)] == [True, True]


def test_who_takes_none_or_the_digest_alone_is_left_in_peace(zoe):
    none, digest = make_person(), make_person()
    preferences.stop(none)
    preferences.choose(digest, Takes.DIGEST, days_off=[6, 7], away_until=None)
    campaign = make_campaign()

    invite(campaign)

    assert sent_to(zoe)
    assert sent_to(none) == sent_to(digest) == []
    # and nothing counted tells them from the others
    assert send.dealt_with(campaign) >= 3


def test_what_was_relayed_is_not_asked_for_again(zoe):
    one, other = make_published_opening(title="Déjà relayée"), make_published_story(title="Autre")
    all_done = make_ambassador()
    for each in (one, other):
        make_link(publication=each, ambassador=all_done)
    make_link(publication=one, ambassador=zoe)
    campaign = make_campaign(publications=[one, other])

    invite(campaign)

    (message,) = sent_to(zoe)
    assert "Autre" in message.text
    assert "Déjà relayée" not in message.text
    assert sent_to(all_done) == []


def test_a_reminder_comes_a_week_later_to_whoever_relayed_nothing_of_it(zoe):
    opening, story = make_published_opening(), make_published_story()
    relayed = make_ambassador()
    campaign = make_campaign(publications=[opening, story], reminds=True)
    invite(campaign)
    make_link(publication=opening, ambassador=relayed)

    assert invite(campaign, now=MONDAY + timedelta(days=6), number=REMINDER) == 0
    invite(campaign, now=MONDAY + WEEK, number=REMINDER)

    assert len(sent_to(zoe)) == 2
    assert len(sent_to(relayed)) == 1


def test_nothing_outside_the_audience_of_a_publication_is_asked_for(zoe):
    hidden = make_published_opening(title="Pour d’autres", audience_teams=[make_team()])
    draft = make_opening(title="Pas encore")
    campaign = make_campaign(publications=[hidden, draft, make_published_story(title="Pour tous")])

    invite(campaign)

    (message,) = sent_to(zoe)
    assert "Pour tous" in message.text
    assert "Pour d’autres" not in message.text
    assert "Pas encore" not in message.text


def test_nothing_leaves_before_the_first_day_when_paused_stopped_or_over(zoe):
    campaign, boss = make_campaign(first_on=date(2026, 12, 2)), make_person()
    assert invite(campaign) == 0
    wednesday = MONDAY + timedelta(days=2)
    run.pause(campaign, by=boss, now=wednesday)
    assert invite(campaign, now=wednesday) == 0
    assert send.waiting(now=wednesday) == []
    run.resume(campaign, by=boss, now=wednesday)
    assert invite(campaign, now=wednesday) > 0
    late = make_person()
    run.stop(campaign, by=boss, now=wednesday)
    assert invite(campaign, now=wednesday) == 0
    assert invite(make_campaign(), now=MONDAY + timedelta(days=21)) == 0
    assert sent_to(late) == []


def test_stopping_calls_back_what_has_not_left(zoe):
    campaign = make_campaign()
    invite(campaign)
    assert sent_to(zoe)

    run.stop(campaign, by=zoe, now=MONDAY)
    send.call_back(campaign)

    assert mails() == []
    assert send.dealt_with(campaign) > 0  # and it is not done again


def test_the_mail_says_what_it_is_and_how_to_stop_it(zoe, app):
    opening = make_published_opening(title="Ingénieure de données")
    campaign = make_campaign(publications=[opening, make_published_story()])

    invite(campaign)

    (message,) = sent_to(zoe)
    plain = message.text.replace("\N{NO-BREAK SPACE}", " ").replace(
        "\N{NARROW NO-BREAK SPACE}", " "
    )
    assert "Hiver des données" in message.subject
    assert "Trouver deux collègues." in plain
    assert "18 décembre" in plain
    assert f"{app.config['BASE_URL']}/share/{opening.id}" in message.text
    assert message.text.count("/share/") == 2
    assert len(message.html.encode()) < 40_000
    raw = mail.as_email(message, sender="Relais <relais@example.org>").as_bytes().decode()
    assert f"List-Unsubscribe: <{app.config['BASE_URL']}/invitations/stop/" in raw
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n" in raw
    # no list of the outbox says who was invited, or how often
    assert message.about_id == campaign.id


def test_it_is_in_the_readers_language(zoe):
    anna = make_person(language="en")

    invite(make_campaign())

    (message,) = sent_to(anna)
    assert "Winter of data" in message.subject
    assert "Find two colleagues." in message.text


def test_one_mail_that_fails_keeps_nobody_elses_and_is_tried_again(zoe, monkeypatch):
    make_campaign()
    written = letter.write

    def fail_for_zoe(campaign, person, *given, **named):
        if person.id == zoe.id:
            raise ValueError
        written(campaign, person, *given, **named)

    monkeypatch.setattr(letter, "write", fail_for_zoe)
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    monkeypatch.setattr(jobs, "worker_context", contextlib.nullcontext)
    with pytest.raises(jobs.InvitationsFailed):
        jobs.send_invitations()
    assert mails()
    assert not sent_to(zoe)

    monkeypatch.setattr(letter, "write", written)
    jobs.send_invitations()
    assert len(sent_to(zoe)) == 1
    assert len({each.to_address for each in mails()}) == len(mails())


@pytest.mark.own_database
def test_workers_at_once_and_one_that_is_killed_invite_nobody_twice(app, monkeypatch):
    make_organisation()
    monkeypatch.setattr(send, "A_PAGE", 7)
    people = [make_person() for _ in range(30)]
    campaigns = [make_campaign(), make_campaign()]
    keys = [each.id for each in campaigns]
    begun = Barrier(4)

    def work(killed: bool) -> None:
        with app.app_context():
            begun.wait()
            for turn in range(3):
                for key in keys:
                    after = None
                    while True:
                        page = send.send_page(key, INVITATION, after=after, now=MONDAY)
                        if killed and turn == 0:
                            db.session.rollback()
                        else:
                            db.session.commit()
                        after = page.after
                        if after is None:
                            break
            db.session.remove()

    workers = [Thread(target=work, args=(number == 0,)) for number in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()

    often = dict(
        db.session.execute(
            select(Message.to_address, func.count()).group_by(Message.to_address)
        ).all()
    )
    assert {often.get(each.email) for each in people} == {1}  # of two campaigns, one a week
    marked = db.session.scalar(
        select(func.max(func.count()).over()).select_from(CampaignInvitation)
        .group_by(CampaignInvitation.person_id).limit(1)
    )  # fmt: skip
    assert marked == 1


def test_the_database_refuses_a_second_invitation(zoe):
    campaign = make_campaign()
    invite(campaign)
    twice = text(
        "INSERT INTO campaign_invitations (campaign_id, number, person_id, at, offered)"
        " SELECT campaign_id, number, person_id, at, offered FROM campaign_invitations"
    )

    with pytest.raises(Exception, match="campaign_invitations_pkey"):
        db.session.execute(twice)


def test_a_company_without_a_charter_still_invites_and_the_kit_asks_for_it(zoe):
    publish_charter("Parlez.", "Speak.", replaces=0, by=zoe, now=MONDAY)

    invite(make_campaign())

    assert len(sent_to(zoe)) == 1


def test_a_person_who_goes_takes_their_invitations_along(zoe):
    invite(make_campaign())

    db.session.execute(text("DELETE FROM person_roles WHERE person_id = :id"), {"id": zoe.id})
    db.session.execute(delete(type(zoe)).where(type(zoe).id == zoe.id))

    left = select(CampaignInvitation.person_id).where(CampaignInvitation.person_id == zoe.id)
    assert db.session.scalars(left).all() == []
