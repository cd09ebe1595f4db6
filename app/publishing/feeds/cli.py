"""Commands: say what a file or a feed would bring, without changing anything."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click
from flask_babel import force_locale

from app.core.errors import Refusal
from app.core.i18n import LANGUAGES
from app.core.services.commands import Commands
from app.publishing.feeds.formats import FORMATS, read_document
from app.publishing.feeds.formats.document import Document
from app.publishing.feeds.reading import Defaults, read_found
from app.publishing.feeds.result import Problem, Reading
from app.publishing.feeds.tables.rows import sources_of
from app.publishing.feeds.wording import sentence

TABLES = ("csv", "xlsx")  # other names of a table
UNABLE = 2  # exit status
DEFAULT_LANGUAGE = "fr"

openings = Commands("openings", help="Openings that come from elsewhere.")
_LANGUAGE = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=DEFAULT_LANGUAGE,
    help="Of openings whose language is neither said nor recognised.",
)
_DRY = click.option(
    "--dry-run",
    is_flag=True,
    required=True,
    expose_value=False,
    help="Change nothing: say what is read.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@openings.command("import", cls=click.Command)  # reads no database
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@_LANGUAGE
@_DRY
@_JSON
def import_command(file: str, language: str, as_json: bool) -> None:
    """Read a table of openings, CSV or .xlsx, by what it holds.

    Exit status: 0 when it could be read, whatever is wrong with some openings; 2 when not.
    """
    _show(lambda: read_found(sources_of(_content(file)), Defaults(language=language)), as_json)


@openings.command("follow", cls=click.Command)  # reads no database
@click.option("--file", type=click.Path(dir_okay=False, allow_dash=True), required=True)
@click.option("--format", "name", type=click.Choice(sorted({*FORMATS, *TABLES})), required=True)
@click.option("--address", default="", help="Where the file came from.")
@click.option("--type", "content_type", default="", help="What its Content-Type was.")
@_LANGUAGE
@_DRY
@_JSON
def follow_command(
    file: str, name: str, address: str, content_type: str, language: str, as_json: bool
) -> None:
    """Read a file as if its address had just answered it.

    Exit status: 0 when it could be read, whatever is wrong with some openings; 2 when not.
    """

    def read() -> Reading:
        document = Document(content=_content(file), content_type=content_type, address=address)
        found = read_document("table" if name in TABLES else name, document, language)
        return read_found(found, Defaults(language=language))

    _show(read, as_json)


def _content(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as away:
        raise click.ClickException(f"{file} cannot be read: {away.strerror}") from away


def _show(read: Callable[[], Reading], as_json: bool) -> None:
    try:
        reading = read()
    except Refusal as refusal:
        _refuse(refusal, as_json)
    if as_json:
        click.echo(json.dumps(as_document(reading), ensure_ascii=False, indent=1))
        return
    for opening in reading.openings:
        click.echo(f"{opening.external_id}\t{opening.title}\t{opening.place or ''}")
    with force_locale("en"):
        for each in reading.problems:
            kind = "error" if each.is_error else "warning"
            place = f"row {each.row}, {each.column}"
            click.echo(f"{kind}: {place}: {sentence(each)}", err=True)


def _refuse(refusal: Refusal, as_json: bool) -> NoReturn:
    if as_json:
        said = {
            "code": refusal.code,
            "row": None,
            "column": None,
            "value": None,
            "external_id": None,
        }
        said |= _in_each_language(lambda: str(refusal.sentence))
        document = {
            "openings": [],
            "errors": [said],
            "warnings": [],
            "closed": [],
            "complete": False,
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        with force_locale("en"):
            click.echo(str(refusal.sentence), err=True)
    sys.exit(UNABLE)


def as_document(reading: Reading) -> dict[str, Any]:
    """Return a reading as plain values."""
    return {
        "openings": [each.as_json() for each in reading.openings],
        "errors": [_said(each) for each in reading.errors],
        "warnings": [_said(each) for each in reading.warnings],
        "closed": list(reading.closed),
        "complete": reading.complete,
    }


def _said(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "external_id": problem.external_id,
        **_in_each_language(lambda: sentence(problem)),
    }


def _in_each_language(say: Callable[[], str]) -> dict[str, str]:
    said = {}
    for language in LANGUAGES:
        with force_locale(language):
            said[language] = say()
    return said
