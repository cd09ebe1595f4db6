"""The states of a publication, and who is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.database import db
from app.core.models import Activity, Version
from app.people.models import Person
from app.publishing.life.hours import withdraw_due
from app.publishing.models import PublicationState
from app.publishing.publish import (
    NotReady,
    WrongState,
    archive,
    close,
    publish,
    reopen,
    restore,
)
from tests.factories.publishing import (
    make_opening,
    make_published_opening,
    make_published_story,
    make_story,
)
from tests.publishing.conftest import NOON


def activities(kind: str) -> int:
    return db.session.scalar(select(func.count()).where(Activity.kind == kind)) or 0


def changes(kind: str) -> int:
    return db.session.scalar(select(Version.number).where(Version.kind == kind)) or 0


def test_a_published_opening_has_its_date_and_its_line_in_the_log(recruiter: Person) -> None:
    opening = make_opening()

    publish(opening, by=recruiter, now=NOON)

    assert opening.state is PublicationState.PUBLISHED
    assert opening.published_at == NOON
    assert activities("opening.published") == 1


def test_publishing_twice_changes_nothing(recruiter: Person) -> None:
    opening = make_opening()
    publish(opening, by=recruiter, now=NOON)

    publish(opening, by=recruiter, now=NOON + timedelta(hours=1))

    assert opening.published_at == NOON
    assert activities("opening.published") == 1


def test_an_opening_without_suggested_text_stays_a_draft(recruiter: Person) -> None:
    opening = make_opening(variants=[])

    with pytest.raises(NotReady) as refusal:
        publish(opening, by=recruiter, now=NOON)

    assert refusal.value.missing == ["variants.fr", "variants.en"]
    assert opening.state is PublicationState.DRAFT
    assert activities("opening.published") == 0


def test_every_change_of_state_tells_the_pages_that_show_it(recruiter: Person) -> None:
    opening = make_opening()
    seen = [(changes("publication"), changes("team"))]

    for verb in (publish, close, reopen):
        verb(opening, by=recruiter, now=NOON)
        seen.append((changes("publication"), changes("team")))

    assert seen == sorted(set(seen)), "each change counts one more"


def test_a_closed_opening_keeps_the_day_it_was_published(recruiter: Person) -> None:
    opening = make_published_opening()
    published = opening.published_at

    close(opening, by=recruiter, now=NOON)

    assert opening.state is PublicationState.CLOSED
    assert (opening.published_at, opening.ended_at) == (published, NOON)
    assert activities("opening.closed") == 1


def test_closing_twice_changes_nothing(recruiter: Person) -> None:
    opening = make_published_opening()
    close(opening, by=recruiter, now=NOON)

    close(opening, by=recruiter, now=NOON + timedelta(days=1))

    assert opening.ended_at == NOON
    assert activities("opening.closed") == 1


def test_a_draft_cannot_be_closed(recruiter: Person) -> None:
    with pytest.raises(WrongState):
        close(make_opening(), by=recruiter, now=NOON)


def test_a_closed_opening_is_reopened_and_not_published_again(recruiter: Person) -> None:
    opening = make_opening(state=PublicationState.CLOSED)

    with pytest.raises(WrongState):
        publish(opening, by=recruiter, now=NOON)
    reopen(opening, by=recruiter, now=NOON)

    assert opening.state is PublicationState.PUBLISHED
    assert opening.ended_at is None
    assert activities("opening.reopened") == 1


def test_reopening_forgets_a_last_day_that_is_over(recruiter: Person) -> None:
    opening = make_opening(state=PublicationState.CLOSED, closes_on=NOON.date() - timedelta(days=1))

    reopen(opening, by=recruiter, now=NOON)

    assert opening.closes_on is None


@pytest.mark.parametrize(
    ("zone", "after_midnight"),
    [
        ("Europe/Paris", datetime(2026, 6, 10, 22, 30, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 6, 10, 12, 30, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 6, 11, 4, 30, tzinfo=UTC)),
    ],
)
def test_an_opening_reopened_half_an_hour_after_its_last_day_stays_open(
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    recruiter: Person,
    zone: str,
    after_midnight: datetime,
) -> None:
    monkeypatch.setitem(app.config, "TIMEZONE", zone)
    opening = make_published_opening(closes_on=date(2026, 6, 10))

    assert withdraw_due(now=after_midnight - timedelta(hours=1)) == 0, "its last day"
    assert withdraw_due(now=after_midnight) == 1
    reopen(opening, by=recruiter, now=after_midnight)

    assert opening.closes_on is None
    assert withdraw_due(now=after_midnight + timedelta(minutes=5)) == 0


def test_an_opening_reopened_late_on_its_last_day_keeps_it(app: Flask, recruiter: Person) -> None:
    last_day = date(2026, 6, 10)
    opening = make_opening(state=PublicationState.CLOSED, closes_on=last_day)

    reopen(opening, by=recruiter, now=datetime(2026, 6, 10, 21, 30, tzinfo=UTC))

    assert opening.closes_on == last_day


def test_reopening_keeps_a_last_day_to_come(recruiter: Person) -> None:
    opening = make_opening(state=PublicationState.CLOSED, closes_on=NOON.date())

    reopen(opening, by=recruiter, now=NOON)

    assert opening.closes_on == NOON.date()


def test_an_open_opening_cannot_be_archived(recruiter: Person) -> None:
    with pytest.raises(WrongState):
        archive(make_published_opening(), by=recruiter, now=NOON)


def test_an_opening_comes_back_from_the_archive_closed(recruiter: Person) -> None:
    opening = make_opening(state=PublicationState.CLOSED)

    archive(opening, by=recruiter, now=NOON)
    assert opening.state is PublicationState.ARCHIVED
    restore(opening, by=recruiter, now=NOON)

    assert opening.state is PublicationState.CLOSED
    assert opening.ended_at is not None


def test_openings_close_by_themselves_after_their_last_day(recruiter: Person) -> None:
    today = date(2026, 11, 23)
    over = make_published_opening(closes_on=today - timedelta(days=1))
    last_day = make_published_opening(closes_on=today)
    without = make_published_opening()

    assert withdraw_due(now=NOON) == 1
    assert withdraw_due(now=NOON) == 0

    states = [each.state for each in (over, last_day, without)]
    assert states == [
        PublicationState.CLOSED,
        PublicationState.PUBLISHED,
        PublicationState.PUBLISHED,
    ]


def test_a_story_is_published_withdrawn_and_put_back(editor: Person) -> None:
    story = make_story()

    publish(story, by=editor, now=NOON)
    archive(story, by=editor, now=NOON)
    assert story.state is PublicationState.ARCHIVED
    restore(story, by=editor, now=NOON + timedelta(days=1))

    assert story.state is PublicationState.PUBLISHED
    assert (story.published_at, story.ended_at) == (NOON, None)
    kinds = ("story.published", "story.archived", "story.restored")
    assert [activities(kind) for kind in kinds] == [1, 1, 1]


def test_a_draft_of_a_story_cannot_be_withdrawn(editor: Person) -> None:
    with pytest.raises(WrongState):
        archive(make_story(), by=editor, now=NOON)


def test_a_withdrawn_story_is_put_back_and_not_published_again(editor: Person) -> None:
    story = make_published_story()
    archive(story, by=editor, now=NOON)

    with pytest.raises(WrongState):
        publish(story, by=editor, now=NOON)


def test_an_opening_whose_last_day_is_over_is_not_published(recruiter: Person) -> None:
    opening = make_opening(closes_on=NOON.date() - timedelta(days=1))

    with pytest.raises(NotReady) as refusal:
        publish(opening, by=recruiter, now=NOON)

    assert refusal.value.missing == ["closes_on"]
    assert opening.state is PublicationState.DRAFT
