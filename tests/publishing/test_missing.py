"""What a publication lacks before anyone may see it."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from app.core.ids import uuid7
from app.publishing.kinds import OpeningContent, StoryContent
from app.publishing.missing import missing_in, missing_parts
from app.publishing.models import Contract, Remote, StoryKind
from app.publishing.texts import Words
from tests.factories.publishing import make_opening, make_story

TODAY = date(2026, 11, 30)
WHOLE = Words(title="Titre", summary="Résumé", body="Texte", variants=("À relayer",))
OPENING = OpeningContent(
    words={"fr": WHOLE},
    team_id=uuid7(),
    place_id=uuid7(),
    contract=Contract.PERMANENT,
    remote=Remote.NONE,
)
STORY = StoryContent(words={"fr": WHOLE}, team_id=uuid7())


def test_publications_as_the_factories_make_them_lack_nothing(app: Flask) -> None:
    assert missing_parts(make_opening(), today=TODAY) == []
    assert missing_parts(make_story(), today=TODAY) == []


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        pytest.param(OPENING, [], id="whole"),
        pytest.param(
            OpeningContent(),
            [
                "title.fr",
                "summary.fr",
                "body.fr",
                "variants.fr",
                "team",
                "place",
                "contract",
                "remote",
            ],
            id="nothing written",
        ),
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
        pytest.param(replace(OPENING, contract=None), ["contract"], id="no contract chosen"),
        pytest.param(replace(OPENING, remote=None), ["remote"], id="nothing said of remote work"),
        pytest.param(
            replace(OPENING, closes_on=date(2026, 11, 29)), ["closes_on"], id="closed yesterday"
        ),
        pytest.param(replace(OPENING, closes_on=TODAY), [], id="open until tonight"),
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
    assert missing_in(content, today=TODAY) == missing
