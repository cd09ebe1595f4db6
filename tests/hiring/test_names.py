"""Whose name was typed."""

import pytest

from app.hiring.names import only_match

PEOPLE = [(1, "Zoé Lambert"), (2, "Malik Sadi"), (3, "Anne-Claire Le Goff"), (4, "Malik Sadi")]


@pytest.mark.parametrize(
    "typed", ["Zoé Lambert", "zoe lambert", "LAMBERT Zoé", "  Zoé   Lambert ", "Lambert, Zoe"]
)
def test_a_name_is_found_whatever_its_accents_capitals_and_order(typed):
    assert only_match(typed, PEOPLE) == 1


def test_a_hyphen_is_a_space():
    assert only_match("anne claire le-goff", PEOPLE) == 3


@pytest.mark.parametrize(
    "typed", ["Malik Sadi", "Zoé", "Zoé Lamberti", "", "…", "Zoé Lambert Sadi"]
)
def test_a_name_that_fits_nobody_or_several_means_no_one(typed):
    assert only_match(typed, PEOPLE) is None
