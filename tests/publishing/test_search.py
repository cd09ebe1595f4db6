"""The search of openings: texts and filters, names with signs, accents and stems."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import text

from app.core.database import db
from app.publishing import wording
from app.publishing.models import Contract, Opening, Remote
from app.publishing.search import CLOSE, find
from tests.conftest import CountStatements
from tests.factories.people import make_organisation, make_place, make_team
from tests.factories.publishing import make_published_opening, make_theme
from tests.publishing.conftest import NOON


def opening(title: str, **values: Any) -> Opening:
    """An opening whose texts hold nothing but its title."""
    return make_published_opening(**{"title": title, "summary": "…", "body": "…"} | values)


def found(asked: str) -> list[str]:
    """The titles that a question finds exactly, best first."""
    answer = find(asked, now=NOON)
    titles = {o.id: o.text("fr").title for o in db.session.query(Opening)}
    return [titles[hit.id] for hit in answer.hits] if answer.exact else []


@pytest.mark.parametrize(
    "asked",
    ["Node.js", "node js", "vue.js", "CI/CD", "Kotlin", "java/kotlin", "ASP.NET", ".NET", "C++",
     "cpp", "R&D", "r&d"],
)  # fmt: skip
def test_a_name_with_signs_finds_its_opening_and_no_other(app: Flask, asked: str) -> None:
    opening("Node.js, Vue.js, CI/CD, Java/Kotlin, ASP.NET, C++, R&D")
    opening("Contrôle de gestion : salaire net, C, D et R")

    assert found(asked) == ["Node.js, Vue.js, CI/CD, Java/Kotlin, ASP.NET, C++, R&D"]


def test_a_letter_that_is_a_language_is_not_the_beginning_of_all(app: Flask) -> None:
    opening("Comptable")
    opening("Développement C++ et C#, c’est ici")

    assert not find("C", now=NOON).hits
    opening("Développement C")
    assert found("C") == ["Développement C"]
    assert found("c++") == ["Développement C++ et C#, c’est ici"]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("été", "ete"), ("ete", "été"), ("été", "étés"),
        ("qualité", "qualites"), ("qualite", "qualités"), ("QUALITÉ", "qualité"),
        ("sécurité", "securite"), ("securite", "sécurité"), ("sécurités", "securite"),
        ("développeurs", "developpeur"), ("developpeur", "développeurs"),
        ("développée", "developper"), ("développées", "développer"), ("develop", "DÉVELOP"),
        ("employés", "employe"), ("employee", "employées"), ("générale", "generaux"),
        ("mécanicien", "mecaniciens"), ("œuvre", "oeuvres"), ("bas‑carbone", "bas-carbone"),
        ("même usine", "meme usines"), ("notre dépôt", "depots"),
        ("engineers", "engineering"), ("deployments", "deployed"), ("naïve", "naive"),
    ],
)  # fmt: skip
def test_stems_and_silent_words_survive_the_loss_of_accents(
    app: Flask, written: str, asked: str
) -> None:
    opening(f"Aux {written} du lac")
    opening("Autre chose")

    assert found(asked) == [f"Aux {written} du lac"]


@pytest.mark.parametrize("asked", ["%", "_", "notre", "même", "meme", "de la", "the", "' \"", "&"])
def test_a_question_that_comes_down_to_nothing_finds_nothing_and_says_so(
    client: FlaskClient, asked: str
) -> None:
    make_organisation()
    opening("Notre même équipe, de la mer : the 100 %")

    assert not find(asked, now=NOON).meant
    french = client.get("/fr/offres", query_string={"q": asked}).text
    english = client.get("/en/openings", query_string={"q": asked}).text
    assert "ne contient aucun mot à chercher" in french
    assert "contains no word to search for" in english
    assert "<h3><a" not in french.partition('id="openings"')[2].partition('class="band')[0]


@pytest.mark.parametrize("contract", Contract)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_word_of_the_contract_filter_finds_what_the_filter_shows(
    app: Flask, contract: Contract, language: str
) -> None:
    opening("Celle-ci", contract=contract, remote=Remote.NONE)
    for other in set(Contract) - {contract}:
        opening(f"Une autre : {other.name}", contract=other, remote=Remote.NONE)

    with force_locale(language):
        label = str(wording.CONTRACTS[contract])

    assert found(label) == ["Celle-ci"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("télétravail", {"Partie", "Tout"}),
        ("teletravail", {"Partie", "Tout"}),
        ("working from home", {"Partie", "Tout"}),
        ("télétravail complet", {"Tout"}),
        ("entirely", {"Tout"}),
        ("stages", {"Partie"}),
        ("alternant·e", {"Tout"}),
        ("alternances", {"Tout"}),
        ("Loire", {"Partie"}),
        ("pays de la loire", {"Partie"}),
        ("nantes stage télétravail", {"Partie"}),
        ("Sécurité", {"Partie"}),
        ("security", {"Partie"}),
        ("R&D", {"Tout"}),
        ("research", {"Tout"}),
        ("alternance nantes", set()),
        ("-stage", {"Tout", "Rien"}),
        ("-télétravail", {"Rien"}),
    ],
)
def test_words_of_filters_are_words_of_the_search_in_both_languages(
    app: Flask, asked: str, expected: set[str]
) -> None:
    theme = make_theme("s", name_fr="Sécurité", name_en="Security")
    nantes = make_place(name="Nantes", region="Pays de la Loire")
    team = make_team(name_fr="R&D", name_en="Research")
    opening("Partie", remote=Remote.PARTIAL, contract=Contract.INTERNSHIP, place=nantes,
            themes=[theme])  # fmt: skip
    opening("Tout", remote=Remote.FULL, contract=Contract.APPRENTICESHIP, team=team)
    opening("Rien", remote=Remote.NONE)

    assert set(found(asked)) == expected


def test_what_was_renamed_is_found_by_its_new_name_alone(app: Flask) -> None:
    made = opening("Chauffage", themes=[make_theme("x", name_fr="Énergie", name_en="Energy")])
    assert made.team is not None
    assert made.place is not None
    made.team.name_fr, made.place.region, made.themes[0].name_en = "Forges", "Jura", "Iron"
    made.text("fr").body = "On y soude."
    db.session.flush()

    assert found("forges") == found("jura") == found("iron") == found("souder") == ["Chauffage"]
    assert not find("equipe", now=NOON).exact or not find("equipe", now=NOON).hits
    assert not find("energy", now=NOON).hits


def test_the_word_itself_comes_before_words_that_begin_so(app: Flask) -> None:
    opening("JavaScript")
    opening("Java")
    opening("Javascript encore")

    assert found("java")[0] == "Java"
    assert len(found("java")) == 3


def test_words_in_quotes_follow_one_another(app: Flask) -> None:
    opening("Chef de projet CI/CD")
    opening("Projet de chef")

    assert found('"chef de projet"') == found('"projet CI/CD"') == ["Chef de projet CI/CD"]
    assert len(found("chef projet")) == 2


def test_a_search_takes_two_statements_and_three_when_it_forgives(
    app: Flask, statements: CountStatements
) -> None:
    opening("Ingénieure")
    with statements() as exact:
        find("ingénieure télétravail", now=NOON)
    with statements() as forgiving:
        assert find("ingnieure", now=NOON).hits

    assert (len(exact), len(forgiving)) == (2, 3)


def test_the_index_of_letters_forgives_as_much_as_the_search_says(app: Flask) -> None:
    (setting,) = db.session.scalars(
        text("SELECT unnest(proconfig) FROM pg_proc WHERE proname = 'publication_texts_nearly'")
    )

    assert float(setting.partition("=")[2]) == CLOSE


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("ingnieure", "Ingénieure réseau"),
        ("comptabel", "Comptable"),
        ("nanttes", "Comptable"),
    ],
)
def test_a_nearly_right_word_of_the_title_or_the_place_will_do(
    app: Flask, typed: str, title: str
) -> None:
    opening("Ingénieure réseau", place=make_place(name="Rennes"))
    opening("Comptable", place=make_place(name="Nantes"))

    answer = find(typed, now=NOON)

    assert not answer.exact
    titles = {each.id: each.text("fr").title for each in db.session.query(Opening)}
    assert [titles[hit.id] for hit in answer.hits] == [title]
