"""What people type, made fit to keep."""

import pytest

from app.core.text.clean import tidy, tidy_line
from app.core.text.slugs import SLUG_LENGTH, slug_of


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("a\r\nb\rc", "a\nb\nc", id="newlines"),
        pytest.param("a\x00b\x08c", "abc", id="control characters"),
        pytest.param("e\u0301", "é", id="composed"),
        pytest.param("\u202eabc\u2069", "abc", id="direction marks"),
        pytest.param("a\ue000token\ue001", "atoken", id="private use"),
        pytest.param("48\u202f000\u00a0€ !", "48\u202f000\u00a0€ !", id="no-break spaces stay"),
        pytest.param("👩🏽‍💻 ok", "👩🏽‍💻 ok", id="emoji stay"),
        pytest.param(None, "", id="nothing"),
    ],
)
def test_a_text_is_kept_without_what_cannot_be_seen(typed: str | None, kept: str) -> None:
    assert tidy(typed) == kept


def test_a_line_has_no_newline() -> None:
    assert tidy_line("  Un\n titre\t long  ") == "Un titre long"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Ingénieure ou ingénieur données", "ingenieure-ou-ingenieur-donnees"),
        ("D’opticienne à ingénieure", "d-opticienne-a-ingenieure"),
        ("C++ / .NET (H/F)", "c-plus-plus-dot-net-h-f"),
        ("C, C++ et C#", "c-c-plus-plus-et-c-sharp"),
        ("Développeur C♯/F#", "developpeur-c-sharp-f-sharp"),
        ("ASP.NET et Node.js, CI/CD, R&D", "asp-net-et-node-js-ci-cd-r-d"),
        ("Bac+5, C++17 : 1 + 1 = n° 2.", "bac-5-c-plus-plus-17-1-1-n-2"),
        ("Et après... la suite", "et-apres-la-suite"),
        ("Et après ...la suite", "et-apres-la-suite"),
        ("bas‑carbone – 2019—2021", "bas-carbone-2019-2021"),
        ("Łukasz à Ærø, Straße d´Or", "lukasz-a-aero-strasse-d-or"),
        ("dévelop\u00adpeur", "developpeur"),
        ("Œuvre & cœur", "oeuvre-coeur"),
        ("日本語", "publication"),
        ("", "publication"),
    ],
)
def test_a_title_becomes_the_words_of_an_address(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_a_long_title_is_cut_between_words() -> None:
    slug = slug_of("mot " * 60)

    assert len(slug) <= SLUG_LENGTH
    assert not slug.endswith(("-", "-m", "-mo"))
