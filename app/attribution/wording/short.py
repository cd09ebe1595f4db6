"""Dates, a touch and a rule in the few words that a list has room for."""

from datetime import date, datetime

from app.attribution.rule.facts import Touch
from app.core.i18n import format_date, format_datetime, ngettext
from app.core.i18n import gettext as _
from app.core.i18n.days import short_day
from app.policy.policy import Model, Policy, TouchKind
from app.sharing import wording
from app.sharing.models import TrackedLink


def touch_in_short(touch: Touch, link: TrackedLink | None) -> str:
    """Say what a winning touch was: "LinkedIn visit of 12 March"."""
    day = short_day(touch.at)
    if touch.kind is TouchKind.RECOMMENDATION:
        return _("recommendation of %(date)s", date=day)
    if touch.kind is TouchKind.DECLARATION:
        return _("named on %(date)s", date=day)
    if link is None:
        return _("visit of %(date)s", date=day)
    if link.channel is None:
        return _("permanent link, visit of %(date)s", date=day)
    channel = wording.NAMES[link.channel]
    return _("%(channel)s visit of %(date)s", channel=channel, date=day)


def rule_in_short(policy: Policy) -> str:
    """Say what a policy comes to: "the candidate's choice first, 180 days"."""
    return RULES[policy.model](policy.window_days)


RULES = {
    Model.DECLARED: lambda days: ngettext(
        "the candidate’s choice first, %(num)d day",
        "the candidate’s choice first, %(num)d days",
        days,
    ),
    Model.FIRST: lambda days: ngettext(
        "the first touch, %(num)d day", "the first touch, %(num)d days", days
    ),
    Model.LAST: lambda days: ngettext(
        "the last touch, %(num)d day", "the last touch, %(num)d days", days
    ),
    Model.SHARED: lambda days: ngettext(
        "shared evenly, %(num)d day", "shared evenly, %(num)d days", days
    ),
}


def day_words(day: date) -> str:
    """Write a date in full, with the French ordinal for the first of a month."""
    return format_date(day, "long")


def moment_words(moment: datetime) -> str:
    """Write an instant where the company is: "Friday 12 March 2027, 11:42"."""
    words = format_datetime(moment, "EEEE d MMMM y, HH:mm")
    return words[:1].upper() + words[1:]
