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


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("des développeur*euses et testeur*euses", "<p>des développeur*euses et testeur*euses</p>"),
        ("c’est *vrai*", "<p>c’est <em>vrai</em></p>"),
        ("auteur*rice*s", "<p>auteur*rice*s</p>"),
        ("**Salaire : **45", "<p><strong>Salaire :</strong> 45</p>"),
        ("**Lieu :**Nantes", "<p><strong>Lieu :</strong>Nantes</p>"),
        ("une ligne\nune autre", "<p>une ligne<br>\nune autre</p>"),
        ("    en retrait", "<p>en retrait</p>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("`**x **`", "<p><code>**x **</code></p>"),
        ("-5 °C\n2026 - 2027", "<p>-5 °C<br>\n2026 - 2027</p>"),
    ],
)
def test_text_is_shown_as_its_writer_meant_it(typed, shown):
    assert markdown.render(typed).strip() == shown


@pytest.mark.parametrize(
    "bullet", ["• ", "•\t", "•", "o\t", "·\t", "– ", "— ", "-", "- ", "* ", "▪ ", "●\t", "➢ "]
)
def test_lines_that_begin_with_a_bullet_are_a_list(bullet):
    html = markdown.render(f"Missions :\n{bullet}Concevoir\n{bullet}Tester\nPuis du texte")

    assert re.sub(r"\s", "", html) == (
        "<p>Missions:</p><ul><li>Concevoir</li><li>Tester</li></ul><p>Puisdutexte</p>"
    )


@pytest.mark.parametrize(
    "numbers", [("1. ", "2. "), ("1) ", "2) "), ("1° ", "2° "), ("1/ ", "2/ ")]
)
def test_lines_that_begin_with_a_number_are_a_list(numbers):
    html = markdown.render("\n".join(f"{number}Étape" for number in numbers))

    assert re.sub(r"\s", "", html) == "<ol><li>Étape</li><li>Étape</li></ol>"


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("https://example.org/a_b_c.", "https://example.org/a_b_c"),
        ("(www.example.org)", "https://www.example.org"),
        ("Voir example.org/equipe, merci", "https://example.org/equipe"),
        ("[notre page](example.org/equipe)", "https://example.org/equipe"),
        ("[écrire](rh@example.org)", "mailto:rh@example.org"),
        ("rh@example.org", "mailto:rh@example.org"),
        ("[offres](/fr/offres)", "/fr/offres"),
    ],
)
def test_an_address_is_a_link_that_leads_there(typed, href):
    assert re.findall('href="([^"]*)"', markdown.render(typed)) == [href]


@pytest.mark.parametrize("name", ["ASP.NET", "Node.js", "Vue.js", "VB.NET", "etc.", "3.11", "C.V."])
def test_a_name_with_a_point_is_no_address(name):
    assert "<a" not in markdown.render(f"Vous maîtrisez {name} et d’autres")


def test_columns_of_a_table_keep_their_side():
    html = markdown.render("| a | b | c |\n|---|:-:|--:|\n| 1 | 2 | 3 |")

    assert re.findall(r"<t[hd](?!ead)([^>]*)>", html) == 2 * ["", ' class="middle"', ' class="end"']


@pytest.mark.parametrize(
    ("typed", "marks"),
    [
        ("tout **va** bien", []),
        ("**rien ne ferme", ["**"]),
        ("##Titre", ["##"]),
        ("[page] (x)", []),
        ("[page](deux mots)", ["[page]("]),
        ("`**`", []),
    ],
)
def test_marks_that_a_reader_would_see_are_told(typed, marks):
    assert markdown.left_over(typed) == marks
