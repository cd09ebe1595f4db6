"""The few words of a credit in a list: who, and by what or why not."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.attribution.rule.facts import Reason, Touch
from app.core.i18n import format_datetime, ngettext
from app.core.i18n import gettext as _
from app.core.i18n.days import short_day
from app.policy.policy import Model, Policy, TouchKind
from app.sharing import wording
from app.sharing.models import ReferralLink

CREDITED: Mapping[Reason, LazyString] = {
    Reason.CANDIDATE_CHOICE: _l("the candidate’s choice"),
    Reason.FIRST_TOUCH: _l("the first touch"),
    Reason.LAST_TOUCH: _l("the last touch"),
    Reason.SHARED_CREDIT: _l("shared evenly"),
    Reason.AWAITING_CONFIRMATION: _l("a confirmation is awaited"),
}

NOT_CREDITED: Mapping[Reason, LazyString] = {
    Reason.REMOVED_BY_CANDIDATE: _l("removed by the candidate"),
    Reason.KIND_NOT_COUNTED: _l("a touch that did not count"),
    Reason.REFUSED: _l("refused"),
    Reason.NOT_ACCEPTED: _l("not accepted"),
    Reason.ACCEPTED_LATE: _l("accepted too late"),
    Reason.DECLARED_LATE: _l("named too late"),
    Reason.DECLARATION_EXPIRED: _l("not confirmed in time"),
    Reason.SELF_REFERRAL: _l("their own application"),
    Reason.OWN_SESSION: _l("sent from their own browser"),
    Reason.LINK_AFTER_APPLICATION: _l("link made afterwards"),
    Reason.AFTER_APPLICATION: _l("came afterwards"),
    Reason.OUTSIDE_WINDOW: _l("too long before"),
    Reason.OTHER_OPENING: _l("for another opening"),
    Reason.EXCLUDED_ROLE: _l("excluded role"),
    Reason.HIRING_TEAM: _l("hiring team"),
    Reason.LEAVER: _l("had left"),
    Reason.ALREADY_KNOWN: _l("candidate already known"),
    Reason.AGENCY_OWNED: _l("an agency’s claim"),
}

WITHOUT_AMBASSADOR: Mapping[Reason, LazyString] = {
    Reason.NO_TOUCH: _l("Career site, nobody in between"),
    Reason.CANDIDATE_DECLINED: _l("Brought by nobody, says the candidate"),
    Reason.INTERNAL_MOBILITY: _l("Already works here"),
    Reason.FORMER_EMPLOYEE: _l("Worked here until lately"),
}


def touch_in_short(touch: Touch, link: ReferralLink | None) -> str:
    """Say what a winning touch was: "LinkedIn visit of 12 March"."""
    day = short_day(touch.at)
    if touch.kind is TouchKind.RECOMMENDATION:
        return _("recommendation of %(date)s", date=day)
    if touch.kind is TouchKind.DECLARATION:
        return _("named on %(date)s", date=day)
    if link is None:
        return _("visit of %(date)s", date=day)
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


def moment_words(moment: datetime) -> str:
    """Write an instant where the company is: "Friday 12 March 2027, 11:42"."""
    words = format_datetime(moment, "EEEE d MMMM y, HH:mm")
    return words[:1].upper() + words[1:]
