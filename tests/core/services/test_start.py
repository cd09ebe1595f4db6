"""What keeps Relais from starting is said in one clear line, with an exit status that is not 0."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import settings_file
from app.__main__ import around_programs, programs
from app.core.services import embedded
from config import ROOT, Config


def start(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess:
    """Start Relais where it cannot, and return how it ended."""
    clean = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    return subprocess.run(
        [sys.executable, "-m", "app"],
        cwd=ROOT,
        env={**clean, "VAR_DIR": str(tmp_path), "PORT": port, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def refused(ended: subprocess.CompletedProcess) -> str:
    """The one line that was said."""
    lines = ended.stderr.strip().splitlines()
    assert ended.returncode not in (0, None)
    assert len(lines) == 1, ended.stderr
    assert lines[0].startswith("Relais cannot start.")
    return lines[0]


def test_a_taken_port_is_named_with_another_to_try(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        line = refused(start(tmp_path, PORT=str(port)))

    assert f"127.0.0.1:{port} is taken" in line
    assert f"PORT={port + 1} make run" in line


def test_a_taken_port_of_links_is_named_by_its_own_setting(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        line = refused(start(tmp_path, LINKS_PORT=str(port)))

    assert f"127.0.0.1:{port} is taken" in line
    assert f"LINKS_PORT={port + 1} make run" in line


def test_links_that_would_share_the_port_of_pages_are_refused(tmp_path):
    assert "LINKS_PORT" in refused(start(tmp_path, PORT="8765", LINKS_PORT="8765"))


def test_links_have_a_program_of_their_own():
    known = programs(Config(LINKS_PORT=8001, LINKS_PROCESSES=3))

    assert sorted(known) == ["links", "loader", "scheduler", "web", "worker"]
    assert "--port 8001 --workers 3" in " ".join(known["links"])
    assert known["links"][-1] == known["web"][-1] == "wsgi:app"
    assert "--port 8003" in " ".join(programs(Config(PORT=8002))["links"])


def test_no_program_is_given_the_owner_s_address_not_even_by_a_file_that_names_it(monkeypatch):
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@db/relais")
    monkeypatch.setenv(settings_file.NAMED_BY, "/etc/relais/relais.env")

    around = around_programs()

    assert "DATABASE_OWNER_URL" not in around
    assert around[settings_file.NAMED_BY] == ""


@pytest.mark.parametrize(
    ("gigabytes", "shared"), [(0.25, "128MB"), (1, "128MB"), (4, "512MB"), (64, "1024MB")]
)
def test_postgresql_shares_an_eighth_of_the_machine_within_bounds(gigabytes, shared):
    assert embedded.shared_memory(int(gigabytes * 2**30)) == shared


def test_a_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "var").write_text("a file")

    assert "var cannot be written" in refused(start(tmp_path, VAR_DIR=str(tmp_path / "var")))


def test_a_full_disk_is_named(tmp_path):
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    (tmp_path / ".written").symlink_to("/dev/full")

    assert "make room" in refused(start(tmp_path))


def test_an_unreachable_database_is_named(tmp_path):
    line = refused(start(tmp_path, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none"))

    assert "DATABASE_URL cannot be reached" in line
    assert not embedded.valkey_of(tmp_path).is_running(), "what was started is stopped again"


def test_wrong_settings_are_all_named_in_one_line(tmp_path):
    line = refused(start(tmp_path, PORT="eighty", SESSION_DAYS="never"))

    assert "PORT: expected" in line
    assert "SESSION_DAYS: expected" in line


def test_production_with_the_development_secret_tells_how_to_make_one(tmp_path):
    line = refused(start(tmp_path, ENVIRONMENT="production", BASE_URL="https://a.example"))

    assert "secrets.token_urlsafe" in line


def test_a_python_too_old_is_named():
    old = "import sys; sys.version_info = (3, 9, 0); sys.version = '3.9.0 (old)'; "
    makefile = (ROOT / "Makefile").read_text()
    check = makefile.split("@$(PYTHON) -c '", 1)[1].split("'\n", 1)[0]

    ended = subprocess.run(
        [sys.executable, "-c", old + check], capture_output=True, text=True, check=False
    )

    assert ended.returncode != 0
    assert "Relais needs Python 3.11 or later, this is 3.9.0" in ended.stderr
