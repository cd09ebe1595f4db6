"""How an opening's facts read, in French and in English."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from app.core import calendar
from app.people.models import Place
from app.publishing import wording
from app.publishing.models import Opening, Remote, SalaryPeriod, Seniority

NANTES = Place(name="Nantes")


def opening(**values: Any) -> Opening:
    return Opening(**{"remote": Remote.PARTIAL, "salary_period": SalaryPeriod.YEAR} | values)


@pytest.mark.parametrize(
    ("values", "french", "english"),
    [
        (
            {"salary_min": 48_000, "salary_max": 58_000},
            "48\u202f000 à 58\u202f000\u00a0€ brut par an",
            "€48,000 to €58,000 gross a year",
        ),
        (
            {"salary_min": 48_000},
            "À partir de 48\u202f000\u00a0€ brut par an",
            "From €48,000 gross a year",
        ),
        (
            {"salary_max": 500, "salary_period": SalaryPeriod.DAY},
            "Jusqu’à 500\u00a0€ brut par jour",
            "Up to €500 gross a day",
        ),
        (
            {"salary_min": 2_000, "salary_max": 2_000, "salary_period": SalaryPeriod.MONTH},
            "2\u202f000\u00a0€ brut par mois",
            "€2,000 gross a month",
        ),
        (
            {"salary_min": Decimal("12.02"), "salary_period": SalaryPeriod.HOUR}
            | {"salary_max": Decimal("12.02")},
            "12,02\u00a0€ brut de l’heure",
            "€12.02 gross an hour",
        ),
        (
            {"salary_min": Decimal("12.50"), "salary_period": SalaryPeriod.HOUR}
            | {"salary_max": Decimal("14.00")},
            "12,50 à 14,00\u00a0€ brut de l’heure",
            "€12.50 to €14.00 gross an hour",
        ),
        (
            {"salary_min": Decimal("1801.80"), "salary_period": SalaryPeriod.MONTH},
            "À partir de 1\u202f801,80\u00a0€ brut par mois",
            "From €1,801.80 gross a month",
        ),
        ({}, "", ""),
    ],
    ids=[
        "a range",
        "from",
        "up to",
        "one amount",
        "cents",
        "a range with cents",
        "from, with cents",
        "none",
    ],
)
def test_a_salary_is_written_as_each_language_does(
    app: Flask, values: dict[str, Any], french: str, english: str
) -> None:
    for language, words in (("fr", french), ("en", english)):
        with force_locale(language):
            assert wording.salary_in_full(opening(**values)) == words


@pytest.mark.parametrize(
    ("values", "french"),
    [
        ({"remote": Remote.NONE}, "Nantes, sur place"),
        ({"remote": Remote.PARTIAL, "remote_days": 3}, "Nantes, 2\xa0jours par semaine sur place"),
        ({"remote": Remote.PARTIAL, "remote_days": 4}, "Nantes, 1\xa0jour par semaine sur place"),
        ({"remote": Remote.PARTIAL}, "Nantes, en partie à distance"),
        ({"remote": Remote.FULL}, "Nantes, ou entièrement à distance"),
    ],
)
def test_the_place_says_how_often_one_must_be_there(
    app: Flask, values: dict[str, Any], french: str
) -> None:
    with force_locale("fr"):
        assert wording.where(opening(place=NANTES, **values)) == french


def test_a_draft_without_a_place_says_nothing_of_it(app: Flask) -> None:
    assert wording.where(opening()) == ""


def test_a_start_is_a_month_or_as_soon_as_possible(app: Flask) -> None:
    with force_locale("fr"):
        assert wording.start(opening(starts_on=date(2027, 1, 4))) == "Dès janvier 2027"
        assert wording.start(opening()) == "Dès que possible"


def test_experience_is_said_when_it_matters(app: Flask) -> None:
    with force_locale("fr"):
        assert wording.seniority(opening(seniority=Seniority.CONFIRMED)) == "3 à 6\xa0ans"
        assert wording.seniority(opening()) == ""


def test_a_day_is_that_of_the_company_and_not_of_greenwich(app: Flask) -> None:
    late = datetime(2026, 7, 31, 22, 30, tzinfo=UTC)

    assert calendar.local_date(late) == date(2026, 8, 1)
    assert calendar.end_of_day(date(2026, 7, 31)) < late


def test_words_are_counted_without_markdown_s_marks() -> None:
    assert wording.word_count("## Une **mission**\n\n- aujourd’hui") == 3
