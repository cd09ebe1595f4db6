"""What a publication lacks before anyone may see it."""

import pytest
from flask import Flask

from app.publishing.missing import missing_parts
from app.publishing.models import StoryKind
from tests.factories.people import make_person
from tests.factories.publishing import make_opening, make_story

pytestmark = pytest.mark.usefixtures("app")


def test_an_opening_as_the_factory_makes_it_lacks_nothing() -> None:
    assert missing_parts(make_opening()) == []


def test_a_story_as_the_factory_makes_it_lacks_nothing() -> None:
    assert missing_parts(make_story()) == []
