"""A source that is set, read at once, paused; that fails, and whose owner is told."""

import pytest
from sqlalchemy import select

from app.core.database import db
from app.core.fetching.refusals import Unfetchable
from app.core.models import Message
from app.publishing.feeds.models import FeedState, RunState, VanishedBecomes
from app.publishing.feeds.runs import apply, settings
from app.publishing.feeds.runs.follow import begin_following, due_feeds, follow
from app.publishing.models import PublicationState
from tests.publishing.conftest import NOON
from tests.publishing.feeds.runs.sources import HOUR, answer, followed, lever, online, openings


def told():
    return [each.subject for each in db.session.scalars(select(Message).order_by(Message.id))]


def test_the_owner_is_told_once_an_incident_in_their_language(of_lever, recruiter):
    recruiter.language = "en"
    of_lever.address += "?mode=json&key=s3cret"
    broken = answer(b"", status=500)
    for hours in range(5):
        follow(of_lever.id, now=NOON + hours * HOUR, ask=broken)
    assert told() == ["“Tableau” cannot be read"]
    said = db.session.scalars(select(Message.text)).one()
    assert "(500)" in said
    assert "s3cret" not in said

    follow(of_lever.id, now=NOON + 9 * HOUR, ask=answer(lever(1)))
    assert (of_lever.failure, of_lever.told_at) == ("", None)
    recruiter.language = "fr"
    for hours in range(20, 23):
        follow(of_lever.id, now=NOON + hours * HOUR, ask=broken)
    assert len(told()) == 2
    assert told()[1].startswith("La source")


def test_a_source_that_is_gone_is_told_when_it_is_suspended_and_can_be_resumed(of_lever, recruiter):
    for hours in (0, 1, 2, 3, 73, 74):
        follow(of_lever.id, now=NOON + hours * HOUR, ask=answer(b"", status=404))
    assert (of_lever.state, len(told())) == (FeedState.SUSPENDED, 1)

    settings.resume(of_lever, by=recruiter, now=NOON)
    assert (of_lever.state, of_lever.first_gone_at, of_lever.next_at) == (FeedState.ON, None, NOON)


def test_a_person_has_a_source_read_at_once_and_follows_its_run(of_lever, recruiter):
    run = settings.follow_now(of_lever, by=recruiter, now=NOON)
    assert settings.follow_now(of_lever, by=recruiter, now=NOON).id == run.id

    assert followed(of_lever, answer(lever(1, 2)), NOON).id == run.id
    assert (run.state, run.total, run.by_id) == (RunState.WAITING, 2, recruiter.id)
    failing = settings.follow_now(of_lever, by=recruiter, now=NOON)
    followed(of_lever, answer(b"<html>"), NOON)
    assert (failing.state, failing.sentence) == (RunState.FAILED, "document")


def test_a_first_reading_that_nobody_looked_at_is_replaced_by_the_next(of_lever):
    first = followed(of_lever, answer(lever(1)), NOON)
    second = followed(of_lever, answer(lever(1, 2)), NOON + HOUR)

    assert (first.id, first.total) == (second.id, 2)


def test_only_what_is_due_or_wanted_is_read(of_lever, recruiter):
    of_lever.next_at = NOON
    db.session.flush()
    assert due_feeds(now=NOON) == [of_lever.id]
    assert begin_following(of_lever.id, now=NOON)
    assert begin_following(of_lever.id, now=NOON) is None, "another worker has just begun"

    settings.follow_now(of_lever, by=recruiter, now=NOON)
    assert begin_following(of_lever.id, now=NOON)
    settings.pause(of_lever, by=recruiter, now=NOON)
    assert begin_following(of_lever.id, now=NOON + 9 * HOUR) is None
    assert due_feeds(now=NOON + 9 * HOUR) == []


def test_another_address_begins_anew_and_a_private_one_is_refused(of_lever, recruiter):
    of_lever.etag, of_lever.failures, of_lever.state = '"1"', 4, FeedState.SUSPENDED
    where = {"format": "indeed", "language": "fr"}
    with pytest.raises(Unfetchable):
        settings.change_feed(
            of_lever, by=recruiter, now=NOON, address="ftp://example.org/x", **where
        )
    new = "https://example.org/jobs.xml"
    assert settings.change_feed(of_lever, by=recruiter, now=NOON, address=new, **where)
    assert (of_lever.etag, of_lever.failures, of_lever.state) == ("", 0, FeedState.ON)
    assert not settings.change_feed(of_lever, by=recruiter, now=NOON, address=new, **where)


@pytest.mark.parametrize(
    ("becomes", "state", "run_state"),
    [
        (VanishedBecomes.CLOSE, PublicationState.CLOSED, RunState.DONE),
        (VanishedBecomes.ASK, PublicationState.PUBLISHED, RunState.ASKING),
        (VanishedBecomes.STAY, PublicationState.PUBLISHED, RunState.DONE),
    ],
)
def test_what_vanishes_becomes_what_the_settings_say(
    of_lever, recruiter, becomes, state, run_state
):
    run = followed(of_lever, answer(lever(1, 2)), NOON)
    apply.begin_applying(run, by=recruiter)
    apply.apply_some(run.id, now=NOON)
    online(*openings().values())
    of_lever.vanished = becomes
    followed(of_lever, answer(lever(1)), NOON + HOUR)
    last = followed(of_lever, answer(lever(1)), NOON + 2 * HOUR)

    assert (openings()["2"].state, last.state) == (state, run_state)


def test_http_is_read_only_where_the_settings_allow_it(app, of_lever):
    ask = answer(lever(1))
    limits = []

    def asked(address, given, **sent):
        limits.append(given.http)
        return ask(address, given, **sent)

    follow(of_lever.id, now=NOON, ask=asked)
    app.config["FETCH_HTTP"] = True
    try:
        follow(of_lever.id, now=NOON + HOUR, ask=asked)
    finally:
        app.config["FETCH_HTTP"] = False
    assert limits == [False, True]


@pytest.mark.parametrize("leaves", ["the company", "the role"])
def test_nothing_is_published_in_the_name_of_who_may_no_longer(of_lever, recruiter, leaves):
    if leaves == "the company":
        recruiter.disabled_at = NOON
    else:
        recruiter.role_rows.clear()
    run = settings.follow_now(of_lever, by=recruiter, now=NOON)

    assert begin_following(of_lever.id, now=NOON) is None
    assert (of_lever.state, of_lever.failure) == (FeedState.PAUSED, "no_owner")
    assert (run.state, run.sentence) == (RunState.FAILED, "no_owner")
    assert due_feeds(now=NOON + HOUR) == []
