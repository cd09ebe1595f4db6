"""Addresses and numbers are taken out of what two people write; the rest stays as it is."""

import pytest

from app.sharing.asking.contacts import has_contacts, is_links_only, without_contacts

TAKEN_OUT = (
    "zoe.lambert@ormelune.example",
    "<Zoé.Lambert@ormelune.example>",
    "mailto:zoe@ormelune.example?subject=x",
    "zoe＠ormelune．example",
    "zoe @ ormelune.example",
    "zoe [at] ormelune (dot) example",
    "zoe(at)ormelune.example",
    "zoe arobase ormelune point example",
    "zoe at ormelune dot example",
    "z\u200boe@orme\u200blune.example",
    "zoe%40ormelune.example",
    '"zoe lambert"@ormelune.example',
    "zoe+relais@mail.ormelune.example",
    "zoe@intranet",
    "06 12 34 56 78",
    "+33 6 12 34 56 78",
    "+33 (0)6.12.34.56.78",
    "0033612345678",
    "02-40-12-34-56",
    "+44 20 7946 0958",
    "(415) 555-2671",
)
STAYS = (
    "Entre 52 000 € et 58 000 €, soit 45-50 k€.",
    "Le 12/03/2026, de 9 h 30 à 17 h 45.",
    "On livre en Java 21, .NET 8 et PostgreSQL 16.4 depuis 2019-2020.",
    "Voyez https://ormelune.example/fr/offres/dev-12, la page 3.",
    "44000 Nantes, 2e étage : 12 personnes, 3 stagiaires.",
    "Meet at the office, then dot the i.",
    "J’étais chez vous point final.",
)


@pytest.mark.parametrize("contact", TAKEN_OUT)
def test_what_would_reach_somebody_is_taken_out(app, contact):
    text = f"Bonjour, écrivez à {contact} avant lundi."

    kept = without_contacts(text)

    assert has_contacts(text)
    assert "zoe" not in kept.lower().replace("zoé", "zoe")
    assert "ormelune" not in kept
    assert sum(each.isdigit() for each in kept) == 0
    assert kept.startswith("Bonjour, écrivez à")
    assert kept.endswith("avant lundi.")


@pytest.mark.parametrize("text", STAYS)
def test_what_reaches_nobody_stays(app, text):
    assert without_contacts(text) == text
    assert not has_contacts(text)


def test_hostile_texts_are_read_in_time(app):
    for text in ("a@" * 5000, "0 " * 10_000, "x at " * 5000, "." * 20_000, "(" * 20_000):
        without_contacts(text)


def test_links_alone_are_no_question():
    assert is_links_only("https://buy.example www.more.example")
    assert is_links_only("Look: https://buy.example")
    assert is_links_only("One two three four five https://a.x https://b.x https://c.x")
    assert not is_links_only("Is the team that https://ormelune.example shows the one hiring?")
    assert not is_links_only("Comment se passe la première semaine ?")
