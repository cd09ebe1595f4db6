"""Salaries are read as people advertise them, in French and in English."""

from decimal import Decimal

import pytest

from app.publishing.feeds.values.salaries import paid, read_number, read_period, read_salary

READ = [
    ("35 h/semaine, 2 000 € brut", 2000, 2000, "month"),
    ("45 k€ sur 13 mois", 45000, 45000, "year"),
    ("jusqu'à 60 k€", None, 60000, "year"),
    ("Jusqu’à 60 k€ selon profil", None, 60000, "year"),
    ("40-45k", 40000, 45000, "year"),
    ("40k-45", 40000, 45000, "year"),
    ("k€ 45", 45000, 45000, "year"),
    ("K€ : 40 - 45", 40000, 45000, "year"),
    ("40 – 45 K€", 40000, 45000, "year"),
    ("40000-45k€", 40000, 45000, "year"),
    ("45/50k€", 45000, 50000, "year"),
    ("38 à 42 K€ brut annuel", 38000, 42000, "year"),
    ("entre 40 et 45 k€", 40000, 45000, "year"),
    ("from 40k to 50k", 40000, 50000, "year"),
    ("between 40k and 50k", 40000, 50000, "year"),
    ("De 25000 au 30000", 25000, 30000, "year"),
    ("€45,000 - €55,000", 45000, 55000, "year"),
    ("EUR 45 000 - EUR 55 000", 45000, 55000, "year"),
    ("2 000 €/mois à 2 500 €/mois", 2000, 2500, "month"),
    ("de 2 000 € à 2 500 € brut mensuel", 2000, 2500, "month"),
    ("1 000 € - 1 200 € brut par mois sur 12 mois", 1000, 1200, "month"),
    ("350 à 400 euros par jour", 350, 400, "day"),
    ("minimum 30k maximum 40k", 30000, 40000, "year"),
    ("min. 30k€, max. 40k€", 30000, 40000, "year"),
    ("30 000 € minimum - 40 000 € maximum", 30000, 40000, "year"),
    ("Salaire min : 2 000 € ; max : 2 500 € / mois", 2000, 2500, "month"),
    ("50-40k", 40000, 50000, "year"),
    ("1.850,50 €", "1850.5", "1850.5", "month"),
    ("1,850.50 €", "1850.5", "1850.5", "month"),
    ("52'000", 52000, 52000, "year"),
    ("52’000 €", 52000, 52000, "year"),
    ("45\u202f000\u00a0€", 45000, 45000, "year"),
    ("45.000 €", 45000, 45000, "year"),
    ("45000.00", 45000, 45000, "year"),
    ("38,5k", 38500, 38500, "year"),
    ("12,02 € de l'heure", "12.02", "12.02", "hour"),
    ("11,88€", "11.88", "11.88", "hour"),
    ("12 €/h", 12, 12, "hour"),
    ("10€ / heure", 10, 10, "hour"),
    ("€20 an hour", 20, 20, "hour"),
    ("45 000 € l'an", 45000, 45000, "year"),
    ("450€/j", 450, 450, "day"),
    ("TJM : 450 €", 450, 450, "day"),
    ("daily rate 600 EUR", 600, 600, "day"),
    ("7 500", 7500, 7500, "month"),
    ("9 999 €", 9999, 9999, "month"),
    ("10 000 €", 10000, 10000, "year"),
    ("99 €", 99, 99, "hour"),
    ("45k+", 45000, 45000, "year"),
    ("40k€ + variable", 40000, 40000, "year"),
    ("40 k€ + 10 % de prime", 40000, 40000, "year"),
    ("45 000 € variable 5 000 €", 45000, 45000, "year"),
    ("À partir de 30 000 €", 30000, None, "year"),
    ("dès 24k", 24000, None, "year"),
    ("DES 24 000 €", 24000, None, "year"),
    ("à partir d'un salaire de 2 000 €", 2000, None, "month"),
    ("À partir d’environ 30 k€", 30000, None, "year"),
    ("from €40,000", 40000, None, "year"),
    ("up to €55k p.a.", None, 55000, "year"),
    ("60k€ max", None, 60000, "year"),
    ("28 000 € minimum", 28000, None, "year"),
    ("13ème mois, 35 000 €", 35000, 35000, "year"),
    ("35 000 € sur 13,5 mois", 35000, 35000, "year"),
    ("2 000 € mensuel x 13", 2000, 2000, "month"),
    ("x 13 mois : 2 000 €", 2000, 2000, "month"),
    ("12 mois x 2 000 €", 2000, 2000, "month"),
    ("13 x 2 000 €", 2000, 2000, "month"),
    ("45k x 12", 45000, 45000, "year"),
    ("2000net/2500brut", 2000, 2500, "month"),
    ("35h00 / semaine - 1 850 €", 1850, 1850, "month"),
    ("39h hebdo, 2 100 € brut", 2100, 2100, "month"),
    ("2 ans d'expérience, 32 000 €", 32000, 32000, "year"),
    ("CDD 6 mois 1 900 €", 1900, 1900, "month"),
    ("20 % de 45 000", 45000, 45000, "year"),
    ("45 000 € annuel, 39h/semaine", 45000, 45000, "year"),
    ("30000-35000 EUR per year", 30000, 35000, "year"),
    ("1 500 €/mois", 1500, 1500, "month"),
    ("Salaire mensuel : 2 000 € ; prime annuelle", 2000, 2000, "month"),
    ("2 000 € net (2 500 € brut)", 2000, 2000, "month"),
    ("0 - 45000", None, 45000, "year"),
    ("1.234,5 €", "1234.5", "1234.5", "month"),
    ("8 000 € par an", 8000, 8000, "year"),
    ("1 000 000 € par an", 1000000, 1000000, "year"),
    ("400 € par mois", 400, 400, "month"),
    ("3 €/h", 3, 3, "hour"),
    ("50 € par jour", 50, 50, "day"),
]
SAID_NOTHING = ["selon profil", "0", "0 €", "", "À négocier", "variable 3 000 €", "35 h", "13 mois"]
DROPPED = [
    ("450 €", "period"),
    ("100", "period"),
    ("999 €", "period"),
    ("500 € / semaine", "period"),
    ("€600 weekly", "period"),
    ("2 000 € net", "net"),
    ("450 € net", "net"),
    ("2000net par mois", "net"),
    ("$100,000", "currency"),
    ("£45k", "currency"),
    ("80 000 CHF", "currency"),
    ("80kCHF", "currency"),
    ("50 000 KES", "currency"),
    ("40 000 zł", "currency"),
    ("₺50 000", "currency"),
    ("45 000 CHF (≈ 47 000 €)", "currency"),
    ("450 $ net", "currency"),
    ("7 999 € par an", "salary"),
    ("1 000 001 € par an", "salary"),
    ("399 € par mois", "salary"),
    ("2 € de l'heure", "salary"),
    ("49 € par jour", "salary"),
    ("8 000 € à 5 000 000 € par an", "salary"),
    ("35 000 €/h", "salary"),
]


def amount(value):
    return None if value is None else Decimal(str(value))


@pytest.mark.parametrize(("text", "low", "high", "period"), READ)
def test_a_salary_is_read_with_its_period(text, low, high, period):
    read = read_salary(text)

    assert (read.low, read.high, read.period) == (amount(low), amount(high), period)
    assert read.dropped == ""


@pytest.mark.parametrize("text", SAID_NOTHING)
def test_a_text_without_an_amount_says_nothing(text):
    read = read_salary(text)

    assert (read.low, read.high, read.period, read.dropped) == (None, None, "", "")


@pytest.mark.parametrize(("text", "why"), DROPPED)
def test_an_amount_that_cannot_be_kept_says_why(text, why):
    read = read_salary(text)

    assert (read.low, read.high, read.dropped) == (None, None, why)


@pytest.mark.parametrize(
    ("text", "period", "currency", "expected"),
    [
        ("2 000", "Mensuel", "", (2000, "month", "")),
        ("45000", "per-year-salary", "EUR", (45000, "year", "")),
        ("450", "jour", "", (450, "day", "")),
        ("18.50", "HOUR", "eur", ("18.5", "hour", "")),
        ("45000", "WEEK", "", (None, "", "period")),
        ("45000", "", "USD", (None, "", "currency")),
        ("45 000 €", "", "GBP", (45000, "year", "")),
        ("2 000 € par mois", "annuel", "", (None, "", "salary")),
        ("45000", "quinzaine", "", (45000, "year", "")),
    ],
)
def test_what_stands_beside_the_amount_is_read_too(text, period, currency, expected):
    read = read_salary(text, period, currency)

    assert (read.low, read.period, read.dropped) == (amount(expected[0]), *expected[1:])


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("per-year-salary", "year"), ("per-month-salary", "month"), ("per-day-wage", "day"),
        ("per-hour-wage", "hour"), ("1 YEAR", "year"), ("YEARLY", "year"), ("/j", "day"),
        ("j", "day"), ("h", "hour"), ("Annuel", "year"), ("mensuelle", "month"), ("WEEK", "week"),
        ("hebdomadaire", "week"), ("one-time", ""), ("", ""), ("day", "day"), ("mois", "month"),
    ],
)  # fmt: skip
def test_a_period_alone_is_read(text, period):
    assert read_period(text) == period


@pytest.mark.parametrize(
    ("low", "high", "period", "currency", "expected"),
    [
        (40000, 50000, "year", "EUR", (40000, 50000, "year", "")),
        (0, 50000, "year", "EUR", (None, 50000, "year", "")),
        (0, 0, "year", "EUR", (None, None, "", "")),
        (None, None, "", "", (None, None, "", "")),
        (50000, 40000, "", "EUR", (40000, 50000, "year", "")),
        (40000, None, "", "", (40000, None, "year", "")),
        (40000, None, "year", "USD", (None, None, "", "currency")),
        (700, None, "week", "EUR", (None, None, "", "period")),
        (500, None, "", "EUR", (None, None, "", "period")),
        (5000, None, "year", "EUR", (None, None, "", "salary")),
    ],
)
def test_amounts_that_a_source_keeps_apart_are_held_to_the_same(
    low, high, period, currency, expected
):
    read = paid(amount(low), amount(high), period, currency)

    assert (read.low, read.high, read.period, read.dropped) == (
        amount(expected[0]), amount(expected[1]), *expected[2:]
    )  # fmt: skip


@pytest.mark.parametrize("number", [10**15, 1e300, "9" * 30, -(10**15)])
def test_a_number_beyond_all_salaries_is_not_passed_over(number):
    assert paid(read_number(number), None, "year").dropped == "salary"


@pytest.mark.parametrize(
    "text", ["par " * 5000 + "1", "1 " * 5000, "1 par " * 3000, "€" * 9000, "1" * 9000]
)
def test_a_hostile_text_is_read_at_once(text):
    read_salary(text)
