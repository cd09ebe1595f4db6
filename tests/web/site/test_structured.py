"""An opening as search engines read it (P10)."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.publishing.models import Contract, Remote, SalaryPeriod, WorkingTime
from app.web.site.pages.job_titles import job_title
from tests.factories.people import make_place
from tests.factories.publishing import make_published_opening
from tests.web.site.conftest import address

# developers.google.com/search/docs/appearance/structured-data/job-posting: required properties
REQUIRED = {"title", "description", "datePosted", "hiringOrganization", "jobLocation"}


def posting(client: FlaskClient, **values: Any) -> dict[str, Any]:
    page = client.get(address(make_published_opening(**values))).get_data(as_text=True)
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return dict(json.loads(block))


def test_a_posting_has_all_that_is_required(client: FlaskClient) -> None:
    place = make_place(name="Nantes", region="Pays de la Loire", postal_code="44000")

    found = posting(client, place=place, closes_on=date(2099, 12, 31))

    assert set(found) >= REQUIRED
    assert (found["@context"], found["@type"]) == ("https://schema.org", "JobPosting")
    assert found["hiringOrganization"] == {
        "@type": "Organization",
        "name": "Ormelune",
        "sameAs": "https://ormelune.example",
    }
    assert found["jobLocation"]["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Nantes",
        "addressRegion": "Pays de la Loire",
        "postalCode": "44000",
        "addressCountry": "FR",
    }
    assert datetime.fromisoformat(found["datePosted"]).tzinfo is not None
    assert datetime.fromisoformat(found["validThrough"]) > datetime(2099, 12, 31, 22, tzinfo=UTC)


def test_a_description_is_the_whole_text_as_html(client: FlaskClient) -> None:
    found = posting(client)

    assert "<h2>Votre mission</h2>" in found["description"]
    assert "<strong>sans interrompre</strong>" in found["description"]


def test_a_salary_is_a_range_or_one_amount(client: FlaskClient) -> None:
    value = posting(client)["baseSalary"]["value"]
    assert (value["minValue"], value["maxValue"], value["unitText"]) == (48_000, 58_000, "YEAR")
    one = posting(client, salary_min=30_000, salary_max=30_000)["baseSalary"]["value"]
    assert one["value"] == 30_000


def test_an_amount_is_a_whole_number_unless_it_has_cents(client: FlaskClient) -> None:
    paid = posting(
        client,
        salary_min=Decimal("12.02"),
        salary_max=Decimal("14.00"),
        salary_period=SalaryPeriod.HOUR,
    )["baseSalary"]

    assert (paid["value"]["minValue"], paid["value"]["maxValue"]) == (12.02, 14)
    assert isinstance(paid["value"]["maxValue"], int)
    assert (paid["value"]["unitText"], paid["currency"]) == ("HOUR", "EUR")


def test_an_amount_in_euros_is_in_euros_wherever_the_place_is(client: FlaskClient) -> None:
    geneva = make_place(name="Genève", country="CH")

    assert posting(client, place=geneva)["baseSalary"]["currency"] == "EUR"


def test_an_opening_without_salary_or_last_day_says_nothing_of_them(client: FlaskClient) -> None:
    found = posting(client, salary_min=None, salary_max=None)

    assert not {"baseSalary", "validThrough"} & set(found)


def test_work_that_can_be_done_from_home_says_from_which_country(client: FlaskClient) -> None:
    found = posting(client, remote=Remote.FULL)

    assert found["jobLocationType"] == "TELECOMMUTE"
    assert found["applicantLocationRequirements"] == {"@type": "Country", "name": "FR"}


def test_work_partly_from_home_is_where_its_place_is(client: FlaskClient) -> None:
    found = posting(client, remote=Remote.PARTIAL)

    assert not {"jobLocationType", "applicantLocationRequirements"} & set(found)


def test_an_opening_in_several_places_has_them_all(client: FlaskClient) -> None:
    nantes, geneva = make_place(name="Nantes"), make_place(name="Genève", country="CH")

    found = posting(client, place=nantes, other_places=[geneva], remote=Remote.FULL)

    towns = [each["address"]["addressLocality"] for each in found["jobLocation"]]
    assert towns == ["Nantes", "Genève"]
    countries = [each["name"] for each in found["applicantLocationRequirements"]]
    assert countries == ["FR", "CH"]


FULL, PART = WorkingTime.FULL, WorkingTime.PART


@pytest.mark.parametrize(
    ("contract", "time", "types"),
    [
        (Contract.PERMANENT, FULL, ["FULL_TIME"]),
        (Contract.PERMANENT, PART, ["PART_TIME"]),
        (Contract.PERMANENT, None, None),
        (Contract.FIXED_TERM, FULL, ["FULL_TIME", "TEMPORARY"]),
        (Contract.FIXED_TERM, None, ["TEMPORARY"]),
        (Contract.APPRENTICESHIP, PART, ["PART_TIME", "TEMPORARY"]),
        (Contract.INTERIM, FULL, ["FULL_TIME", "TEMPORARY"]),
        (Contract.INTERNSHIP, None, ["INTERN"]),
        (Contract.INTERNSHIP, PART, ["PART_TIME", "INTERN"]),
        (Contract.FREELANCE, None, ["CONTRACTOR"]),
    ],
)
def test_a_type_says_what_the_opening_says_and_nothing_else(
    client: FlaskClient, contract: Contract, time: WorkingTime | None, types: list[str] | None
) -> None:
    found = posting(client, contract=contract, working_time=time)

    assert found.get("employmentType") == types


@pytest.mark.parametrize(
    ("title", "job"),
    [
        ("Ingénieure ou ingénieur données, plateforme temps réel", None),
        ("Développeur Python - Nantes", "Développeur Python"),
        ("Développeur Python (H/F) – Nantes – 45 k€", "Développeur Python (H/F)"),
        ("Développeur Python, 45 000 à 50 000 € brut par an", "Développeur Python"),
        ("Serveur à Nantes", "Serveur"),
        ("Data engineer in Nantes", "Data engineer"),
        ("Cheffe de projet (Lyon ou Nantes)", "Cheffe de projet"),
        ("Comptable – 44000 Nantes", "Comptable"),
        ("Vendeuse (F/H) Nantes", "Vendeuse (F/H)"),
        ("Responsable de Nantes Métropole", None),
        ("Support N2 / N3, 2 ans d’expérience", None),
        ("Nantes", None),
    ],
)
def test_the_title_is_the_job_without_its_place_or_its_salary(title: str, job: str | None) -> None:
    assert job_title(title, ["Nantes", "Lyon"]) == (job or title)


def test_whatever_search_engines_read_stands_on_the_page(client: FlaskClient) -> None:
    place = make_place(name="Nantes", region="Pays de la Loire", postal_code="44000")
    opening = make_published_opening(
        place=place, working_time=PART, closes_on=date(2099, 12, 31), starts_on=date(2099, 5, 1)
    )

    page = client.get(address(opening)).get_data(as_text=True)

    shown = ["44000 Nantes, Pays de la Loire, France", "Temps partiel", str(opening.number)]
    shown += ["31 décembre 2099", "mai 2099", "2 novembre 2026"]
    visible = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL).replace("\xa0", " ")
    assert [each for each in shown if each not in visible] == []


def test_words_cannot_close_the_block(client: FlaskClient) -> None:
    title = "</script><b>&'\""

    assert posting(client, title=title)["title"] == title
