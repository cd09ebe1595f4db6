"""Pages that describe their openings to search engines: JobPosting of schema.org, in JSON-LD."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from flask_babel import lazy_gettext as _l

from app.publishing.feeds.formats.document import (
    MOST_OPENINGS,
    Document,
    at,
    first_text,
    is_too_deep,
    text,
    text_at,
    too_many,
    wrong_type,
)
from app.publishing.feeds.result import FoundOpenings, SourceOpening, UnreadableFeed
from app.publishing.feeds.tables.csv_file import decode
from app.publishing.feeds.values.bodies import read_body
from app.publishing.feeds.values.countries import country_of_field
from app.publishing.feeds.values.places import read_places
from app.publishing.feeds.values.salaries import Salary, paid, read_number, read_period, read_salary

CARRIED = frozenset({"body", "url"})
_WRAPPED = re.compile(
    r"^\s*(?://|/\*)?\s*(?:<!--|<!\[CDATA\[)(?:\s*\*/)?|(?://|/\*)?\s*(?:-->|\]\]>)(?:\s*\*/)?\s*$"
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def read(document: Document, _language: str) -> FoundOpenings:
    """Read the postings of a page.

    raises: UnreadableFeed
    """
    if document.media_type and "html" not in document.media_type:
        raise wrong_type()
    sources: list[SourceOpening] = []
    for block in _blocks(_text(document)):
        try:
            parsed = json.loads(_WRAPPED.sub("", block).strip(), strict=False)
        except (ValueError, RecursionError):
            sources.append(SourceOpening(row=len(sources) + 1, refused=("json", "", block.strip())))
            continue
        if is_too_deep(parsed):
            raise UnreadableFeed(_l("This document is nested too deep."), code="depth")
        for posting in postings(parsed):
            sources.append(source_of(len(sources) + 1, posting, document.address))
            if len(sources) > MOST_OPENINGS:
                raise too_many()
    return FoundOpenings(sources=tuple(sources), carried=CARRIED)


def postings(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the postings of a block, wherever they stand in it."""
    if isinstance(value, dict):
        if _is_posting(value.get("@type")):
            yield value
            return
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        yield from postings(each)


def _is_posting(types: Any) -> bool:
    named = types if isinstance(types, list) else [types]
    return any(re.split(r"[/#:]", text(each).strip())[-1] == "JobPosting" for each in named)


def source_of(row: int, posting: dict[str, Any], address: str) -> SourceOpening:
    """Return one posting. address: of its page"""
    url = text_at(posting, "url").strip()
    url = urljoin(address, url) if url else address
    locations = [
        found for each in _several(posting.get("jobLocation")) for found in _locations(each)
    ]
    places = tuple(place for place, _country in locations if place)
    types = [text(each) for each in _several(posting.get("employmentType"))]
    return SourceOpening(
        row=row,
        external_id=_identifier(posting.get("identifier")) or url,
        title=first_text(posting.get("title"), posting.get("name")),
        body=read_body(text_at(posting, "description")),
        places=places,
        country=first_text(*(country for _place, country in locations))
        or read_places(places).country
        or _country_required(posting),
        contract=", ".join(filter(None, types)),
        remote=", ".join(map(text, _several(posting.get("jobLocationType")))),
        pay=_pay(posting.get("baseSalary"), text_at(posting, "salaryCurrency")),
        salary=text_at(posting, "baseSalary"),
        starts_on=text_at(posting, "jobStartDate"),
        closes_on=text_at(posting, "validThrough"),
        url=url,
        columns={
            "external_id": "identifier", "starts_on": "jobStartDate", "closes_on": "validThrough",
            "salary": "baseSalary", "contract": "employmentType",
        },
    )  # fmt: skip


def _several(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _identifier(value: Any) -> str:
    return first_text(*(at(each, "value") or text(each) for each in _several(value)))


def _named(value: Any) -> str:
    return text(value) or text_at(value, "name")


def _country_required(posting: dict[str, Any]) -> str:
    """Return the country where those who apply must be; regions and towns are none."""
    required = map(_named, _several(posting.get("applicantLocationRequirements")))
    return next((each for each in required if country_of_field(each)), "")


def _locations(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the towns and the countries of a location, whatever it is written as."""
    if text(value):
        yield text(value), ""
        return
    for address in _several(at(value, "address")) or [value]:
        if isinstance(address, dict):
            towns = "; ".join(map(text, _several(address.get("addressLocality"))))
            yield first_text(towns, at(value, "name")), _named(address.get("addressCountry"))
        else:
            yield first_text(address, at(value, "name")), ""


def _pay(salary: Any, currency: str) -> Salary:
    salary = next(iter(_several(salary)), None)
    if isinstance(salary, str):
        return read_salary(salary, "", currency)
    if not isinstance(salary, dict):
        return paid(read_number(salary), read_number(salary), "", currency)
    amount = next(iter(_several(salary.get("value"))), None)
    inner = amount if isinstance(amount, dict) else salary
    low, high = (read_number(_first_of(inner, salary, name)) for name in ("minValue", "maxValue"))
    if not low and not high:
        whole = inner.get("value")
        if isinstance(whole, str) and read_number(whole) is not None:
            return read_salary(whole, _unit(inner, salary), text_at(salary, "currency") or currency)
        low = high = read_number(whole)
    unit = read_period(_unit(inner, salary))
    return paid(
        low, high, unit, first_text(salary.get("currency"), inner.get("currency"), currency)
    )


def _first_of(inner: dict[str, Any], outer: dict[str, Any], name: str) -> Any:
    return inner[name] if inner.get(name) is not None else outer.get(name)


def _unit(inner: dict[str, Any], outer: dict[str, Any]) -> str:
    return first_text(inner.get("unitText"), outer.get("unitText"))


def _text(document: Document) -> str:
    declared = _DECLARED.search(document.content[:4096])
    named = [document.charset, declared[1].decode() if declared else ""]
    for charset in filter(None, named):
        try:
            return document.content.decode(charset).removeprefix("\ufeff")
        except (LookupError, UnicodeDecodeError):
            continue
    return decode(document.content)


def _blocks(html: str) -> list[str]:
    reader = _Scripts()
    reader.feed(html)
    reader.close()
    return [each for each in reader.blocks if each.strip()]


class _Scripts(HTMLParser):
    """Keeps the scripts of a page that hold JSON-LD."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = (dict(attrs).get("type") or "").partition(";")[0].strip().lower()
        self.inside = tag == "script" and kind == "application/ld+json"
        if self.inside:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.blocks[-1] += data
