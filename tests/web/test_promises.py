"""Nothing is promised about people's data that no page, no job and no person keeps."""

import re

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.core.i18n.catalogues import folder_of
from app.people import organisation as verbs
from app.people.models import Role
from config import ROOT
from jobs import worker
from tests.factories.people import make_organisation, make_person, sign_in

# what a sentence about rights, keeping and erasing cannot do without
ABOUT = re.compile(
    r"\beras|\bdelet|\bretain|\bwe keep\b|\bkept for\b|\bmonths\b.*\bdata\b|\byears?\b"
    r"|\brights\b|\bright to\b|\bcorrected\b|\bcopied\b|\bcorrection\b|\bcomplain"
    r"|\bchange your mind\b|\bGDPR\b|\bbecomes of\b",
    re.IGNORECASE,
)
# The surfaces where candidates and recommended people read us, and their mails.
PACKAGES = ("site", "candidate", "hiring")
LAW, PERSON = "the law", "somebody who reads the address that the company names"
# How a sentence begins: what keeps it, a page, a job, the law, or a person.
KEPT_BY: dict[str, tuple[str, ...]] = {
    "A recommendation that nobody answers is erased": (
        "jobs.hiring.follow_recommendations",
        "candidate.consent",
    ),
    "As long as you have not applied, you may change your mind": ("candidate.withdraw_consent",),
    "%(company)s may now contact you about": ("candidate.withdraw_consent",),
    "Apply when you like, or change your mind": ("candidate.withdraw_consent",),
    "Erase everything": ("candidate.withdraw_consent",),
    "Everything is erased": ("candidate.consent",),
    "Everything is erased at once.": ("candidate.consent",),
    "Your refusal erases it at once. Access, correction": ("candidate.consent", PERSON, LAW),
    "Questions about your data, a copy, a correction": (PERSON,),
    "Rather not? One click on the page": ("candidate.consent",),
    "The law also lets you have your data corrected": (LAW,),
    "The recommendation was answered or taken back": ("jobs.hiring.follow_recommendations",),
    "The only reminder: without an answer": ("jobs.hiring.follow_recommendations",),
    "To answer your application, as you ask us to (GDPR": (LAW,),
    "This address is no longer corrected here. Apply again": (
        "candidate.correct_address_of",
        "candidate.apply_direct",
    ),
    "Until you change your mind; once you have applied": ("candidate.withdraw_consent",),
    "14 days, then it is erased": (
        "jobs.hiring.follow_recommendations",
        "candidate.withdraw_consent",
    ),
    "What was known of you through this recommendation is erased": (
        "jobs.hiring.follow_recommendations",
    ),
    "What we knew of you through this recommendation has been erased": (
        "jobs.hiring.follow_recommendations",
    ),
    "What we know of you: your name, your e-mail": (
        "jobs.hiring.follow_recommendations",
        "candidate.withdraw_consent",
    ),
    "Without an answer, everything is erased": ("jobs.hiring.follow_recommendations",),
    "You have not answered the message of": ("jobs.hiring.follow_recommendations",),
    "What we keep": (PERSON,),
    "%(name)s never sees it: we keep it to send you": ("jobs.sharing.forget_questions",),
    "All of it is erased %(days)d days": ("jobs.sharing.forget_questions", "site.stop_asked"),
    "Not yours? Do nothing: nobody reads it": ("jobs.sharing.forget_questions",),
    "What it was about is erased": ("jobs.sharing.forget_questions", "site.stop_asked"),
    "Erase your question": ("site.stop_asked",),
    "Question, answers and your address are erased": ("site.stop_asked",),
    "Your address and your question are erased": ("site.stop_asked",),
    "Erase it all": ("site.stop_asked",),
    "It is erased": ("site.stop_asked",),
    "If you put a question to an ambassador": ("jobs.sharing.forget_questions", "site.stop_asked"),
    "You have accepted already": ("candidate.withdraw_consent",),
    "You may also complain to the data protection authority": (LAW,),
    "Your rights": (LAW,),
}
NO_PROMISE = re.compile(r"salary|one day, the openings are here|claim was corrected", re.IGNORECASE)


def sentences() -> list[str]:
    """Return what we say to candidates about rights, keeping and erasing."""
    found = []
    for package in PACKAGES:
        with (folder_of("fr") / f"{package}.po").open("rb") as opened:
            for message in read_po(opened):
                words = message.id if isinstance(message.id, str) else message.id[0]
                if words and ABOUT.search(words) and not NO_PROMISE.search(words):
                    found.append(words)
    return found


@pytest.mark.parametrize("sentence", sentences())
def test_every_sentence_about_rights_and_keeping_is_kept_by_something(app: Flask, sentence: str):
    keepers = [by for begins, by in KEPT_BY.items() if sentence.startswith(begins)]
    assert keepers, "a promise that nothing keeps"

    there = {*app.view_functions, *worker.LISTED, LAW, PERSON}
    assert all(set(by) <= there for by in keepers)


def test_no_promise_is_listed_that_nobody_reads():
    said = sentences()

    assert [begins for begins in KEPT_BY if not any(each.startswith(begins) for each in said)] == []


@pytest.mark.parametrize("address", ["/fr/vos-donnees", "/en/your-data"])
def test_our_own_words_say_who_answers_why_how_long_and_whom_to_write_to(
    client: FlaskClient, address: str
):
    make_organisation(name="Ormelune", privacy_contact="donnees@ormelune.example")

    page = BeautifulSoup(client.get(address).data, "html.parser")

    words = page.main.get_text(" ", strip=True)
    assert page.select_one('a[href="mailto:donnees@ormelune.example"]')
    assert "Ormelune" in words
    assert "6.1.b" in words
    assert not re.search(r"two years|deux ans|take away|emporter", words)


def test_without_an_address_our_words_name_the_company(client: FlaskClient):
    make_organisation(name="Ormelune")

    assert "write to Ormelune" in client.get("/en/your-data").text


@pytest.mark.parametrize(
    ("written", "warned"),
    [
        ({}, True),
        ({"privacy_fr": "Nos mots", "privacy_contact": "a@b.example"}, True),
        ({"privacy_fr": "Nos mots", "privacy_en": "Ours"}, True),
        ({"privacy_fr": "Nos mots", "privacy_en": "Ours", "privacy_contact": "a@b.example"}, False),
    ],
)
def test_admin_warns_while_candidates_read_words_that_are_not_the_companys(
    client: FlaskClient, written: dict[str, str], warned: bool
):
    made = make_organisation(**written)
    sign_in(client, make_person(roles=[Role.ADMIN], language="en"))

    assert verbs.privacy_unwritten(made) is warned
    assert ("a text by Relais" in client.get("/admin").text) is warned
    assert ("candidates read a text by Relais" in client.get("/admin/organisation").text) is warned


def test_the_address_for_questions_is_written_by_an_administrator_and_checked(client: FlaskClient):
    make_organisation(name="Ormelune")
    sign_in(client, make_person(roles=[Role.ADMIN], language="en"))
    fields = {"name": "Ormelune", "privacy_contact": "donnees"}

    assert client.post("/admin/organisation", data=fields).status_code == 422
    fields["privacy_contact"] = "Données <donnees@ormelune.example>"
    assert client.post("/admin/organisation", data=fields).status_code == 302

    organisation = verbs.current_organisation()
    assert organisation is not None
    assert organisation.privacy_contact == "donnees@ormelune.example"


def test_no_mail_asks_to_be_answered_since_an_answer_quotes_its_links():
    templates = (ROOT / "templates").rglob("*.html")

    assert [path.name for path in templates if "nswer this message" in path.read_text()] == []
