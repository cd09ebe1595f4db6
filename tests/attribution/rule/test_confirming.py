"""A name is confirmed in time until the end of its last day."""

from datetime import UTC, datetime, timedelta

import pytest

from app.attribution.rule.tests import first_failure
from app.policy.confirming import last_day_to_confirm
from tests.attribution.cases import case, touch
from tests.policy.test_confirming import INSTANTS


@pytest.mark.parametrize("at", INSTANTS)
def test_a_name_is_confirmed_in_time_until_the_end_of_that_day_and_not_after(at):
    built = case([touch("DA+0", at=at, settled_at=None)], policy={"declaration_days": 10**9})
    policy = built.policies[1]
    last = last_day_to_confirm(at, policy)
    midnight = datetime(last.year, last.month, last.day, tzinfo=policy.zone) + timedelta(days=1)

    def failure(settled_at):
        (declared,) = [touch("DA+0", at=at, settled_at=settled_at.astimezone(UTC))]
        return first_failure(built.facts, declared, policy)

    assert failure(midnight - timedelta(microseconds=1)) is None
    assert failure(midnight).code == "declaration_expired"
