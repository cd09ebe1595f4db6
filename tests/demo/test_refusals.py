"""Where the demonstration is not loaded, and what clearing it may take away."""

import pytest
from sqlalchemy import func, select

from app import demo
from app.core.database import db
from app.demo import load
from app.people.models import Organisation, Person
from app.publishing.models import ProcessStep, Theme
from tests.factories.people import make_organisation, make_person


def test_production_never_gets_it(app, monkeypatch):
    monkeypatch.setitem(app.config, "ENVIRONMENT", "production")

    with pytest.raises(load.NotLoaded, match="production"):
        load.load()

    assert load.load_once() is False
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


def test_it_is_not_loaded_beside_real_people(app):
    make_person()

    with pytest.raises(load.NotLoaded, match="real_data"):
        load.load()

    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_no_accounts_are_told_where_it_is_not_loaded(app):
    make_organisation()

    assert load.accounts_in_words() == ""


def test_a_start_beside_real_people_loads_nothing_and_tells_no_accounts(app):
    make_organisation()
    make_person()

    assert demo.load_once() is False
    assert demo.accounts_in_words() == ""


def test_a_company_that_is_not_the_demonstration_is_not_cleared(app):
    make_organisation()

    with pytest.raises(load.NotCleared, match="not_loaded"):
        load.clear()


@pytest.mark.own_database
def test_it_is_not_cleared_beside_a_real_account(app):
    make_organisation(demonstration=True)
    make_person(email="someone@real.example")

    with pytest.raises(load.NotCleared, match="real_accounts"):
        load.clear()

    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


@pytest.mark.own_database
def test_clearing_leaves_what_a_new_installation_begins_with(app):
    def rows() -> list[int | None]:
        tables = (Theme, ProcessStep, Person, Organisation)
        return [db.session.scalar(select(func.count()).select_from(each)) for each in tables]

    new = rows()
    make_organisation(demonstration=True)
    make_person(email="zoe.lambert@ormelune.example")

    load.clear()

    assert rows() == new
    assert new[0]
    assert new[1]


@pytest.mark.own_database
def test_the_commands_say_in_a_line_what_was_not_done(app):
    make_organisation()
    make_person(email="someone@real.example")
    commands = app.test_cli_runner()

    loaded, cleared = (
        commands.invoke(args=["demo", "load"]),
        commands.invoke(args=["demo", "clear"]),
    )

    assert loaded.exit_code == 1
    assert "real data" in loaded.output
    assert cleared.exit_code == 1
    assert "nothing was cleared" in cleared.output
