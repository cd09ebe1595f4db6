"""Titles, languages, contracts, levels, remote work and days, as sources write them."""

from datetime import date

import pytest

from app.publishing.feeds.values.contracts import read_contract, read_working_time
from app.publishing.feeds.values.dates import UnreadableDay, read_date
from app.publishing.feeds.values.languages import declared_language, guessed_language
from app.publishing.feeds.values.places import Places
from app.publishing.feeds.values.remote import read_remote
from app.publishing.feeds.values.seniority import read_seniority
from app.publishing.feeds.values.titles import read_title
from app.publishing.feeds.values.words import spoken


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("PART_TIME", " part time "), ("PartTime", " part time "), ("Part-time", " part time "),
        ("Temps  plein !", " temps plein "), ("CDI", " cdi "),
        ("CDITempsPlein", " cdi temps plein "),
        ("Alternant(e)", " alternant e "), ("d’intérim", " d interim "), ("", "  "),
        ("INTÉRIM", " interim "), ("ALTERNANTE", " alternante "), ("E\u0301TE\u0301", " ete "),
        ("MiTemps", " mi temps "), ("CDIs", " cdis "),
    ],
)  # fmt: skip
def test_words_are_the_same_however_they_are_written(text, words):
    assert spoken(text) == words


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Développeur (H/F)", "Développeur (H/F)"),
        ("R&amp;D &amp;amp; Ops", "R&D & Ops"),
        ("A &amp;amp;amp; B", "A &amp; B"),
        ("&lt;b&gt;Data&lt;/b&gt; engineer", "Data engineer"),
        ("&amp;lt;b&amp;gt;Data&amp;lt;/b&amp;gt;", "Data"),
        ("<b>Chef</b>fe de projet", "Cheffe de projet"),
        ("Chef<br/>de projet", "Chef de projet"),
        ("  Chef\n\tde\u00a0projet ", "Chef de projet"),
        ("C++ < 3 ans & R&D", "C++ < 3 ans & R&D"),
        ("Ventes &copyright", "Ventes &copyright"),
        ("<!-- x -->Chef", "Chef"),
        ("<p> </p>", ""),
        ("D&eacute;veloppeur &#233;&#xe9;", "Développeur éé"),
        ("nul\0 \u202egauche", "nul gauche"),
    ],
)
def test_a_title_is_one_line_without_tags(text, title):
    assert read_title(text) == title


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("fr", "fr"), ("fr-FR", "fr"), ("fr_CA", "fr"), ("Français", "fr"), ("FRENCH", "fr"),
        ("Française", "fr"), ("fra", "fr"), ("en", "en"), ("EN-us", "en"), ("English", "en"),
        ("Anglais", "en"), ("de", None), ("Deutsch", None), ("nl-BE", None),
        ("x", None), ("!", None),
    ],
)  # fmt: skip
def test_a_declared_language_is_one_of_ours_or_none(text, language):
    assert declared_language(text) == language


@pytest.mark.parametrize(
    ("title", "body", "language"),
    [
        ("Développeur", "Vous travaillez dans une équipe avec des outils pour le web.", "fr"),
        ("Developer", "You work with the team and you build tools for the web.", "en"),
        ("Developer", "Kotlin, Java, Scala", ""),
        ("Data engineer", "Vous, nous", ""),
        ("Data engineer", "VOUS ET NOUS, où", "fr"),
        ("x", "vous nous dans sur the and", "fr"),
        ("x", "vous nous dans sur the and with", ""),
        ("x", "the of to and vous nous des", ""),
        ("x", "[ici](https://the.example/of/to/and/for)", ""),
        ("Chef de projet", "de la le un", ""),
    ],
)
def test_a_language_is_guessed_from_enough_words_or_not_at_all(title, body, language):
    assert guessed_language(title, body) == language


@pytest.mark.parametrize(
    ("field", "schedule", "title", "language", "contract"),
    [
        ("CDI", "", "", "fr", "permanent"),
        ("Contrat à durée indéterminée", "", "", "fr", "permanent"),
        ("Permanent", "", "", "en", "permanent"),
        ("Regular", "", "", "en", "permanent"),
        ("CDD - 6 mois", "", "", "fr", "fixed_term"),
        ("Contrat à durée déterminée", "", "", "fr", "fixed_term"),
        ("CDD / CDI", "", "", "fr", "fixed_term"),
        ("Saisonnier", "", "", "fr", "fixed_term"),
        ("FIXED_TERM", "", "", "en", "fixed_term"),
        ("TEMPORARY", "", "", "en", "fixed_term"),
        ("VIE", "", "", "fr", "fixed_term"),
        ("Working student", "", "", "en", "fixed_term"),
        ("Stage", "", "", "fr", "internship"),
        ("Stage de fin d'études", "", "", "en", "internship"),
        ("INTERN", "", "", "en", "internship"),
        ("Traineeship", "", "", "en", "internship"),
        ("Trainee", "", "", "en", "apprenticeship"),
        ("Internal", "", "", "en", ""),
        ("Alternance", "", "", "fr", "apprenticeship"),
        ("Alternant·e", "", "", "fr", "apprenticeship"),
        ("Apprenti(e)", "", "", "fr", "apprenticeship"),
        ("Contrat d’apprentissage", "", "", "fr", "apprenticeship"),
        ("Contrat pro", "", "", "fr", "apprenticeship"),
        ("Contrat de professionnalisation", "", "", "fr", "apprenticeship"),
        ("Stage ou alternance", "", "", "fr", "internship"),
        ("Intérim", "", "", "fr", "interim"),
        ("Intérimaire", "", "", "fr", "interim"),
        ("MIS", "", "", "fr", "interim"),
        ("Mission", "", "", "fr", ""),
        ("Freelance", "", "", "fr", "freelance"),
        ("Indépendant(e)", "", "", "fr", "freelance"),
        ("CONTRACTOR", "", "", "en", "freelance"),
        ("Contract", "", "", "en", "freelance"),
        ("LIB", "", "", "fr", "freelance"),
        ("Permanent contract", "", "", "en", "permanent"),
        ("Temporary contract", "", "", "en", "fixed_term"),
        ("Contrat", "", "", "fr", ""),
        ("", "", "Chef de produit - CDI", "fr", "permanent"),
        ("", "", "Chef de produit CDD 6 mois", "fr", "fixed_term"),
        ("", "", "Stage développeur", "fr", "internship"),
        ("", "", "Stage manager", "en", ""),
        ("", "", "Marketing Intern", "en", "internship"),
        ("", "", "Alternante RH", "fr", "apprenticeship"),
        ("", "", "Apprenti boulanger", "fr", ""),
        ("", "", "Freelance designer", "en", "freelance"),
        ("", "", "Assistant intérim", "fr", "interim"),
        ("", "", "Assistance vie", "fr", ""),
        ("", "", "Contract manager", "en", ""),
        ("", "", "Permanent way engineer", "en", ""),
        ("Full-time", "", "Alternance - data", "fr", "apprenticeship"),
        ("Full-time", "", "Data engineer", "en", "permanent"),
        ("FullTime", "", "Data engineer", "en", "permanent"),
        ("", "Temps plein", "Ingénieur", "fr", "permanent"),
        ("Part-time", "", "Data engineer", "en", ""),
        ("Temps plein ou temps partiel", "", "Ingénieur", "fr", ""),
        ("CDD temps plein", "", "Stage", "fr", "fixed_term"),
        ("", "", "", "fr", ""),
    ],
)
def test_a_contract_is_read_from_its_field_then_the_title_then_the_hours(
    field, schedule, title, language, contract
):
    assert read_contract(field, schedule, title=title, language=language) == contract


@pytest.mark.parametrize(
    ("field", "schedule", "time"),
    [
        ("Full-time", "", "full"), ("FULL_TIME", "", "full"), ("fulltime", "", "full"),
        ("CDI temps plein", "", "full"), ("", "Plein temps", "full"), ("CDI", "", ""),
        ("Part time", "", "part"), ("parttime", "", "part"), ("Temps partiel", "", "part"),
        ("Mi-temps", "", "part"), ("CDI", "28 h/semaine", "part"), ("", "24h / semaine", "part"),
        ("", "17,5 h/semaine", "part"), ("", "30 heures par semaine", "part"),
        ("", "35 h/semaine", ""), ("", "39h/semaine", ""), ("", "24 h", ""),
        ("Full time, part time", "", ""), ("Temps plein", "28 h/semaine", ""),
        ("PartTime", "FullTime", ""),
        ("", "full-or-part-time", ""), ("", "Temps plein ou partiel", ""),
        ("", "", ""), ("", "2028 h/semaine", ""),
    ],
)  # fmt: skip
def test_working_time_is_full_or_part_or_unsaid(field, schedule, time):
    assert read_working_time(field, schedule) == time


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Débutant", "entry"), ("Junior", "entry"), ("Entry level", "entry"), ("Student", "entry"),
        ("student_college", "entry"), ("entry_level", "entry"), ("mid_level", "confirmed"),
        ("Confirmé(e)", "confirmed"), ("Associate", "confirmed"), ("experienced", "confirmed"),
        ("Senior", "senior"), ("Sénior", "senior"), ("Mid-Senior level", "senior"),
        ("Lead", "lead"), ("Senior Manager", "lead"), ("Director", "lead"), ("executive", "lead"),
        ("senior_executive", "lead"), ("Head of", "lead"),
        ("0-1 an", "entry"), ("2 ans", "entry"), ("2-4 years", "entry"), ("3 à 5 ans", "confirmed"),
        ("3+ years", "confirmed"), ("6 ans", "confirmed"), ("5-7", "confirmed"), ("7", "senior"),
        ("lt-1", ""), ("10+ years", "senior"), ("minimum 7 années", "senior"),
        ("2,5 ans", "confirmed"),
        ("1 an à 7 ans", "entry"), ("Senior, 2 years", "entry"), ("Bac +5, 3 ans", "confirmed"),
        ("Bac +5", ""), ("", ""), ("Internal", ""), ("Not Applicable", ""), ("Leader", ""),
    ],
)  # fmt: skip
def test_years_come_before_words(text, level):
    assert read_seniority(text) == level


TOWN, HOME, TOWN_AND_HOME = Places(("Lyon",)), Places(remote="home"), Places(("Lyon",), "", "home")


@pytest.mark.parametrize(
    ("text", "places", "remote", "days"),
    [
        ("No", TOWN, "none", None), ("Non", TOWN, "none", None), ("none", TOWN, "none", None),
        ("Pas de télétravail", TOWN, "none", None), ("Sans télétravail", TOWN, "none", None),
        ("Aucun", TOWN, "none", None), ("No remote", TOWN, "none", None),
        ("Note", TOWN, "", None),
        ("2 jours par semaine", TOWN, "partial", 2), ("2 j/semaine", TOWN, "partial", 2),
        ("2j de télétravail", TOWN, "partial", 2), ("TT 3 jours", TOWN, "partial", 3),
        ("2-3 jours", TOWN, "partial", 3), ("2 à 3 jours", TOWN, "partial", 3),
        ("2 ou 3 jours", TOWN, "partial", 3), ("1 day a week", TOWN, "partial", 1),
        ("up to 3 days remote", TOWN, "partial", 3), ("deux jours par semaine", TOWN, "partial", 2),
        ("2 jours à 3 jours", TOWN, "partial", 3),
        ("8 jours par mois", TOWN, "partial", None), ("4 jours/mois", TOWN, "partial", None),
        ("2 days a month", TOWN, "partial", None), ("10 jours", TOWN, "partial", None),
        ("2 jours sur site", TOWN, "partial", 3), ("3 days on site", TOWN, "partial", 2),
        ("3 jours en présentiel", TOWN, "partial", 2), ("sur site 5 jours", TOWN, "none", None),
        ("0 jour sur site", TOWN, "full", None), ("5 jours", TOWN, "full", None),
        ("0 jour", TOWN, "none", None), ("2,5 jours", TOWN, "partial", None),
        ("Hybride", TOWN, "partial", None), ("hybrid", TOWN, "partial", None),
        ("HybridRemote", TOWN, "partial", None),
        ("Télétravail partiel", TOWN, "partial", None),
        ("Télétravail possible", TOWN, "partial", None),
        ("Télétravail occasionnel", TOWN, "partial", None), ("Flexible", TOWN, "partial", None),
        ("Télétravail", TOWN, "full", None), ("Full remote", TOWN, "full", None),
        ("Fully remote", TOWN, "full", None), ("TELECOMMUTE", TOWN, "full", None),
        ("on-site", TOWN, "none", None), ("OnSite", TOWN, "none", None),
        ("onsite", TOWN, "none", None),
        ("Sur site", TOWN, "none", None), ("Présentiel", TOWN, "none", None),
        ("Oui", TOWN, "partial", None), ("yes", Places(), "full", None),
        ("Oui, 2 jours", TOWN, "partial", 2),
        ("", TOWN, "", None), ("unspecified", TOWN, "", None),
        ("", HOME, "full", None), ("", TOWN_AND_HOME, "partial", None),
        ("", Places(remote="hybrid"), "partial", None), ("", Places(), "", None),
        ("Sur site", TOWN_AND_HOME, "none", None), ("Non", HOME, "none", None),
        ("à voir", HOME, "full", None),
        ("2 jours de télétravail, 3 jours sur site", TOWN, "partial", 2),
        ("3 jours sur site et 2 jours de télétravail", TOWN, "partial", 2),
        ("Télétravail 2 jours / présentiel 3 jours", TOWN, "partial", 2),
        ("4 days on site (1 day remote)", TOWN, "partial", 1),
    ],
)  # fmt: skip
def test_work_from_home_is_read_from_its_field_then_from_the_place(text, places, remote, days):
    assert read_remote(text, places) == (remote, days)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("2027-03-15", "fr", (2027, 3, 15)),
        ("2027-03-15T23:30:00-05:00", "en", (2027, 3, 15)),
        ("2027-03-15 10:00", "fr", (2027, 3, 15)),
        ("2027-03", "fr", (2027, 3, 1)),
        ("15/03/2027", "fr", (2027, 3, 15)), ("15.03.2027", "fr", (2027, 3, 15)),
        ("15-03-2027", "en", (2027, 3, 15)), ("03/04/2027", "en", (2027, 4, 3)),
        ("03/29/2027", "en", (2027, 3, 29)),
        ("1er mars 2027", "fr", (2027, 3, 1)), ("15 January 2027", "en", (2027, 1, 15)),
        ("January 15, 2027", "en", (2027, 1, 15)), ("03/2027", "fr", (2027, 3, 1)),
        ("mars 2027", "fr", (2027, 3, 1)), ("March 2027", "en", (2027, 3, 1)),
        ("Mon, 15 Mar 2027 10:00:00 GMT", "en", (2027, 3, 15)),
        ("Mon, 15 Mar 2027 23:30:00 -0500", "en", (2027, 3, 15)),
        ("15 Mar 2027 10:00:00 +0000", "en", (2027, 3, 15)),
        ("15 février 2027", "en", (2027, 2, 15)),
        ("31/12/1999", "fr", (1999, 12, 31)), ("31/12/9999", "fr", (9999, 12, 31)),
        ("9999-12-31", "fr", (9999, 12, 31)),
    ],
)  # fmt: skip
def test_a_day_is_read(text, language, day):
    assert read_date(text, language=language) == date(*day)


@pytest.mark.parametrize(
    "text",
    ["dès que possible", "Dès que possible (ASAP)", "ASAP", "asap", "As soon as possible",
     "Immédiat", "immediate", "N/A", "à définir", "-", "–", "", "   "],
)  # fmt: skip
def test_soon_is_no_day_and_no_mistake(text):
    assert read_date(text, language="fr") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("03/29/2027", "fr"), ("31/02/2027", "fr"), ("2027-02-30", "fr"), ("2027-13-01", "en"),
        ("bientôt", "fr"), ("rentrée 2027", "fr"), ("0000-00-00", "fr"), ("45000", "fr"),
        ("15/03", "fr"), ("1", "fr"), ("32 mars 2027", "fr"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_not_guessed(text, language):
    with pytest.raises(UnreadableDay):
        read_date(text, language=language)


@pytest.mark.parametrize(
    ("text", "day"),
    [("46461", date(2027, 3, 15)), ("46461.5", date(2027, 3, 15)), ("20000", date(1954, 10, 3)),
     ("60000", date(2064, 4, 8))],
)  # fmt: skip
def test_a_cell_that_is_a_number_is_a_day_of_the_spreadsheet(text, day):
    assert read_date(text, language="fr", serial=True) == day


@pytest.mark.parametrize("text", ["19999", "60001", "99999"])
def test_a_number_that_no_spreadsheet_means_as_a_day_is_none(text):
    with pytest.raises(UnreadableDay):
        read_date(text, language="fr", serial=True)
