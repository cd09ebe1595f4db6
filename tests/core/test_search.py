"""What every search box has in common."""

import ast
from collections.abc import Iterator

import pytest
from sqlalchemy import and_, func, literal, select, true

from app.core.database import db
from app.core.search import holds
from config import ROOT


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("Une prime de 50 % par an", "50 %", True),
        ("Une prime de 50 euros", "50 %", False),
        ("jean_marc@example.org", "jean_marc", True),
        ("jean-marc@example.org", "jean_marc", False),
        ("C:\\Temp", "c:\\t", True),
        ("C:/Temp", "c:/t", True),
        ("C:Temp", "c:\\t", False),
        ("Łukasz Lecœur", "lecoeur LUKASZ", True),
        ("Lukasz Lecoeur", "Łukasz lecœur", True),
        ("Zoé D’Or", "d'or", True),
        ("bas-carbone", "bas‑carbone", True),
        ("anything", "", True),
    ],
)
def test_what_is_typed_means_itself(app: object, text: str, typed: str, found: bool) -> None:
    condition = and_(true(), *holds(func.fold(literal(text)), typed.split()))

    assert db.session.scalar(select(condition)) is found


def calls(name: str) -> Iterator[str]:
    """Where the application calls a method of this name."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Attribute(attr=attribute)) if attribute == name:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}"


@pytest.mark.parametrize("name", ["like", "ilike", "strpos", "unaccent"])
def test_no_search_escapes_or_folds_in_a_way_of_its_own(name: str) -> None:
    assert list(calls(name)) == []


def test_one_function_alone_looks_for_words_letter_by_letter() -> None:
    assert {where.partition(":")[0] for where in calls("contains")} == {"app/core/search.py"}
