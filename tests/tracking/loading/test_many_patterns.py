"""Any of a thousand patterns at once finds what each of them would find alone."""

import re

from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from hypothesis import given, settings
from hypothesis import strategies as st

from app.tracking.loading.many_patterns import any_of

PUBLISHED = [entry["pattern"] for entry in CRAWLER_USER_AGENTS_DATA]


def test_a_pattern_alone_means_what_it_says():
    patterns = [*PUBLISHED, r"a\.b", r"\d{3}", "x.y", "^curl", "$", "[ab]c"]
    texts = [(each, each.replace("\\", ""), "", "curl/8 a.b x-y 123 bc") for each in patterns]

    found = [
        [any_of([each])(text) for text in of] for each, of in zip(patterns, texts, strict=True)
    ]

    assert found == [
        [bool(re.search(each, text)) for text in of]
        for each, of in zip(patterns, texts, strict=True)
    ]


parts = st.sampled_from(["a", "b", "ab", "B", " ", r"\.", r"\(", ".", "^a", "[ab]", "c|d", "-"])
patterns = st.lists(st.lists(parts, min_size=1, max_size=4).map("".join), max_size=8)


@settings(deadline=None)
@given(patterns, st.text("abBcd. (-", max_size=8))
def test_many_find_what_each_would_find(many, text):
    assert any_of(many)(text) == any(re.search(each, text) for each in many)
