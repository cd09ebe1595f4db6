"""Several places, working time and where a feed has an opening, as recruiters see them."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from app.core.database import db
from app.people.models import Person
from app.publishing.content import content_of
from app.publishing.models import Contract, Opening, WorkingTime
from app.publishing.write import save
from tests.factories.people import make_place
from tests.factories.publishing import make_opening, make_published_opening
from tests.publishing.conftest import NOON
from tests.web.writing.test_editor_pages import fields


def test_other_places_are_ticked_kept_and_shown_online(desk: FlaskClient) -> None:
    nantes, lyon, brest = (make_place(name=name) for name in ("Nantes", "Lyon", "Brest"))
    opening = make_published_opening(place=nantes)
    db.session.commit()
    sent = fields(
        opening,
        other_places=[str(lyon.id), str(brest.id), str(nantes.id)],
        contract="interim",
        working_time="part",
    )

    assert desk.post(f"/openings/{opening.id}", data=sent).status_code == 303

    db.session.refresh(opening)
    assert [place.name for place in opening.places] == ["Nantes", "Brest", "Lyon"]
    assert (opening.contract, opening.working_time) == (Contract.INTERIM, WorkingTime.PART)
    editor = desk.get(f"/openings/{opening.id}").get_data(as_text=True)
    assert editor.count("checked") >= 2
    page = desk.get(f"/fr/offres/x-{opening.number}", follow_redirects=True)
    text = page.get_data(as_text=True).replace("\xa0", " ")
    for words in ("Nantes, Brest ou Lyon", "Intérim", "Temps partiel"):
        assert words in text


def test_the_preview_shows_places_that_are_only_typed(desk: FlaskClient) -> None:
    opening, lyon = make_opening(place=make_place(name="Nantes")), make_place(name="Lyon")
    db.session.commit()

    page = desk.post(
        f"/openings/{opening.id}/preview/fr", data=fields(opening, other_places=[str(lyon.id)])
    )

    assert "Nantes ou Lyon" in page.get_data(as_text=True)
    db.session.refresh(opening)
    assert list(opening.other_places) == []


def test_two_people_who_change_the_places_choose_between_them_by_name(
    desk: FlaskClient, recruiter: Person
) -> None:
    lyon, brest = make_place(name="Lyon"), make_place(name="Brest")
    opening = make_published_opening()
    db.session.commit()
    sent = fields(opening, other_places=[str(lyon.id)])
    theirs = replace(content_of(opening), other_place_ids=(brest.id,))
    save(opening, theirs, version=opening.version, by=recruiter, now=NOON)
    db.session.commit()

    answer = desk.post(f"/openings/{opening.id}", data=sent)

    assert answer.status_code in (409, 422)
    page = answer.get_data(as_text=True)
    assert "Autres lieux" in page
    assert "Lyon" in page
    assert "Brest" in page


@pytest.mark.parametrize("url", ["", "https://ats.example/jobs/12?a=1&b=2"])
def test_where_a_feed_has_it_is_shown_to_recruiters_alone(desk: FlaskClient, url: str) -> None:
    opening: Opening = make_published_opening(source_url=url)
    db.session.commit()

    editor = desk.get(f"/openings/{opening.id}").get_data(as_text=True)
    page = desk.get(f"/fr/offres/x-{opening.number}", follow_redirects=True)

    assert ("Vient d’un flux" in editor) == bool(url)
    assert url.replace("&", "&amp;") in editor
    assert "ats.example" not in page.get_data(as_text=True)
