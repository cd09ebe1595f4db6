"""How an opening's facts read, in the language of the page: place, contract, salary, start."""

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import format_currency, lazy_pgettext
from flask_babel import lazy_gettext as _l

from app.core.i18n import format_date, in_figures, language, ngettext
from app.core.i18n import gettext as _
from app.core.text.amounts import CURRENCY, has_cents
from app.core.text.markdown import reading_minutes as reading_minutes
from app.core.text.markdown import word_count as word_count
from app.core.text.typography import typeset
from app.publishing.models import (
    Contract,
    Opening,
    Publication,
    PublicationState,
    Remote,
    SalaryPeriod,
    Seniority,
    WorkingTime,
)

CONTRACTS = {
    Contract.PERMANENT: _l("Permanent contract"),
    Contract.FIXED_TERM: _l("Fixed-term contract"),
    Contract.APPRENTICESHIP: _l("Apprenticeship"),
    Contract.INTERNSHIP: _l("Internship"),
    Contract.FREELANCE: _l("Freelance"),
    Contract.INTERIM: _l("Temporary work"),
}
WORKING_TIMES = {
    WorkingTime.FULL: _l("Full time"),
    WorkingTime.PART: _l("Part time"),
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
    PublicationState.SUBMITTED: _l("Submitted"),
    PublicationState.APPROVED: _l("Approved"),
    PublicationState.SCHEDULED: _l("Scheduled"),
    PublicationState.PUBLISHED: _l("Published"),
    PublicationState.PAUSED: _l("Paused"),
    PublicationState.CLOSED: lazy_pgettext("an opening", "Closed"),
    PublicationState.ARCHIVED: _l("Archived"),
}
# of several publications together
STATES_OF_MANY = STATES | {
    PublicationState.DRAFT: _l("Drafts"),
    PublicationState.SUBMITTED: _l("To approve"),
    PublicationState.CLOSED: lazy_pgettext("several openings", "Closed"),
}


def title_of(publication: Publication, in_language: str | None = None) -> str:
    """Return a title, spaced as its language is; "" for a draft without one.

    in_language: "fr" or "en", else the reader's; the other one is taken where it is not written
    """
    text = publication.text(in_language or language())
    return typeset(text.title, text.language) if text else ""


def place(opening: Opening) -> str:
    """Name where the work may be done: "Nantes", "Lyon or Nantes"; "" until it is chosen."""
    return one_of([each.name for each in opening.places])


def place_in_short(opening: Opening) -> str:
    """Name where the work may be done in a line of facts: "Nantes and 2 other cities"."""
    first, *others = [each.name for each in opening.places] or [""]
    if len(others) < 2:
        return place(opening)
    return ngettext(
        "%(place)s or %(num)d other city",
        "%(place)s or %(num)d other cities",
        len(others),
        place=first,
    )


def one_of(names: Sequence[str]) -> str:
    """Write names among which one chooses: "Lyon, Nantes or Rennes"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s or %(last)s", names=", ".join(names[:-1]), last=names[-1])


def where(opening: Opening) -> str:
    """Say where the work is done: "Nantes, 2 days a week on site"."""
    place = one_of([each.name for each in opening.places])
    if not place:
        return ""
    if opening.remote is None:
        return place
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
    """Say how much may be done from home: "Up to 3 days a week"; "" until it is chosen."""
    if opening.remote is None:
        return ""
    if opening.remote is Remote.NONE:
        return _("The work is done on site")
    if opening.remote is Remote.FULL:
        return _("Entirely, if you like")
    if not opening.remote_days:
        return _("Possible, to be agreed with the team")
    return ngettext("%(num)d day a week", "Up to %(num)d days a week", opening.remote_days)


def home_in_short(opening: Opening) -> str:
    """Say, in a line of facts, that all the work may be done from home; "" when it may not."""
    return _("fully from home if you like") if opening.remote is Remote.FULL else ""


def days_at_home(days: int) -> str:
    """Say how many days a week are worked from home, in a list to choose from."""
    return ngettext("%(num)d day", "%(num)d days", days)


def contract(opening: Opening) -> str:
    """Name the contract; "" until it is chosen."""
    return str(CONTRACTS[opening.contract]) if opening.contract else ""


def terms(opening: Opening) -> list[str]:
    """Name the contract, and part time, which one would not expect. Pure but for its words."""
    part = opening.working_time is WorkingTime.PART
    return [*filter(None, (contract(opening), working_time(opening) if part else ""))]


def working_time(opening: Opening) -> str:
    """Say how much of a week is worked; "" when the opening says nothing of it."""
    return str(WORKING_TIMES[opening.working_time]) if opening.working_time else ""


def salary(opening: Opening) -> str:
    """Write the amounts, without their period; "" when none is given."""
    return amounts(opening.salary_min, opening.salary_max)


def salary_period(opening: Opening) -> str:
    """Say what the amounts pay for: "gross a year"."""
    return str(PERIODS[opening.salary_period])


def salary_in_full(opening: Opening) -> str:
    """Write the salary with its period; "" when none is given."""
    return paid(opening.salary_min, opening.salary_max, opening.salary_period)


def paid(low: Decimal | None, high: Decimal | None, period: SalaryPeriod) -> str:
    """Write amounts with what they pay for; "" when none is given."""
    if not (words := amounts(low, high)):
        return ""
    return _("%(amounts)s %(period)s", amounts=words, period=PERIODS[period])


def amounts(low: Decimal | None, high: Decimal | None) -> str:
    """Write one amount or the two ends of a range, both with their cents if one has some."""
    cents = any(has_cents(amount) for amount in (low, high) if amount)
    if low and high and low != high:
        if language() == "fr":  # the currency is written once, after the second amount
            first = in_figures(low, cents=cents)
            return _("%(low)s to %(high)s", low=first, high=money(high, cents=cents))
        return _("%(low)s to %(high)s", low=money(low, cents=cents), high=money(high, cents=cents))
    if low and not high:
        return _("From %(amount)s", amount=money(low, cents=cents))
    if high and not low:
        return _("Up to %(amount)s", amount=money(high, cents=cents))
    return money(low, cents=cents) if low else ""


def money(amount: Decimal, *, cents: bool | None = None) -> str:
    """Write euros as the language does.

    cents: with them or without; None: with them where there are some
    """
    figures = "#,##0.00" if (has_cents(amount) if cents is None else cents) else "#,##0"
    pattern = f"{figures}\u00a0¤" if language() == "fr" else f"¤{figures}"
    return str(format_currency(amount, CURRENCY, format=pattern, currency_digits=False))


def start(opening: Opening) -> str:
    """Say when the work begins."""
    if opening.starts_on is None:
        return _("As soon as possible")
    return _("From %(month)s", month=format_date(opening.starts_on, "MMMM yyyy"))


def seniority(opening: Opening) -> str:
    """Say how much experience is expected; "" when it does not matter."""
    return str(SENIORITIES[opening.seniority]) if opening.seniority else ""
