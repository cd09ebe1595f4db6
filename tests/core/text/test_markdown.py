"""Whatever is typed, what is shown is harmless."""

import re

import pytest

from app.core.text import markdown

NASTY = [
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://tracker.example/pixel.png)",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<a href='x' onclick='alert(1)'>x</a>",
    "[x](vbscript:msgbox)",
    "<iframe src=//evil.example></iframe>",
    "<style>*{display:none}</style>",
    "[x]: javascript:alert(1)\n\n[x]",
    "`<script>`",
    '<https://ok.example/"onmouseover=alert(1)>',
]


@pytest.mark.parametrize("text", NASTY)
def test_nothing_that_acts_survives(text):
    html = str(markdown.render(text)).lower()

    assert re.findall(r"<(script|img|svg|iframe|style)", html) == []
    assert (
        re.findall(r"<[^>]+(?:\son\w+=|(?:href|src)=\"(?:javascript|data|vbscript):)", html) == []
    )


def test_a_page_keeps_its_one_first_heading():
    assert str(markdown.render("# Votre mission")) == "<h2>Votre mission</h2>\n"


def test_links_say_that_we_do_not_vouch_for_them():
    assert 'rel="noopener nofollow"' in str(markdown.render("[site](https://example.org)"))


def test_plain_words_are_cut_between_words():
    assert markdown.plain("## Une mission\n\nDe *longue* haleine.", limit=20) == "Une mission De…"


def test_its_plain_words_keep_their_no_break_spaces():
    words = "Prête\u202f? Lieu\u00a0: «\u00a0mot\u00a0»"

    assert markdown.plain(f"{words}\n\n*suite*  et fin") == f"{words} suite et fin"
