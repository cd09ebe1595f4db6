"""No line ends between a number and what it counts, nor between a day and its month."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask_babel import force_locale, gettext, ngettext

from app.core.i18n import format_date, format_datetime, format_timedelta
from app.core.text.typography import kept_with_its_count

NB = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("3 minutes", "3~minutes"),
        ("%(num)d visits, the first after 3 days", "%(num)d~visits, the first after 3~days"),
        ("at most %(limit)s characters", "at most %(limit)s~characters"),
        ("Under 5 people", "Under 5~people"),
        ("48,000 people", "48,000~people"),
        ("1er décembre", "1er~décembre"),
        # what is no number, or counts nothing
        ("%(name)s named you", "%(name)s named you"),
        ("%(title)s, in %(place)s", "%(title)s, in %(place)s"),
        ("the A4 page", "the A4 page"),
        ("%(count)s of %(limit)s", "%(count)s of %(limit)s"),
        ("from 0 to 3650", "from 0 to 3650"),
        ("Open until 2027, then closed", "Open until 2027, then closed"),
        ("9 + 1", "9 + 1"),
        ("", ""),
    ],
)
def test_a_number_stays_with_the_word_after_it(typed, kept):
    assert kept_with_its_count(typed) == kept.replace("~", NB)
    assert kept_with_its_count(kept_with_its_count(typed)) == kept.replace("~", NB)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_message_and_every_date_is_kept_in_both_languages(app, language):
    day = date(2026, 12, 12)
    with app.test_request_context(), force_locale(language):
        assert f"12{NB}" in format_date(day, "d MMM")
        assert f" 12{NB}" in format_date(day, "EEEE d MMMM y")
        assert f"12{NB}" in format_datetime(datetime(2026, 12, 12, 9, tzinfo=UTC), "d MMM")
        assert format_timedelta(timedelta(minutes=6)) == f"6{NB}minutes"
        assert f"3{NB}" in ngettext("%(num)d hire", "%(num)d hires", 3)
        assert (
            app.jinja_env.from_string('{{ ngettext("%(num)d hire", "%(num)d hires", 3) }}')
            .render()
            .count(NB)
        )
        assert gettext("Some servers allow more than %(limit)s characters.", limit=500).count(
            f"500{NB}"
        )


def test_the_first_of_a_month_keeps_its_month(app):
    with app.test_request_context(), force_locale("fr"):
        assert format_date(date(2026, 12, 1), "d MMMM") == f"1er{NB}décembre"
