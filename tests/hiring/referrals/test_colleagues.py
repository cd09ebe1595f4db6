"""Looking for a typed name among many colleagues finds whom comparing with each would find."""

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from app.core.calendar import local_date
from app.core.database import db
from app.core.text.fold import plain_words
from app.hiring.candidates.names import KnownName, likeness, only_match
from app.hiring.models import ReferrerChoice
from app.hiring.referrals import colleagues, suggestions, typed_names
from app.hiring.referrals.suggestions import Hints, likeliest, reasons_of
from app.people.models import Person
from tests.factories.hiring import NOON, make_application
from tests.factories.people import make_person, make_place, make_team
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link

LATER = NOON + timedelta(days=2)
FIRST = """
Zoé Zoë Camille Camilla Marie Mario Maria Anne-Claire Anne Jean Jean-Luc Luc Léo Lea Leon Liam
Linh Hugo Agnès Inès Max Maxime Maxence Malik Işık Łukasz Søren Guðrún Jo X
"""
LAST = """
Lambert Lamberd Lamber Roy Rey Roux Le-Roux Ba Bà Nguyen Moreau Moraux Morreau Bernard Bernart
Petit Dupont Dupond D’Arc O’Brien Strauß-Müller Đorđević Wójcik Sadi Saadi Kerdoncuff Ærø
"""
LETTERS = "aeilmnorstz"
SOME = 500


def slipped(name: str, chance: Random) -> str:
    """A name as somebody types it: as it is, or with slips of every kind."""
    letters = list(name)
    for _ in range(chance.choice([0, 0, 1, 1, 2, 3, 4])):
        at = chance.randrange(len(letters))
        match chance.randrange(5):
            case 0:
                letters.insert(at, chance.choice(LETTERS))
            case 1 if len(letters) > 2:
                del letters[at]
            case 2:
                letters[at] = chance.choice(LETTERS)
            case 3 if at:
                letters[at - 1], letters[at] = letters[at], letters[at - 1]
            case _:
                letters[at] = letters[at].swapcase()
    return "".join(letters)


def typed_from(person: Person, chance: Random) -> str:
    first, last = person.first_name, person.last_name
    name = chance.choice(
        [
            f"{first} {last}",
            f"{last} {first}",
            f"{first}{last}",
            first,
            first[:3],
            last,
            f"{first} de Lyon",
            f"{first} {last}, du réseau",
            f"Mme {last.upper()}",
        ]
    )
    return slipped(name, chance)


def of_everybody() -> list[KnownName]:
    """Everybody, as they were read before: the exhaustive way, which the other must equal."""
    return [
        KnownName(
            person.id,
            person.first_name,
            person.last_name,
            colleagues.at_work(person.disabled_at, person.left_on, local_date(LATER)),
            tuple(
                filter(
                    None,
                    [
                        *((person.team.name_fr, person.team.name_en) if person.team else ()),
                        person.place.name if person.place else "",
                    ],
                )
            ),
        )
        for person in db.session.scalars(select(Person))
    ]


@pytest.fixture
def company(app):
    chance = Random(7)
    teams = [make_team(name_fr="Réseau", name_en="Network"), make_team(), None]
    places = [make_place(name="Lyon"), make_place(), None]
    people = [
        make_person(
            first_name=chance.choice(FIRST.split()),
            last_name=slipped(chance.choice(LAST.split()), chance),
            team=chance.choice(teams),
            place=chance.choice(places),
            left_on=NOON.date() if chance.random() < 0.1 else None,
        )
        for _ in range(SOME)
    ]
    db.session.flush()
    return people


def test_a_typed_name_means_the_same_colleague_as_among_everybody(company):
    chance, everybody, meant = Random(11), of_everybody(), 0
    for _ in range(800):
        typed = typed_from(chance.choice(company), chance)
        details = chance.choice(["", "Lyon", "équipe Réseau"])
        expected = only_match(typed, everybody, details)
        found = typed_names.colleague_named(typed, now=LATER, details=details)
        assert (found and found.id) == expected, typed
        meant += found is not None
    assert meant > 50  # or nothing was compared


def test_the_same_colleagues_are_suggested_as_among_everybody(company):
    chance, everybody, shown = Random(13), of_everybody(), 0
    opening = make_published_opening(team=company[0].team)
    for person in chance.sample(company, 8):
        make_link(publication=opening, ambassador=person, now=NOON - timedelta(days=3))
    asks = make_ambassador(first_name="Zoé", last_name="Lambert")
    application = make_application(opening=opening, choice=ReferrerChoice.NAMED, named="Bob")
    typed_name = typed_names.current_typed_name(application)
    for _ in range(250):
        typed_name.typed = typed_from(chance.choice(company), chance)
        relayed = suggestions._relayed(typed_name)
        of_team = {each.id for each in company if each.team_id == opening.team_id}
        hints = Hints(relayed, of_team if opening.team_id else set())
        written = set(plain_words(typed_name.typed))
        reasons = {}
        for known in everybody:
            if not known.here or known.key == asks.id:
                continue
            where = any(set(plain_words(each)) <= written for each in known.where)
            like = likeness(typed_name.typed, known)
            if why := reasons_of(known.key, like, where=where, hints=hints):
                reasons[known.key] = why
        expected = likeliest(reasons, relayed)
        found = suggestions.suggestions(typed_name, by=asks, now=LATER)
        assert [(each.person.id, each.reasons) for each in found] == [
            (key, reasons[key]) for key in expected
        ], typed_name.typed
        shown += len(found)
    assert shown > 500


@pytest.mark.parametrize("typed", ["", "★", "ﷺ" * 100, "x" * 400, "%", "a" * 120, "🦊 Zoé"])
def test_what_is_no_name_finds_what_it_found_and_breaks_nothing(company, typed):
    expected = only_match(typed, of_everybody())
    found = typed_names.colleague_named(typed, now=LATER)

    assert (found and found.id) == expected


def test_a_new_name_is_found_and_the_old_one_no_longer(app):
    person = make_person(first_name="Zoé", last_name="Lambert")
    person.last_name = "Kerdoncuff"
    db.session.flush()

    assert typed_names.colleague_named("zoe kerdoncuff", now=LATER) == person
    assert typed_names.colleague_named("zoe lambert", now=LATER) is None


def test_the_company_is_not_read_to_find_a_name(company, statements):
    """What comes over is whom the name may mean, not everybody."""
    for typed in ("Zoé Lambert", "Zoé Lambertt"):
        found = colleagues.of_that_name(typed, today=local_date(LATER))
        assert len(found) < SOME / 10

    with statements() as sent:
        typed_names.colleague_named("Zoé Lambertt", now=LATER)
    assert len(sent) <= 3
