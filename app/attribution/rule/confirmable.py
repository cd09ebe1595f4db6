"""Until when a name that a candidate gave can be confirmed: one rule, in Python and in SQL."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, SQLColumnExpression, cast, func, literal

from app.policy.policy import Policy

_LONGEST = date.max.toordinal()  # days: more than there are, and PostgreSQL can still add them


def confirmable_until(at: datetime, policy: Policy) -> date:
    """Find the last day on which a name given at an instant can be confirmed. Pure."""
    try:
        return at.astimezone(policy.zone).date() + timedelta(days=policy.confirm_days)
    except OverflowError:
        return date.max


def confirmable_until_in_sql(
    at: SQLColumnExpression[datetime], settings: Any
) -> ColumnElement[date]:
    """Return the same day as an expression.

    settings: the column with the settings of the policy in force at that instant
    """
    day = cast(func.timezone(settings["timezone"].as_string(), at), Date)
    delay = func.least(settings["confirm_days"].as_integer(), _LONGEST)
    return func.least(day + delay, literal(date.max), type_=Date)
