"""Amounts are read as people type them, and never change size unseen."""

from decimal import Decimal

import pytest

from app.core.text.amounts import NotAnAmount, has_cents, read_amount


@pytest.mark.parametrize(
    ("typed", "euros"),
    [
        ("48000", "48000"),
        ("48 000", "48000"),
        ("48k", "48000"),
        ("48,000 €", "48000"),
        ("48.000", "48000"),
        ("52'000", "52000"),
        ("52’000", "52000"),
        ("52000", "52000"),
        ("45 000,00", "45000"),
        ("52000.00", "52000"),
        ("11,88", "11.88"),
        ("1 850,50 €", "1850.50"),
        ("12.5", "12.50"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1'234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1 234 567,8", "1234567.80"),
        ("38,5k", "38500"),
        ("38.55 k€", "38550"),
        ("38'5k", "38500"),
        ("0,5k", "500"),
        ("48 K€", "48000"),
        ("48keur", "48000"),
        ("48 kEUR", "48000"),
        ("48k euros", "48000"),
        ("€48k", "48000"),
        ("€ 48,000.00", "48000"),
        ("EUR 48,000", "48000"),
        ("48 000 euros", "48000"),
        ("1 euro", "1"),
        ("52'000.-", "52000"),
        ("48.000,–", "48000"),
        ("\t48 000\n", "48000"),
        ("\ufeff48\u200b000\u200e", "48000"),
        ("10 000 000", "10000000"),
    ],
)
def test_an_amount_is_read_as_typed(typed: str, euros: str) -> None:
    assert read_amount(typed) == Decimal(euros)


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", "\u2007", "  "], ids=ascii)
def test_any_space_parts_thousands_and_currency(space: str) -> None:
    assert read_amount(f"48{space}000,50{space}€") == Decimal("48000.50")
    assert read_amount(f"38,5{space}k{space}€") == Decimal("38500")


@pytest.mark.parametrize(
    "typed",
    [
        "beaucoup",
        "selon profil",
        "-5",
        "48 000 $",
        "48 000 CHF",
        "£48k",
        "1e5",
        "٣٤٥",
        "４８",
        "48²",  # a footnote, not 482
        "48 00",  # 4 800, 48 000 or 48?
        "38 5k",
        "48000,000",
        "4800.000",
        "48.0000",
        "12,345.678",
        "1.234 567",
        "1,234,56",
        "1.23.45",
        "0.500",  # a half, or five hundred?
        "048 000",
        "48 000k",
        "48.000k",
        "48kk",
        "48k5",
        "48 000 brut par an",
        "48..000",
        ",50",
        "50,",
        "€",
        "k",
        "9" * 10_000,
    ],
)
def test_what_could_be_something_else_is_refused(typed: str) -> None:
    with pytest.raises(NotAnAmount) as refusal:
        read_amount(typed)

    assert refusal.value.code == "amount"


@pytest.mark.parametrize("typed", ["0", "0,99", "10 000 001", "99999999999"])
def test_an_amount_out_of_all_bounds_is_refused(typed: str) -> None:
    with pytest.raises(NotAnAmount):
        read_amount(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "45-50k",
        "45k–50k",
        "45 à 50 k€",
        "45 a 50k",
        "45 000 - 50 000 €",
        "45k€/50k€",
        "45 000 € to 50 000 €",
        "entre 45 et 50k",
        "from 45k to 50k",
        "de 1 850,50 à 2 000 €",
        "11,88\u202f–\u202f12,50",
    ],
)
def test_two_amounts_in_one_box_are_told_from_a_wrong_one(typed: str) -> None:
    with pytest.raises(NotAnAmount) as refusal:
        read_amount(typed)

    assert refusal.value.code == "range"


def test_cents_are_seen_where_there_are_some() -> None:
    assert has_cents(Decimal("12.02"))
    assert not has_cents(Decimal("12.00"))
