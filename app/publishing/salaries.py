"""Which amounts a salary usually is, and which are said with their cents. Pure.

source: docs/decisions/0021-amounts-and-days-as-people-type-them.md
"""

from collections.abc import Mapping
from decimal import Decimal

from app.publishing.models import SalaryPeriod

# gross euros; from an intern's allowance to what is rarely advertised
USUAL: Mapping[SalaryPeriod, tuple[int, int]] = {
    SalaryPeriod.YEAR: (10_000, 500_000),
    SalaryPeriod.MONTH: (400, 50_000),
    SalaryPeriod.DAY: (30, 5_000),
    SalaryPeriod.HOUR: (4, 500),
}


def is_usual(amount: Decimal, period: SalaryPeriod) -> bool:
    """Return whether an amount may be kept for a period without being asked again."""
    least, most = USUAL[period]
    return least <= amount <= most


def takes_cents(period: SalaryPeriod) -> bool:
    """Return whether amounts are said with their cents: the legal minimum by the hour has them."""
    return period is SalaryPeriod.HOUR
