"""Commands: decide a case by hand."""

import json
import sys
from typing import Any

import click
from click import Command
from flask.cli import AppGroup
from flask_babel import force_locale

from app.attribution.document import Case, read_case, write_decision
from app.attribution.reading import WrongDocument
from app.attribution.resolve import decide
from app.attribution.sentences import sentence
from app.core.i18n import LANGUAGES

UNABLE = 2  # exit status

attribution = AppGroup("attribution", help="Who is credited for an application, and why.")


@attribution.command("decide")
def decide_command() -> None:
    """Decide the case read from standard input, or each of a list of them.

    A case is a JSON document {facts, touches, policies}, described by
    docs/attribution-document.schema.json. Each decision is printed on a line of JSON, with its
    sentence in French and in English. A case that cannot be read is named by its path, with what
    was expected there; nothing is decided then, and the exit status is 2.
    """
    try:
        cases = read_cases(parse(sys.stdin.buffer.read()))
    except ExceptionGroup as wrong:
        for each in wrong.exceptions:
            click.echo(str(each), err=True)
        sys.exit(UNABLE)
    for case in cases:
        click.echo(json.dumps(decided(case), ensure_ascii=False))


def decided(case: Case) -> dict[str, Any]:
    """Decide a case, and say why in each language."""
    decision = decide(case.facts, case.touches, case.policies)
    sentences = {}
    for language in LANGUAGES:
        with force_locale(language):
            sentences[language] = sentence(case, decision)
    return {**write_decision(decision), "sentences": sentences}


def read_cases(document: Any) -> list[Case]:
    """Read one case or a list of them.

    raises: ExceptionGroup of WrongDocument, one for each case that cannot be read
    """
    places = [("", document)]
    if isinstance(document, list):
        places = [(f"[{index}]", each) for index, each in enumerate(document)]
    cases, problems = [], []
    for path, each in places:
        try:
            cases.append(read_case(each, path))
        except WrongDocument as wrong:
            problems.append(wrong)
    if problems:
        raise ExceptionGroup("cases that cannot be read", problems)
    return cases


def parse(raw: bytes) -> Any:
    """Parse JSON, and refuse what parsers disagree on: names given twice, NaN.

    raises: ExceptionGroup of one WrongDocument
    """
    try:
        return json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_once_each, parse_constant=_no_constant
        )
    except UnicodeDecodeError:
        problem = WrongDocument("", "a text in UTF-8")
    except json.JSONDecodeError as wrong:
        problem = WrongDocument(f"line {wrong.lineno}, column {wrong.colno}", f"JSON: {wrong.msg}")
    except RecursionError:
        problem = WrongDocument("", "JSON that is not nested so deep")
    except ValueError as wrong:
        problem = WrongDocument("", str(wrong))
    raise ExceptionGroup("a text that is no JSON", [problem])


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"each field once: {name!a} is there twice")
        found[name] = value
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"JSON, which has no {name}")


COMMANDS: list[Command] = [attribution]
