"""Texts to begin with, and what is left to fill in."""

import pytest

from app.people import starters
from app.people.starters import Starter


@pytest.mark.parametrize("starter", list(Starter))
def test_both_languages_have_the_same_parts_and_as_many_places_to_fill(starter: Starter) -> None:
    french, english = (starters.text_of(starter, each, company="Ormelune") for each in ("fr", "en"))

    assert "Ormelune" in french
    assert "Ormelune" in english
    assert "{" not in french + english
    for sign in ("\n## ", "\n- "):
        assert french.count(sign) == english.count(sign)
    assert len(starters.gaps_in(french)) == len(starters.gaps_in(english)) > 0


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("Write to [address].", ["address"]),
        ("[one] and [two]", ["one", "two"]),
        ("[our page](https://ormelune.example)", []),
        ("[our page][1]\n\n[1]: https://ormelune.example", []),
        ("![a picture](x.png)", []),
        ("no brackets", []),
        ("- [ ] a box", [" "]),
        ("", []),
    ],
)
def test_square_brackets_that_are_no_link_are_places_to_fill(text: str, gaps: list[str]) -> None:
    assert starters.gaps_in(text) == gaps
