"""Whose name was typed."""

import pytest

from app.hiring.candidates.names import (
    KnownName,
    Likeness,
    completed,
    is_one_word,
    likeness,
    only_match,
    slips,
)

PEOPLE = [
    KnownName(1, "Zoé", "Lambert", where=("Réseau", "Network", "Lyon")),
    KnownName(2, "Malik", "Sadi", where=("Données", "Data", "Paris")),
    KnownName(3, "Anne-Claire", "Le Goff"),
    KnownName(4, "Malik", "Sadi", where=("Ventes", "Sales", "Paris")),
    KnownName(5, "Linh", "Ba"),
    KnownName(6, "Louis", "Garnier"),
    KnownName(7, "Hugo", "Moreau", here=False),
    KnownName(8, "Hugo", "Morreaux"),
    KnownName(9, "Ines", "Bernard"),
    KnownName(10, "Agnes", "Bernard"),
]


@pytest.mark.parametrize(
    "typed", ["Zoé Lambert", "zoe lambert", "LAMBERT Zoé", "  Zoé   Lambert ", "Lambert, Zoe"]
)
def test_a_name_is_found_whatever_its_accents_capitals_and_order(typed):
    assert only_match(typed, PEOPLE) == 1


def test_a_hyphen_is_a_space():
    assert only_match("anne claire le-goff", PEOPLE) == 3


ABROAD = [
    KnownName(1, "Anna", "Lecœur"),
    KnownName(2, "Łukasz", "Wójcik"),
    KnownName(3, "Søren", "Ærø"),
    KnownName(4, "Guðrún", "Þórsdóttir"),
    KnownName(5, "Işık", "Đorđević"),
    KnownName(6, "Patrick", "O’Brien"),
    KnownName(7, "Jürgen", "Strauß-Müller"),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("anna lecoeur", 1),
        ("LECOEUR Anna", 1),
        ("Anna Lecœur", 1),
        ("Anna Lecouer", 1),
        ("Lukasz Wojcik", 2),
        ("Soren Aero", 3),
        ("Gudrun Thorsdottir", 4),
        ("Gudrun Thorsdotir", 4),
        ("Isik Dordevic", 5),
        ("Patrick O'Brien", 6),
        ("Patrick O´Brien", 6),
        ("Patrick Obrien", 6),
        ("Jurgen Strauss–Muller", 7),
        ("JÜRGEN STRAUSS MÜLLER", 7),
        ("Jürgen Strauss Mueller", 7),
    ],
)
def test_a_name_is_found_under_the_letters_of_a_keyboard(typed, found):
    assert only_match(typed, ABROAD) == found


def test_that_german_writes_ue_for_an_u_with_dots_is_a_likeness_and_no_equality():
    strauss = ABROAD[6]

    assert only_match("Juergen Strauss-Mueller", ABROAD) is None
    assert likeness("Juergen Strauss-Mueller", strauss) is Likeness.SPELLING
    assert likeness("Juergen", strauss) is Likeness.FIRST_NAME


@pytest.mark.parametrize("typed", ["Malik Sadi", "Zoé", "", "…", "Zoé Lambert Sadi"])
def test_a_name_that_fits_nobody_or_several_means_no_one(typed):
    assert only_match(typed, PEOPLE) is None


@pytest.mark.parametrize(
    ("slip", "typed"),
    [
        ("missing", "Zoé Lamber"),
        ("added", "Zoé Lamberti"),
        ("doubled", "Zoé Lammbert"),
        ("swapped", "Zoé Lamebrt"),
        ("replaced", "Zoé Lanbert"),
        ("last name first", "Lamber Zoé"),
        ("a space less", "Anne-Claire Legoff"),
    ],
)
def test_one_slip_in_a_last_name_is_forgiven(slip, typed):
    assert only_match(typed, PEOPLE) == (3 if slip == "a space less" else 1)


@pytest.mark.parametrize(
    ("why", "typed"),
    [
        ("two slips", "Zoé Lambrd"),
        ("the first name slipped: Louise is another person", "Louise Garnier"),
        ("a short last name", "Linh Bas"),
        ("somebody else is near", "Anes Bernard"),
    ],
)
def test_a_slip_is_left_to_a_person_when_it_may_be_somebody_else(why, typed):
    assert only_match(typed, PEOPLE) is None, why


def test_the_exact_name_of_somebody_who_left_is_no_slip_of_a_colleague():
    people = [KnownName(1, "Hugo", "Moreau", here=False), KnownName(2, "Hugo", "Moreaux")]

    assert only_match("Hugo Moreau", people) is None
    assert only_match("Hugo Moreaux", people) == 2


def test_somebody_who_left_makes_a_slip_ambiguous():
    people = [KnownName(1, "Hugo", "Moreau", here=False), KnownName(2, "Hugo", "Moreaux")]

    assert only_match("Hugo Moreauy", people) is None


def test_a_namesake_who_left_does_not_stand_in_the_way():
    people = [KnownName(1, "Hugo", "Moreau", here=False), KnownName(2, "Hugo", "Moreau")]

    assert only_match("Hugo Moreau", people) == 2


@pytest.mark.parametrize(
    ("details", "found"),
    [
        ("data", 2),
        ("équipe Données", 2),
        ("aux ventes, à Paris", None),
        ("Paris", None),
        ("Sales team", 4),
        ("", None),
        ("Lyon", None),
    ],
)
def test_a_team_tells_namesakes_apart_when_only_one_is_from_there(details, found):
    assert only_match("Malik Sadi", PEOPLE, details) == found


@pytest.mark.parametrize(
    ("typed", "like"),
    [
        ("Zoé Lambert", Likeness.SAME),
        ("Zoe Lanbrt", Likeness.SPELLING),
        ("zoé", Likeness.FIRST_NAME),
        ("Zoé du réseau", Likeness.FIRST_NAME),
        ("Zoe Martin", Likeness.FIRST_NAME),
        ("Monsieur Lambert", Likeness.LAST_NAME),
        ("Lambert Zoé, rencontrée au salon de Rennes", Likeness.SAME),
        ("Malik Sadi", None),
        ("", None),
    ],
)
def test_a_typed_name_is_like_somebodys(typed, like):
    assert likeness(typed, PEOPLE[0]) == like


@pytest.mark.parametrize(
    ("typed", "alone"),
    [("Zoé", True), (" Jean-Luc ", True), ("Zoé Lambert", False), ("", False)],
)
def test_one_word_is_no_whole_name(typed, alone):
    assert is_one_word(typed) is alone


@pytest.mark.parametrize(
    ("typed", "added", "whole"),
    [
        ("Zoé", "Lambert", ("Zoé Lambert", "")),
        ("Zoé", "", ("Zoé", "")),
        ("Zoé Lambert", "Rennes", ("Zoé Lambert", "Rennes")),
    ],
)
def test_what_is_written_beside_one_word_is_the_rest_of_the_name(typed, added, whole):
    assert completed(typed, added) == whole


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("", "", 0), ("ab", "ba", 1), ("abc", "ac", 1), ("abcd", "xbcy", 2), ("a", "abcdefg", 4)],
)
def test_slips_are_counted_up_to_one_more_than_asked(one, other, count):
    assert slips(one, other) == slips(other, one) == count
