"""One address for each team and place, and for each name that it has had."""

import pytest

from app.core import clock
from app.core.database import db
from app.people.models import FormerSlug, Place, SlugKind, Team
from app.people.slugs import free_slug, place_names, present_slugs, team_of_slug
from app.people.teams import NameTaken, remove, save_place, save_team
from tests.factories.people import make_person


def team(name: str, *, row: Team | None = None, name_en: str = "") -> Team:
    values = {"name_fr": name, "name_en": name_en or name, "about_fr": "", "about_en": ""}
    return save_team(row, values, by=make_person(), now=clock.now())


def place(name: str, region: str = "", *, row: Place | None = None) -> Place:
    values = {"name": name, "region": region, "postal_code": "", "country": "FR"}
    return save_place(row, values, by=make_person(), now=clock.now())


def test_a_slug_that_is_taken_gives_way_to_the_next_one_then_to_a_number():
    assert free_slug(["a", "a-b"], []) == "a"
    assert free_slug(["a", "a-b"], ["a"]) == "a-b"
    assert free_slug(["a", "a-b"], ["a", "a-b"]) == "a-2"
    assert free_slug(["a"], ["a", "a-2", "a-3"]) == "a-4"


@pytest.mark.parametrize(
    "names", [("Données", "Donnees", "DONNÉES !"), ("Été", "Ete"), ("R&D ", "R & D", "R.D.")]
)
def test_names_that_make_one_address_get_one_each(app, names):
    teams = [team(name) for name in names]

    assert len({each.slug_fr for each in teams}) == len({each.slug_en for each in teams})
    assert len({each.slug_fr for each in teams}) == len(names)
    for each in teams:
        assert team_of_slug(each.slug_fr, "fr") is each


def test_the_former_address_of_a_team_leads_to_it_in_its_language(app):
    cloud = team("Nuage", name_en="Cloud")

    team("Plateforme", row=cloud, name_en="Cloud")

    assert (cloud.slug_fr, cloud.slug_en) == ("plateforme", "cloud")
    assert team_of_slug("nuage", "fr") is cloud
    assert team_of_slug("nuage", "en") is None
    assert present_slugs(SlugKind.TEAM_FR, ["nuage", "other"]) == {"nuage": "plateforme"}


def test_a_former_address_is_given_to_nobody_else_and_may_be_taken_back(app):
    cloud = team("Nuage")
    team("Plateforme", row=cloud)

    other = team("Nuage")
    assert other.slug_fr == "nuage-2"
    team("Brume", row=other)
    team("Nuage", row=cloud)

    assert cloud.slug_fr == "nuage"
    assert team_of_slug("plateforme", "fr") is cloud
    assert team_of_slug("nuage-2", "fr") is other
    assert present_slugs(SlugKind.TEAM_FR, ["nuage"]) == {}


def test_a_change_of_capitals_or_of_other_words_moves_no_page(app):
    data, accented = team("Donnees"), team("Données")

    team("DONNEES", row=data)
    team("Données", row=accented, name_en="Data")

    assert (data.slug_fr, accented.slug_fr) == ("donnees", "donnees-2")
    assert db.session.query(FormerSlug).filter_by(kind=SlugKind.TEAM_FR).count() == 0


def test_places_of_one_name_are_told_apart_by_their_region(app):
    first = place("Saint-Denis", "Île-de-France")
    second = place("Saint-Denis", "La Réunion")
    alone = place("Nantes", "Pays de la Loire")

    assert (first.slug, second.slug) == ("saint-denis", "saint-denis-la-reunion")
    assert place_names([first, second, alone]) == {
        first.id: "Saint-Denis (Île-de-France)",
        second.id: "Saint-Denis (La Réunion)",
        alone.id: "Nantes",
    }


@pytest.mark.parametrize("region", ["La Réunion", "la réunion"])
def test_a_second_place_of_one_name_and_region_is_refused_with_what_to_do(app, region):
    place("Saint-Denis", "La Réunion")

    with pytest.raises(NameTaken) as refusal:
        place("Saint-Denis", region)

    assert refusal.value.field == "region"


def test_the_former_address_of_a_place_leads_to_it_and_goes_with_it(app):
    town = place("Châlons-sur-Marne")
    place("Châlons-en-Champagne", row=town)
    assert present_slugs(SlugKind.PLACE, ["chalons-sur-marne"]) == {
        "chalons-sur-marne": "chalons-en-champagne"
    }

    remove(town, by=make_person(), now=clock.now())

    assert db.session.query(FormerSlug).count() == 0
