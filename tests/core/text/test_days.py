"""Days and hours are read as French and English people type them."""

from datetime import date, time

import pytest

from app.core.text.days import NotADay, NotAnHour, read_day, read_hour


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-29",
        "2026/3/29",
        "2026-03-29T10:00:00Z",
        "29/03/2026",
        "29/3/2026",
        "29/03/26",
        "29.03.2026",
        "29.3.26",
        "29-03-2026",
        "29 / 03 / 2026",
        "29 03 2026",
        "29 mars 2026",
        "29\u00a0mars\u202f2026",
        "29 MARS 2026",
        "29 mars 26",
        "29 Mar 2026",
        "29-Mar-2026",
        "29 March 2026",
        "29th of March, 2026",
        "March 29, 2026",
        "Mar. 29 2026",
        "dimanche 29 mars 2026",
        "le dim. 29 mars 2026",
        "Sunday, March 29, 2026",
        "Sun, 29 Mar 2026 10:00:00 +0200",
        "29/03/2026 14:30",
        "29/03/2026 à 14h30",
        "\u200e29/03/2026\ufeff",
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_day_is_read_as_typed(typed: str, language: str) -> None:
    assert read_day(typed, language=language) == date(2026, 3, 29)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1er avril 2026", date(2026, 4, 1)),
        ("1ᵉʳ avril 2026", date(2026, 4, 1)),
        ("1 févr. 2026", date(2026, 2, 1)),
        ("1 fev 2026", date(2026, 2, 1)),
        ("1 fe\u0301vrier 2026", date(2026, 2, 1)),
        ("3 juil. 2026", date(2026, 7, 3)),
        ("3 jul 2026", date(2026, 7, 3)),
        ("3 juin 2026", date(2026, 6, 3)),
        ("15 AOÛT 2026", date(2026, 8, 15)),
        ("15 aout 2026", date(2026, 8, 15)),
        ("2nd Sept 2026", date(2026, 9, 2)),
        ("31 déc. 2026", date(2026, 12, 31)),
        ("29/02/2028", date(2028, 2, 29)),
        ("03/04/2026", date(2026, 4, 3)),
    ],
)
def test_months_are_known_by_their_names_in_both_languages(typed: str, day: date) -> None:
    assert read_day(typed, language="en") == read_day(typed, language="fr") == day


def test_the_month_comes_first_in_english_alone_where_nothing_else_fits() -> None:
    assert read_day("03/29/2026", language="en") == date(2026, 3, 29)
    with pytest.raises(NotADay):
        read_day("03/29/2026", language="fr")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "typed",
    [
        "demain",
        "31/02/2026",
        "30 février 2026",
        "29/02/2026",
        "2026-13-01",
        "32/01/2026",
        "13/13/2026",
        "00/03/2026",
        "29/03",
        "29 mars",
        "29/03/026",
        "29/03-2026",
        "3 jui 2026",  # juin or juillet?
        "3 ma 2026",
        "3 brumaire 2026",
        "lundi 29 mars 2026",  # a Sunday
        "mars 2026",
        "03/2026",
        "46110",
        "0001-01-01",
        "9999-12-31",
        "31/12/1999",
        "01/01/2100",
        "٢٩/٠٣/٢٠٢٦",
        "2" * 10_000,
    ],
)
def test_what_is_no_day_is_refused(typed: str, language: str) -> None:
    with pytest.raises(NotADay):
        read_day(typed, language=language)


@pytest.mark.parametrize(
    "typed", ["mars 2027", "March 2027", "03/2027", "3/2027", "2027-03", "mar. 2027"]
)
def test_a_month_alone_is_its_first_day_where_one_may_say_so(typed: str) -> None:
    assert read_day(typed, language="fr", month_alone=True) == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("14h", time(14)),
        ("9 h", time(9)),
        ("9\u00a0h", time(9)),
        ("14h30", time(14, 30)),
        ("14 H 30", time(14, 30)),
        ("14h30min", time(14, 30)),
        ("14 heures 30", time(14, 30)),
        ("14:30", time(14, 30)),
        ("14:30:15", time(14, 30)),
        ("09:05", time(9, 5)),
        ("9.30", time(9, 30)),
        ("9,30", time(9, 30)),
        ("2pm", time(14)),
        ("2:30 p.m.", time(14, 30)),
        ("12am", time(0)),
        ("12 PM", time(12)),
        ("0h", time(0)),
        ("00:00", time(0)),
        ("23h59", time(23, 59)),
    ],
)
def test_an_hour_is_read_as_typed(typed: str, hour: time) -> None:
    assert read_hour(typed) == hour


@pytest.mark.parametrize(
    "typed",
    [
        "tard",
        "14",
        "24h",
        "24:00",
        "25:61",
        "14:60",
        "14h5",
        "14 pm",
        "0am",
        "-1h",
        "1430",
        "١٤:٣٠",
        "1" * 99,
    ],
)
def test_what_is_no_hour_is_refused(typed: str) -> None:
    with pytest.raises(NotAnHour):
        read_hour(typed)
