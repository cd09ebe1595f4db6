"""An opening whose work may be done at several places (P1)."""

from dataclasses import replace

import pytest
from flask import Flask
from flask_babel import force_locale

from app.core.database import db
from app.people.models import Person
from app.people.references import count_references
from app.publishing import career_site, wording
from app.publishing.content import changed_names, content_of
from app.publishing.kinds import OPENING, OpeningContent
from app.publishing.models import Contract, Opening, Remote, WorkingTime
from app.publishing.queries import similar_openings
from app.publishing.search import find, fitting
from app.publishing.write import duplicate, save
from app.sharing.queries import RelayableFilters, everything
from app.sharing.ranking import RankingReason
from tests.factories.people import make_person, make_place, make_team
from tests.factories.publishing import make_opening, make_published_opening
from tests.publishing.conftest import NOON


def test_places_keep_the_order_in_which_they_were_written(recruiter: Person) -> None:
    nantes, lyon, brest = (make_place(name=name) for name in ("Nantes", "Lyon", "Brest"))
    opening = make_opening(place=nantes)

    for others in ((lyon, brest), (brest, lyon), (brest,), ()):
        content = replace(content_of(opening), other_place_ids=tuple(each.id for each in others))
        save(opening, content, version=opening.version, by=recruiter, now=NOON)
        db.session.expire_all()
        assert opening.places == [nantes, *others]


def test_the_first_place_is_never_one_of_the_others(app: Flask) -> None:
    nantes, lyon = make_place().id, make_place().id

    content = OpeningContent(place_id=nantes, other_place_ids=(nantes, lyon, lyon))

    assert content.other_place_ids == (lyon,)
    assert replace(content, place_id=lyon).other_place_ids == ()


def test_saving_the_same_places_changes_nothing(recruiter: Person) -> None:
    opening = make_opening(other_places=[make_place(), make_place()])

    assert changed_names(content_of(opening), content_of(opening)) == []
    assert not save(opening, content_of(opening), version=opening.version, by=recruiter, now=NOON)


def test_a_copy_has_all_the_places(recruiter: Person) -> None:
    lyon = make_place()
    copy = duplicate(make_published_opening(other_places=[lyon]), by=recruiter, now=NOON)

    assert list(copy.other_places) == [lyon]
    assert copy.kind_code == OPENING.code


@pytest.mark.parametrize(
    ("names", "short", "whole"),
    [
        ("Nantes", "Nantes", "Nantes, sur place"),
        ("Nantes Lyon", "Nantes ou Lyon", "Nantes ou Lyon, sur place"),
        ("Nantes Lyon Brest", "Nantes ou 2 autres villes", "Nantes, Lyon ou Brest, sur place"),
    ],
)
def test_places_read_as_a_choice(app: Flask, names: str, short: str, whole: str) -> None:
    first, *others = [make_place(name=name) for name in names.split()]
    opening = make_opening(place=first, other_places=others, remote=Remote.NONE)

    with app.test_request_context(), force_locale("fr"):
        assert wording.place_in_short(opening).replace("\N{NO-BREAK SPACE}", " ") == short
        assert wording.where(opening) == whole


def test_an_opening_is_found_by_each_of_its_places(app: Flask) -> None:
    lyon = make_place(name="Villeurbanne", region="Auvergne-Rhône-Alpes")
    opening = make_published_opening(place=make_place(name="Nantes"), other_places=[lyon])
    make_published_opening(place=make_place(name="Lille"))

    for typed in ("villeurbanne", "nantes", "auvergne", "vileurbane"):
        assert [hit.id for hit in find(typed, now=NOON).hits] == [opening.id]
    fits = fitting(Opening, "villeurbanne")
    assert db.session.query(Opening).where(*fits).one() == opening
    (hit,) = find("villeurbanne", now=NOON).hits
    assert hit.values["place"] == ("nantes", "villeurbanne")


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("intérim", {"contract": Contract.INTERIM}),
        ("temp", {"contract": Contract.INTERIM}),
        ("temps partiel", {"working_time": WorkingTime.PART}),
        ("part-time", {"working_time": WorkingTime.PART}),
        ("temps plein", {"working_time": WorkingTime.FULL}),
    ],
)
def test_the_words_of_a_contract_and_of_a_working_time_find_openings(
    app: Flask, typed: str, values: dict[str, object]
) -> None:
    opening = make_published_opening(**values)
    make_published_opening()

    assert [hit.id for hit in find(typed, now=NOON).hits] == [opening.id]


def test_a_city_counts_the_openings_that_may_be_done_there(app: Flask) -> None:
    nantes, lyon = make_place(name="Nantes"), make_place(name="Lyon")
    make_published_opening(place=nantes, other_places=[lyon])
    make_published_opening(place=lyon)

    found = career_site.cities(now=NOON)

    assert [(city.place.name, city.count) for city in found] == [("Lyon", 2), ("Nantes", 1)]


def test_openings_that_share_any_place_are_alike(app: Flask) -> None:
    lyon = make_place(name="Lyon")
    opening = make_published_opening(other_places=[lyon])
    there = make_published_opening(place=lyon)
    also_there = make_published_opening(other_places=[lyon])
    make_published_opening()

    assert {each.id for each in similar_openings(opening, now=NOON)} == {
        there.id,
        also_there.id,
    }


def test_a_place_that_an_opening_names_cannot_be_deleted_unseen(app: Flask) -> None:
    lyon = make_place()
    make_opening(other_places=[lyon])

    assert count_references(lyon) == {"opening_places": 1}


def test_who_works_at_one_of_the_places_is_told_that_it_is_theirs(app: Flask) -> None:
    lyon = make_place(name="Lyon")
    opening = make_published_opening(place=make_place(name="Nantes"), other_places=[lyon])
    zoe = make_person(place=lyon, team=make_team())

    from app.sharing import queries, ranking, ranking_wording

    facts, _total = queries.facts_for(zoe, now=NOON)
    assert [each.place_id for each in facts] == [lyon.id]
    worth = ranking.Worth(opening.id, RankingReason.PLACE, place_id=lyon.id)
    with app.test_request_context(), force_locale("fr"):
        assert "Lyon" in ranking_wording.sentence(worth, opening)
    page = everything(zoe, RelayableFilters(place=lyon.id), page=1, now=NOON)
    assert [each.id for each in page.items] == [opening.id]
