"""An opening as search engines read it: schema.org's JobPosting, as Google asks for it. Pure.

source: schema.org/JobPosting; developers.google.com/search/docs/appearance/structured-data
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from app.core.text.amounts import CURRENCY, has_cents
from app.core.text.markdown import render
from app.people.models import Place
from app.publishing.models import (
    Contract,
    Opening,
    PublicationText,
    Remote,
    SalaryPeriod,
    WorkingTime,
)
from app.web.site.pages.job_titles import job_title

TIMES = {WorkingTime.FULL: "FULL_TIME", WorkingTime.PART: "PART_TIME"}
CONTRACTS = {
    Contract.FIXED_TERM: "TEMPORARY",
    Contract.APPRENTICESHIP: "TEMPORARY",
    Contract.INTERIM: "TEMPORARY",
    Contract.INTERNSHIP: "INTERN",
    Contract.FREELANCE: "CONTRACTOR",
}
UNITS = {
    SalaryPeriod.YEAR: "YEAR",
    SalaryPeriod.MONTH: "MONTH",
    SalaryPeriod.DAY: "DAY",
    SalaryPeriod.HOUR: "HOUR",
}


def job_posting(
    opening: Opening,
    text: PublicationText,
    *,
    company: str,
    company_url: str,
    url: str,
    valid_through: datetime | None,
    logo: str | None = None,
) -> dict[str, Any]:
    """Describe a published opening. Pure.

    company_url: where the company lives; url: the page itself; both absolute
    valid_through: the last instant at which one may apply
    """
    assert opening.published_at is not None, "only what is published is described"
    posting: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": job_title(text.title, [place.name for place in opening.places]),
        "description": str(render(f"{text.summary}\n\n{text.body}")),
        "inLanguage": text.language,
        "datePosted": opening.published_at.isoformat(),
        "hiringOrganization": {"@type": "Organization", "name": company, "sameAs": company_url},
        "identifier": {
            "@type": "PropertyValue",
            "name": company,
            "value": str(opening.number),
        },
        "url": url,
        "directApply": True,
    }
    if kinds := _employment(opening):
        posting["employmentType"] = kinds
    if logo:
        posting["hiringOrganization"]["logo"] = logo
    places = [{"@type": "Place", "address": postal_address(place)} for place in opening.places]
    if places:
        posting["jobLocation"] = _alone(places)
    if opening.remote is Remote.FULL:
        countries = list(dict.fromkeys(place.country for place in opening.places))
        posting["jobLocationType"] = "TELECOMMUTE"
        posting["applicantLocationRequirements"] = _alone(
            [{"@type": "Country", "name": country} for country in countries]
        )
    if valid_through:
        posting["validThrough"] = valid_through.isoformat()
    if salary := _salary(opening):
        posting["baseSalary"] = salary
    if opening.starts_on:
        posting["jobStartDate"] = opening.starts_on.isoformat()
    return posting


def _employment(opening: Opening) -> list[str]:
    """What an opening says of its working time and of its contract; nothing it does not say."""
    time = TIMES.get(opening.working_time) if opening.working_time else None
    contract = CONTRACTS.get(opening.contract) if opening.contract else None
    return [word for word in (time, contract) if word]


def _alone(values: list[dict[str, Any]]) -> Any:
    return values[0] if len(values) == 1 else values


def postal_address(place: Place) -> dict[str, str]:
    """Describe where a place is. Pure."""
    address = {
        "@type": "PostalAddress",
        "addressLocality": place.name,
        "addressRegion": place.region,
        "postalCode": place.postal_code,
        "addressCountry": place.country,
    }
    return {name: value for name, value in address.items() if value}


def _salary(opening: Opening) -> dict[str, Any] | None:
    low, high = opening.salary_min, opening.salary_max
    if not low and not high:
        return None
    value: dict[str, Any] = {
        "@type": "QuantitativeValue",
        "unitText": UNITS[opening.salary_period],
    }
    if low and high and low == high:
        value["value"] = _number(low)
    else:
        value |= {"minValue": _number(low)} if low else {}
        value |= {"maxValue": _number(high)} if high else {}
    return {"@type": "MonetaryAmount", "currency": CURRENCY, "value": value}


def _number(amount: Decimal) -> int | float:
    return float(amount) if has_cents(amount) else int(amount)
