"""Drafts and corrections: nothing is lost unseen, nothing online is left incomplete."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.database import db
from app.core.errors import Refusal
from app.core.models import Activity, Version
from app.people.models import Person
from app.publishing.content import content_of
from app.publishing.kinds import OPENING, OpeningContent
from app.publishing.models import Opening, PublicationState, Remote
from app.publishing.publish import NotReady
from app.publishing.texts import Words
from app.publishing.write import (
    EditedMeanwhile,
    delete_draft,
    duplicate,
    save,
    start,
)
from tests.factories.people import make_team
from tests.factories.publishing import make_opening, make_published_opening, make_theme
from tests.publishing.conftest import NOON


def with_title(opening: Opening, title: str) -> OpeningContent:
    content = content_of(opening)
    words = dict(content.words) | {"fr": replace(content.words["fr"], title=title)}
    return replace(content, words=words)


def test_an_opening_begins_empty_for_the_recruiter_and_their_team(recruiter: Person) -> None:
    recruiter.team = make_team()
    db.session.flush()

    opening = start(OPENING, by=recruiter, now=NOON)

    assert (opening.state, opening.recruiter_id) == (PublicationState.DRAFT, recruiter.id)
    assert opening.team_id == recruiter.team_id
    assert opening.languages == []


def test_a_text_is_as_long_to_read_as_it_was_saved_last(recruiter: Person) -> None:
    opening = make_opening()
    content = content_of(opening)
    for words, minutes in (("mot " * 700, 3), ("bref", 1)):
        texts = {"fr": replace(content.words["fr"], body=words)}
        save(
            opening,
            replace(content, words=texts),
            version=opening.version,
            by=recruiter,
            now=NOON,
        )
        db.session.flush()
        db.session.expire_all()

        text = opening.text("fr")
        assert text is not None
        assert text.minutes == minutes


def test_a_save_keeps_everything_that_was_written(recruiter: Person) -> None:
    opening = make_opening()
    theme, team = make_theme(), make_team()
    content = replace(
        content_of(opening),
        words={
            "en": Words(title="Engineer", summary="In short", body="At length", variants=("a", "b"))
        },
        theme_ids=frozenset({theme.id}),
        audience_team_ids=frozenset({team.id}),
        audience_languages=frozenset({"en"}),
        remote=Remote.FULL,
        remote_days=None,
        salary_max=60_000,
    )

    assert save(opening, content, version=opening.version, by=recruiter, now=NOON)
    db.session.expire_all()

    assert content_of(opening) == content
    assert opening.languages == ["en"]
    assert opening.updated_by_id == recruiter.id


def test_a_save_that_changes_nothing_leaves_the_version(recruiter: Person) -> None:
    opening = make_opening()

    changed = save(opening, content_of(opening), version=opening.version, by=recruiter, now=NOON)

    assert (changed, opening.version) == (False, 1)


def test_a_second_editor_never_overwrites_the_first(recruiter: Person) -> None:
    opening = make_opening()
    save(opening, with_title(opening, "De Camille"), version=1, by=recruiter, now=NOON)

    with pytest.raises(EditedMeanwhile) as refusal:
        save(opening, with_title(opening, "De Claire"), version=1, by=recruiter, now=NOON)

    assert refusal.value.differing == ["fr.title"]
    assert content_of(opening).words["fr"].title == "De Camille"


def test_two_editors_who_wrote_the_same_do_not_disagree(recruiter: Person) -> None:
    opening = make_opening()
    save(opening, with_title(opening, "Le même"), version=1, by=recruiter, now=NOON)

    assert not save(opening, with_title(opening, "Le même"), version=1, by=recruiter, now=NOON)


def test_a_correction_is_noted_with_what_changed_and_tells_its_pages(recruiter: Person) -> None:
    opening = make_published_opening()
    db.session.execute(Version.__table__.delete())

    save(opening, with_title(opening, "Corrigé"), version=1, by=recruiter, now=NOON)

    noted = db.session.scalars(select(Activity).where(Activity.kind == "opening.corrected")).one()
    assert noted.data == {"changed": ["fr.title"]}
    assert db.session.scalar(select(Version.number).where(Version.kind == "publication")) == 1


def test_saving_a_draft_tells_nobody(recruiter: Person) -> None:
    opening = make_opening()

    save(opening, with_title(opening, "Autre"), version=1, by=recruiter, now=NOON)

    assert db.session.scalar(select(func.count()).select_from(Activity)) == 0
    assert db.session.scalar(select(func.count()).select_from(Version)) == 0


def test_moving_an_opening_to_another_team_tells_the_pages_of_both(recruiter: Person) -> None:
    opening = make_published_opening()
    content = replace(content_of(opening), team_id=make_team().id)

    save(opening, content, version=1, by=recruiter, now=NOON)

    assert db.session.scalar(select(Version.number).where(Version.kind == "team")) == 2


def test_a_correction_cannot_take_away_what_must_be_there(recruiter: Person) -> None:
    opening = make_published_opening()
    content = content_of(opening)
    words = dict(content.words) | {"fr": replace(content.words["fr"], variants=())}

    with pytest.raises(NotReady) as refusal:
        save(opening, replace(content, words=words), version=1, by=recruiter, now=NOON)

    assert refusal.value.missing == ["variants.fr"]


def test_a_slug_follows_its_title(recruiter: Person) -> None:
    opening = make_opening()

    save(opening, with_title(opening, "L’œil de bœuf, 2ᵉ étage"), version=1, by=recruiter, now=NOON)

    assert opening.text("fr").slug == "l-oeil-de-boeuf-2e-etage"


def test_suggested_texts_keep_their_rows_when_one_is_rewritten(recruiter: Person) -> None:
    opening = make_opening(variants=["un", "deux"], languages=["fr"])
    rows = {each.position: each.id for each in opening.variants}
    words = replace(content_of(opening).words["fr"], variants=("un", "deux bis"))

    save(
        opening,
        replace(content_of(opening), words={"fr": words}),
        version=1,
        by=recruiter,
        now=NOON,
    )

    assert {each.position: each.id for each in opening.variants} == rows


def test_a_copy_says_so_and_has_the_words_and_not_the_dates(recruiter: Person) -> None:
    day = NOON.date() + timedelta(days=30)
    opening = make_published_opening(closes_on=day, starts_on=day)

    copy = duplicate(opening, by=recruiter, now=NOON)

    assert copy.state is PublicationState.DRAFT
    words, before = content_of(copy).words, content_of(opening).words
    assert words["fr"].title == f"{before['fr'].title} (copie)"
    assert words["en"].title == f"{before['en'].title} (copy)"
    assert replace(words["fr"], title=before["fr"].title) == before["fr"]
    assert (copy.closes_on, copy.starts_on) == (None, None)
    assert copy.recruiter_id == recruiter.id


def test_a_draft_can_be_thrown_away(recruiter: Person) -> None:
    opening = make_opening()
    key = opening.id

    delete_draft(opening, by=recruiter, now=NOON)

    assert db.session.get(Opening, key) is None


def test_what_was_published_cannot_be_thrown_away(recruiter: Person) -> None:
    with pytest.raises(Refusal):
        delete_draft(make_published_opening(), by=recruiter, now=NOON)
