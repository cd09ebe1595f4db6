"""What is typed, cleaned: nothing that is unseen passes for words."""

import pytest

from app.core.text.clean import has_letter, stripped, tidy, tidy_line, without_nul

UNSEEN = [
    "\u200b\u200b", "\u200d", "\u2060 \ufeff", "\u00ad", "\u3164", "\u115f\u1160", "\u2800",
    "\u034f", "\ufe0f", "\U000e0020", "\u00a0\u202f", "\x00", " \t\n", "\u180e", "\uffa0",
]  # fmt: skip


@pytest.mark.parametrize("text", UNSEEN)
@pytest.mark.parametrize("clean", [tidy, tidy_line, stripped, without_nul])
def test_a_text_of_which_nothing_is_seen_is_empty(clean, text):
    assert clean(text) == ""


@pytest.mark.parametrize(
    "name",
    [
        "Zoé", "李", "محمد", "می\u200cخواهم", "क्\u200dष", "Ng", "ʻOkina", "ᚠᚢ", "О",
    ],
)  # fmt: skip
def test_a_name_of_any_script_has_a_letter_and_keeps_its_joiners(name):
    assert has_letter(name)
    assert tidy_line(name) == name


@pytest.mark.parametrize("name", [*UNSEEN, "42", "!!", "--", "\u0301", "🙂", "1 2 3"])
def test_what_has_no_letter_is_no_name(name):
    assert not has_letter(name)
