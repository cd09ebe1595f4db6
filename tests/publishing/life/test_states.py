"""Which act begins from which state, and how a publication stands after it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.database import db
from app.core.models import Activity
from app.people.models import Person
from app.publishing import publish as verbs
from app.publishing.content import content_of
from app.publishing.kinds import FAMILIES, is_online, state_on
from app.publishing.missing import NotReady
from app.publishing.models import EndReason, Publication, PublicationState
from app.publishing.publish import Embargoed, WrongState, change, fill, pause, publish, resume
from app.publishing.write import save
from tests.factories.publishing import make_opening, make_published_opening, make_story
from tests.publishing.conftest import NOON

OF_STORIES = {PublicationState.SUBMITTED, PublicationState.APPROVED}
OF_OPENINGS = {PublicationState.PAUSED, PublicationState.CLOSED}
TABLE = [
    (noun, name, state)
    for noun, family in sorted(FAMILIES.items())
    for name in sorted(family.acts.keys() - {"reconsider"})  # what was declined alone
    for state in PublicationState
    if state not in (OF_STORIES if noun == "opening" else OF_OPENINGS)
]


def made(noun: str, state: PublicationState) -> Publication:
    make: Any = make_opening if noun == "opening" else make_story
    publication: Publication = make(state=state, publish_at=NOON + timedelta(days=1))
    return publication


@pytest.mark.parametrize(("noun", "name", "state"), TABLE)
def test_each_act_from_each_state_changes_says_why_not_or_does_nothing(
    recruiter: Person, noun: str, name: str, state: PublicationState
) -> None:
    act = FAMILIES[noun].acts[name]
    publication = made(noun, state)

    if state in act.refused:
        with pytest.raises(WrongState) as refusal:
            change(name, publication, by=recruiter, now=NOON)
        assert str(refusal.value.sentence)
        assert publication.state is state
    else:
        changed = change(name, publication, by=recruiter, now=NOON, reason=EndReason.CLOSED)
        assert publication.state is (act.ends if state in act.starts else state)
        assert changed == (state in act.starts)
    assert (publication.ended_at is None) == (publication.end_reason is None)


@pytest.mark.parametrize(("noun", "name", "state"), TABLE)
def test_nothing_gets_a_day_of_publication_but_by_being_shown(
    recruiter: Person, noun: str, name: str, state: PublicationState
) -> None:
    publication = made(noun, state)
    before = publication.published_at
    act = FAMILIES[noun].acts[name]
    if state not in act.starts:
        return

    change(name, publication, by=recruiter, now=NOON, reason=EndReason.CLOSED)

    shown = act.ends is PublicationState.PUBLISHED
    assert publication.published_at == (before or (NOON if shown else None))


def test_a_paused_opening_is_not_online_and_comes_back_as_it_was(recruiter: Person) -> None:
    opening = make_published_opening()
    first = opening.published_at

    pause(opening, by=recruiter, now=NOON)
    assert not is_online(opening, NOON)
    assert opening.ended_at is None
    resume(opening, by=recruiter, now=NOON + timedelta(days=3))

    assert is_online(opening, NOON)
    assert opening.published_at == first


def test_a_paused_opening_closes_after_its_last_day(recruiter: Person) -> None:
    opening = make_published_opening(closes_on=NOON.date())
    pause(opening, by=recruiter, now=NOON)

    assert state_on(opening, NOON) is PublicationState.PAUSED
    assert state_on(opening, NOON + timedelta(days=1)) is PublicationState.CLOSED


def test_a_filled_opening_is_closed_and_says_why(recruiter: Person) -> None:
    opening = make_published_opening()

    fill(opening, by=recruiter, now=NOON)

    assert opening.state is PublicationState.CLOSED
    assert opening.end_reason is EndReason.FILLED
    assert db.session.scalar(select(func.count()).where(Activity.kind == "opening.filled")) == 1


def test_reopening_forgets_why_it_had_ended(recruiter: Person) -> None:
    opening = make_opening(state=PublicationState.CLOSED, end_reason=EndReason.FILLED)

    verbs.reopen(opening, by=recruiter, now=NOON)

    assert (opening.end_reason, opening.ended_at) == (None, None)


def test_the_archive_keeps_why_an_opening_had_ended(recruiter: Person) -> None:
    opening = make_opening(state=PublicationState.CLOSED, end_reason=EndReason.FILLED)

    verbs.archive(opening, by=recruiter, now=NOON)

    assert opening.end_reason is EndReason.FILLED


def test_nobody_publishes_before_the_embargo_ends(recruiter: Person) -> None:
    opening = make_opening(embargo_until=NOON)

    with pytest.raises(Embargoed):
        publish(opening, by=recruiter, now=NOON - timedelta(seconds=1))
    publish(opening, by=recruiter, now=NOON)

    assert opening.published_at == NOON


def test_what_is_planned_stays_complete(app: Flask, recruiter: Person) -> None:
    opening = make_opening(state=PublicationState.SCHEDULED)
    less = replace(content_of(opening), place_id=None)

    with pytest.raises(NotReady):
        save(opening, less, version=opening.version, by=recruiter, now=NOON)
