"""An event that is over is told by one story, which its page then leads to."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.core import activity, clock
from app.core.database import db
from app.core.models import Activity, Version
from app.people.models import Person, Role
from app.publishing.events.aftermath import NothingToTell, tell
from app.publishing.models import EndReason, PublicationState, Story, StoryKind, Variant
from app.publishing.publish import publish
from app.publishing.recall.recall import Said, recall
from tests.factories.people import make_organisation, make_person, sign_in
from tests.factories.publishing import make_published_opening, make_story
from tests.publishing.test_at_once import at_once

ENDED = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
AFTER = ENDED + timedelta(days=2)
ORIGIN = {"Origin": "http://localhost"}


def make_past(**fields: object) -> Story:
    values = {"story_kind": StoryKind.EVENT, "starts_at": ENDED - timedelta(hours=2)}
    values["state"] = PublicationState.PUBLISHED
    return make_story(
        **values | {"ends_at": ENDED, "address": "12 quai des Ormes", "title": "Un soir"} | fields
    )


def test_a_draft_begins_with_title_date_place_and_the_way_to_the_event(
    app: Flask, editor: Person
) -> None:
    event = make_past()

    story = tell(event, by=editor, now=AFTER)

    text = story.text("fr")
    assert text
    assert (story.state, story.kind_code) == (PublicationState.DRAFT, "article")
    assert (story.tells_id, story.author_id) == (event.id, editor.id)
    assert (story.team_id, story.languages) == (event.team_id, event.languages)
    assert text.title == "Retour sur «\u00a0Un soir\u00a0»"
    assert f"/fr/contenus/{event.number})" in text.body
    assert "20\u00a0novembre 2026" in text.body
    assert "12 quai des Ormes" in text.body
    assert tell(event, by=make_person(role=Role.EDITOR), now=AFTER) is story


@pytest.mark.parametrize(
    "fields",
    [
        {"ends_at": AFTER + timedelta(days=1)},
        {"starts_at": None, "ends_at": None},
        {"state": PublicationState.ARCHIVED, "ended_at": ENDED - timedelta(days=9)},
        {"state": PublicationState.ARCHIVED, "end_reason": EndReason.RECALLED, "ended_at": AFTER},
    ],
)
def test_what_is_not_over_or_did_not_take_place_is_not_told(
    app: Flask, editor: Person, fields: dict[str, object]
) -> None:
    with pytest.raises(NothingToTell):
        tell(make_past(**fields), by=editor, now=AFTER)


@pytest.mark.own_database
def test_told_by_many_at_once_it_is_one_story(app: Flask) -> None:
    event, by = make_past().id, make_person(role=Role.EDITOR).id
    db.session.commit()

    def act(_number: int) -> str:
        told = tell(db.session.get_one(Story, event), by=db.session.get_one(Person, by), now=AFTER)
        db.session.commit()
        return told.id.hex

    assert len(set(at_once(app, act, times=6))) == 1
    assert db.session.scalar(select(func.count(Story.id)).where(Story.tells_id == event)) == 1


def test_its_author_is_offered_to_tell_it_and_its_page_leads_to_the_story(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AFTER)
    make_organisation()
    author = make_person()
    event, other = make_past(author=author), make_published_opening()
    db.session.commit()
    page = f"/fr/contenus/{event.text('fr').slug}-{event.number}"
    sign_in(client, author)

    assert "/stories/to-tell" in client.get("/hub").text
    assert "Un soir" in client.get("/stories/to-tell").text
    begun = client.post(f"/stories/{event.id}/tell", headers=ORIGIN)
    assert client.post(f"/stories/{other.id}/tell", headers=ORIGIN).status_code == 404
    story = db.session.scalars(select(Story).where(Story.tells_id == event.id)).one()

    assert begun.location.endswith(f"/stories/{story.id}")
    assert client.get(begun.location).status_code == 200
    assert "/stories/to-tell" not in client.get("/hub").text
    before = client.get(page).text
    assert "Cet événement est passé." in before
    assert "Comment c’était" not in before

    for text in story.texts:
        text.summary = "Ce qui s’est dit."
        story.variants.append(Variant(language=text.language, position=0, text="J’y étais."))
    publish(story, by=make_person(role=Role.EDITOR), now=AFTER)
    db.session.commit()
    changes = select(Version.number).where(Version.kind == "publication")
    known = db.session.scalar(changes) or 0
    for each in db.session.scalars(select(Activity)).all():
        activity.deliver(each.id)

    after = client.get(page).text
    assert "Comment c’était" in after
    assert "Retour sur" in after
    assert (db.session.scalar(changes) or 0) > known, "links that are out draw the event again"
    recall(story, Said("Non.", "No."), by=make_person(role=Role.EDITOR), now=AFTER)
    assert "Comment c’était" not in client.get(page).text


def test_nobody_tells_the_event_of_another(client: FlaskClient) -> None:
    make_organisation()
    event = make_past(starts_at=clock.now() - timedelta(hours=9), ends_at=None)
    sign_in(client, make_person())
    db.session.commit()

    assert "/stories/to-tell" not in client.get("/hub").text
    assert client.post(f"/stories/{event.id}/tell", headers=ORIGIN).status_code == 404


def test_the_desk_offers_it_too_and_prints_a_poster(client: FlaskClient, editor: Person) -> None:
    make_organisation()
    event = make_past(starts_at=clock.now() - timedelta(hours=9), ends_at=None)
    db.session.commit()
    sign_in(client, editor)

    page = client.get(f"/stories/{event.id}").text

    assert f"/stories/{event.id}/tell" in page
    assert f"/stories/{event.id}/poster.pdf" in page
