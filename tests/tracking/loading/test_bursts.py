"""Three different links within ten seconds by one visitor are a scanner's doing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tracking.loading.classify import bursts
from app.tracking.rules import BURST_CODES, BURST_MILLISECONDS


@pytest.mark.parametrize(
    ("clicks", "expected"),
    [
        ([(0, "a"), (1000, "b")], "--"),
        ([(0, "a"), (1000, "b"), (2000, "c")], "###"),
        ([(0, "a"), (1000, "b"), (2000, "a")], "---"),
        ([(0, "a"), (5000, "b"), (10_000, "c")], "###"),
        ([(0, "a"), (5000, "b"), (10_001, "c")], "---"),
        ([(0, "a"), (9000, "b"), (11_000, "c"), (12_000, "d")], "-###"),
        ([(0, "a"), (1, "b"), (2, "c"), (3, "a"), (9_999, "a"), (10_001, "a")], "######"),
        ([(0, "a"), (1, "b"), (2, "c"), (30_000, "a")], "###-"),
        ([(0, "a"), (0, "b"), (0, "c")], "###"),
        ([], ""),
    ],
)
def test_a_burst_is_every_human_click_of_the_window(clicks, expected):
    assert "".join("#" if flag else "-" for flag in bursts(clicks)) == expected


def naive(clicks):
    """The rule as it reads: each window of ten seconds, bounds included, looked at on its own."""
    flags = [False] * len(clicks)
    for start, _ in clicks:
        inside = [
            i for i, (at, _) in enumerate(clicks) if start <= at <= start + BURST_MILLISECONDS
        ]
        if len({clicks[i][1] for i in inside}) >= BURST_CODES:
            for i in inside:
                flags[i] = True
    return flags


@given(
    st.lists(st.tuples(st.integers(0, 40_000), st.sampled_from("abcd")), max_size=14).map(sorted)
)
def test_the_rule_is_applied_as_it_reads(clicks):
    assert bursts(clicks) == naive(clicks)
