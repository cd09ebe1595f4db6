"""What a person changed stays; what nobody changed follows the feed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.publishing.feeds.same_again import followed, merged

NAMES = ("title", "place", "salary")
some = st.fixed_dictionaries({name: st.sampled_from([None, 1, 2, 3]) for name in NAMES})
carried_names = st.frozensets(st.sampled_from(NAMES))


@pytest.mark.parametrize(
    ("base", "current", "new", "carried", "value", "kept"),
    [
        ("a", "a", "b", False, "b", False),
        ("a", "mine", "b", False, "mine", True),
        ("a", "mine", "a", False, "mine", True),
        ("a", "mine", "mine", False, "mine", False),
        ("a", "a", None, False, "a", False),
        ("a", "a", None, True, None, False),
        ("a", "mine", None, True, "mine", True),
        ("a", None, "b", False, None, True),
        (None, None, "b", False, "b", False),
    ],
)
def test_a_value_follows_the_feed_unless_a_hand_was_on_it(base, current, new, carried, value, kept):
    merge = merged(
        {"x": base}, {"x": current}, {"x": new}, carried={"x"} if carried else frozenset()
    )

    assert (merge.values["x"], "x" in merge.kept) == (value, kept)


def test_the_base_moves_even_under_a_hand():
    first = merged({"x": "a"}, {"x": "mine"}, {"x": "b"}, carried=frozenset())
    second = merged(first.base, {"x": "b"}, {"x": "c"}, carried=frozenset())

    assert (first.base["x"], second.values["x"]) == ("b", "c")


@given(some, some, some, carried_names)
def test_the_same_document_twice_changes_nothing(base, current, new, carried):
    once = merged(base, current, new, carried=carried)
    twice = merged(once.base, once.values, new, carried=carried)

    assert twice == once


@given(some, some, some, carried_names)
def test_nothing_of_a_person_is_lost(base, current, new, carried):
    values = merged(base, current, new, carried=carried).values

    assert all(values[n] == current[n] for n in NAMES if current[n] != base[n])


@given(some, some, carried_names)
def test_what_nobody_touched_is_what_the_feed_says(base, new, carried):
    merge = merged(base, base, new, carried=carried)

    assert merge.kept == frozenset()
    assert all(merge.values[n] == new[n] for n in NAMES if new[n] is not None or n in carried)


@given(some, some, some, carried_names)
def test_following_again_leaves_nothing_kept(base, current, new, carried):
    merge = merged(base, current, new, carried=carried)
    again = followed(merge.base, merge.values, merge.kept)

    assert merged(merge.base, again, new, carried=carried).kept == frozenset()
