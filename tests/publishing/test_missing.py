"""What a publication lacks before anyone may see it."""

from dataclasses import replace

import pytest
from flask import Flask

from app.core.ids import uuid7
from app.publishing.kinds import OpeningContent, StoryContent
from app.publishing.missing import missing_in, missing_parts
from app.publishing.models import StoryKind
from app.publishing.texts import Words
from tests.factories.publishing import make_opening, make_story

WHOLE = Words(title="Titre", summary="Résumé", body="Texte", variants=("À relayer",))
OPENING = OpeningContent(words={"fr": WHOLE}, team_id=uuid7(), place_id=uuid7())
STORY = StoryContent(words={"fr": WHOLE}, team_id=uuid7())


def test_publications_as_the_factories_make_them_lack_nothing(app: Flask) -> None:
    assert missing_parts(make_opening()) == []
    assert missing_parts(make_story()) == []


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        pytest.param(OPENING, [], id="whole"),
        pytest.param(OpeningContent(), ["words", "team", "place"], id="nothing written"),
        pytest.param(replace(OPENING, team_id=None), ["team"], id="no team"),
        pytest.param(replace(OPENING, place_id=None), ["place"], id="no place"),
        pytest.param(
            replace(OPENING, words={"fr": replace(WHOLE, variants=())}),
            ["variants.fr"],
            id="no suggested text",
        ),
        pytest.param(
            replace(OPENING, words={"fr": WHOLE, "en": replace(WHOLE, variants=())}),
            ["variants.en"],
            id="no suggested text in the second language",
        ),
        pytest.param(
            replace(OPENING, words={"en": Words(title="Title")}),
            ["summary.en", "body.en", "variants.en"],
            id="a title alone",
        ),
        pytest.param(STORY, [], id="a whole article"),
        pytest.param(
            replace(STORY, story_kind=StoryKind.PORTRAIT), ["about_person"], id="whose portrait"
        ),
        pytest.param(
            replace(STORY, cover_id=uuid7()), ["cover_alt.fr"], id="a picture nobody describes"
        ),
    ],
)
def test_each_missing_part_is_named(
    content: OpeningContent | StoryContent, missing: list[str]
) -> None:
    assert missing_in(content) == missing
