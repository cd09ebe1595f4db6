"""Each save leaves a version; any of them can be read, compared, and taken back."""

from dataclasses import replace
from datetime import UTC, date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from app.core.database import db
from app.people.models import Person, Team
from app.publishing.content import content_of
from app.publishing.history.differences import WordFate, changed_words
from app.publishing.history.models import Cause, PublicationVersion
from app.publishing.history.snapshots import as_json, content_from
from app.publishing.history.versions import FOLDED_FOR, pair_of, versions_of
from app.publishing.kinds import CuratedContent, EventContent, OpeningContent, StoryContent
from app.publishing.life.taking_back import take_back
from app.publishing.models import (
    Contract,
    Opening,
    Publication,
    Remote,
    SalaryPeriod,
    Seniority,
    StoryKind,
    WorkingTime,
)
from app.publishing.texts import Words
from app.publishing.write import EditedMeanwhile, save
from tests.factories.people import make_person, make_team
from tests.factories.publishing import make_opening, make_published_opening
from tests.publishing.conftest import NOON

LATER = FOLDED_FOR + timedelta(minutes=1)
_WORDS = st.builds(
    Words,
    title=st.text(),
    summary=st.text(),
    body=st.text(),
    cover_alt=st.text(),
    variants=st.lists(st.text(min_size=1), max_size=3).map(tuple),
)
_COMMON: dict[str, Any] = {
    "words": st.dictionaries(st.sampled_from(["fr", "en"]), _WORDS),
    "team_id": st.none() | st.uuids(),
    "theme_ids": st.frozensets(st.uuids(), max_size=3),
    "audience_team_ids": st.frozensets(st.uuids(), max_size=3),
    "audience_languages": st.frozensets(st.sampled_from(["fr", "en"])),
}
_OPENINGS = st.builds(
    OpeningContent,
    **_COMMON,
    place_id=st.none() | st.uuids(),
    other_place_ids=st.lists(st.uuids(), max_size=3).map(tuple),
    contract=st.none() | st.sampled_from(Contract),
    working_time=st.none() | st.sampled_from(WorkingTime),
    remote=st.none() | st.sampled_from(Remote),
    remote_days=st.none() | st.integers(1, 4),
    salary_min=st.none() | st.decimals(1, 10_000, places=2),
    salary_period=st.sampled_from(SalaryPeriod),
    seniority=st.none() | st.sampled_from(Seniority),
    starts_on=st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)
_STORY: dict[str, Any] = _COMMON | {
    "author_id": st.none() | st.uuids(),
    "cover_id": st.none() | st.uuids(),
}
_INSTANTS = st.none() | st.datetimes(timezones=st.just(UTC))
_STORIES = (
    st.builds(
        StoryContent,
        **_STORY,
        story_kind=st.sampled_from([StoryKind.ARTICLE, StoryKind.PORTRAIT, StoryKind.NEWS]),
    )
    | st.builds(CuratedContent, **_STORY, source_url=st.text(), source_name=st.text())
    | st.builds(
        EventContent,
        **_STORY,
        starts_at=_INSTANTS,
        ends_at=_INSTANTS,
        place_id=st.none() | st.uuids(),
        address=st.text(),
        online_url=st.text(),
        capacity=st.none() | st.integers(1, 500),
    )
)


def write(publication: Publication, title: str, **how: Any) -> bool:
    content = content_of(publication)
    words = replace(content.words["fr"], title=title)
    typed = replace(content, words={**content.words, "fr": words})
    return save(publication, typed, version=publication.version, **{"now": NOON} | how)


def kept(publication: Publication) -> list[PublicationVersion]:
    return list(versions_of(publication, page=1).items)


@settings(max_examples=30)
@given(_OPENINGS | _STORIES)
def test_a_content_comes_back_from_its_snapshot_as_it_was(content: Any) -> None:
    assert content_from(as_json(content)) == content


def test_a_snapshot_reads_the_same_whatever_the_order_of_its_sets() -> None:
    first, second = make_key(1), make_key(2)

    assert as_json(OpeningContent(theme_ids=frozenset([first, second]))) == as_json(
        OpeningContent(theme_ids=frozenset([second, first]))
    )


def make_key(number: int) -> Any:
    from uuid import UUID

    return UUID(int=number)


def test_an_amount_keeps_its_cents_in_a_snapshot() -> None:
    content = OpeningContent(salary_min=Decimal("12.02"))

    back = content_from(as_json(content))

    assert isinstance(back, OpeningContent)
    assert back.salary_min == Decimal("12.02")


def test_the_first_save_keeps_how_it_began_as_well(recruiter: Person) -> None:
    opening = make_published_opening()
    before = content_of(opening)

    write(opening, "Autre titre", by=recruiter)

    latest, first = kept(opening)
    assert latest.changed == ["fr.title"]
    assert latest.by == recruiter
    assert content_from(pair_of(opening, first.number)[0].content) == before


def test_each_correction_of_what_is_online_is_a_version(recruiter: Person) -> None:
    opening = make_published_opening()

    for number in range(3):
        write(opening, f"Titre {number}", by=recruiter)

    assert len(kept(opening)) == 4


def test_saves_of_a_draft_by_one_person_fold_into_one_version_for_a_while(
    recruiter: Person,
) -> None:
    opening = make_opening()
    for minute in range(8):
        write(opening, f"Titre {minute}", by=recruiter, now=NOON + timedelta(minutes=minute))
    assert len(kept(opening)) == 2

    write(opening, "Plus tard", by=recruiter, now=NOON + LATER)
    write(opening, "Quelqu’un d’autre", by=make_person(), now=NOON + LATER)

    assert len(kept(opening)) == 4


def test_a_folded_version_says_what_it_changed_in_the_end(recruiter: Person) -> None:
    opening = make_opening()
    first = content_of(opening).words["fr"].title
    write(opening, "Autre", by=recruiter)
    content = replace(content_of(opening), contract=Contract.INTERNSHIP)
    save(opening, content, version=opening.version, by=recruiter, now=NOON)

    write(opening, first, by=recruiter)

    assert kept(opening)[0].changed == ["contract"]


def test_taking_a_version_back_is_a_save_that_can_be_taken_back(recruiter: Person) -> None:
    opening = make_published_opening()
    first = content_of(opening)
    write(opening, "Autre", by=recruiter)
    second = content_of(opening)
    oldest = kept(opening)[-1]

    assert take_back(opening, oldest, version=opening.version, by=recruiter, now=NOON)
    assert content_of(opening) == first
    latest, before, _oldest = kept(opening)
    assert latest.cause is Cause.RESTORED
    assert take_back(opening, before, version=opening.version, by=recruiter, now=NOON)

    assert content_of(opening) == second


def test_a_version_is_not_taken_back_over_what_somebody_saved_meanwhile(
    recruiter: Person,
) -> None:
    opening = make_published_opening()
    write(opening, "Autre", by=recruiter)
    seen, oldest = opening.version, kept(opening)[-1]
    write(opening, "Encore", by=make_person())

    with pytest.raises(EditedMeanwhile):
        take_back(opening, oldest, version=seen, by=recruiter, now=NOON)


def test_a_version_whose_team_is_gone_comes_back_without_it(recruiter: Person) -> None:
    gone = make_team()
    opening = make_opening(team=gone)
    content = replace(content_of(opening), team_id=make_team().id)
    save(opening, content, version=opening.version, by=recruiter, now=NOON)
    db.session.execute(delete(Team).where(Team.id == gone.id))
    db.session.expire_all()

    take_back(opening, kept(opening)[-1], version=opening.version, by=recruiter, now=NOON)

    assert opening.team_id is None


def test_versions_go_with_a_draft_that_is_thrown_away(app: Flask, recruiter: Person) -> None:
    opening = make_opening()
    write(opening, "Autre", by=recruiter)
    db.session.delete(opening)
    db.session.flush()

    assert not db.session.scalars(select(PublicationVersion)).all()
    assert not db.session.scalars(select(Opening)).all()


@given(st.text(), st.text())
def test_a_difference_holds_both_texts_whole(before: str, after: str) -> None:
    parts = changed_words(before, after)

    old = "".join(part.text for part in parts if part.fate is not WordFate.NEW)
    new = "".join(part.text for part in parts if part.fate is not WordFate.GONE)
    assert (old, new) == (before, after)


def test_a_difference_is_told_by_words() -> None:
    parts = changed_words("Deux jours par mois.", "Trois jours par semaine.")

    assert [(part.fate.value, part.text) for part in parts] == [
        ("gone", "Deux"),
        ("new", "Trois"),
        ("same", " jours par "),
        ("gone", "mois."),
        ("new", "semaine."),
    ]
