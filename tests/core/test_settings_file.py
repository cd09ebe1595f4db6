"""One settings file, which systemd, shells and Relais read alike."""

import json
import os
import shlex
import subprocess
import sys

import pytest

import settings_file
from config import ROOT, Config
from settings_file import WrongSettings

GOOD = """\
# The settings of Relais.

ENVIRONMENT=production
BASE_URL=https://careers.example.com
SECRET_KEY='a$b c"d'
MAIL_FROM="Relais <relais@example.com>"
DATABASE_URL="postgresql://relais:p&ss@db/relais?sslmode=require&application_name=x"
STORAGE_URL=
TIMEZONE="L'heure"
"""


def test_the_file_says_to_a_shell_what_it_says_to_relais(tmp_path):
    path = tmp_path / "relais.env"
    path.write_text(GOOD)
    show = "import json, os; print(json.dumps(dict(os.environ)))"

    seen = subprocess.run(
        ["sh", "-c", f"set -a; . {path}; exec {shlex.quote(sys.executable)} -c \"$0\"", show],
        env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True,
    )  # fmt: skip

    values = settings_file.read(GOOD)
    assert values["MAIL_FROM"] == "Relais <relais@example.com>"
    assert {name: json.loads(seen.stdout)[name] for name in values} == values


@pytest.mark.parametrize(
    "line",
    [
        "MAIL_FROM=Relais <relais@example.com>",  # a shell: no such file
        "SECRET_KEY=abc  # python3 -c …",  # systemd: part of the value
        'SECRET_KEY="a$b"',  # a shell: a variable
        "SECRET_KEY=a'b",
        "SECRET_KEY='a' 'b'",
        "SECRET_KEY = abc",
        "export SECRET_KEY=abc",
        "SECRET_KEY",
        "SECRET_KEY='a\\\\b'",
    ],
)
def test_a_line_that_programs_would_read_differently_is_named(line):
    with pytest.raises(WrongSettings) as raised:
        settings_file.read(f"PORT=8000\n{line}\n")

    assert [problem.split(":")[0] for problem in raised.value.problems] == ["line 2"]


@pytest.fixture
def settings(monkeypatch, tmp_path):
    """A settings file that this process is told of; what it adds to the environment goes again."""
    path = tmp_path / "relais.env"
    monkeypatch.setattr(os, "environ", {settings_file.NAMED_BY: str(path)})
    return path


def test_every_program_reads_the_file_and_the_environment_wins(settings):
    settings.write_text("PORT=8123\nWEB_THREADS=7\n")
    os.environ["PORT"] = "8124"

    config = Config.from_environment()

    assert (config.PORT, config.WEB_THREADS) == (8124, 7)


def test_what_is_empty_in_the_environment_leaves_the_word_to_the_file(settings):
    settings.write_text("PORT=8123\n")
    os.environ["PORT"] = ""

    assert Config.from_environment().PORT == 8123


def test_a_file_that_is_named_and_missing_is_told(settings):
    with pytest.raises(WrongSettings, match="does not exist"):
        Config.from_environment()


def test_a_wrong_line_is_told_with_the_file(settings):
    settings.write_text("MAIL_FROM=Relais <relais@example.com>\n")

    with pytest.raises(WrongSettings, match=r"relais\.env, line 1: expected NAME='value'"):
        Config.from_environment()


def test_no_file_is_read_when_the_name_is_empty(monkeypatch, tmp_path):
    path = tmp_path / "relais.env"
    path.write_text("PORT=nonsense")
    monkeypatch.setattr(settings_file, "USUAL", path)
    monkeypatch.setattr(os, "environ", {settings_file.NAMED_BY: ""})

    assert Config.from_environment().PORT == Config().PORT


def test_a_command_says_in_one_line_which_settings_are_wrong():
    ended = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "people", "list"],
        cwd=ROOT, env={**os.environ, "TIMEZONE": "Europe/Pariss", "MAIL_FROM": "nonsense"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ended.returncode != 0
    assert [line.split(":")[0] for line in ended.stderr.strip().splitlines()[1:]] == [
        "MAIL_FROM",
        "TIMEZONE",
    ]
