"""Codes of links: given out in one case, read as people say and write them."""

import math

import pytest

from app.core.ids import CODE_ALPHABET, CODE_LENGTH, EARLIER_ALPHABET, read_code, short_code


def test_a_code_reads_as_itself_in_any_case():
    for _ in range(200):
        code = short_code()
        assert read_code(code) == read_code(code.upper()) == code


def test_codes_are_as_hard_to_guess_as_those_before_them():
    assert CODE_LENGTH * math.log2(len(CODE_ALPHABET)) > 59
    assert 10 * math.log2(len(EARLIER_ALPHABET)) < 59


def test_a_fresh_code_has_twelve_letters_and_figures_of_thirty_one():
    codes = {short_code() for _ in range(5000)}

    assert len(CODE_ALPHABET) == 31
    assert {len(code) for code in codes} == {12}
    assert set("".join(codes)) == set(CODE_ALPHABET)


@pytest.mark.parametrize("letter", list("0123456789abcdefghjkmnpqrstvwxyz"))
def test_no_letter_of_a_code_reads_as_another(letter):
    assert read_code(letter * CODE_LENGTH) == letter * CODE_LENGTH


@pytest.mark.parametrize(
    ("said", "meant"),
    [("o", "0"), ("O", "0"), ("i", "1"), ("I", "1"), ("l", "1"), ("L", "1"), ("u", "v")],
)
def test_look_alikes_are_one(said, meant):
    assert read_code(said * CODE_LENGTH) == meant * CODE_LENGTH


@pytest.mark.parametrize("text", ["7kQ2pDxYz3", "zzzzzzzzzz", "ABCDEFGHJK"])
def test_an_earlier_code_is_read_exactly(text):
    assert read_code(text) == text


@pytest.mark.parametrize(
    "text",
    ["", "0OIl000000", "0123456789a", "0123456789abc", "0123456789a-", "0123456789aé", "zzzzzzzzz ",
     "0123456789a\u212a0", "٠١٢٣٤٥٦٧٨٩٠١"],
)  # fmt: skip
def test_what_cannot_be_a_code_is_none(text):
    assert read_code(text) is None
