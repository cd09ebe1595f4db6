"""French typography, and one catalogue of all packages'."""

import pytest
from flask_babel import force_locale
from markupsafe import Markup

from app.core import i18n

NARROW, FIXED = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Prête ?", f"Prête{NARROW}?"),
        ("Oui !", f"Oui{NARROW}!"),
        ("Lieu : Nantes", f"Lieu{FIXED}: Nantes"),
        ("« mot »", f"«{FIXED}mot{FIXED}»"),
        ("«mot»", f"«{FIXED}mot{FIXED}»"),
        ("«&nbsp;mot&nbsp;»", f"«{FIXED}mot{FIXED}»"),
        ("https://a.example/x?y=1;z", "https://a.example/x?y=1;z"),
        ("8:30", "8:30"),
        ("", ""),
    ],
)
def test_french_gets_its_no_break_spaces(typed, shown):
    assert i18n.french_spaces(typed) == shown


def test_attributes_of_a_page_are_left_alone(app):
    html = Markup('<a href="https://a.example/?q=a ;b">Prête ?</a>')

    with force_locale("fr"):
        assert str(i18n.spaced(html)) == f'<a href="https://a.example/?q=a ;b">Prête{NARROW}?</a>'


def test_english_is_left_alone():
    assert i18n.spaced("Ready ?", "en") == "Ready ?"


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB,en;q=0.9", "en"),
        ("en-GB,fr;q=0.9", "en"),
        ("de", "fr"),
        ("*", "fr"),
        ("", "fr"),
    ],
)
def test_a_visitor_is_answered_in_a_language_they_read(app, client, accepts, language):
    page = client.get("/no-such-page", headers={"Accept-Language": accepts}).text

    assert f'<html lang="{language}"' in page
