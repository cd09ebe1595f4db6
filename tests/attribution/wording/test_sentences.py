"""Every decision has its sentence in French and in English, whole, and right about its figures."""

import re
from random import Random

import pytest
from flask_babel import force_locale

from app.attribution.ledger.document import read_case
from app.attribution.rule.facts import Outcome
from app.attribution.rule.resolve import decide
from app.attribution.rule.tests import confirm_by
from app.attribution.wording.reasons import Particulars, say, words_of
from app.attribution.wording.sentences import explain
from app.attribution.wording.short import day_words
from app.attribution.wording.touches import describe, words_of_test
from app.policy.policy import Model
from tests.attribution.cases import after, case, decided, touch
from tests.attribution.histories import history
from tests.attribution.rule.test_branches import BRANCHES

NAMES = {"A": "Zoé Lambert", "B": "Malik Sadi", "C": "Awa Diop"}
NARROW, FIXED = "\u202f", "\u00a0"


@pytest.fixture(autouse=True)
def _application(app):
    """Sentences need the catalogues."""


def said(built, language="en"):
    with force_locale(language):
        return str(explain(built, decided(built), NAMES.get))


def set_aside(touch, code, built):
    told = Particulars(of_touch=touch, by_policy=built.policies[touch.policy])
    return say(words_of(code).touch, told)


def without(text):
    """A sentence with its figures, names and dates taken out."""
    for name in NAMES.values():
        text = text.replace(name, "")
    return re.sub(r"\d+", "", text)


@pytest.mark.parametrize("name", BRANCHES)
def test_every_branch_has_two_sentences_that_differ_and_hold_no_placeholder(name):
    touches, given, _ = BRANCHES[name]
    built = case(touches, **given)

    french, english = said(built, "fr"), said(built, "en")

    assert french != english
    for text in (french, english):
        assert re.search(r"%[(sd]|[{}<>]", text) is None
        assert text.endswith(".")
        assert "  " not in text


def test_random_decisions_always_find_their_words():
    for seed in range(600):
        built = read_case(history(Random(seed)))
        decision = decide(built.facts, built.touches, built.policies)
        for language in ("fr", "en"):
            with force_locale(language):
                assert str(explain(built, decision)).endswith(".")
                for each in built.touches:
                    assert describe(each)
                    if code := decision.rejected.get(each.id):
                        assert set_aside(each, code, built)


@pytest.mark.parametrize(
    ("built", "english", "french"),
    [
        (
            case("VA-3d"),
            "Brought by Zoé Lambert, whose link the candidate followed on 12 March 2027, 3 days"
            " before applying, and whose name the candidate kept.",
            "Candidature amenée par Zoé Lambert, dont le lien a été suivi le 12 mars 2027, 3 jours"
            " avant de postuler, et dont le nom a été gardé.",
        ),
        (
            case("VA-1d"),
            "Brought by Zoé Lambert, whose link the candidate followed on 14 March 2027, 1 day"
            " before applying, and whose name the candidate kept.",
            "Candidature amenée par Zoé Lambert, dont le lien a été suivi le 14 mars 2027, 1 jour"
            " avant de postuler, et dont le nom a été gardé.",
        ),
        (
            case("VA-2h"),
            "Brought by Zoé Lambert, whose link the candidate followed on 15 March 2027, the day"
            " of the application, and whose name the candidate kept.",
            "Candidature amenée par Zoé Lambert, dont le lien a été suivi le 15 mars 2027, le jour"
            " même, et dont le nom a été gardé.",
        ),
        (
            case("RA-14d VB-1d", answer=("named", "A")),
            "Brought by Zoé Lambert, whom the candidate named, and whose recommendation of 1 March"
            " 2027 the candidate had accepted.",
            "Candidature amenée par Zoé Lambert, dont le nom a été donné, et dont la"
            " recommandation du 1er\xa0mars 2027 avait été acceptée.",
        ),
        (
            case("RA-20d VB-9d VC-1d", policy={"model": Model.SHARED}),
            "Brought by 3 ambassadors, each with a touch that counts: Zoé Lambert (33.34%), Malik"
            " Sadi (33.33%), and Awa Diop (33.33%).",
            "Candidature amenée par 3 ambassadeurs, qui ont chacun un point de contact qui"
            f" compte{FIXED}: Zoé Lambert (33,34{FIXED}%), Malik Sadi (33,33{FIXED}%) et Awa Diop"
            f" (33,33{FIXED}%).",
        ),
        (
            case("VA-3d DB+0?", answer=("named", "B")),
            "Waiting: Malik Sadi can confirm, by 29 March 2027, having told the candidate about"
            " us.",
            f"En attente{FIXED}: Malik Sadi peut confirmer, jusqu’au 29 mars 2027, avoir parlé de"
            " nous à cette personne.",
        ),
        (
            case("VA-181d"),
            "No credit: the touch of Zoé Lambert, on 15 September 2026, is more than 180 days"
            " before the application.",
            f"Aucun crédit{FIXED}: le point de contact avec Zoé Lambert, le 15 septembre 2026, a eu"
            " lieu plus de 180 jours avant la candidature.",
        ),
        (
            case(""),
            "No credit: no link, recommendation or name leads to this application.",
            f"Aucun crédit{FIXED}: ni lien, ni recommandation, ni nom ne mène à cette candidature.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else None,
)
def test_a_sentence_reads_as_it_should(built, english, french):
    assert said(built, "en") == english
    assert said(built, "fr") == french


def test_the_lead_says_who_and_the_rest_says_why():
    built = case("VA-3d")

    with force_locale("fr"):
        sentence = explain(built, decided(built), NAMES.get)

    assert sentence.lead == "Candidature amenée par Zoé Lambert,"
    assert sentence.rest.startswith("dont le lien a été suivi")
    assert str(sentence) == f"{sentence.lead} {sentence.rest}"


def test_a_sentence_about_nobody_speaks_of_the_furthest_touch():
    built = case("VA-181d RB-3d?", answer=None)

    assert "Zoé Lambert" in said(built)
    assert "Malik Sadi" not in said(built)


def test_each_of_the_ten_tests_has_its_words_in_both_languages():
    policy = case("VA-3d").policies[1]
    for number in range(1, 11):
        words = set()
        for language in ("fr", "en"):
            with force_locale(language):
                words.add(words_of_test(number, policy))
        assert len(words) == 2


def test_no_sentence_about_a_touch_names_anyone():
    for seed in range(300):
        built = read_case(history(Random(seed)))
        decision = decide(built.facts, built.touches, built.policies)
        for each in built.touches:
            text = describe(each)
            if code := decision.rejected.get(each.id):
                text += set_aside(each, code, built)
            assert re.search(r"\b[ABC]\b", text) is None


def test_french_dates_have_their_ordinal_on_the_first_only():
    with force_locale("fr"):
        assert day_words(after(days=-14).date()) == "1er\xa0mars 2027"
        assert day_words(after(days=-13).date()) == "2 mars 2027"
    with force_locale("en"):
        assert day_words(after(days=-14).date()) == "1 March 2027"


def test_a_name_cannot_slip_markup_into_the_lead():
    built = case("VA-3d")

    with force_locale("en"):
        sentence = explain(built, decided(built), lambda _: "<i>Zoé</i></b>")

    assert sentence.lead == "Brought by <i>Zoé</i></b>,"
    assert "Zoé" not in sentence.rest


def test_the_last_day_to_confirm_counts_from_the_day_the_name_was_given():
    policy = case("VA-3d").policies[1]

    assert confirm_by(touch("DA+0?"), policy).isoformat() == "2027-03-29"


def test_pending_and_none_never_claim_that_someone_brought_the_candidate():
    for name, (touches, given, _) in BRANCHES.items():
        built = case(touches, **given)
        if decided(built).outcome is not Outcome.CREDITED:
            assert not said(built).startswith("Brought by"), name
