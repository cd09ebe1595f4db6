"""The shape of the program: classes by one name, functions and folders to be read at once."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT

MOST_LINES, MOST_PARAMETERS, MOST_FILES = 60, 8, 15

# The row that the database keeps, and the value that the rule of credit reads of it.
ROWS_AND_VALUES = {"AgencyClaim", "Application", "Candidate", "Touch"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*folders: str) -> Iterator[Path]:
    """The Python files of some folders, the demonstration's excepted."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not path.is_relative_to(ROOT / "app" / "demo"):
                yield path


def nodes_of(path: Path, *kinds: type[ast.AST]) -> list[ast.AST]:
    """What a file defines of some kinds, at any depth."""
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kinds)]


def test_no_two_classes_share_a_name():
    places = defaultdict(set)
    for path in sources("app", "jobs"):
        for node in nodes_of(path, ast.ClassDef):
            places[node.name].add(str(path.relative_to(ROOT)))

    shared = {name: sorted(paths) for name, paths in places.items() if len(paths) > 1}
    assert {name: paths for name, paths in shared.items() if name not in ROWS_AND_VALUES} == {}


def test_a_row_and_a_value_share_a_name_only_where_both_exist():
    names = Counter(node.name for path in sources("app") for node in nodes_of(path, ast.ClassDef))

    assert {name for name in ROWS_AND_VALUES if names[name] != 2} == set()


def parameters(function: Function) -> int:
    """How many parameters a caller may give, `self` and `cls` excepted."""
    given = function.args
    names = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")])


def every_function() -> Iterator[tuple[str, Function]]:
    """Each function of the application, with where it stands."""
    for folder in ("app", "jobs"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in nodes_of(path, ast.FunctionDef, ast.AsyncFunctionDef):
                assert isinstance(node, Function)
                yield f"{path.relative_to(ROOT)}:{node.name}", node


def test_no_function_is_too_long_to_read_at_once():
    lengths = {
        place: (node.end_lineno or node.lineno) - node.lineno + 1
        for place, node in every_function()
    }

    assert {place: length for place, length in lengths.items() if length > MOST_LINES} == {}


def test_no_function_takes_too_many_parameters():
    counts = {place: parameters(node) for place, node in every_function()}

    assert {place: count for place, count in counts.items() if count > MOST_PARAMETERS} == {}


@pytest.mark.parametrize("top", ["app", "jobs", "bench", "templates", "tests"])
def test_no_folder_holds_too_many_files(top):
    counts = Counter(
        path.parent.relative_to(ROOT)
        for path in (ROOT / top).rglob("*")
        if path.is_file() and path.suffix in (".py", ".html", ".txt", ".css", ".js")
    )

    assert {str(folder): count for folder, count in counts.items() if count > MOST_FILES} == {}


def test_every_module_of_pages_is_named_in_the_table_of_contents(app):
    registered = {view.__module__ for view in app.view_functions.values()}
    with_pages = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sources("app/web")
        if "\n@bp." in path.read_text()
    }

    assert with_pages - registered == set()
