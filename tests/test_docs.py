"""The documentation names what the code has: settings, permissions, activity kinds, commands."""

import re

from app.people.permissions import Permission
from config import ROOT

DOCS = ROOT / "docs"
KIND = re.compile(r"^[a-z_]+\.[a-z_]+$")


def recorded_kinds() -> set[str]:
    """The kinds that the code writes, read from its calls of record()."""
    kinds: set[str] = set()
    for path in (ROOT / "app").rglob("*.py"):
        for call in re.findall(r"\brecord\(\s*f?\"([^\"]+)\"", path.read_text()):
            kinds |= {call.replace("{kind}.", f"{each}.") for each in ("opening", "story")}
    return {kind for kind in kinds if KIND.match(kind)}


def test_every_kind_of_activity_is_documented():
    page = (DOCS / "activity.md").read_text()

    assert [kind for kind in sorted(recorded_kinds()) if f"`{kind}`" not in page] == []


def test_the_code_records_something():
    assert "application.submitted" in recorded_kinds()


def test_every_permission_is_documented():
    page = (DOCS / "administrators" / "roles.md").read_text()

    assert [each.value for each in Permission if f"`{each.value}`" not in page] == []


def test_every_command_is_documented(app):
    pages = "\n".join(path.read_text() for path in [*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
    commands = []
    for name, command in app.cli.commands.items():
        if name in ("run", "shell", "routes", "db", "limiter"):  # those of Flask and extensions
            continue
        inner = getattr(command, "commands", None)
        commands += [f"flask {name} {each}" for each in inner] if inner else [f"flask {name}"]

    assert [command for command in commands if command not in pages] == []


def test_every_link_between_pages_leads_somewhere():
    broken = []
    for page in [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            if not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")

    assert broken == []
