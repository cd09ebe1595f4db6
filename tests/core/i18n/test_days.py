"""Days in lists are in few words, and of where the company is."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from app.core import clock
from app.core.i18n.days import day_in_words, short_day, short_moment


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (datetime(2026, 6, 10, 21, 30, tzinfo=UTC), "yesterday"),
        (datetime(2026, 6, 10, 22, 30, tzinfo=UTC), "today"),
        (datetime(2026, 6, 9, 21, 30, tzinfo=UTC), "9\xa0Jun"),
        (datetime(2025, 12, 31, 22, 30, tzinfo=UTC), "31\xa0Dec 2025"),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "1\xa0Jan"),
        (None, "–"),
    ],
)
def test_a_day_is_said_in_few_words_where_the_company_is(
    app: Flask, monkeypatch: pytest.MonkeyPatch, seen: datetime | None, said: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 11, 8, 0, tzinfo=UTC))

    with app.test_request_context(), force_locale("en"):
        assert day_in_words(seen) == said


def test_a_short_day_has_its_year_when_it_is_not_this_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_year = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)  # half past midnight in Paris
    monkeypatch.setattr(clock, "now", lambda: new_year)

    with app.test_request_context(), force_locale("fr"):
        assert short_day(date(2026, 3, 1)) == "1er\xa0mars"
        assert short_day(date(2025, 3, 12)) == "12\xa0mars 2025"
        assert short_day(new_year) == "1er\xa0janv."
        assert short_moment(new_year) == "1er\xa0janv., 00:30"
