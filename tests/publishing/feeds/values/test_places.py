"""Places are read as sources write them: towns, countries, and work from home."""

import pytest

from app.publishing.feeds.values.countries import country_in_place, country_of_field
from app.publishing.feeds.values.places import read_places

KNOWN = {"paris", "lyon", "nantes", "aix-en-provence"}


@pytest.mark.parametrize(
    ("text", "names", "country"),
    [
        ("Lyon", ["Lyon"], ""),
        ("LYON", ["LYON"], ""),
        ("Lille (59)", ["Lille"], ""),
        ("59000 Lille", ["Lille"], ""),
        ("Lille 59000", ["Lille"], ""),
        ("59000 - Lille", ["Lille"], ""),
        ("Lille - 59", ["Lille"], ""),
        ("59 - Lille", ["Lille"], ""),
        ("Lille, 59", ["Lille"], ""),
        ("Ajaccio, 2A", ["Ajaccio"], ""),
        ("Saint-Denis, 974", ["Saint-Denis"], ""),
        ("Lyon Cedex 03", ["Lyon"], ""),
        ("69003 LYON CEDEX 03", ["LYON"], ""),
        ("69003 Lyon cedex", ["Lyon"], ""),
        ("Paris 9e", ["Paris 9e"], ""),
        ("12 rue de la Paix, 75002 Paris, France", ["Paris"], "FR"),
        ("Siège, 75002 Paris", ["Paris"], ""),
        ("Paris, Île-de-France, France", ["Paris"], "FR"),
        ("Paris, FR", ["Paris"], "FR"),
        ("Paris - France", ["Paris"], "FR"),
        ("Lyon (France)", ["Lyon"], ""),
        ("Bruxelles, BE", ["Bruxelles"], "BE"),
        ("1000 Bruxelles, Belgique", ["Bruxelles"], "BE"),
        ("CH-1201 Genève", ["Genève"], ""),
        ("L-1234 Luxembourg", ["Luxembourg"], "LU"),
        ("Genève, Suisse", ["Genève"], "CH"),
        ("Berlin, Germany", ["Berlin"], "DE"),
        ("Berlin, DE", ["Berlin"], ""),
        ("Austin, TX", ["Austin"], ""),
        ("Toronto, CA", ["Toronto"], ""),
        ("London, UK", ["London"], ""),
        ("London, United Kingdom", ["London"], "GB"),
        ("New York, USA", ["New York"], "US"),
        ("Saint-Denis, La Réunion", ["Saint-Denis"], "RE"),
        ("Saint-Denis", ["Saint-Denis"], ""),
        ("Aix-en-Provence", ["Aix-en-Provence"], ""),
        ("France", [], "FR"),
        ("Belgique", [], "BE"),
        ("Luxembourg", ["Luxembourg"], "LU"),
        ("Luxembourg, Luxembourg", ["Luxembourg"], "LU"),
        ("Monaco", ["Monaco"], "MC"),
        ("Singapore", ["Singapore"], "SG"),
        ("Singapour", ["Singapour"], "SG"),
        ("Paris / Lyon", ["Paris", "Lyon"], ""),
        ("Paris/Lyon", ["Paris", "Lyon"], ""),
        ("Paris ; Lyon | Nantes", ["Paris", "Lyon", "Nantes"], ""),
        ("Paris ou Lyon", ["Paris", "Lyon"], ""),
        ("Paris et Lyon", ["Paris", "Lyon"], ""),
        ("Paris or Lyon and Nantes", ["Paris", "Lyon", "Nantes"], ""),
        ("Paris\nLyon", ["Paris", "Lyon"], ""),
        ("Paris / PARIS", ["Paris"], ""),
        ("Paris, Lyon, Nantes", ["Paris", "Lyon", "Nantes"], ""),
        ("Paris, Bron", ["Paris"], ""),
        ("Lyon, France / Bruxelles, Belgique", ["Lyon", "Bruxelles"], "FR"),
        ("Nort-sur-Erdre", ["Nort-sur-Erdre"], ""),
        ("Remote", [], ""),
        ("Télétravail", [], ""),
        ("Home office", [], ""),
        ("Home-Office", [], ""),
        ("Full remote", [], ""),
        ("Remote, France", [], "FR"),
        ("Remote - France", [], "FR"),
        ("Remote (France)", [], ""),
        ("Paris / Remote", ["Paris"], ""),
        ("Paris - Remote", ["Paris"], ""),
        ("Remote - Paris", ["Paris"], ""),
        ("Paris (hybride)", ["Paris"], ""),
        ("Hybride", [], ""),
        ("", [], ""),
        (" - ", [], ""),
        ("75 / 92", [], ""),
        ("75002", [], ""),
        ("Lyon &amp; alentours", ["Lyon & alentours"], ""),
        ("<b>Lyon</b>", ["Lyon"], ""),
        ("Boulogne-Billancourt (92), France", ["Boulogne-Billancourt"], "FR"),
        ("Clermont-Ferrand – France", ["Clermont-Ferrand"], "FR"),
        ("Andorre", [], "AD"),
        ("Paris and/or Lyon", ["Paris", "Lyon"], ""),
        ("Paris et/ou Lyon", ["Paris", "Lyon"], ""),
        ("Étampes et Orléans", ["Étampes", "Orléans"], ""),
        ("Lyon Cédex 3", ["Lyon"], ""),
        ("Paris, télétravail 2 j/semaine", ["Paris"], ""),
        ("Télétravail : 2 à 3 jours par semaine - Paris", ["Paris"], ""),
        ("Télétravail partiel possible", [], ""),
        ("Remote-first / Lyon", ["Lyon"], ""),
        ("Mexico, Mexique", ["Mexico"], "MX"),
        ("Mexico", [], "MX"),
        ("Bruxelles ou Luxembourg", ["Bruxelles", "Luxembourg"], ""),
        ("Paris, France / Singapore", ["Paris", "Singapore"], "FR"),
        ("Luxembourg / Paris, France", ["Luxembourg", "Paris"], "LU"),
    ],
)
def test_a_place_is_read(text, names, country):
    read = read_places([text], known=KNOWN)

    assert (list(read.names), read.country) == (names, country)


@pytest.mark.parametrize(
    ("text", "remote"),
    [
        ("Remote", "home"), ("Paris / Remote", "home"), ("Télétravail", "home"),
        ("Home office", "home"), ("Paris (télétravail)", "home"), ("Hybride", "hybrid"),
        ("Paris (hybrid)", "hybrid"), ("Hybrid remote", "hybrid"), ("Paris", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_place_may_say_that_one_works_at_home(text, remote):
    assert read_places([text]).remote == remote


def test_several_places_are_kept_in_their_order_each_once():
    read = read_places(["69003 Lyon", "Paris / LYON", "Nantes, France"])

    assert read.names == ("Lyon", "Paris", "Nantes")
    assert read.country == "FR"


def test_commas_part_only_what_is_known():
    assert read_places(["Paris, Lyon"]).names == ("Paris",)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("FR", "FR"), ("fr", "FR"), ("DE", "DE"), ("UK", "GB"), ("GB", "GB"), ("US", "US"),
        ("CA", "CA"), ("France", "FR"), ("ALLEMAGNE", "DE"), ("Pays-Bas", "NL"), ("Spain", "ES"),
        ("États-Unis", "US"), ("ZZ", ""), ("EU", ""), ("Europe", ""), ("", ""), ("QQ", ""),
    ],
)  # fmt: skip
def test_a_field_for_countries_takes_names_and_any_two_letters(text, country):
    assert country_of_field(text) == country


@pytest.mark.parametrize(
    ("text", "country"),
    [("FR", "FR"), ("be", "BE"), ("CH", "CH"), ("LU", "LU"), ("DE", ""), ("CA", ""), ("IT", ""),
     ("Italie", "IT")],
)  # fmt: skip
def test_two_letters_in_a_place_are_a_country_only_around_here(text, country):
    assert country_in_place(text) == country


def test_the_field_for_countries_is_believed_before_the_place():
    assert read_places(["Luxembourg"], "BE").country == "BE"
    assert read_places(["Berlin, Germany"], "Pologne").country == "PL"
    assert read_places(["Berlin, Germany"], "?").country == "DE"
