"""French typography, and one catalogue of all packages'."""

import re
from datetime import UTC, date, datetime

import pytest
from flask_babel import force_locale
from markupsafe import Markup

from app.core import i18n
from app.core.i18n.catalogues import join_catalogues
from app.core.text import clean, typography
from app.web import prose

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
    assert typography.french_spaces(typed) == shown


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        ("fr", date(2026, 12, 1), "1er\xa0décembre 2026"),
        ("fr", date(2026, 12, 11), "11\xa0décembre 2026"),
        ("fr", date(2026, 12, 21), "21\xa0décembre 2026"),
        ("en", date(2026, 12, 1), "1\xa0December 2026"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_in_french_wherever_dates_are_written(
    app, language, day, written
):
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    pages = {
        '{{ day|dateformat("long") }}': day,
        '{{ day|datetimeformat("d MMMM y") }}': noon,
    }

    with app.test_request_context(), force_locale(language):
        assert i18n.format_date(day, "long") == written
        assert i18n.format_datetime(noon, "d MMMM y, HH:mm").startswith(f"{written}, ")
        for page, value in pages.items():
            assert app.jinja_env.from_string(page).render(day=value) == written


def test_attributes_of_a_page_are_left_alone(app):
    html = Markup('<a href="https://a.example/?q=a ;b">Prête ?</a>')

    with force_locale("fr"):
        assert str(prose.spaced(html)) == f'<a href="https://a.example/?q=a ;b">Prête{NARROW}?</a>'


def test_english_is_left_alone():
    assert prose.spaced("Ready ?", "en") == "Ready ?"


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


def french_messages():
    """Every French text, each form of a plural apart."""
    for message in join_catalogues("fr")[0]:
        yield from [message.string] if isinstance(message.string, str) else message.string


def test_french_messages_have_their_no_break_spaces():
    assert [text for text in french_messages() if typography.french_spaces(text) != text] == []


def test_no_french_message_needs_an_elision_before_a_name():
    """ "de Zoé", but "d’Aline": a sentence is turned so that both read well."""
    clumsy = re.compile(
        r"\b(?:de|que|jusque|lorsque|puisque) %\((?:name|names|ambassador|shares|company)\)s", re.I
    )

    assert [text for text in french_messages() if clumsy.search(text)] == []


def test_a_text_on_one_line_keeps_its_no_break_spaces():
    typed = f"  Lieu{FIXED}: Nantes\n\tPrête{NARROW}?\n"

    assert clean.one_line(typed) == f"Lieu{FIXED}: Nantes Prête{NARROW}?"
