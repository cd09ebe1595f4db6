"""`make` says nothing while what it fetches works, and everything when it does not."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from config import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose virtual environment and npm are scripts of the test."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements/base.txt", "requirements/node.txt", "package-lock.json",
                 "package.json", ".venv/made", ".venv/bin/x", "node_modules/x"):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def script(path: Path, *, status: int) -> None:
    path.write_text(f"#!/bin/sh\necho first of all\necho the reason >&2\nexit {status}\n")
    path.chmod(0o755)


def make(checkout: Path, target: str) -> subprocess.CompletedProcess:
    # these tests are run by make themselves, which would say where it goes
    environment = {
        name: value for name, value in os.environ.items() if "MAKE" not in name and name != "MFLAGS"
    }
    return subprocess.run(
        ["make", target], cwd=checkout, capture_output=True, text=True, check=False,
        env={**environment, "PATH": f"{checkout}/.venv/bin:{os.environ['PATH']}"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("target", "program"), [(".venv/base.done", "python"), ("node_modules/done", "npm")]
)
def test_what_fails_tells_all_that_was_said(checkout, target, program):
    script(checkout / ".venv/bin/python", status=0)
    script(checkout / ".venv/bin" / program, status=17)

    ended = make(checkout, target)

    assert ended.returncode != 0
    assert "first of all\nthe reason" in ended.stderr
    assert not (checkout / target).exists()


@pytest.mark.parametrize("target", [".venv/base.done", "node_modules/done"])
def test_what_works_says_nothing(checkout, target):
    for name in ("python", "npm"):
        script(checkout / ".venv/bin" / name, status=0)

    ended = make(checkout, target)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert (checkout / target).exists()


def test_without_an_npm_of_the_machine_the_one_of_the_wheel_says_why_it_fails(checkout):
    script(checkout / ".venv/bin/python", status=9)
    (checkout / ".venv" / "base.done").touch()
    tools = checkout / "tools"
    tools.mkdir()
    for name in ("make", "sh", "bash", "touch", "env"):
        (tools / name).symlink_to(shutil.which(name))

    ended = subprocess.run(
        ["make", "node_modules/done"], cwd=checkout, capture_output=True, text=True, check=False,
        env={"PATH": str(tools)},
    )  # fmt: skip

    assert ended.returncode != 0
    assert "the reason" in ended.stderr
