"""What the clock does: never early, never twice, and told once when something is missing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.database import db
from app.core.models import Activity, Message
from app.people.models import Person
from app.publishing.kinds import OPENINGS, is_online, online, state_on, state_read_on
from app.publishing.life.hours import (
    HourPast,
    Hours,
    TooLateForEmbargo,
    WindowEmpty,
    hours_of,
    plan,
    publish_due,
    schedule,
    unschedule,
    withdraw_due,
)
from app.publishing.missing import NotReady
from app.publishing.models import EndReason, Opening, PublicationState
from app.publishing.publish import Embargoed, WrongState
from tests.factories.publishing import (
    make_opening,
    make_published_opening,
    make_published_story,
    make_story,
)
from tests.publishing.conftest import NOON
from tests.publishing.test_at_once import at_once

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def activities(kind: str) -> int:
    return db.session.scalar(select(func.count()).where(Activity.kind == kind)) or 0


def test_it_goes_online_at_its_hour_and_not_a_second_earlier(recruiter: Person) -> None:
    opening = make_opening()
    schedule(opening, at=NOON + HOUR, by=recruiter, now=NOON)

    assert publish_due(now=NOON + HOUR - SECOND) == 0
    assert opening.published_at is None
    assert publish_due(now=NOON + HOUR) == 1

    assert opening.state is PublicationState.PUBLISHED
    assert opening.published_at == NOON + HOUR
    assert publish_due(now=NOON + HOUR) == 0
    assert activities("opening.published") == 1


def test_a_scheduler_that_was_away_publishes_at_the_time_that_it_is(recruiter: Person) -> None:
    opening = make_opening()
    schedule(opening, at=NOON + HOUR, by=recruiter, now=NOON)

    publish_due(now=NOON + 5 * HOUR)

    assert opening.published_at == NOON + 5 * HOUR, "nobody saw it earlier"


def test_a_clock_set_back_shows_nothing_early(recruiter: Person) -> None:
    opening = make_opening()
    schedule(opening, at=NOON + HOUR, by=recruiter, now=NOON)

    assert publish_due(now=NOON - 24 * HOUR) == 0


def test_what_lacks_something_at_its_hour_stays_and_its_writer_is_told_once(
    recruiter: Person,
) -> None:
    opening = make_opening(updated_by=recruiter)
    schedule(opening, at=NOON + HOUR, by=recruiter, now=NOON)
    opening.variants = []
    db.session.flush()

    assert publish_due(now=NOON + HOUR) == 0
    assert publish_due(now=NOON + 2 * HOUR) == 0

    assert opening.state is PublicationState.SCHEDULED
    assert opening.published_at is None
    told = db.session.scalars(select(Message)).all()
    assert [message.to_address for message in told] == [recruiter.email]
    assert activities("opening.held_back") == 1


def test_one_that_is_not_ready_holds_up_no_other(recruiter: Person) -> None:
    first, second = make_opening(), make_opening()
    schedule(first, at=NOON + HOUR, by=recruiter, now=NOON)
    schedule(second, at=NOON + HOUR, by=recruiter, now=NOON)
    first.variants = []
    db.session.flush()

    assert publish_due(now=NOON + HOUR) == 1
    assert second.state is PublicationState.PUBLISHED


def test_what_is_not_complete_cannot_be_planned(recruiter: Person) -> None:
    with pytest.raises(NotReady):
        schedule(make_opening(variants=[]), at=NOON + HOUR, by=recruiter, now=NOON)


def test_a_plan_that_is_cancelled_leaves_a_draft(recruiter: Person) -> None:
    opening = make_opening()
    schedule(opening, at=NOON + HOUR, by=recruiter, now=NOON)

    unschedule(opening, by=recruiter, now=NOON)

    assert opening.state is PublicationState.DRAFT
    assert publish_due(now=NOON + HOUR) == 0


def test_a_plan_without_its_hour_is_a_draft_again(recruiter: Person) -> None:
    opening = make_opening()
    schedule(opening, at=NOON + HOUR, by=recruiter, now=NOON)

    plan(opening, Hours(withdraw_at=NOON + 9 * HOUR), by=recruiter, now=NOON)

    assert opening.state is PublicationState.DRAFT
    assert hours_of(opening) == Hours(withdraw_at=NOON + 9 * HOUR)


def test_both_ends_of_a_window_and_the_embargo_move_together(recruiter: Person) -> None:
    opening = make_opening()
    plan(opening, Hours(NOON + HOUR, NOON + 2 * HOUR, NOON + HOUR), by=recruiter, now=NOON)
    later = Hours(NOON + 9 * HOUR, NOON + 10 * HOUR, NOON + 9 * HOUR)

    plan(opening, later, by=recruiter, now=NOON)

    assert hours_of(opening) == later
    assert opening.state is PublicationState.SCHEDULED


@pytest.mark.parametrize(
    ("hours", "refusal"),
    [
        (Hours(publish_at=NOON), HourPast),
        (Hours(publish_at=NOON - HOUR), HourPast),
        (Hours(withdraw_at=NOON - HOUR), HourPast),
        (Hours(publish_at=NOON + HOUR, withdraw_at=NOON + HOUR), WindowEmpty),
        (Hours(publish_at=NOON + HOUR, embargo_until=NOON + HOUR + SECOND), Embargoed),
    ],
)
def test_hours_that_contradict_each_other_are_refused(
    recruiter: Person, hours: Hours, refusal: type[Exception]
) -> None:
    opening = make_opening()

    with pytest.raises(refusal):
        plan(opening, hours, by=recruiter, now=NOON)

    assert hours_of(opening) == Hours()
    assert opening.state is PublicationState.DRAFT


def test_what_is_online_is_neither_planned_nor_put_under_embargo(recruiter: Person) -> None:
    opening = make_published_opening()

    with pytest.raises(WrongState):
        schedule(opening, at=NOON + HOUR, by=recruiter, now=NOON)
    with pytest.raises(TooLateForEmbargo):
        plan(opening, Hours(embargo_until=NOON + HOUR), by=recruiter, now=NOON)


@pytest.mark.parametrize(
    ("make", "state"),
    [
        (make_published_opening, PublicationState.CLOSED),
        (make_published_story, PublicationState.ARCHIVED),
    ],
)
def test_it_leaves_to_the_second_before_any_job_ran(
    recruiter: Person, make: Any, state: PublicationState
) -> None:
    publication = make(withdraw_at=NOON)

    assert is_online(publication, NOON - SECOND)
    assert not is_online(publication, NOON)
    assert state_on(publication, NOON) is state

    assert withdraw_due(now=NOON - SECOND) == 0
    assert withdraw_due(now=NOON) == 1
    assert (publication.state, publication.end_reason) == (state, EndReason.WINDOW)


@pytest.mark.parametrize("state", PublicationState)
@pytest.mark.parametrize("seconds", [-1, 0, 1, None])
def test_the_condition_of_statements_and_that_of_pages_are_one(
    app: Flask, state: PublicationState, seconds: int | None
) -> None:
    if state in (PublicationState.SUBMITTED, PublicationState.APPROVED):
        return
    leaves = None if seconds is None else NOON + timedelta(seconds=seconds)
    opening = make_opening(state=state, withdraw_at=leaves, publish_at=NOON - HOUR)

    found = db.session.scalars(select(Opening).where(online(OPENINGS, NOON))).all()
    read = db.session.scalar(select(state_read_on(OPENINGS, NOON)).where(Opening.id == opening.id))

    assert (opening in found) == is_online(opening, NOON)
    assert read is state_on(opening, NOON)


def test_a_story_put_back_after_its_window_stays(recruiter: Person) -> None:
    from app.publishing.publish import restore

    story = make_published_story(withdraw_at=NOON)
    withdraw_due(now=NOON)

    restore(story, by=recruiter, now=NOON + HOUR)

    assert withdraw_due(now=NOON + 2 * HOUR) == 0


@pytest.mark.own_database
def test_two_schedulers_at_the_same_instant_publish_once(app: Flask) -> None:
    openings = [
        make_opening(state=PublicationState.SCHEDULED, publish_at=NOON - HOUR) for _ in range(3)
    ]
    keys = [opening.id for opening in openings]
    db.session.commit()

    done = at_once(app, lambda _: str(publish_due(now=NOON)), times=2)

    db.session.expire_all()
    assert sum(map(int, done)) == len(keys)
    assert activities("opening.published") == len(keys)


def test_the_hour_of_a_summer_night_is_the_company_s(recruiter: Person) -> None:
    story = make_story()
    at = datetime(2027, 3, 28, 1, 0, tzinfo=UTC)  # 03:00 in Paris, where there was no 02:00

    schedule(story, at=at, by=recruiter, now=NOON)

    assert publish_due(now=at - SECOND) == 0
    assert publish_due(now=at) == 1
