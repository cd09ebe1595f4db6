"""The values of what a document holds, and what is wrong with some. Pure."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from app.core.text.clean import tidy
from app.publishing.feeds.result import (
    LONGEST_VALUE,
    FoundOpenings,
    ImportedOpening,
    Problem,
    Reading,
    SourceOpening,
)
from app.publishing.feeds.values.contracts import read_contract, read_working_time
from app.publishing.feeds.values.dates import UnreadableDay, read_date
from app.publishing.feeds.values.languages import declared_language, guessed_language
from app.publishing.feeds.values.places import read_places
from app.publishing.feeds.values.remote import read_remote
from app.publishing.feeds.values.salaries import Salary, read_salary
from app.publishing.feeds.values.seniority import read_seniority
from app.publishing.feeds.values.titles import read_title

LONGEST_ID = 500  # characters
_SHORT = (
    "language", "country", "contract", "schedule", "remote", "seniority", "starts_on", "closes_on",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """What a feed takes where its document says nothing.

    language: of what is written in neither of ours for sure
    known: the folded names of our places
    """

    language: str = "fr"
    known: Collection[str] = frozenset()


def read_found(found: FoundOpenings, defaults: Defaults) -> Reading:
    """Read the values of what a document holds. Of two with one identifier the first stays."""
    openings: list[ImportedOpening] = []
    problems: list[Problem] = []
    closed: list[str] = []
    seen: dict[str, tuple[str, str, str] | None] = {}
    for source in found.sources:
        named = _named(source)
        if source.refused and not (named or source.title):
            problems += _read(source, "", defaults)[1]  # nobody can say which opening it is
            continue
        external_id = named or identified(source)
        if external_id in seen:
            problems.append(_problem(source, external_id, "duplicate_id", external_id))
            continue
        seen[external_id] = None if named else _likeness(source)
        if source.closed:
            closed.append(external_id)
            continue
        opening, its_problems = _read(source, external_id, defaults)
        problems += its_problems
        openings += [opening] if opening else []
    return Reading(
        openings=tuple(openings),
        problems=tuple(problems),
        present=frozenset(seen),
        closed=tuple(closed),
        likeness={each: cells for each, cells in seen.items() if cells},
        carried=found.carried,
        complete=not found.more
        and not any(each.code == "json" for each in problems)
        and (found.declared is None or found.declared == len(found.sources) + found.skipped),
    )


def identified(source: SourceOpening) -> str:
    """Return the identifier of what has none: its title, place and contract as written. Pure."""
    return row_id(*_likeness(source))


def row_id(title: str, place: str, contract: str) -> str:
    """Return the identifier that three cells make. Pure."""
    cells = [
        unicodedata.normalize("NFC", cell).strip().lower() for cell in (title, place, contract)
    ]
    return f"row:{sha256('|'.join(cells).encode()).hexdigest()[:16]}"


def _named(source: SourceOpening) -> str:
    """Return an identifier as it can be kept; of one that is too long what stands for it."""
    named = tidy(source.external_id)
    if len(named) <= LONGEST_ID:
        return named
    return f"long:{sha256(named.encode()).hexdigest()[:32]}"


def _likeness(source: SourceOpening) -> tuple[str, str, str]:
    title, place, contract = source.likeness or (
        source.title, next(iter(source.places), ""), source.contract,
    )  # fmt: skip
    return title.replace("\0", ""), place.replace("\0", ""), contract.replace("\0", "")


def _read(
    source: SourceOpening, external_id: str, defaults: Defaults
) -> tuple[ImportedOpening | None, list[Problem]]:
    def problem(code: str, name: str, value: str, *, is_error: bool = True) -> None:
        problems.append(_problem(source, external_id, code, value, name, is_error=is_error))

    problems: list[Problem] = []
    if source.refused:
        code, column, value = source.refused
        problem(code, column, value)
        return None, problems
    title = read_title(source.title)
    if not title:
        problem("missing_title", "title", source.title)
    source = _decoded(source)
    language: str | None = guessed_language(title, source.body)
    if source.language.strip():
        language = declared_language(source.language)
        if language is None:
            problem("language", "language", source.language)
    elif not language:
        problem("language", "language", defaults.language, is_error=False)
    language = language or defaults.language
    closes_on = _day(source, "closes_on", language, problems, external_id)
    if any(each.is_error for each in problems):
        return None, [each for each in problems if each.is_error]
    starts_on = _day(source, "starts_on", language, problems, external_id)
    pay = source.pay or read_salary(source.salary, source.period, source.currency)
    if pay.dropped:
        problem(pay.dropped, "salary", source.salary or pay.written, is_error=False)
    values = _values(source, title, language, pay, defaults)
    return (
        ImportedOpening(
            external_id=external_id,
            title=title,
            language=language,
            starts_on=starts_on,
            closes_on=closes_on,
            **values,
        ),
        problems,
    )


def _decoded(source: SourceOpening) -> SourceOpening:
    """Return an opening of which the short fields hold no entities and tags any more."""
    written = {name: getattr(source, name) for name in _SHORT}
    marked: dict[str, Any] = {
        n: read_title(text) for n, text in written.items() if "&" in text or "<" in text
    }
    return replace(source, **marked) if marked else source


def _values(
    source: SourceOpening, title: str, language: str, pay: Salary, defaults: Defaults
) -> dict[str, Any]:
    places = read_places(source.places, source.country, known=defaults.known)
    remote, days = read_remote(source.remote, places)
    contract = read_contract(source.contract, source.schedule, title=title, language=language)
    return {
        "place": next(iter(places.names), None),
        "other_places": places.names[1:],
        "country": places.country or None,
        "team": read_title(source.team) or None,
        "contract": contract or None,
        "working_time": read_working_time(source.contract, source.schedule) or None,
        "remote": remote or None,
        "remote_days": days,
        "salary_min": pay.low,
        "salary_max": pay.high,
        "salary_period": (pay.period or None) if pay.low or pay.high else None,
        "seniority": read_seniority(source.seniority) or None,
        "url": _address(source.url),
        "body": source.body or None,
    }


def _address(url: str) -> str | None:
    url = tidy(url)
    return url if url.lower().startswith(("https://", "http://")) else None


def _day(
    source: SourceOpening, name: str, language: str, problems: list[Problem], external_id: str
) -> date | None:
    text: str = getattr(source, name)
    try:
        return read_date(text, language=language, serial=name in source.serial)
    except UnreadableDay:
        is_error = name == "closes_on"
        problems.append(_problem(source, external_id, "date", text, name, is_error=is_error))
        return None


def _problem(
    source: SourceOpening, external_id: str, code: str, value: str, name: str = "external_id",
    *, is_error: bool = True,
) -> Problem:  # fmt: skip
    return Problem(
        code=code,
        row=source.row,
        column=source.columns.get(name, name),
        value=value.replace("\0", "")[:LONGEST_VALUE],
        external_id=external_id,
        is_error=is_error,
    )
