"""Say what a touch is, which of the ten tests it passed, and why it was set aside.

Nothing here names anyone: what is said of a touch can be read by its own ambassador.
"""

from collections.abc import Callable, Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.attribution.rule.facts import Reason, Touch
from app.attribution.rule.tests import confirm_by
from app.attribution.wording.sentences import day_words
from app.core.i18n import gettext, ngettext
from app.policy.policy import Policy, TouchKind, TouchState


def set_aside(touch: Touch, code: Reason, policy: Policy) -> str:
    """Say why a touch was not counted.

    policy: the version of the touch; for a gate, the version of the application
    """
    return SET_ASIDE[code](touch, policy)


def set_aside_yours(touch: Touch, code: Reason, policy: Policy) -> str:
    """Say to an ambassador why a touch of theirs was not counted; as `set_aside` otherwise."""
    return SET_ASIDE_YOURS.get(code, SET_ASIDE[code])(touch, policy)


def words_of_test(number: int, policy: Policy) -> str:
    """Say what a test asks, as a statement that is true when the touch passes it.

    number: from 1 to 10
    """
    return TESTS[number - 1](policy)


def words_of_your_test(number: int, policy: Policy) -> str:
    """Say to an ambassador what a test of their touch asks; as `words_of_test` otherwise."""
    return YOUR_TESTS.get(number, TESTS[number - 1])(policy)


def _plain(message: LazyString) -> Callable[[Touch, Policy], str]:
    return lambda _touch, _policy: str(message)


def _refused(touch: Touch, _policy: Policy) -> str:
    if touch.kind is TouchKind.DECLARATION:
        return gettext("Set aside: the ambassador answered that it was not so.")
    return gettext("Set aside: the candidate refused it.")


def _refused_yours(touch: Touch, policy: Policy) -> str:
    if touch.kind is TouchKind.DECLARATION:
        return gettext("Set aside: you answered that it was not so.")
    return _refused(touch, policy)


def _waiting_for_you(touch: Touch, policy: Policy) -> str:
    return gettext(
        "Not counted yet: you can confirm it until %(date)s.",
        date=day_words(confirm_by(touch, policy)),
    )


def _waiting(touch: Touch, policy: Policy) -> str:
    return gettext(
        "Not counted yet: the ambassador can confirm it until %(date)s.",
        date=day_words(confirm_by(touch, policy)),
    )


SET_ASIDE: Mapping[Reason, Callable[[Touch, Policy], str]] = {
    Reason.AWAITING_CONFIRMATION: _waiting,
    Reason.CANDIDATE_DECLINED: _plain(
        _l("Set aside: the candidate answered that nobody brought them.")
    ),
    Reason.INTERNAL_MOBILITY: _plain(_l("Set aside: the candidate already works here.")),
    Reason.FORMER_EMPLOYEE: lambda _, policy: ngettext(
        "Set aside: the candidate was still employed here less than %(num)d month before applying.",
        "Set aside: the candidate was still employed here less than %(num)d months before"
        " applying.",
        policy.former_employee_months,
    ),
    Reason.REMOVED_BY_CANDIDATE: _plain(_l("Set aside: the candidate removed this name.")),
    Reason.KIND_NOT_COUNTED: _plain(
        _l("Set aside: the rule of that day did not count this kind of touch.")
    ),
    Reason.REFUSED: _refused,
    Reason.NOT_ACCEPTED: _plain(_l("Set aside: the candidate has not accepted it.")),
    Reason.ACCEPTED_LATE: _plain(_l("Set aside: accepted after the application.")),
    Reason.DECLARED_LATE: lambda _, policy: ngettext(
        "Set aside: named more than %(num)d day after the application.",
        "Set aside: named more than %(num)d days after the application.",
        policy.declaration_days,
    ),
    Reason.DECLARATION_EXPIRED: lambda _, policy: ngettext(
        "Set aside: not confirmed within %(num)d day.",
        "Set aside: not confirmed within %(num)d days.",
        policy.confirm_days,
    ),
    Reason.SELF_REFERRAL: _plain(_l("Set aside: ambassador and candidate are the same person.")),
    Reason.OWN_SESSION: _plain(
        _l("Set aside: the form was sent from the ambassador’s signed-in browser.")
    ),
    Reason.LINK_AFTER_APPLICATION: _plain(
        _l("Set aside: the link was made after the application.")
    ),
    Reason.AFTER_APPLICATION: _plain(_l("Set aside: it came after the application.")),
    Reason.OUTSIDE_WINDOW: lambda _, policy: ngettext(
        "Set aside: more than %(num)d day before the application.",
        "Set aside: more than %(num)d days before the application.",
        policy.window_days,
    ),
    Reason.OTHER_OPENING: _plain(_l("Set aside: it was for another opening.")),
    Reason.EXCLUDED_ROLE: _plain(
        _l("Set aside: the ambassador had a role that the rule excludes.")
    ),
    Reason.HIRING_TEAM: _plain(
        _l("Set aside: the ambassador belongs to the team that hires for this opening.")
    ),
    Reason.LEAVER: _plain(
        _l("Set aside: the ambassador had left the company before the application.")
    ),
    Reason.ALREADY_KNOWN: lambda _, policy: ngettext(
        "Set aside: the company was already in touch with this candidate, as the rule of %(num)d"
        " month says.",
        "Set aside: the company was already in touch with this candidate, as the rule of %(num)d"
        " months says.",
        policy.prior_months,
    ),
    Reason.AGENCY_OWNED: _plain(_l("Set aside: an agency’s claim on this candidate prevails.")),
}


# What speaks of the ambassador, turned to them.
SET_ASIDE_YOURS: Mapping[Reason, Callable[[Touch, Policy], str]] = {
    Reason.AWAITING_CONFIRMATION: _waiting_for_you,
    Reason.REMOVED_BY_CANDIDATE: _plain(_l("Set aside: the candidate removed your name.")),
    Reason.REFUSED: _refused_yours,
    Reason.DECLARATION_EXPIRED: lambda _, policy: ngettext(
        "Set aside: you did not confirm it within %(num)d day.",
        "Set aside: you did not confirm it within %(num)d days.",
        policy.confirm_days,
    ),
    Reason.SELF_REFERRAL: _plain(_l("Set aside: the application is your own.")),
    Reason.OWN_SESSION: _plain(_l("Set aside: the form was sent from your signed-in browser.")),
    Reason.EXCLUDED_ROLE: _plain(_l("Set aside: you had a role that the rule excludes.")),
    Reason.HIRING_TEAM: _plain(
        _l("Set aside: you belong to the team that hires for this opening.")
    ),
    Reason.LEAVER: _plain(_l("Set aside: you had left the company before the application.")),
}

TESTS: tuple[Callable[[Policy], str], ...] = (
    lambda _: gettext("The candidate did not remove this name."),
    lambda _: gettext("The rule counts this kind of touch."),
    lambda _: gettext("It was accepted or confirmed in time, where it had to be."),
    lambda _: gettext("Ambassador and candidate are two people, each at their own browser."),
    lambda _: gettext("It came before the application."),
    lambda policy: ngettext(
        "It is at most %(num)d day old.", "It is at most %(num)d days old.", policy.window_days
    ),
    lambda _: gettext("The rule lets it serve this opening."),
    lambda _: gettext("The ambassador may be credited for this opening."),
    lambda _: gettext("The company did not know the candidate already."),
    lambda _: gettext("No agency’s claim prevails."),
)


YOUR_TESTS: Mapping[int, Callable[[Policy], str]] = {
    1: lambda _: gettext("The candidate did not remove your name."),
    4: lambda _: gettext("You and the candidate are two people, each at their own browser."),
    8: lambda _: gettext("You may be credited for this opening."),
}


def describe(touch: Touch, *, code: str | None = None, channel: str | None = None) -> str:
    """Say what a touch is, without naming anyone.

    code, channel: of the link that was followed, when there was one
    """
    if touch.kind is TouchKind.RECOMMENDATION:
        return gettext("Recommendation accepted by the candidate.")
    if touch.kind is TouchKind.DECLARATION:
        if touch.state is TouchState.OK:
            return gettext("Name given by the candidate, then confirmed.")
        return gettext("Name given by the candidate.")
    if code is None:
        return gettext("Visit by a link.")
    if touch.story:
        return gettext("Visit to a story by r/%(code)s, %(channel)s.", code=code, channel=channel)
    return gettext("Visit to the opening by r/%(code)s, %(channel)s.", code=code, channel=channel)


def describe_by(
    touch: Touch, name: str, *, code: str | None = None, channel: str | None = None
) -> str:
    """Say what a touch is, and whose.

    name: the ambassador's
    """
    if touch.kind is TouchKind.RECOMMENDATION:
        return gettext("Recommendation by %(name)s.", name=name)
    if touch.kind is TouchKind.DECLARATION:
        return gettext("Name of %(name)s given by the candidate.", name=name)
    if code is None:
        return gettext("Visit by a link of %(name)s.", name=name)
    return gettext(
        "Visit by the link r/%(code)s of %(name)s, %(channel)s.",
        code=code,
        name=name,
        channel=channel,
    )
