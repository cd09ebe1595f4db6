"""Style sheets: a screen's rules stand in one file, and each rule dresses something."""

import re
from pathlib import Path

import pytest

from app.web.assets import SHEETS
from config import ROOT

STYLES = ROOT / "app" / "static" / "css"
TEMPLATES = ROOT / "templates"
SCREENS = sorted((STYLES / "screens").glob("*.css"))
RULES = sorted(STYLES.rglob("*.css"))

# where a class may be written: class="…", a macro's or a script's string, a page's main_class
WRITTEN = re.compile(
    r"""class="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"|"([a-z0-9 _-]+)"|main_class %\}([\w -]+)\{"""
)
# class="arch-{{ number }}", "avatar s" ~ size, "tone-%d"|format(…)
MADE = re.compile(r"""["\s]([a-z]+-?)(?:\{\{|" ~|%d")""")
NOT_CLASSES = re.compile(r'/\*.*?\*/|"[^"]*"|\{[^{}]*\}', re.DOTALL)


def classes_of(style: Path) -> set[str]:
    """Return the classes that a sheet's selectors name."""
    selectors = NOT_CLASSES.sub(" ", style.read_text(encoding="utf-8"))
    return set(re.findall(r"\.([a-z][\w-]*)", selectors))


@pytest.fixture(scope="module")
def written() -> set[str]:
    """Every word that templates, scripts, presenters or wordings write where a class may stand."""
    sources = [
        *TEMPLATES.rglob("*.html"),
        *TEMPLATES.rglob("*.svg"),
        *(ROOT / "app" / "static" / "js").glob("*.js"),
        *(ROOT / "app" / "web").rglob("*.py"),
        *(ROOT / "app").glob("*/wording/*.py"),
    ]
    words: set[str] = set()
    for path in sources:
        for match in WRITTEN.finditer(path.read_text(encoding="utf-8")):
            words |= set(re.findall(r"[A-Za-z][\w-]*", " ".join(filter(None, match.groups()))))
    return words


@pytest.fixture(scope="module")
def made() -> set[str]:
    """How the classes begin that a template ends with a value."""
    return {
        begin
        for path in (*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.svg"))
        for begin in MADE.findall(path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("path", RULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_class_that_a_sheet_dresses_is_drawn_somewhere(path: Path, written, made):
    unused = {
        name
        for name in classes_of(path) - written
        if not re.fullmatch(rf"({'|'.join(made)})[\w]+", name)
    }

    assert unused == set()


def test_a_screens_rules_stand_in_the_file_named_after_its_templates():
    assert {path.stem for path in SCREENS} <= {path.name for path in TEMPLATES.iterdir()}


def test_each_surface_is_dressed_by_one_sheet():
    served = [surface for surfaces in SHEETS.values() for surface in surfaces]

    assert sorted(served) == [path.stem for path in SCREENS]


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: path.name)
def test_a_screens_rules_stand_in_the_layer_that_only_arranges(path: Path):
    assert re.findall(r"@layer (\w+)", path.read_text(encoding="utf-8")) == ["pages"]


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: path.name)
def test_every_rule_of_a_screen_names_something_that_its_own_pages_draw(path: Path):
    pages = [
        *(TEMPLATES / path.stem).rglob("*.html"),
        *(ROOT / "app" / "web" / path.stem).rglob("*.py"),
    ]
    drawn = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    style = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)

    foreign = [
        selector.strip()
        for selectors in re.findall(r"([^{};@]+)\{[^{}]*\}", style)
        for selector in re.split(r",(?![^()]*\))", selectors)
        if not any(
            re.search(rf"(?<![\w-]){name}(?![\w-])", drawn)
            for name in re.findall(r"[.#]([a-z][\w-]*)", selector)
        )
    ]

    assert foreign == []
