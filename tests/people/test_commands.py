"""`flask people`: the first account of an empty installation."""

import re

from flask import Flask
from sqlalchemy import select

from app.core.database import db
from app.people.entrance import passwords
from app.people.models import Person, Role
from app.people.organisation import current_organisation
from tests.factories.people import make_person
from tests.web.account.helpers import is_signed_in, where_to

SAMIA = ["people", "create", "--email", "samia@ormelune.example", "--name", "Samia Haddad"]
FRESH = "seven small boats at anchor"


def run(app: Flask, *arguments: str, given: str = ""):
    return app.test_cli_runner().invoke(args=list(arguments), input=given)


def samia() -> Person:
    return db.session.scalars(select(Person).where(Person.email == "samia@ormelune.example")).one()


def test_the_first_administrator_gets_a_link_to_choose_a_password(app: Flask) -> None:
    result = run(app, *SAMIA, "--organisation", "Ormelune")

    assert result.exit_code == 0, result.output
    assert samia().roles == {Role.ADMIN, Role.AMBASSADOR}
    organisation = current_organisation()
    assert organisation is not None
    assert organisation.name == "Ormelune"
    [link] = re.findall(r"http://[^/]+(/invitation/\S+)", result.output)
    browser = app.test_client()
    where_to(browser.post(link, data={"password": FRESH, "language": "fr"}))
    assert is_signed_in(browser)
    assert browser.get("/admin/people").status_code == 200


def test_it_asks_for_what_is_not_given(app: Flask) -> None:
    result = run(app, "people", "create", given="samia@ormelune.example\nSamia Haddad\n")

    assert result.exit_code == 0, result.output
    assert samia().name == "Samia Haddad"


def test_a_password_may_be_read_from_standard_input(app: Flask) -> None:
    result = run(app, *SAMIA, "--password", "-", given=f"{FRESH}\n")

    assert result.exit_code == 0, result.output
    assert passwords.matches(FRESH, samia().password_hash)
    assert FRESH not in result.output
    assert "/invitation/" not in result.output


def test_a_weak_password_makes_no_account(app: Flask) -> None:
    result = run(app, *SAMIA, "--password", "password")

    assert result.exit_code != 0
    assert db.session.scalars(select(Person)).all() == []


def test_roles_are_those_that_are_named(app: Flask) -> None:
    run(app, *SAMIA, "--role", "recruiter", "--role", "editor")

    assert samia().roles == {Role.RECRUITER, Role.EDITOR}


def test_an_address_that_has_an_account_or_is_none_is_refused_in_one_line(app: Flask) -> None:
    make_person(email="samia@ormelune.example")

    for arguments in (SAMIA, [*SAMIA[:3], "nonsense", *SAMIA[4:]]):
        result = run(app, *arguments)
        assert result.exit_code == 1
        assert result.output.count("\n") == 1


def test_the_list_names_accounts_with_their_roles_and_state(app: Flask) -> None:
    make_person(email="a@ormelune.example", role="recruiter")
    make_person(email="b@ormelune.example", joined_at=None)

    lines = run(app, "people", "list").output.splitlines()

    assert [line.split("\t")[0] for line in lines] == ["a@ormelune.example", "b@ormelune.example"]
    assert lines[0].split("\t")[2:] == ["ambassador,recruiter", "active"]
    assert lines[1].split("\t")[3] == "invited"
    assert len(run(app, "people", "list", "--role", "recruiter").output.splitlines()) == 1


def test_a_terminal_is_answered_in_english_whatever_the_default_language(app):
    said = app.test_cli_runner().invoke(
        args=["people", "create", "--email", "notanemail", "--name", "Ada Lovelace"]
    )

    assert app.config["DEFAULT_LANGUAGE"] == "fr"
    assert said.exit_code
    assert "notanemail: The @ is missing." in said.output
