"""Whoever proposes a story is answered, with a reason, and sees what was changed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.database import db
from app.core.models import Message
from app.people.models import Person
from app.publishing.content import content_of
from app.publishing.missing import NotReady
from app.publishing.models import EndReason, PublicationState, Story
from app.publishing.publish import WrongState, publish, restore
from app.publishing.queries import is_their_own, may_write
from app.publishing.stories.review import (
    Unexplained,
    approve,
    asked_for_more,
    decline,
    reviews_of,
    send_back,
    submit,
    take_back_proposal,
)
from app.publishing.write import save
from tests.factories.people import make_organisation, make_person, sign_in
from tests.factories.publishing import make_story
from tests.publishing.conftest import NOON


@pytest.fixture
def author(recruiter: Person) -> Person:
    """Somebody who publishes nothing."""
    return make_person()


@pytest.fixture
def story(author: Person, editor: Person) -> Story:
    """A story that its author has proposed."""
    story = make_story(author=author)
    submit(story, by=author, now=NOON)
    db.session.commit()
    return story


@pytest.mark.parametrize("refuse", [send_back, decline])
@pytest.mark.parametrize("reason", ["", "  \n "])
def test_no_refusal_goes_without_its_reason(
    story: Story, editor: Person, refuse: Callable[..., Any], reason: str
) -> None:
    with pytest.raises(Unexplained):
        refuse(story, reason, by=editor, now=NOON)

    assert story.state is PublicationState.SUBMITTED


def test_the_author_is_told_what_and_why(story: Story, author: Person, editor: Person) -> None:
    send_back(story, "Il manque la fin.", by=editor, now=NOON)

    told = db.session.scalars(select(Message)).one()
    assert told.to_address == author.email
    assert "Il manque la fin." in told.text
    assert story.state is PublicationState.DRAFT
    assert may_write(author, story)


def test_what_is_proposed_is_its_author_s_to_read_and_not_to_change(
    story: Story, author: Person, editor: Person
) -> None:
    assert is_their_own(author, story)
    assert not may_write(author, story)
    assert may_write(editor, story)
    assert not is_their_own(make_person(), story)


def test_an_author_may_take_it_back_before_the_answer_alone(
    story: Story, author: Person, editor: Person
) -> None:
    take_back_proposal(story, by=author, now=NOON)
    submit(story, by=author, now=NOON)
    decline(story, "Trop proche d’une autre.", by=editor, now=NOON)

    with pytest.raises(WrongState):
        take_back_proposal(story, by=author, now=NOON)
    assert [review.step.value for review in reviews_of(story)] == [
        "declined",
        "submitted",
        "taken_back",
        "submitted",
    ]


def test_what_was_declined_was_never_online_and_is_a_draft_when_taken_up_again(
    story: Story, editor: Person
) -> None:
    decline(story, "Trop proche d’une autre.", by=editor, now=NOON)
    assert (story.end_reason, story.published_at) == (EndReason.DECLINED, None)

    restore(story, by=editor, now=NOON)

    assert (story.state, story.ended_at) == (PublicationState.DRAFT, None)


def test_a_proposal_needs_words_and_not_what_editors_add(author: Person) -> None:
    submit(make_story(author=author, variants=[], team=None), by=author, now=NOON)

    with pytest.raises(NotReady) as refusal:
        submit(make_story(author=author, body="", languages=("fr",)), by=author, now=NOON)
    assert refusal.value.missing == ["body.fr"]


def test_its_page_shows_the_author_what_the_editor_changed(
    client: FlaskClient, story: Story, author: Person, editor: Person
) -> None:
    make_organisation()
    content = content_of(story)
    words = replace(content.words["fr"], title="Une meilleure fin")
    typed = replace(content, words={**content.words, "fr": words})
    save(story, typed, version=story.version, by=editor, now=NOON)
    approve(story, by=editor, now=NOON)
    db.session.commit()
    sign_in(client, author)

    page = client.get(f"/stories/{story.id}", follow_redirects=True).text

    assert "<ins>Une" in page
    assert "Approuvé" in page
    assert 'value="approve"' not in page


def test_an_editor_answers_on_the_page_and_a_note_that_lacks_is_told(
    client: FlaskClient, story: Story, editor: Person
) -> None:
    make_organisation()
    sign_in(client, editor)
    path = f"/stories/{story.id}/review"

    refused = client.post(path, data={"act": "decline", "note": ""})
    client.post(path, data={"act": "approve", "note": "Merci."})

    assert refused.status_code == 422
    assert 'id="note-error"' in refused.text
    assert story.state is PublicationState.APPROVED


def test_an_employee_writes_proposes_and_finds_their_own(
    client: FlaskClient, author: Person, editor: Person
) -> None:
    make_organisation()
    db.session.commit()
    sign_in(client, author)

    begun = client.post("/stories", data={"kind": "article"})
    story = db.session.query(Story).filter_by(author_id=author.id).one()
    editor_page = client.get(begun.location).text
    typed = {"language": "fr", "version": "1", "title": "Le quai", "summary": "Un matin."}
    typed["story_kind"] = "article"
    client.post(begun.location, data=typed | {"body": "Il pleuvait.", "act": "submit"})

    assert 'value="submit"' in editor_page
    assert 'value="publish"' not in editor_page
    assert 'name="author"' not in editor_page
    assert story.state is PublicationState.SUBMITTED
    assert story.author_id == author.id
    assert "Le quai" in client.get("/stories").text


@pytest.mark.parametrize("act", ["save", "publish"])
def test_an_employee_changes_no_story_of_another(
    client: FlaskClient, author: Person, act: str
) -> None:
    make_organisation()
    other = make_story()
    db.session.commit()
    sign_in(client, author)

    answers = [
        client.get(f"/stories/{other.id}"),
        client.post(f"/stories/{other.id}", data={"act": act, "title": "Autre"}),
        client.get(f"/stories/{other.id}/versions"),
        client.post(f"/stories/{other.id}/review", data={"act": "approve"}),
    ]

    assert {answer.status_code for answer in answers} == {404}


def test_an_author_publishes_nothing_alone(client: FlaskClient, author: Person) -> None:
    make_organisation()
    story = make_story(author=author)
    db.session.commit()
    sign_in(client, author)

    client.post(
        f"/stories/{story.id}",
        data={"act": "publish", "language": "fr", "title": "Le quai", "version": "1"},
    )
    hours = client.get(f"/stories/{story.id}/hours")

    assert story.published_at is None
    assert hours.status_code == 403


def test_the_author_writes_on_under_the_word_that_it_was_sent_back_with(
    client: FlaskClient, story: Story, author: Person, editor: Person
) -> None:
    make_organisation()
    send_back(story, "Ajoutez la fin.", by=editor, now=NOON)
    db.session.commit()
    sign_in(client, author)

    shown = client.get(f"/stories/{story.id}").text
    submit(story, by=author, now=NOON)
    db.session.commit()

    assert "Ajoutez la fin." in shown
    assert "Sent back by" in shown or "Renvoyé par" in shown
    assert asked_for_more(story) is None


@pytest.mark.parametrize("page", ["versions", "versions/1", "review", "guests"])
def test_an_employee_reads_no_version_and_no_review_of_another_s_story(
    client: FlaskClient, story: Story, author: Person, editor: Person, page: str
) -> None:
    make_organisation()
    content = content_of(story)
    words = {each: replace(old, title="Autre") for each, old in content.words.items()}
    save(story, replace(content, words=words), version=1, by=editor, now=NOON)
    approve(story, by=editor, now=NOON, note="Sans le paragraphe sur Hugo.")
    publish(story, by=editor, now=NOON)
    db.session.commit()

    answers = []
    for who in (make_person(), author):
        sign_in(client, who)
        answers.append(client.get(f"/stories/{story.id}/{page}").status_code)

    assert answers == ([403, 403] if page == "guests" else [404, 200])
