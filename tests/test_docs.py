"""The documentation names what the code has: settings, permissions, activity kinds, commands."""

import re

import click
from flask.cli import FlaskGroup, ScriptInfo
from flask_babel import force_locale

from app.people import brand
from app.people.permissions import Permission
from app.web import navigation
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
    words = "\n".join(page.read_text() for page in pages())
    commands = []
    for name, command in app.cli.commands.items():
        if name in ("db", "limiter"):  # documented by Flask-Migrate and Flask-Limiter
            continue
        inner = getattr(command, "commands", None)
        commands += [f"flask {name} {each}" for each in inner] if inner else [f"flask {name}"]

    assert [command for command in commands if command not in words] == []


def pages():
    return [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]


def code_in(page):
    """The pieces of a page that are written as code."""
    return re.findall(r"```.*?```|`[^`]+`", page.read_text(), re.DOTALL)


def test_every_command_that_a_page_names_exists(app):
    known, missing = FlaskGroup(create_app=lambda: app), []
    context = click.Context(known, obj=ScriptInfo(create_app=lambda: app))
    for page in pages():
        named = re.findall(
            r"\bflask(?: --app \w+)? ([a-z-]+)(?: ([a-z][a-z-]*))?", "\n".join(code_in(page))
        )
        for name, inner in named:
            command = known.get_command(context, name)
            if command is None or (
                isinstance(command, click.Group) and not command.get_command(context, inner)
            ):
                missing.append(f"{page.name}: flask {name} {inner}")

    assert missing == []


def test_the_pages_name_commands_to_look_for():
    code = "\n".join("\n".join(code_in(page)) for page in pages())

    assert {"flask db upgrade", "flask ledger verify"} <= set(re.findall(r"flask \w+ \w+", code))


def test_every_target_of_make_that_a_page_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        (page.name, target)
        for page in pages()
        for words in re.findall(r"\bmake((?: [a-z-]+)+)", "\n".join(code_in(page)))
        for target in words.split()
    }

    assert {(page, target) for page, target in named if target not in targets} == set()


def test_every_way_through_the_menu_that_a_page_names_exists(app):
    """Its words stand together on a page, whose crumbs or tabs they are; or in the settings."""
    ways = {
        (page.name, way)
        for page in pages()
        for way in re.findall(r"\*([^*`\n]+ › [^*`\n]+)\*", page.read_text())
    }
    screens = [path.read_text() for path in (ROOT / "templates").rglob("*.html")]
    with app.test_request_context(), force_locale("en"):
        first = {str(area.label) for area in navigation.AREAS} | {"My account"}
        settings = {f"Admin › {area.label}" for area in navigation.SETTINGS}

    def exists(way: str) -> bool:
        parts = way.split(" › ")
        together = any(all(f'_("{part}")' in screen for part in parts) for screen in screens)
        return parts[0] in first and (way in settings or together)

    assert len(ways) > 10
    assert {(page, way) for page, way in ways if not exists(way)} == set()


def test_the_page_of_the_brand_names_what_its_style_overrides():
    page = (DOCS / "administrators" / "brand.md").read_text()
    style = brand.stylesheet("#ffcc00")
    overridden = set(re.findall(r"(--[\w-]+):", style))
    said = re.search(r"overrides (\w+) custom properties \(([^)]*)\)", page)

    assert said
    assert set(re.findall(r"`(--[\w-]+)`", said[2])) == overridden
    assert said[1] == {5: "five", 6: "six", 7: "seven"}[len(overridden)]


def test_every_link_between_pages_leads_somewhere():
    broken = []
    for page in pages():
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            if not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")

    assert broken == []


def test_every_file_that_a_page_names_exists():
    to_come = {"app/publishing/kinds/event.py"}  # how to add one
    named = {
        path
        for page in [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
        for path in re.findall(
            r"`((?:app|jobs|bench|deploy|tests|templates|migrations)/[\w/.-]+)`", page.read_text()
        )
    }

    assert {path for path in named - to_come if not (ROOT / path).exists()} == set()


def test_every_feature_of_the_map_leads_to_a_file():
    """In a row of docs/architecture.md, a name alone stands beside the path before it."""
    page = (DOCS / "architecture.md").read_text()
    rows = page[page.index("## Where is") : page.index("## How to add")].splitlines()[3:]
    missing, features = [], 0
    for row in filter(None, rows):
        features += 1
        folder = ROOT
        for name in re.findall(r"`([\w/]+(?:\.py|/))`", row):
            path = ROOT / name if "/" in name.rstrip("/") else folder / name
            missing += [] if path.exists() else [f"{row}: {name}"]
            folder = path.parent
    assert missing == []
    assert features >= 20
