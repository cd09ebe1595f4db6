"""One fold, in Python and in PostgreSQL."""

import sys
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import ARRAY, Text, bindparam, func, select, text

from app.core.database import db
from app.core.text.fold import fold

HARD = [
    ("Lecœur", "lecoeur"),
    ("LECŒUR", "lecoeur"),
    ("Łukasz", "lukasz"),
    ("Søren", "soren"),
    ("SØREN KIERKEGÅRD", "soren kierkegard"),
    ("Đorđević", "dordevic"),
    ("Guðrún Þórsdóttir", "gudrun thorsdottir"),
    ("İpek Işık", "ipek isik"),
    ("Weiß", "weiss"),
    ("WEIẞ", "weiss"),
    ("Müller", "muller"),
    ("Lætitia", "laetitia"),
    ("Nguyễn Thị Ngọc", "nguyen thi ngoc"),
    ("Škvorecký, Žižka", "skvorecky, zizka"),
    ("Dvorˇák", "dvorˇak"),
    ("Ħal Għaxaq", "hal ghaxaq"),
    ("Əliyev", "aliyev"),
    ("Ɔkɛ", "oke"),
    ("Zoe\u0308", "zoe"),
    ("ﬁn ﬀ Ⅳ №", "fin ff iv no"),
    ("Ａｎｎａ", "anna"),
    ("O’Brien", "o'brien"),
    ("D´Artagnan", "d'artagnan"),
    ("d`Artagnan", "d'artagnan"),
    ("Lʼnna ŉ", "l'nna 'n"),
    ("bas‑carbone", "bas-carbone"),
    ("2019–2021 — 3 − 1", "2019-2021 - 3 - 1"),
    ("dévelop\u00adpeur\u200b", "developpeur"),
    ("48\u202f000\u00a0€", "48 000 €"),
    ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
    ("Зоя ЙОД", "зоя иод"),
    ("मुंबई कि ガ", "मुंबई कि ガ"),
    ("ZOÉ@EXAMPLE.ORG", "zoe@example.org"),
    ("", ""),
]


@pytest.mark.parametrize(("written", "folded"), HARD)
def test_names_are_left_in_the_letters_of_a_keyboard(written: str, folded: str) -> None:
    assert fold(written) == unicodedata.normalize("NFKD", folded) == fold(folded)


def in_the_database(written: list[str]) -> list[str]:
    """Fold texts in PostgreSQL, in one statement."""
    given = select(
        func.unnest(bindparam("texts", written, type_=ARRAY(Text)))
        .table_valued("word", with_ordinality="place", name="given")
        .render_derived()
    ).subquery()
    rows = select(func.fold(given.c.word)).order_by(given.c.place)
    return list(db.session.scalars(rows))


def test_the_database_folds_every_letter_that_python_knows_alike(app: object) -> None:
    letters = [
        letter
        for letter in map(chr, range(1, sys.maxunicode + 1))
        if unicodedata.category(letter) not in ("Cn", "Co", "Cs")
        and not unicodedata.name(letter, "").startswith(("CJK UNIFIED", "HANGUL SYLL", "TANGUT"))
    ]

    assert in_the_database(letters) == [fold(letter) for letter in letters]


def test_the_database_folds_hard_names_alike(app: object) -> None:
    written = [written for written, _ in HARD]

    assert in_the_database(written) == [fold(each) for each in written]


known = st.text(st.characters(blacklist_categories=("Cn", "Co", "Cs"), blacklist_characters="\0"))


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(known, max_size=100))
def test_the_database_folds_any_text_alike(app: object, written: list[str]) -> None:
    assert in_the_database(written) == [fold(each) for each in written]


@given(known)
def test_folding_twice_changes_nothing_more(written: str) -> None:
    assert fold(fold(written)) == fold(written)


def test_columns_are_folded_whatever_the_search_path(app: object) -> None:
    db.session.execute(text("SET LOCAL search_path = ''"))

    assert db.session.scalar(text("SELECT public.fold('Lecœur')")) == "lecoeur"
