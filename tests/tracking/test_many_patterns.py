"""Any of a thousand patterns at once finds what each of them would find alone."""

import re

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from hypothesis import given
from hypothesis import strategies as st

from app.tracking.many_patterns import any_of

PUBLISHED = [entry["pattern"] for entry in CRAWLER_USER_AGENTS_DATA]


@pytest.mark.parametrize("pattern", [*PUBLISHED, r"a\.b", r"\d{3}", "x.y", "^curl", "$", "[ab]c"])
def test_a_pattern_alone_means_what_it_says(pattern):
    found = any_of([pattern])

    for text in ("", pattern, pattern.replace("\\", ""), "curl/8 a.b x-y 123 bc", "Mozilla/5.0"):
        assert found(text) == bool(re.search(pattern, text))


parts = st.sampled_from(["a", "b", "ab", "B", " ", r"\.", r"\(", ".", "^a", "[ab]", "c|d", "-"])
patterns = st.lists(st.lists(parts, min_size=1, max_size=4).map("".join), max_size=8)


@given(patterns, st.text("abBcd. (-", max_size=8))
def test_many_find_what_each_would_find(many, text):
    assert any_of(many)(text) == any(re.search(each, text) for each in many)
