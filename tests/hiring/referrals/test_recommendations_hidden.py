"""Until somebody accepts, no page, list, search, count, log or proof here tells of them (A6)."""

import ast
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import Enum, inspect, select, text
from werkzeug.routing import Rule

from app.attribution.deciding.decide import decide_candidate
from app.attribution.models import Evidence
from app.core import clock
from app.core.database import db
from app.hiring.models import Application, Recommendation
from app.hiring.recruiting import contacts
from app.hiring.referrals import recommendations
from app.hiring.referrals.recommended_person import erase
from app.people.models import Person, Role
from app.publishing.publish import close
from config import ROOT
from tests.factories.hiring import make_application, make_recommendation
from tests.factories.people import make_organisation, make_person, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_link

NAME, MAILBOX = "Quirina Zabrowska", "quirina.zabrowska@courriel.example"
TRACES = ("Quirina", "Zabrowska", "quirina", "calmer une réunion", "de 2019 à 2022")
# Tables that hold what is known of somebody who is being asked, and no recruiter's query reads.
OWN_TABLES = {"recommendations", "messages"}
# Pages of who runs the mail server: a message that waits there is not a recruiter's to read.
OF_MAIL = {"operations.outbox", "operations.message", "operations.message_page"}


@pytest.fixture
def pending(app):
    make_organisation()
    opening = make_published_opening(
        recruiter=make_person(role=Role.RECRUITER),
        hiring_manager=make_person(role=Role.HIRING_MANAGER),
    )
    application = make_application(link=make_link(publication=opening), now=clock.now())
    decide_candidate(application.candidate_id, now=clock.now())
    sent = make_recommendation(name=NAME, email=MAILBOX, opening=opening, now=clock.now())
    db.session.commit()
    return sent


def addresses(app: Flask, known: dict[str, object]) -> list[tuple[str, str]]:
    """Every address that a page of ours has, about things that exist where it takes any."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return [
            (rule.endpoint, adapter.build(rule.endpoint, values_for(rule, known)))
            for rule in app.url_map.iter_rules()
            if "GET" in rule.methods and rule.endpoint not in OF_MAIL
        ]


def values_for(rule: Rule, known: dict[str, object]) -> dict[str, object]:
    """Fill an address with what is known, else with what is nothing."""
    nothing = {"UUIDConverter": UUID(int=0), "IntegerConverter": 1}
    found = dict(rule.defaults or {})
    for name in rule.arguments - found.keys():
        kind = type(rule._converters[name]).__name__
        found[name] = known.get(name, nothing.get(kind, "x"))
    return found


def told(response) -> list[str]:
    """The traces in an answer; a picture has no words."""
    if response.mimetype.startswith("image/"):
        return []
    return [trace for trace in TRACES if trace in response.get_data(as_text=True)]


def person_of(pending: Recommendation, who: str) -> Person:
    """Somebody who hires for the opening, or who sees as much as anyone else here may."""
    if who == "recruiter":
        return pending.opening.recruiter
    if who == "hiring manager":
        return pending.opening.hiring_manager
    if who == "programme manager":
        return make_person(role=Role.PROGRAMME_MANAGER)
    return make_person(roles=[Role.AMBASSADOR, Role.EDITOR, Role.ADMIN, Role.AUDITOR])


@pytest.mark.parametrize("who", ["recruiter", "hiring manager", "programme manager", "the others"])
def test_no_page_of_staff_tells_of_who_has_not_accepted(app, client, pending, who):
    person = person_of(pending, who)
    sign_in(client, person)
    application = db.session.scalars(select(Application)).one()
    known = {
        "application_id": application.id,
        "opening_id": pending.opening_id,
        "publication_id": pending.opening_id,
        "person_id": person.id,
        "recommendation_id": pending.id,
        "act_id": pending.id,
        "number": pending.opening.number,
        "language": "fr",
        "way": "link",
        "code": application.link.code,
        "version": 1,
    }
    shown = 0
    for endpoint, address in addresses(app, known):
        response = client.get(address)
        assert told(response) == [], (endpoint, address)
        assert str(pending.id).encode() not in response.data, (endpoint, address)
        shown += response.status_code == 200

    assert shown >= 12


@pytest.mark.parametrize(
    "address",
    [
        "/applications?q=Quirina",
        "/applications?q=zabrowska&state=all",
        "/applications?q=quirina.zabrowska%40courriel.example",
        "/applications/recommended",
        "/openings?q=Quirina",
        "/admin/people?q=Quirina",
    ],
)
def test_no_search_finds_them(client, pending, address):
    sign_in(client, make_person(roles=[each for each in Role if each is not Role.ADMIN]))

    page = BeautifulSoup(client.get(address).data, "html.parser")

    assert not page.select("main td, main li .name, mark")
    typed = parse_qs(urlsplit(address).query).get("q", ["Quirina"])[0]  # which a page may repeat
    said = page.get_text().replace(typed, "")
    assert not re.search("Zabrowska|quirina", said)


def listed(client) -> str:
    """The list of applications, but for the form tokens, which tell the second."""
    return re.sub(r"[\w-]{20,}\.[\w-]{6}\.[\w-]{20,}", "", client.get("/applications").text)


def test_no_count_of_a_recruiter_moves_until_they_accept(client, pending):
    recruiter = pending.opening.recruiter
    sign_in(client, recruiter)
    before = listed(client)

    make_recommendation(opening=pending.opening, now=clock.now())
    db.session.commit()
    while_asked = listed(client)
    recommendations.accept(pending, sender=None, now=clock.now())
    db.session.commit()
    once_accepted = listed(client)

    assert while_asked == before
    assert once_accepted != before
    assert NAME in client.get("/applications/recommended").text


def traces_in_tables() -> set[str]:
    """Name the tables that hold a trace, whatever the column."""
    found = set()
    names = inspect(db.session.connection()).get_table_names()
    for table in names:
        rows = text(f'SELECT count(*) FROM "{table}" AS row WHERE row::text ~ :traces')
        if db.session.scalar(rows, {"traces": "|".join(TRACES)}):
            found.add(table)
    return found


def test_what_is_known_of_them_lies_in_a_table_of_its_own(pending):
    assert traces_in_tables() == OWN_TABLES


@pytest.mark.parametrize("how", ["refused", "for ever", "unanswered", "taken back", "closed"])
def test_nothing_is_left_of_them_in_any_table(pending, how):
    now = clock.now()
    if how in ("refused", "for ever"):
        recommendations.refuse(pending, forever=how == "for ever", now=now)
    elif how == "unanswered":
        recommendations.forget_unanswered(now=pending.ends_at)
    elif how == "taken back":
        recommendations.take_back(pending, by=pending.ambassador, now=now)
    else:
        close(pending.opening, by=pending.opening.recruiter, now=now)
        recommendations.tell_closed(now=now)
        recommendations.forget_messages(now=now + recommendations.MESSAGES_LEAVE_WITHIN * 2)

    assert traces_in_tables() == set()


def imported_names(path: Path) -> set[str]:
    return {
        alias.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_only_the_package_of_recommendations_reads_their_table():
    """Elsewhere, only the receipt does, which says of nobody whom they were about, the pages
    where that person answers, and the page of the application they then sent."""
    readers = {
        path.relative_to(ROOT / "app").as_posix()
        for path in (ROOT / "app").rglob("*.py")
        if "Recommendation" in imported_names(path)
    }

    outside = {each for each in readers if not each.startswith(("hiring/", "demo/"))}
    assert outside == {
        "attribution/ledger/receipts.py",
        "web/candidate/apply.py",
        "web/candidate/consent.py",
        "web/recruiting/application_page.py",
    }


def test_no_evidence_document_holds_them_before_they_accept(app):
    sent = make_recommendation(name=NAME, email=MAILBOX, now=clock.now())
    application = make_application(email=MAILBOX, opening=sent.opening, now=clock.now())

    row = decide_candidate(application.candidate_id, now=clock.now())[0]

    document = db.session.get(Evidence, row.seq).document
    assert "recommendation" not in document.replace('"kinds":["declaration","recommendation"', "")
    assert row.reason == "no_touch"


def test_the_columns_that_name_somebody_are_all_erased_together():
    """A column added to the table is either of the person, or listed here on purpose."""
    columns = {each.name for each in Recommendation.__table__.columns}
    person = {"name", "email", "email_folded", "relation", "words"}
    contact = {"taken_by_id", "taken_at", "contacted_at"}

    assert columns - person - contact == {
        "id", "ambassador_id", "opening_id", "form_id", "language", "sent_at", "roles",
        "policy_version", "ends_at", "called", "reminded_at", "closed_at", "accepted_at",
        "touch_id",
    }  # fmt: skip
    assert not any(isinstance(each.type, Enum) for each in Recommendation.__table__.columns)


def test_who_contacted_them_is_erased_with_them(pending):
    now = clock.now()
    recommendations.accept(pending, sender=None, now=now)
    contacts.note_contacted(pending, instead_of="", by=pending.opening.recruiter, now=now)

    erase(pending)
    db.session.flush()
    db.session.refresh(pending)

    assert (pending.person, pending.accepted_at, pending.touch_id) == (None, None, None)
    assert (pending.taken_by_id, pending.taken_at, pending.contacted_at) == (None, None, None)
