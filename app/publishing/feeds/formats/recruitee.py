"""Recruitee's careers site API."""

from typing import Any

from app.publishing.feeds.formats.document import (
    Document,
    at,
    each_of,
    first_text,
    listed,
    objects,
    parse_json,
    text_at,
)
from app.publishing.feeds.result import FoundOpenings, SourceOpening
from app.publishing.feeds.values.bodies import joined, read_body
from app.publishing.feeds.values.languages import declared_language
from app.publishing.feeds.values.salaries import Salary, paid, read_number, read_period

CARRIED = frozenset({
    "body", "place", "other_places", "country", "team", "contract", "working_time", "remote",
    "remote_days", "seniority", "salary_min", "salary_max", "salary_period", "closes_on", "url",
})  # fmt: skip


def read(document: Document, language: str) -> FoundOpenings:
    """Read the offers of a site, in the wanted language where they are written in it.

    raises: UnreadableFeed
    """
    offers = listed(parse_json(document), "offers")
    found = each_of(offers, lambda row, offer: _source(row, offer, language))
    return FoundOpenings(sources=found.sources, skipped=found.skipped, carried=CARRIED)


def _source(row: int, offer: dict[str, Any], wanted: str) -> SourceOpening | None:
    if text_at(offer, "status") not in ("", "published"):
        return None
    language, words = _translation(offer, wanted)
    locations = objects(offer.get("locations"))
    places = [first_text(each.get("city"), each.get("name")) for each in locations]
    countries = [offer.get("country_code"), *(each.get("country_code") for each in locations)]
    return SourceOpening(
        row=row,
        external_id=text_at(offer, "id"),
        title=first_text(words.get("title"), offer.get("title")),
        body=joined(
            *(
                read_body(first_text(words.get(name), offer.get(name)))
                for name in ("description", "requirements")
            )
        ),
        language=language,
        places=tuple(filter(None, places)) or (text_at(offer, "city"),),
        country=first_text(*countries, offer.get("country")),
        team=text_at(offer, "department"),
        contract=text_at(offer, "employment_type_code"),
        remote=_remote(offer),
        pay=_pay(offer.get("salary")),
        seniority=text_at(offer, "experience_code"),
        closes_on=text_at(offer, "close_at"),
        url=text_at(offer, "careers_url"),
        columns={
            "external_id": "id", "closes_on": "close_at", "language": "translations",
            "contract": "employment_type_code", "seniority": "experience_code",
        },
    )  # fmt: skip


def _translation(offer: dict[str, Any], wanted: str) -> tuple[str, dict[str, Any]]:
    translations = offer.get("translations")
    if not isinstance(translations, dict) or not translations:
        return "", {}
    named = (each for each in translations if declared_language(each) == wanted)  # fr, fr-FR
    language = wanted if wanted in translations else next(named, next(iter(translations)))
    words = translations[language]
    return language, words if isinstance(words, dict) else {}


def _remote(offer: dict[str, Any]) -> str:
    hybrid, remote, on_site = (offer.get(name) is True for name in ("hybrid", "remote", "on_site"))
    if hybrid or (remote and on_site):
        return "hybrid"
    return "remote" if remote else "on site" if on_site else ""


def _pay(salary: Any) -> Salary:
    low, high = read_number(at(salary, "min")), read_number(at(salary, "max"))
    period, currency = read_period(text_at(salary, "period")), text_at(salary, "currency")
    read = paid(low, high, period, currency)
    # the period is often wrong: 18.50 a "month" is by the hour
    return paid(low, high, "", currency) if period and read.dropped == "salary" else read
