"""Macros drawn alone, without a database, and a browser to try them in."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template_string
from flask_babel import force_locale

from tests.ui.canvas import make_canvas

Draw = Callable[..., BeautifulSoup]

CALLED = """{% from file import MACRO with context -%}
{% if body is none %}{{ MACRO(*args, **given) }}
{%- else %}{% call MACRO(*args, **given) %}{{ body }}{% endcall %}{% endif %}"""


@pytest.fixture(scope="session")
def canvas(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return make_canvas(tmp_path_factory.mktemp("var"))


@pytest.fixture
def draw(canvas: Flask) -> Draw:
    """Draw a macro in English: draw("button.html", "button", "Go"); body makes it a call block."""

    def drawn(file: str, macro: str, *args: Any, body: str | None = None, **given: Any) -> Any:
        source = CALLED.replace("MACRO", macro)
        context = {"file": f"ui/{file}", "args": args, "given": given, "body": body}
        with canvas.test_request_context("/"), force_locale("en"):
            return BeautifulSoup(render_template_string(source, **context), "html.parser")

    return drawn
