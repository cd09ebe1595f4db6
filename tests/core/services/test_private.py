"""What Relais writes is read by nobody else on the machine."""

import os
import stat
import subprocess
import sys

import pytest

from app.core.services.private import FOLDERS
from config import ROOT


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_a_program_writes_and_what_it_finds_open_are_closed_to_others(tmp_path):
    var = tmp_path / "var"
    for name in FOLDERS:
        (var / name).mkdir(parents=True, mode=0o755)
    act = (
        "import sys; from pathlib import Path; from app.core.services import private; "
        "var = Path(sys.argv[1]); private.keep_to_ourselves(var); "
        "(var / 'files' / 'cv').mkdir(); (var / 'files' / 'cv' / 'a.pdf').write_bytes(b'x')"
    )

    subprocess.run([sys.executable, "-c", act, str(var)], check=True, cwd=ROOT)

    assert [mode(var / name) for name in FOLDERS] == [0o700] * len(FOLDERS)
    assert mode(var / "files" / "cv") == 0o700
    assert mode(var / "files" / "cv" / "a.pdf") == 0o600
    assert mode(var) & 0o066 == 0
    assert mode(var) == (0o711 if os.getuid() == 0 else 0o700)


@pytest.mark.parametrize(
    ("program", "begins"),
    [
        ("app/core/services/start.py", "keep_to_ourselves(config.VAR_DIR)"),
        ("app/__main__.py", "keep_to_ourselves(config.VAR_DIR)"),
        ("wsgi.py", "start.settings()"),
        ("jobs/__init__.py", "start.settings()"),
        ("app/tracking/loading/loader.py", "start.settings()"),
    ],
)
def test_every_program_keeps_what_it_writes_to_itself(program, begins):
    assert begins in (ROOT / program).read_text(encoding="utf-8")
