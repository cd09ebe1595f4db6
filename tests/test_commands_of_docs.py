"""Every command that a page of docs/ names is typed, as a process, by somebody who installs."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.services import embedded
from config import ROOT
from tests.attribution.ledger.test_document import document
from tests.live import environment_of
from tests.test_docs import code_in, pages

ADA = "--email ada@example.com --name 'Ada Lovelace' --organisation Engines"
# what is typed, what is given to it, and with which status it ends; in the order of a life
LIFE = [
    ("db upgrade", "", 0),
    ("db downgrade 0018", "", 0),
    ("db upgrade", "", 0),
    ("demo load", "", 0),
    ("translations compile", "", 0),
    ("translations check", "", 0),
    ("assets", "", 0),
    ("people list", "", 0),
    ("ledger checkpoint", "", 0),
    ("ledger keys", "", 0),
    ("ledger verify --replay", "", 0),
    ("ledger verify --checkpoint {kept}", "", 0),
    ("attribution replay", "", 0),
    ("attribution decide", json.dumps(document()), 0),
    ("receipt verify", "no receipt", 1),
    ("share count", json.dumps({"channel": "x", "words": "On recrute"}), 0),
    ("openings import - --dry-run --json", "Titre;Lieu\nChef;Lyon\n", 0),
    ("openings follow --file - --format lever --dry-run --json", "[]", 0),
    ("clicks status --quarantine", "", 0),
    ("clicks classify", json.dumps({"headers": {"User-Agent": "curl/8"}}), 0),
    ("clicks reclassify --dry-run", "", 0),
    ("clicks reload", "", 0),
    ("doctor", "", 1),  # no mail server, no proxy
    ("demo clear", "", 0),
    (f"people create {ADA}", "", 0),
    (f"people create {ADA}", "", 1),  # once
    ("demo load", "", 1),  # beside a real account
]


def named() -> set[str]:
    """The commands that pages write as code, after `flask` or `relais`."""
    code = "\n".join("\n".join(code_in(page)) for page in pages())
    found = re.findall(
        r"(?:^|[^\w/-])(?:flask(?: --app \w+)?|relais) ([a-z]+)(?: ([a-z]+))?(?![\w.@-])", code
    )
    groups = {typed.split()[0] for typed, _, _ in LIFE if typed not in ("assets", "doctor")}
    return {f"{name} {inner}" if name in groups else name for name, inner in found}


@pytest.fixture
def installation(services, worker, tmp_path):
    """The environment of a new installation, with an empty base."""
    name = f"test_life_{os.getpid()}"
    services.drop_database(name)
    embedded.prepare_database(services.postgres, name)
    config = services.config(name, redis_database=worker[1], var=tmp_path / "var")
    yield {**os.environ, **environment_of(config)}
    services.drop_database(name)


def test_every_command_that_a_page_names_works_in_the_life_of_an_installation(
    installation, tmp_path: Path
):
    kept = tmp_path / "checkpoint.json"
    for typed, given, status in LIFE:
        ended = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi",
             *shlex.split(typed.format(kept=kept))],
            cwd=ROOT, env=installation, input=given, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ended.returncode == status, f"flask {typed}: {ended.stdout}{ended.stderr}"
        assert "Traceback" not in ended.stderr, typed
        if typed == "ledger checkpoint":
            kept.write_text(ended.stdout)


def test_no_page_names_a_command_that_is_not_typed():
    typed = {" ".join(each.split()[:2]) for each, _, _ in LIFE} | {"assets", "doctor"}
    unknown = {command for command in named() if command not in typed}

    assert unknown == set()


def test_the_pages_name_commands_to_look_for():
    assert {"db upgrade", "ledger verify", "doctor", "clicks reload"} <= named()
