"""Sentences become suggested texts: whole ones, that fit each network, in both languages."""

import pytest

from app.core.i18n import LANGUAGES
from app.core.text.clean import tidy
from app.publishing.kinds import KINDS
from app.publishing.texts import NetworkText
from app.sharing import networks
from app.sharing.networks import Post
from app.sharing.starts import templates
from app.sharing.starts.models import TextLength
from app.sharing.starts.propose import (
    NETWORKS_OF,
    change_template,
    proposals,
    starting,
    templates_of,
)
from app.sharing.starts.templates import BadTemplate, as_text, sentences_of
from app.sharing.words.suggestions import WRITTEN_FOR
from tests.factories.people import make_person
from tests.publishing.conftest import NOON

LINK = "https://emploi.example.org/r/7kq2p9xyz3ab"
SAID = "Je travaille chez Ormelune."
VALUES = {
    "title": "Ingénieure ou ingénieur données, " + "plateforme et réseaux de transport " * 3,
    "summary": "Sept personnes qui tiennent la nuit les services de quatorze villes. " * 3,
    "team": "Cloud et données", "company": "Ormelune", "place": "Nantes, Rennes ou Angers",
    "contract": "CDI", "salary": "de 48 000 à 58 000 € par an", "date": "jeudi 17 décembre, 18:00",
    "person": "Zoé Lambert", "source": "Le Journal des réseaux",
}  # fmt: skip


def fits(channel, text):
    return networks.fits(channel, Post(text, LINK, disclosure=SAID))


def refused(text, kind="opening", language="fr"):
    with pytest.raises(BadTemplate) as wrong:
        templates.check(text, kind=kind, language=language)
    return wrong.value


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_comes_with_sentences_that_make_texts_for_every_network(kind, language):
    begun = {length: tidy(starting()[kind][language][length]) for length in TextLength}
    for text in begun.values():
        templates.check(text, kind=kind, language=language)

    found = proposals(begun, VALUES, fits)

    assert all(any(fits(each, text) for text in found) for each in WRITTEN_FOR)
    assert all(VALUES["title"].strip() in text for text in found)
    assert not any(sign in text for text in found for sign in "{}")


def test_every_network_takes_one_length():
    assert sorted(each for every in NETWORKS_OF.values() for each in every) == sorted(WRITTEN_FOR)


def test_a_sentence_that_names_what_is_not_said_is_left_out():
    template = (
        "{company} recrute : {title}.\n\nLieu : {place}. Salaire : {salary}.\n\n{summary} Fin."
    )
    values = VALUES | {"title": "Dev ?", "salary": "", "summary": ""}

    text = as_text(sentences_of(template, values))

    assert text == "Ormelune recrute : Dev ?\n\nLieu : Nantes, Rennes ou Angers.\n\nFin."


def test_what_a_value_holds_is_no_placeholder():
    assert as_text(sentences_of("{title}.", {"title": "{salary} {x}"})) == "{salary} {x}."


def test_a_text_that_is_too_long_loses_whole_sentences_and_is_never_cut():
    begun = dict.fromkeys(TextLength, "{title}. {summary}") | {TextLength.SHORT: "{title}. {team}."}
    values = {"title": "Un titre", "summary": "mot " * 100, "team": "équipe " * 40}

    found = proposals(begun, values, fits)

    assert found[-1] == "Un titre."
    assert (
        proposals(begun, {"title": "t" * 400, "summary": "", "team": ""}, fits)[0]
        == "t" * 400 + "."
    )


def test_networks_that_have_a_text_that_fits_are_proposed_none():
    begun = dict.fromkeys(TextLength, "{title}.")
    values = {"title": "Un titre"}

    assert proposals(begun, values, fits, [NetworkText("", "Écrit.")]) == []
    assert proposals(begun, values, fits, [NetworkText("x", "Pour X seul.")]) == ["Un titre."]


@pytest.mark.parametrize(
    ("text", "kind", "language", "code", "word"),
    [
        ("{title} {salaire}", "opening", "fr", "unknown", "{salaire}"),
        ("{title} {salary}", "article", "en", "unknown", "{salary}"),
        ("{title} {link}", "opening", "fr", "link", "{link}"),
        ("{title", "opening", "fr", "braces", "{title}"),
        ("{title} }", "opening", "en", "braces", "{title}"),
        ("{title}, près de {place}", "opening", "fr", "elision", "de {place}"),
        ("{title} d’{place}", "opening", "fr", "elision", "d’{place}"),
        ("Venez chez nous", "opening", "fr", "same", "{title}"),
    ],
)
def test_a_wrong_sentence_is_refused_with_what_is_wrong_in_it(
    app, text, kind, language, code, word
):
    wrong = refused(text, kind, language)

    assert (wrong.code, word in str(wrong.sentence)) == (code, True)


def test_the_company_has_its_own_sentences_until_it_empties_them(app):
    by, key = make_person(), ("opening", "fr", TextLength.SHORT)
    begun = templates_of("opening", "fr")

    assert change_template(*key, "Venez : {title}.", by=by, now=NOON)
    assert not change_template(*key, "Venez : {title}.", by=by, now=NOON)
    assert templates_of("opening", "fr") == begun | {TextLength.SHORT: "Venez : {title}."}
    assert templates_of("opening", "en")[TextLength.SHORT] != "Venez : {title}."
    with pytest.raises(BadTemplate):
        change_template(*key, "{nom}", by=by, now=NOON)

    assert change_template(*key, "", by=by, now=NOON)
    assert templates_of("opening", "fr") == begun
