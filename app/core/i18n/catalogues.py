"""The French and English catalogues: one .po file for each package, joined at run time.

English messages are their own keys, so only French needs a catalogue.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

import click
import structlog
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.cli import AppGroup

from app.core.i18n import LANGUAGES
from app.core.text.typography import french_spaces
from config import ROOT

TRANSLATIONS = ROOT / "app" / "translations"
KEYWORDS = {
    "_": None,
    "_l": None,
    "_n": (1, 2),
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "_lp": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

log = structlog.get_logger(__name__)

Key = tuple[str | None, str]  # context, English words (the singular of a plural)

translations = AppGroup("translations", help="French and English catalogues.")


def folder_of(language: str) -> Path:
    """Return the folder of a language's catalogues."""
    return TRANSLATIONS / language / "LC_MESSAGES"


def compiled_of(language: str) -> Path:
    """Return the file that is read at run time."""
    return folder_of(language) / "messages.mo"


def init_app(_app: Flask) -> None:
    """Compile what is missing or older than its catalogues: French never falls back to English."""
    for language in LANGUAGES:
        if is_stale(language):
            try:
                compile_catalogues(language)
            except OSError as refused:
                log.warning("translations_not_compiled", language=language, error=str(refused))


def is_stale(language: str) -> bool:
    """Tell whether a language has catalogues that were not compiled since they changed."""
    sources = [path.stat().st_mtime for path in folder_of(language).glob("*.po")]
    compiled = compiled_of(language)
    made = compiled.stat().st_mtime if compiled.exists() else 0.0
    return bool(sources) and max(sources) > made


def compile_catalogues(language: str) -> int:
    """Join a language's catalogues into the one that is read at run time.

    A process that reads it meanwhile gets the whole old file or the whole new one.

    returns: how many messages it has
    raises: OSError, click.ClickException
    """
    catalogue, origin = join_catalogues(language)
    with NamedTemporaryFile(dir=folder_of(language), suffix=".mo", delete=False) as out:
        write_mo(out, catalogue)
    finished = Path(out.name)
    finished.chmod(0o644)
    finished.replace(compiled_of(language))
    return len(origin)


def key_of(context: str | None, words: str | tuple[str, ...] | list[str]) -> Key:
    """Return a message's identity: its context and its English words. Pure."""
    return context, words if isinstance(words, str) else words[0]


def typeset(string: str | Sequence[str], language: str) -> str | tuple[str, ...]:
    """Give a message, or each form of its plural, the spaces of its language. Pure.

    Translators type plain spaces.
    """
    if not isinstance(string, str):
        return tuple(str(typeset(each, language)) for each in string)
    return french_spaces(string) if language == "fr" else string


def join_catalogues(language: str) -> tuple[Catalog, dict[Key, str]]:
    """Return one catalogue of all the .po files of a language, and the file of each message.

    raises: click.ClickException when two files translate one message differently
    """
    joined = Catalog(locale=language, fuzzy=False)
    origin: dict[Key, str] = {}
    for path in sorted(folder_of(language).glob("*.po")):
        with path.open("rb") as source:
            catalogue = read_po(source, locale=language, abort_invalid=True)
        for message in catalogue:
            if not message.id or message.fuzzy or not message.string:
                continue
            key = key_of(message.context, message.id)
            known = joined.get(message.id, message.context)
            string = typeset(message.string, language)
            if key in origin and known and known.string != string:
                raise click.ClickException(
                    f"{key[1]!r} is translated in {origin[key]} and otherwise in {path.name}"
                )
            joined.add(message.id, string, context=message.context, flags=message.flags)
            origin[key] = path.name
    return joined, origin


def messages_in_use() -> Iterator[tuple[Key, str]]:
    """Yield each message that code and templates show, with where it stands."""
    methods = {
        "app": [("**.py", "python")],
        "templates": [("**.html", "jinja2"), ("**.txt", "jinja2"), ("**.svg", "jinja2")],
    }
    for folder, mapping in methods.items():
        for name, line, words, _, context in extract_from_dir(
            ROOT / folder, mapping, keywords=KEYWORDS, options_map={"**": {"silent": "false"}}
        ):
            yield key_of(context, words), f"{folder}/{name}:{line}"


@translations.command("compile")
def compile_command() -> None:
    """Join the packages' catalogues into the one that is read at run time."""
    for language in LANGUAGES:
        if folder_of(language).is_dir():
            click.echo(f"{language}: {compile_catalogues(language)} messages")


@translations.command("check")
def check_command() -> None:
    """Fail if a message lacks its French, or is no longer shown anywhere."""
    _, translated = join_catalogues("fr")
    used: dict[Key, str] = {}
    for key, place in messages_in_use():
        used.setdefault(key, place)
    problems = [
        f"{place}: no French for {key[1]!r}" for key, place in used.items() if key not in translated
    ]
    problems += [
        f"{path}: nothing shows {key[1]!r}" for key, path in translated.items() if key not in used
    ]
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise click.ClickException(f"{len(problems)} messages to translate or to remove")
