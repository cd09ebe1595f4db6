"""A team's usual opening begins others with all that it says."""

from datetime import date
from uuid import uuid4

import pytest

from app.core.database import db
from app.publishing.content import content_of
from app.publishing.models import Variant
from app.publishing.questions.question import OpeningQuestion, QuestionKind
from app.publishing.texts import NetworkText
from app.publishing.usual.openings import (
    BadName,
    begin_from,
    keep_as_usual,
    remove,
    rename,
    usual_openings,
)
from tests.factories.people import make_person, make_place, make_team
from tests.factories.publishing import make_opening
from tests.publishing.conftest import NOON


def kept(opening, name="Dev, Nantes", by=None):
    return keep_as_usual(opening, name, by=by or opening.author, now=NOON)


def test_what_an_opening_says_begins_another_but_for_days_and_contacts(app):
    asks = OpeningQuestion(
        id=uuid4(), kind=QuestionKind.SHORT, text_fr="Pourquoi ?", text_en="Why?"
    )
    opening = make_opening(
        title="Développeuse ou développeur", body="## Nous", questions=(asks,),
        other_places=[make_place(name="Angers")], closes_on=date(2026, 12, 24),
        hiring_manager=make_person(),
    )  # fmt: skip
    opening.variants.append(Variant(language="fr", position=1, network="x", text="Pour X."))
    db.session.flush()
    usual, by = kept(opening), make_person()
    opening.texts[0].title = "Changé depuis"

    begun = content_of(begin_from(usual, by=by, now=NOON))

    words = begun.words["fr"]
    assert (words.title, words.body) == ("Développeuse ou développeur", "## Nous")
    assert words.for_networks == (NetworkText("x", "Pour X."),)
    assert (begun.questions, begun.place_id) == ((asks,), opening.place_id)
    assert begun.other_place_ids == (opening.other_places[0].id,)
    assert (begun.closes_on, begun.hiring_manager_id, begun.recruiter_id) == (None, None, by.id)
    assert begun.team_id == opening.team_id


def test_a_place_that_is_no_more_is_left_out(app):
    opening = make_opening(place=make_place(name="Fermé"))
    usual = kept(opening)
    gone, opening.place = opening.place, None
    db.session.flush()
    db.session.delete(gone)
    db.session.flush()

    assert begin_from(usual, by=opening.author, now=NOON).place_id is None


@pytest.mark.parametrize(
    ("name", "code"), [("  ", "empty"), ("n" * 81, "long"), ("DEV, nantes", "taken")]
)
def test_a_name_is_needed_and_is_one_teams_alone(app, name, code):
    opening = make_opening()
    kept(opening)

    with pytest.raises(BadName) as wrong:
        kept(opening, name)

    assert wrong.value.code == code
    assert kept(make_opening(team=make_team()), "Dev, Nantes").name == "Dev, Nantes"


def test_an_opening_of_no_team_is_nobodys_usual_one(app):
    opening = make_opening()
    opening.team = None
    db.session.flush()

    with pytest.raises(BadName) as wrong:
        kept(opening)

    assert wrong.value.code == "no_team"


def test_it_is_named_otherwise_and_removed_and_what_began_with_it_stays(app):
    opening = make_opening()
    usual, other = kept(opening), kept(opening, "Autre")
    begun = begin_from(usual, by=opening.author, now=NOON)

    rename(usual, "Dev", by=opening.author, now=NOON)
    with pytest.raises(BadName):
        rename(usual, "autre", by=opening.author, now=NOON)
    db.session.refresh(usual)
    assert usual.name == "Dev"

    remove(usual, by=opening.author, now=NOON)
    assert usual_openings(page=1).items == [other]
    assert begun.texts
