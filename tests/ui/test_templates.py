"""Templates as text: what holds for all of them, whatever they draw."""

import re
from pathlib import Path

import pytest

from config import ROOT

TEMPLATES = ROOT / "templates"
WIDTH = 140  # columns; djlint is told the same
FILES = [path for path in sorted(TEMPLATES.rglob("*")) if path.is_file()]
FOLDERS = sorted({path.parent for path in FILES})
MAILS = [path for path in sorted(TEMPLATES.glob("*/mail/**/*.html")) if path.name[0] != "_"]


def named(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", FILES, ids=named)
def test_no_line_of_a_template_is_too_long_to_be_read(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()

    assert [number for number, line in enumerate(lines, 1) if len(line) > WIDTH] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_no_folder_of_templates_has_more_than_fifteen_files(folder: Path):
    assert len([path for path in folder.iterdir() if path.is_file()]) <= 15


@pytest.mark.parametrize("path", MAILS, ids=named)
def test_a_mail_has_a_subject_a_page_and_a_text(path: Path):
    blocks = re.findall(r"\{% block (\w+) ", path.read_text(encoding="utf-8"))

    assert {"subject", "preheader", "main", "why", "text"} <= set(blocks)
