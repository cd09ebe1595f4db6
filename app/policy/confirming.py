"""Until when the name that a candidate typed can be confirmed: the rule, and the same in SQL.

How long a colleague has is what the policy said when the candidate named them.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Date, SQLColumnExpression, cast, func, literal

from app.core.database import db
from app.policy import versions
from app.policy.models import PolicyVersion
from app.policy.policy import Policy

LONGEST = date.max.toordinal()  # days: more than there are, and PostgreSQL can still add them


def last_day_to_confirm(named_at: datetime, policy: Policy) -> date:
    """Return the last day on which a name given at an instant can be confirmed. Pure."""
    try:
        return policy.local_date(named_at) + timedelta(days=policy.confirm_days)
    except OverflowError:
        return date.max


def last_day_in_sql(named_at: SQLColumnExpression[datetime]) -> ColumnElement[date]:
    """Return `last_day_to_confirm` as an expression over a row joined to its PolicyVersion."""
    settings = PolicyVersion.settings
    day = cast(func.timezone(settings["timezone"].as_string(), named_at), Date)
    delay = func.least(settings["confirm_days"].as_integer(), LONGEST)
    return func.least(day + delay, literal(date.max), type_=Date)


def last_days_under(named: Iterable[tuple[int, datetime]]) -> list[date]:
    """Return the last days of several names, by the version and the instant of each.

    One statement, none for no name.
    """
    each = list(named)
    policy = versions.versions({version for version, _ in each}) if each else {}
    return [last_day_to_confirm(at, policy[version]) for version, at in each]


def last_day_under(version: int, named_at: datetime) -> date:
    """Return the last day to confirm a name by a version of the policy. At most one statement."""
    policy = versions.read(db.session.get_one(PolicyVersion, version))
    return last_day_to_confirm(named_at, policy)
