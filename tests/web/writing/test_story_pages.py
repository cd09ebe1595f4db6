"""The editor of stories: pictures are described, withdrawn stories come back."""

import re
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from app.core.database import db
from app.core.files.pictures import store_picture
from app.core.models import StoredFile
from app.publishing.content import content_of
from app.publishing.models import PublicationState, Story
from tests.factories.publishing import make_published_opening, make_published_story, make_story


def story_fields(story: Story, **changes: Any) -> dict[str, Any]:
    words = content_of(story).words["fr"]
    return {
        "language": "fr",
        "version": str(story.version),
        "title": words.title,
        "summary": words.summary,
        "body": words.body,
        "variants-0": words.variants[0],
        "team": str(story.team_id),
        "story_kind": story.story_kind.value,
        "author": str(story.author_id),
        "about_person": "",
        "cover_alt": words.cover_alt,
    } | changes


def picture() -> BytesIO:
    data = BytesIO()
    Image.new("RGB", (2400, 1260), "#0f5f57").save(data, "PNG")
    return BytesIO(data.getvalue())


def test_a_cover_is_kept_reduced_and_without_losing_what_is_typed(
    story_desk: FlaskClient,
) -> None:
    story = make_story()
    typed = story_fields(story, title="Avec une image", cover=(picture(), "port.png"))

    answer = story_desk.post(f"/stories/{story.id}", data=typed)

    assert answer.status_code == 303
    assert (story.cover.width, story.cover.height) == (1600, 840)
    assert content_of(story).words["fr"].title == "Avec une image"


def test_a_file_that_is_no_picture_is_said_and_everything_typed_stays(
    story_desk: FlaskClient,
) -> None:
    story = make_story()
    typed = story_fields(story, title="Gardé", cover=(BytesIO(b"%PDF-1.7"), "cv.pdf"))

    answer = story_desk.post(f"/stories/{story.id}", data=typed)

    assert answer.status_code == 422
    assert "Gardé" in answer.get_data(as_text=True)
    assert db.session.scalars(select(StoredFile)).all() == []


def test_a_cover_can_be_taken_away(story_desk: FlaskClient) -> None:
    story = make_story()
    story_desk.post(f"/stories/{story.id}", data=story_fields(story, cover=(picture(), "a.png")))
    typed = story_fields(story, act="remove-cover")

    story_desk.post(f"/stories/{story.id}", data=typed)

    assert story.cover_id is None


def test_a_story_is_published_only_when_its_picture_is_described(
    story_desk: FlaskClient,
) -> None:
    story = make_story(languages=["fr"])
    story_desk.post(f"/stories/{story.id}", data=story_fields(story, cover=(picture(), "a.png")))

    refused = story_desk.post(f"/stories/{story.id}", data=story_fields(story, act="publish"))
    assert refused.status_code == 422
    typed = story_fields(story, act="publish", cover_alt="Un port au matin")
    story_desk.post(f"/stories/{story.id}", data=typed)

    assert story.state is PublicationState.PUBLISHED


def test_a_withdrawn_story_answers_410_and_comes_back(story_desk: FlaskClient) -> None:
    story = make_published_story()
    address = f"/fr/contenus/{story.text('fr').slug}-{story.number}"

    story_desk.post(f"/stories/{story.id}/archive")
    assert story_desk.get(address).status_code == 410
    story_desk.post(f"/stories/{story.id}/restore")

    assert story_desk.get(address).status_code == 200


def test_an_opening_is_no_story(story_desk: FlaskClient) -> None:
    assert story_desk.get(f"/stories/{make_published_opening().id}").status_code == 404


@pytest.mark.parametrize("kind", ["article", "wizard", "opening", ""])
def test_a_story_begins_with_a_kind_that_has_a_button_whatever_is_asked(
    story_desk: FlaskClient, kind: str
) -> None:
    first = story_desk.post("/stories", data={"kind": kind}).location

    story = db.session.scalars(select(Story)).one()
    assert first == f"/stories/{story.id}"
    assert story.kind_code == "article"
    assert story_desk.post("/stories").location == first, "left empty, it serves again"


def test_the_part_of_a_cover_that_shows_where_it_is_cut_is_chosen(
    story_desk: FlaskClient,
) -> None:
    story = make_published_story(cover=store_picture(tall(), name="a.png", max_side=1600))
    db.session.commit()
    words = {"cover_alt": "Une porte", "language": "fr"}
    typed = story_fields(story) | words | {"cover_focus": "start"}
    story.text("en").cover_alt = "A door"
    db.session.commit()

    answer = story_desk.post(f"/stories/{story.id}", data=typed | {"version": str(story.version)})

    assert answer.status_code == 303
    assert story.cover_focus == "start"
    page = story_desk.get("/fr/contenus").get_data(as_text=True)
    assert f"/media/{story.cover_id}.webp#start" in page


def tall() -> bytes:
    data = BytesIO()
    Image.new("RGB", (700, 1400), "#0f5f57").save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize(
    ("size", "told"), [((40, 40), "trop petite"), ((20_000, 9_000), "trop de pixels")]
)
def test_a_cover_of_the_wrong_size_is_told_so(
    story_desk: FlaskClient, size: tuple[int, int], told: str
) -> None:
    story = make_story()
    data = BytesIO()
    Image.new("1", size).save(data, "PNG")
    data.seek(0)

    answer = story_desk.post(f"/stories/{story.id}/cover", data={"cover": (data, "a.png")})

    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)


def test_the_first_cover_that_travels_alone_can_be_cut_elsewhere_and_taken_away(
    story_desk: FlaskClient,
) -> None:
    story = make_story()
    story_desk.post(f"/stories/{story.id}", data=story_fields(story, cover_focus="end"))

    sent = BeautifulSoup(
        story_desk.post(
            f"/stories/{story.id}/cover", data={"cover": (BytesIO(tall()), "a.png")}
        ).text,
        "html.parser",
    )

    chosen = [box["value"] for box in sent.select("[name=cover_focus][checked]")]
    assert chosen == ["end"]
    [remove] = sent.select("button[name=act]")
    kept = sent.select_one("[name=cover_kept]")["value"]
    typed = story_fields(story, cover_kept=kept, act=remove["value"])
    story_desk.post(f"/stories/{story.id}/autosave", data=typed | {"act": ""})
    assert story.cover_id
    typed["version"] = str(story.version)
    story_desk.post(f"/stories/{story.id}", data=typed)
    assert story.cover_id is None


def test_a_cover_that_travels_alone_is_kept_by_the_form(story_desk: FlaskClient) -> None:
    story = make_story()

    sent = story_desk.post(
        f"/stories/{story.id}/cover", data={"cover": (BytesIO(tall()), "a.png")}
    ).get_data(as_text=True)
    key = re.search('name="cover_kept" value="([^"]*)"', sent)[1]
    story_desk.post(f"/stories/{story.id}/autosave", data=story_fields(story, cover_kept=key))
    kept = story.cover_id
    story_desk.post(f"/stories/{story.id}/autosave", data=story_fields(story, cover_kept=key + "x"))

    assert kept
    assert story.cover_id == kept
