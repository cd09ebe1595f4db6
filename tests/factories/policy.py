"""Versions of the policy for tests, put in force by the same function as on the screen."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from app.policy.policy import Policy
from app.policy.versions import policy_in_force, publish_policy
from tests.factories.people import make_person


def make_policy(*, now: datetime, window_days: int = 90, **values: Any) -> Policy:
    """Put the next version in force, which differs from the last one by these settings."""
    before = policy_in_force(now)
    return publish_policy(
        replace(before, window_days=window_days, **values),
        replaces=before.version,
        by=make_person(role="programme_manager"),
        now=now,
    )
