"""A company whose pages anyone may read."""

import pytest
from flask import Flask

from app.people.models import Organisation
from app.publishing.models import Publication
from tests.factories.people import make_organisation

FOLDERS = {
    "opening": {"fr": "/fr/offres", "en": "/en/openings"},
    "story": {"fr": "/fr/contenus", "en": "/en/stories"},
}


@pytest.fixture(autouse=True)
def organisation(app: Flask) -> Organisation:
    """The company, with a sentence about itself."""
    return make_organisation(
        about_fr="Du numérique utile : billets de train, dossiers de santé.",
        about_en="Useful software: train tickets, health records.",
        website="https://ormelune.example",
    )


def address(publication: Publication, language: str = "fr") -> str:
    """The public address of a publication in a language it is written in."""
    text = publication.text(language)
    assert text is not None
    return f"{FOLDERS[publication.family.value][language]}/{text.slug}-{publication.number}"
