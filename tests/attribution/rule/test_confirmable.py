"""The last day to confirm a name: one rule, the same in Python and in SQL."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import literal, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from app.attribution.rule.confirmable import confirmable_until, confirmable_until_in_sql
from app.attribution.rule.tests import first_failure
from app.core.database import db
from app.policy.policy import Policy
from tests.attribution.cases import case, touch

INSTANTS = [
    datetime(2027, 3, 15, 10, tzinfo=UTC),
    datetime(2027, 3, 14, 22, 59, 59, 999999, tzinfo=UTC),  # a second before midnight in Paris
    datetime(2027, 3, 14, 23, 0, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 30, tzinfo=UTC),  # clocks go forward
    datetime(2027, 10, 31, 0, 30, tzinfo=UTC),  # and back
    datetime(2028, 2, 28, 23, 30, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
]
ZONES = ["Europe/Paris", "Pacific/Kiritimati", "America/Los_Angeles", "UTC"]
DELAYS = [0, 1, 14, 365_001, 3_000_000, 1_000_000_000]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("delay", DELAYS)
def test_confirmable_until_and_confirmable_until_in_sql_name_the_same_day(app, zone, delay):
    policy = Policy(1, timezone=zone, confirm_days=delay)
    settings = type_coerce(literal(policy.settings(), JSONB), JSONB)

    for at in INSTANTS:
        moment = literal(at, TIMESTAMP(timezone=True))
        in_sql = db.session.scalar(select(confirmable_until_in_sql(moment, settings)))
        assert in_sql == confirmable_until(at, policy)


def test_a_delay_longer_than_the_calendar_ends_with_it():
    assert confirmable_until(INSTANTS[0], Policy(1, confirm_days=10**9)) == date.max


@pytest.mark.parametrize("at", INSTANTS)
def test_a_name_is_confirmed_in_time_until_the_end_of_that_day_and_not_after(at):
    built = case([touch("DA+0", at=at, settled_at=None)], policy={"declaration_days": 10**9})
    policy = built.policies[1]
    last = confirmable_until(at, policy)
    midnight = datetime(last.year, last.month, last.day, tzinfo=policy.zone) + timedelta(days=1)

    def failure(settled_at):
        (declared,) = [touch("DA+0", at=at, settled_at=settled_at.astimezone(UTC))]
        return first_failure(built.facts, declared, policy)

    assert failure(midnight - timedelta(microseconds=1)) is None
    assert failure(midnight).code == "declaration_expired"
