"""A person's own words: hashtags, forbidden words, how much is theirs."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.core.database import db
from app.sharing.models import Channel, ForbiddenWords
from app.sharing.words import forbidden, hashtags
from app.sharing.words.originality import Originality, originality, recent_words
from tests.factories.people import make_person
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link

SUGGESTED = "Nous ouvrons les données de quatre régions, et il nous manque une personne."


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("Données", "#Données"),
        ("données publiques", "#DonnéesPubliques"),
        ("Vie d’équipe", "#VieDÉquipe"),
        ("e\u0301cologie", "#E\u0301cologie"),
        ("RSE", "#RSE"),
        ("Cloud & réseaux", "#CloudRéseaux"),
        ("東京", "#東京"),
        ("C++", None),
        ("C#", None),
        ("2026", None),
        ("", None),
        ("x" * 64, None),
        ("x" * 63, "#X" + "x" * 62),
    ],
)
def test_a_name_becomes_a_hashtag_that_can_be_spoken_or_none(name, tag):
    expected = tag if name != "x" * 64 else "#X" + "x" * 63
    assert hashtags.hashtag(name) == expected


def test_three_hashtags_at_most_are_offered_and_one_on_threads():
    names = ["Données", "Cloud", "RSE", "Nantes"]

    assert hashtags.suggested(names, "", Channel.LINKEDIN) == ["#Données", "#Cloud", "#RSE"]
    assert hashtags.suggested(names, "", Channel.THREADS) == ["#Données"]
    assert hashtags.suggested(names, "Ici #cloud", Channel.LINKEDIN) == ["#Données", "#RSE"]
    assert hashtags.suggested(names, "Ici #cloud", Channel.THREADS) == []


@pytest.mark.parametrize(
    ("words", "cut"),
    [
        ("#C++ et #L'emploi, #vie-d-équipe.", [("#C++", "#C"), ("#L'emploi", "#L"),
                                               ("#vie-d-équipe", "#vie")]),
        ("#Données #RSE_2026, (#Nantes)!", []),
        ("#2026", [("#2026", "")]),
        ("https://a.fr/#x C# n#1 &#39;", []),
    ],
)  # fmt: skip
def test_a_hashtag_that_networks_cut_is_told(words, cut):
    assert hashtags.cut_in(words) == cut


def test_a_hashtag_is_added_at_the_end_beside_the_others():
    assert hashtags.with_tag("Venez", "#Un") == "Venez\n\n#Un"
    assert hashtags.with_tag("Venez\n\n#Un", "#Deux") == "Venez\n\n#Un #Deux"
    assert hashtags.with_tag("", "#Un") == "#Un"


@given(name=st.text(max_size=80))
def test_whatever_a_name_is_its_hashtag_is_read_whole(name):
    tag = hashtags.hashtag(name)

    assert tag is None or (hashtags.read_in(f"x {tag}") == [tag] and not hashtags.cut_in(tag))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Un vrai NINJA du code", True),
        ("un nïnja.", True),
        ("nin\u200bja", True),
        ("ninjas", False),
        ("l’éninja", False),
        ("Rien", False),
    ],
)
def test_a_forbidden_word_is_found_whatever_its_case_and_accents_and_whole(text, found):
    word = ForbiddenWords(words="Ninja", folded="ninja", reason_fr="Non", reason_en="No")

    assert forbidden.found_in(text, [word]) == ([word] if found else [])


def test_words_with_signs_are_found_as_they_are(app):
    word = ForbiddenWords(words="n° 1", folded="n° 1", reason_fr="", reason_en="")
    admin = make_person(role="admin")
    forbidden.forbid("N°  1", "Non", "No", by=admin, now=clock.now())

    (kept,) = forbidden.all_forbidden()
    assert kept.folded == word.folded
    assert forbidden.found_in("Le n° 1 du cloud", [kept]) == [kept]


def test_forbidding_twice_changes_the_reason_and_allowing_twice_nothing(app):
    admin = make_person(role="admin")
    forbidden.forbid("Ninja", "Non", "No", by=admin, now=clock.now())
    forbidden.forbid("ninja", "Toujours non", "Still no", by=admin, now=clock.now())
    db.session.expire_all()

    (kept,) = forbidden.all_forbidden()
    assert (kept.words, kept.reason_fr) == ("ninja", "Toujours non")
    for _ in range(2):
        forbidden.allow(kept.id, by=admin, now=clock.now())
    assert forbidden.all_forbidden() == []


@pytest.mark.parametrize(
    ("words", "whose"),
    [
        ("", None),
        ("Venez !", None),
        (SUGGESTED, Originality.SUGGESTION),
        (SUGGESTED.upper() + " !!!", Originality.SUGGESTION),
        ("Ce que j’aime ici : on relit le code sans se presser, à deux.", Originality.OWN),
        ("Je cherche quelqu’un pour mon équipe, à Nantes ou ailleurs.", Originality.COLLEAGUE),
    ],
)
def test_a_text_is_told_whose_it_seems_to_be(words, whose):
    colleagues = ["Je cherche quelqu'un pour mon équipe, à Nantes ou ailleurs !"]

    assert originality(words, [SUGGESTED], lambda: colleagues) is whose


def test_colleagues_recent_texts_of_the_publication_are_compared_and_no_others(app):
    opening, zoe, now = make_published_opening(), make_ambassador(), clock.now()
    make_link(publication=opening, ambassador=zoe, words="De moi")
    make_link(publication=opening, words="D’un collègue")
    make_link(publication=opening, words="")
    make_link(words="D’une autre offre")

    assert recent_words(opening, besides=zoe, now=now) == ["D’un collègue"]
    assert recent_words(opening, besides=zoe, now=now + timedelta(days=61)) == []
