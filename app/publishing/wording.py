"""How an opening's facts read, in the language of the page: place, contract, salary, start."""

import re

from flask_babel import format_currency, format_decimal, lazy_pgettext
from flask_babel import lazy_gettext as _l

from app.core.i18n import format_date, language, ngettext
from app.core.i18n import gettext as _
from app.core.text.markdown import plain
from app.publishing.models import (
    Contract,
    Opening,
    PublicationState,
    Remote,
    SalaryPeriod,
    Seniority,
)

WORDS_A_MINUTE = 220


CONTRACTS = {
    Contract.PERMANENT: _l("Permanent contract"),
    Contract.FIXED_TERM: _l("Fixed-term contract"),
    Contract.APPRENTICESHIP: _l("Apprenticeship"),
    Contract.INTERNSHIP: _l("Internship"),
    Contract.FREELANCE: _l("Freelance"),
}
REMOTES = {
    Remote.NONE: _l("On site"),
    Remote.PARTIAL: _l("Partly"),
    Remote.FULL: _l("Entirely"),
}
PERIODS = {
    SalaryPeriod.YEAR: _l("gross a year"),
    SalaryPeriod.MONTH: _l("gross a month"),
    SalaryPeriod.DAY: _l("gross a day"),
    SalaryPeriod.HOUR: _l("gross an hour"),
}
SENIORITIES = {
    Seniority.ENTRY: _l("0 to 2 years"),
    Seniority.CONFIRMED: _l("3 to 6 years"),
    Seniority.SENIOR: _l("7 years or more"),
    Seniority.LEAD: _l("Leads a team or a field"),
}
STATES = {
    PublicationState.DRAFT: _l("Draft"),
    PublicationState.PUBLISHED: _l("Published"),
    PublicationState.CLOSED: lazy_pgettext("an opening", "Closed"),
    PublicationState.ARCHIVED: _l("Archived"),
}


def where(opening: Opening) -> str:
    """Say where the work is done: "Nantes, 2 days a week on site"."""
    if opening.place is None:
        return ""
    place = opening.place.name
    if opening.remote is Remote.NONE:
        return _("%(place)s, on site", place=place)
    if opening.remote is Remote.FULL:
        return _("%(place)s, or entirely from home", place=place)
    on_site = 5 - (opening.remote_days or 5)
    if on_site == 0:
        return _("%(place)s, partly from home", place=place)
    return ngettext(
        "%(place)s, %(num)d day a week on site",
        "%(place)s, %(num)d days a week on site",
        on_site,
        place=place,
    )


def remote(opening: Opening) -> str:
    """Say how much may be done from home: "Up to 3 days a week"."""
    if opening.remote is Remote.NONE:
        return _("The work is done on site")
    if opening.remote is Remote.FULL:
        return _("Entirely, if you wish")
    if not opening.remote_days:
        return _("Possible, to be agreed with the team")
    return ngettext("%(num)d day a week", "Up to %(num)d days a week", opening.remote_days)


def home_in_short(opening: Opening) -> str:
    """Say, in a line of facts, that all the work may be done from home; "" when it may not."""
    return _("all from home if wanted") if opening.remote is Remote.FULL else ""


def days_at_home(days: int) -> str:
    """Say how many days a week are worked from home, in a list to choose from."""
    return ngettext("%(num)d day", "%(num)d days", days)


def contract(opening: Opening) -> str:
    """Name the contract."""
    return str(CONTRACTS[opening.contract])


def salary(opening: Opening) -> str:
    """Write the amounts, without their period; "" when none is given."""
    low, high = opening.salary_min, opening.salary_max
    if low and high and low != high:
        if language() == "fr":  # the currency is written once, after the second amount
            return _("%(low)s to %(high)s", low=format_decimal(low), high=money(high))
        return _("%(low)s to %(high)s", low=money(low), high=money(high))
    if low and not high:
        return _("From %(amount)s", amount=money(low))
    if high and not low:
        return _("Up to %(amount)s", amount=money(high))
    return money(low) if low else ""


def salary_period(opening: Opening) -> str:
    """Say what the amounts pay for: "gross a year"."""
    return str(PERIODS[opening.salary_period])


def salary_in_full(opening: Opening) -> str:
    """Write the salary with its period; "" when none is given."""
    amounts = salary(opening)
    if not amounts:
        return ""
    return _("%(amounts)s %(period)s", amounts=amounts, period=salary_period(opening))


def money(amount: int) -> str:
    """Write whole euros as the language does."""
    pattern = "#,##0\u00a0¤" if language() == "fr" else "¤#,##0"
    return str(format_currency(amount, "EUR", format=pattern, currency_digits=False))


def start(opening: Opening) -> str:
    """Say when the work begins."""
    if opening.starts_on is None:
        return _("As soon as possible")
    return _("From %(month)s", month=format_date(opening.starts_on, "MMMM yyyy"))


def seniority(opening: Opening) -> str:
    """Say how much experience is expected; "" when it does not matter."""
    return str(SENIORITIES[opening.seniority]) if opening.seniority else ""


def word_count(markdown: str) -> int:
    """Count the words of a text, its marks aside. Pure."""
    return len(re.findall(r"\w[\w’'-]*", plain(markdown)))


def reading_minutes(markdown: str) -> int:
    """Return how long a text takes to read, in whole minutes, at least one. Pure."""
    return max(1, round(word_count(markdown) / WORDS_A_MINUTE))
