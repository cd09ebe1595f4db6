"""Macros drawn alone, without a database."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template_string
from flask_babel import Babel, force_locale
from flask_wtf.csrf import CSRFProtect

from app.core import assets
from config import ROOT

Draw = Callable[..., BeautifulSoup]

CALLED = """{% from file import MACRO with context -%}
{% if body is none %}{{ MACRO(*args, **given) }}
{%- else %}{% call MACRO(*args, **given) %}{{ body }}{% endcall %}{% endif %}"""


@pytest.fixture(scope="session")
def canvas(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application that can draw templates and do nothing else."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(VAR_DIR=tmp_path_factory.mktemp("var"), ENVIRONMENT="development")
    app.secret_key = "a key for tests"
    Babel(app)
    CSRFProtect(app)
    assets.init_app(app)
    return app


@pytest.fixture
def draw(canvas: Flask) -> Draw:
    """Draw a macro in English: draw("button.html", "button", "Go"); body makes it a call block."""

    def drawn(file: str, macro: str, *args: Any, body: str | None = None, **given: Any) -> Any:
        source = CALLED.replace("MACRO", macro)
        context = {"file": f"ui/{file}", "args": args, "given": given, "body": body}
        with canvas.test_request_context("/"), force_locale("en"):
            return BeautifulSoup(render_template_string(source, **context), "html.parser")

    return drawn
