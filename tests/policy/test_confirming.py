"""Until when a typed name can be confirmed: the rule and its SQL say the same day."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import DateTime, literal, select

from app.core.database import db
from app.policy.confirming import LONGEST, last_day_in_sql, last_day_to_confirm, last_day_under
from app.policy.models import PolicyVersion
from tests.factories.policy import make_policy

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
INSTANTS = (
    NOON,
    datetime(2026, 6, 10, 22, 30, tzinfo=UTC),  # half past midnight in Paris
    datetime(2027, 3, 27, 23, 30, tzinfo=UTC),  # as clocks change that night
    datetime(2028, 2, 15, 12, 0, tzinfo=UTC),  # before a 29 February
    datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 30, tzinfo=UTC),  # clocks go forward
    datetime(2027, 10, 31, 0, 30, tzinfo=UTC),  # and back
)


@pytest.mark.parametrize("confirm_days", [0, 1, 14, 400, 365_001, LONGEST, 1_000_000_000])
@pytest.mark.parametrize(
    "timezone", ["Europe/Paris", "Pacific/Kiritimati", "America/Los_Angeles", "UTC"]
)
def test_the_rule_and_its_sql_find_the_same_last_day(app, timezone, confirm_days):
    policy = make_policy(now=NOON, timezone=timezone, confirm_days=confirm_days)

    for named_at in INSTANTS:
        at = literal(named_at, DateTime(timezone=True))
        in_sql = select(last_day_in_sql(at)).where(PolicyVersion.version == policy.version)
        last_day = last_day_to_confirm(named_at, policy)
        assert db.session.scalar(in_sql) == last_day
        assert last_day_under(policy.version, named_at) == last_day


def test_a_delay_beyond_the_calendar_ends_on_its_last_day(app):
    policy = make_policy(now=NOON, confirm_days=1_000_000_000)

    assert last_day_to_confirm(NOON, policy) == date.max
