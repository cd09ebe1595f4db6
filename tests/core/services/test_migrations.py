"""The models and the migrations say the same, up and down."""

import os
import subprocess
import sys
from decimal import Decimal

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.pool import NullPool

from app.attribution.deciding.appeals import open_appeal, withdraw
from app.attribution.models import Appeal
from app.core.database import db
from app.core.services import embedded
from app.core.services import schema as versions
from app.hiring.models import ReferrerChoice
from app.people.models import Place, Team
from config import ROOT
from tests.factories.attribution import make_credit
from tests.factories.hiring import NOON, make_application
from tests.factories.people import make_person, make_place, make_team
from tests.factories.publishing import make_opening, make_published_opening
from tests.factories.sharing import make_ambassador
from tests.live import environment_of


def schema(app):
    """Names of the tables and their columns, as the database has them."""
    engine = create_engine(
        app.config["DATABASE_OWNER_URL"].replace("postgresql:", "postgresql+psycopg:"),
        poolclass=NullPool,
    )
    with engine.connect() as connection:
        found = inspect(connection)
        return {
            table: sorted(column["name"] for column in found.get_columns(table))
            for table in found.get_table_names()
            if not table.startswith("clicks_")
        }


def test_the_migrations_make_what_the_models_describe(app):
    def ours(name, kind, parents):
        return not (kind == "table" and name.startswith("clicks_"))

    context = MigrationContext.configure(
        db.session.connection(), opts={"include_name": ours, "compare_type": True}
    )

    assert compare_metadata(context, db.metadata) == []


@pytest.mark.own_database
def test_every_migration_goes_down_and_up_again(app):
    before = schema(app)
    db.session.remove()

    downgrade(revision="base")
    assert set(schema(app)) <= {"alembic_version"}
    upgrade()

    assert schema(app) == before


def test_the_names_of_migrations_tell_the_version_that_alembic_finds():
    scripts = ScriptDirectory(str(versions.FOLDER))

    assert versions.expected() == scripts.get_current_head()


def test_a_web_process_carries_neither_alembic_nor_authlib():
    program = "import sys, wsgi; print({'alembic', 'authlib', 'requests'} & set(sys.modules))"

    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert loaded.stdout.strip() == "set()"


def test_flask_db_upgrade_makes_the_schema_in_an_empty_base(services, empty_base):
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
        cwd=ROOT,
        env={**os.environ, **environment_of(services.config(empty_base))},
        check=True,
    )

    with psycopg.connect(services.postgres.url(empty_base, user=embedded.OWNER)) as connection:
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert version == (versions.expected(),)


@pytest.mark.own_database
def test_names_typed_before_they_could_be_matched_wait_for_a_person(app):
    awa = make_person(first_name="Awa", last_name="Diop")
    known = make_application(choice=ReferrerChoice.NAMED, named="Awa Diop")
    unknown = make_application(choice=ReferrerChoice.NAMED, named="Awa")
    make_application()
    db.session.commit()
    expected = {
        (known.id, "Awa Diop", "matched", awa.id, known.at),
        (unknown.id, "Awa", "open", None, unknown.at),
    }
    db.session.remove()

    downgrade(revision="0010")
    upgrade(revision="0011")

    rows = db.session.execute(
        text("SELECT application_id, typed, state, ambassador_id, at, touch_id FROM namings")
    ).all()
    assert {tuple(row)[:5] for row in rows} == expected
    assert {row.state: row.touch_id is not None for row in rows} == {"matched": True, "open": False}


@pytest.mark.own_database
def test_an_appeal_that_was_taken_back_gives_way_to_the_one_opened_again(app):
    zoe = make_ambassador()
    application, _ = make_credit()
    withdraw(open_appeal(application, zoe, reason="It was me.", now=NOON), now=NOON)
    kept = open_appeal(application, zoe, reason="It was me, truly.", now=NOON).id
    db.session.commit()
    db.session.remove()

    downgrade(revision="0011")
    upgrade()

    assert db.session.scalars(select(Appeal.id)).all() == [kept]


@pytest.mark.own_database
def test_what_was_written_before_is_found_by_the_new_words_and_folds(app):
    opening = make_published_opening(title="Développeur·se C++ chez Lecœur", team=make_team())
    application = make_application(opening=opening, name="Łukasz Søren")
    application.cv_text = "Vue.js/React, 06.12.34.56.78"
    db.session.commit()
    tables = {"publication_texts": "search", "applications": "cv_search", "teams": "search",
              "places": "search", "themes": "search", "candidates": "folded"}  # fmt: skip

    def rows():
        kept = {
            table: db.session.execute(text(f"SELECT id, {column} FROM {table} ORDER BY id")).all()
            for table, column in tables.items()
        }
        db.session.remove()
        return kept

    before = rows()
    assert all(before.values())

    downgrade(revision="0014")
    upgrade()

    assert rows() == before


@pytest.mark.own_database
def test_teams_of_one_address_get_one_each_and_places_of_one_name_lose_nothing(app):
    made = [
        make_team(name_fr=name, slug_fr=name, slug_en=name).id for name in ("C", "C++", "L’Été")
    ]
    places = [
        make_place(name="Saint-Denis", region=region, slug=region).id
        for region in ("Île-de-France", "La Réunion")
    ]
    db.session.commit()
    db.session.remove()

    downgrade(revision="0014")
    names = db.session.execute(text("SELECT name FROM places ORDER BY id")).scalars().all()
    db.session.remove()
    upgrade()

    assert names == ["Saint-Denis", "Saint-Denis (La Réunion)"]
    slugs = dict(db.session.execute(select(Team.id, Team.slug_fr)).all())
    assert [slugs[key] for key in made] == ["c", "c-2", "l-ete"]
    regions = dict(db.session.execute(select(Place.id, Place.region)).all())
    assert [regions[key] for key in places] == ["Île-de-France", "La Réunion"]


@pytest.mark.own_database
def test_whole_amounts_stay_as_they_are_and_cents_are_rounded_on_the_way_back(app):
    whole = make_opening(salary_min=48_000, salary_max=58_000).id
    cents = make_opening(salary_min=Decimal("12.02"), salary_max=None).id
    db.session.commit()
    db.session.remove()
    amounts = text("SELECT id, salary_min, salary_max FROM openings")

    downgrade(revision="0014")
    assert {tuple(row) for row in db.session.execute(amounts)} == {
        (whole, 48_000, 58_000),
        (cents, 12, None),
    }
    db.session.remove()
    upgrade()

    found = {row.id: row for row in db.session.execute(amounts)}
    assert (found[whole].salary_min, found[whole].salary_max) == (48_000, 58_000)
    assert (found[cents].salary_min, found[cents].salary_max) == (12, None)
