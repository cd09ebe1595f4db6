"""A schema that is missing or older stops programs and commands, with a sentence that says so."""

import os
import subprocess
import sys

import click
import psycopg
import pytest
from flask.cli import AppGroup

from app import create_app
from app.core.services import embedded, schema
from app.core.services.commands import DatabaseCommand
from config import ROOT
from tests.live import environment_of

PROGRAMS = [line.split(":", 1)[0] for line in (ROOT / "Procfile").read_text().splitlines()]
# what reads no database, and so has no use for its schema
NEEDS_NONE = {
    "translations compile",
    "translations check",
    "attribution decide",
    "receipt verify",
    "clicks classify",
    "openings follow",
    "openings import",
    "share count",
}


def run(services, base, *command, **more):
    """Run a command on a database, and return how it ended."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT, env={**os.environ, **environment_of(services.config(base)), **more},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def one_line(ended):
    """The one line that was said by what did not start."""
    (line,) = ended.stderr.strip().splitlines()
    assert ended.returncode not in (0, None)
    return line


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_program_refuses_a_database_without_tables(services, empty_base, name):
    line = one_line(run(services, empty_base, "-m", "app", name))

    assert line.startswith("Relais cannot start. The database is empty")
    assert "flask db upgrade" in line


def test_a_server_of_ones_own_refuses_to_load_what_would_answer_500(services, older_base):
    line = one_line(run(services, older_base, "-c", "import wsgi"))

    assert "is at version 0017 and this Relais needs" in line


def test_granian_refuses_to_load_what_would_answer_500(services, older_base):
    """It is a program of Click, as `flask` is."""
    loads = "import click; click.Context(click.Command('granian')).__enter__(); import wsgi"

    line = one_line(run(services, older_base, "-c", loads))

    assert "is at version 0017 and this Relais needs" in line


@pytest.mark.parametrize("module", ["app.tracking.loading.loader", "jobs.worker", "jobs.scheduler"])
def test_each_program_refuses_an_older_database(services, older_base, module):
    assert "flask db upgrade" in one_line(run(services, older_base, "-m", module))


def test_a_command_says_in_one_sentence_what_an_empty_database_needs(services, empty_base):
    ended = run(
        services, empty_base, "-m", "flask", "--app", "wsgi",
        "people", "create", "--email", "a@example.com", "--name", "Ada Lovelace",
    )  # fmt: skip

    assert one_line(ended) == (
        "Error: The database is empty: make its tables with `flask db upgrade`."
    )


def test_a_command_says_in_one_sentence_that_the_database_is_away(services, tmp_path):
    url = f"postgresql://relais@/relais?host={tmp_path}"

    ended = run(services, "none", "-m", "flask", "--app", "wsgi", "people", "list",
                DATABASE_URL=url, DATABASE_OWNER_URL=url)  # fmt: skip

    assert one_line(ended).startswith("Error: The database cannot be reached: ")


def every_command(group, path=()):
    """The commands below a group, by their whole names."""
    for name, command in group.commands.items():
        if isinstance(command, AppGroup):
            yield from every_command(command, (*path, name))
        elif path:
            yield " ".join((*path, name)), command


def test_every_command_looks_at_the_schema_or_needs_none(app):
    unguarded = {
        name
        for name, command in every_command(app.cli)
        if isinstance(command, click.Command) and not isinstance(command, DatabaseCommand)
    }

    assert unguarded == NEEDS_NONE


def test_every_command_refuses_an_older_database(services, older_base):
    app = create_app(services.config(older_base))
    said = {}
    for name, command in every_command(app.cli):
        if isinstance(command, DatabaseCommand):
            arguments = ["--email", "a@b.example", "--name", "A B"] if name.endswith("eate") else []
            ended = app.test_cli_runner().invoke(args=[*name.split(), *arguments])
            said[name] = (ended.exit_code, ended.output.strip().splitlines()[-1])

    assert len(said) > 8
    assert [name for name, (code, line) in said.items() if not code or "0017" not in line] == []


def test_a_newer_database_stops_nobody_while_another_node_is_upgraded(services):
    name = f"test_newer_{os.getpid()}"
    services.create_database(name)
    try:
        with psycopg.connect(services.postgres.url(name, user=embedded.OWNER)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        schema.demand(services.postgres.url(name))
    finally:
        services.drop_database(name)


def test_a_database_that_is_away_stops_nobody(tmp_path):
    schema.demand(f"postgresql://relais@/relais?host={tmp_path}")


def test_migrating_as_nobody_is_one_sentence(services, empty_base, tmp_path):
    away = f"postgresql://owner@/relais?host={tmp_path}"
    command = ("-m", "flask", "--app", "wsgi", "db", "upgrade")

    line = one_line(run(services, empty_base, *command, DATABASE_OWNER_URL=away))
    assert line.startswith("Error: DATABASE_OWNER_URL cannot be reached: ")

    program = services.postgres.url(empty_base)
    line = one_line(run(services, empty_base, *command, DATABASE_OWNER_URL=program))
    assert line.startswith("Error: DATABASE_OWNER_URL names a role that does not own the database")


def test_make_run_says_in_one_line_that_the_owner_is_wrong(services, empty_base, tmp_path):
    away = f"postgresql://owner@/relais?host={tmp_path}"

    ended = run(services, empty_base, "-m", "app", DATABASE_OWNER_URL=away, PORT="8119",
                VAR_DIR=str(tmp_path))  # fmt: skip

    assert "DATABASE_OWNER_URL cannot be reached" in one_line(ended)


def test_a_program_that_does_not_exist_is_named_with_those_that_do(services, tmp_path):
    away = f"postgresql://relais@/relais?host={tmp_path}"

    ended = run(services, "none", "-m", "app", "webb", DATABASE_URL=away)

    assert all(program in one_line(ended) for program in PROGRAMS)
