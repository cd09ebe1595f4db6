"""Templates as text: what holds for all of them, whatever they draw."""

import re
from pathlib import Path

import pytest

from config import ROOT

TEMPLATES = ROOT / "templates"
MAILS = [path for path in sorted(TEMPLATES.glob("*/mail/**/*.html")) if path.name[0] != "_"]


def named(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", MAILS, ids=named)
def test_a_mail_has_a_subject_a_page_and_a_text(path: Path):
    blocks = re.findall(r"\{% block (\w+) ", path.read_text(encoding="utf-8"))

    assert {"subject", "preheader", "main", "why", "text"} <= set(blocks)
