"""Say in one sentence why an application is credited as it is.

Every reason code has its sentence here, in the language of the moment; the French ones are
in the catalogue. Sentences are whole: none is put together from pieces, and none guesses a
candidate's gender. What stands in <b> is the sentence's lead, which a panel sets apart. What
is said of a single touch is in `touch_words.py`.
"""

from collections.abc import Callable, Mapping
from datetime import date

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_percent
from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l

from app.attribution.ledger.document import Case
from app.attribution.rule.facts import Choice, Decision, Outcome, Reason, Touch
from app.attribution.rule.resolve import WHOLE_CREDIT, chosen_ambassador, in_order
from app.attribution.rule.tests import confirm_by, local_date
from app.core.i18n import format_date, gettext, ngettext
from app.policy.policy import Policy, TouchKind

Names = Callable[[str], str]


def sentence(case: Case, decision: Decision, name_of: Names = str) -> str:
    """Say why a decision is what it is, to a reader who may know every name.

    name_of: an ambassador's name, from what the case calls them
    """
    return "".join(lead_and_rest(case, decision, name_of))


def lead_and_rest(case: Case, decision: Decision, name_of: Names = str) -> tuple[str, str]:
    """Say the same in two parts: who is credited, then why."""
    lead, _, rest = _marked(case, decision, name_of).removeprefix("<b>").partition("</b>")
    return lead, rest


def _marked(case: Case, decision: Decision, name_of: Names) -> str:
    if decision.reason in WITHOUT_TOUCH:
        return WITHOUT_TOUCH[decision.reason](case.policies[case.facts.policy_version])
    if decision.reason is Reason.SHARED_CREDIT:
        return _shared(decision, name_of)
    touch = deciding_touch(case, decision)
    if decision.outcome is Outcome.CREDITED:
        return _credited(case, decision, touch, name_of(touch.ambassador))
    policy = case.policies[touch.policy]
    if decision.outcome is Outcome.PENDING:
        return gettext(
            "<b>Waiting for %(ambassador)s</b> to confirm, by %(date)s, having told the candidate"
            " about us.",
            ambassador=name_of(touch.ambassador),
            date=day_words(confirm_by(touch, policy)),
        )
    return NO_CREDIT[decision.reason](touch, policy, name_of(touch.ambassador))


def deciding_touch(case: Case, decision: Decision) -> Touch:
    """Find the touch that a decision speaks of: the winner, the waiting or the failed one."""
    touches = in_order(case.touches)
    if decision.winners:
        return next(touch for touch in touches if touch.id == decision.winners[0])
    concerned = [touch for touch in touches if decision.rejected.get(touch.id) is decision.reason]
    if decision.outcome is Outcome.PENDING:
        chosen = chosen_ambassador(case.facts, case.policies[case.facts.policy_version])
        concerned.sort(key=lambda touch: touch.ambassador != chosen)
    return concerned[0]


def day_words(day: date) -> str:
    """Write a date in full, with the French ordinal for the first of a month."""
    return format_date(day, "long")


def _locale() -> Locale:
    return get_locale() or Locale("en")


def share_words(name: str, share: int) -> str:
    """Write an ambassador with their share of a credit.

    share: basis points
    """
    return gettext(
        "%(ambassador)s (%(share)s)",
        ambassador=name,
        share=format_percent(share / WHOLE_CREDIT, locale=_locale(), decimal_quantization=False),
    )


def _shared(decision: Decision, name_of: Names) -> str:
    if len(decision.shares) == 1:
        shares = [name_of(decision.shares[0][0])]
    else:
        shares = [share_words(name_of(who), share) for who, share in decision.shares]
    return ngettext(
        "<b>Brought by %(shares)s:</b> nobody else has a touch that counts.",
        "<b>Brought by %(num)d ambassadors,</b> each with a touch that counts: %(shares)s.",
        len(shares),
        shares=format_list(shares, locale=_locale()),
    )


def _credited(case: Case, decision: Decision, touch: Touch, name: str) -> str:
    policy = case.policies[touch.policy]
    came_on = local_date(touch.at, policy)
    if decision.reason is Reason.CANDIDATE_CHOICE:
        named = case.facts.answer is not None and case.facts.answer.choice is Choice.NAMED
        before = (local_date(case.facts.application.at, policy) - came_on).days
        if not named and touch.kind is TouchKind.VISIT and before > 0:
            return ngettext(
                "<b>Brought by %(ambassador)s,</b> whose link the candidate followed on %(date)s,"
                " %(num)d day before applying, and whose name the candidate kept.",
                "<b>Brought by %(ambassador)s,</b> whose link the candidate followed on %(date)s,"
                " %(num)d days before applying, and whose name the candidate kept.",
                before,
                ambassador=name,
                date=day_words(came_on),
            )
        message = (NAMED if named else KEPT)[touch.kind]
        return str(message) % {"ambassador": name, "date": day_words(came_on)}
    passing = len({each.id for each in case.touches} - decision.rejected.keys())
    by_rule = FIRST if decision.reason is Reason.FIRST_TOUCH else LAST
    message = (ONLY if passing == 1 else by_rule)[touch.kind]
    return str(message) % {"ambassador": name, "date": day_words(came_on), "count": passing}


KEPT: Mapping[TouchKind, LazyString] = {
    TouchKind.VISIT: _l(
        "<b>Brought by %(ambassador)s,</b> whose link the candidate followed on %(date)s, the day"
        " of the application, and whose name the candidate kept."
    ),
    TouchKind.RECOMMENDATION: _l(
        "<b>Brought by %(ambassador)s,</b> whose recommendation of %(date)s the candidate"
        " accepted, and whose name the candidate kept."
    ),
    TouchKind.DECLARATION: _l(
        "<b>Brought by %(ambassador)s,</b> whom the candidate named on %(date)s, who confirmed it,"
        " and whose name the candidate kept."
    ),
}
NAMED: Mapping[TouchKind, LazyString] = {
    TouchKind.VISIT: _l(
        "<b>Brought by %(ambassador)s,</b> whom the candidate named, and whose link the candidate"
        " had followed on %(date)s."
    ),
    TouchKind.RECOMMENDATION: _l(
        "<b>Brought by %(ambassador)s,</b> whom the candidate named, and whose recommendation of"
        " %(date)s the candidate had accepted."
    ),
    TouchKind.DECLARATION: _l(
        "<b>Brought by %(ambassador)s,</b> whom the candidate named on %(date)s and who confirmed"
        " it."
    ),
}
ONLY: Mapping[TouchKind, LazyString] = {
    TouchKind.VISIT: _l(
        "<b>Brought by %(ambassador)s,</b> whose link the candidate followed on %(date)s: the only"
        " touch that counts."
    ),
    TouchKind.RECOMMENDATION: _l(
        "<b>Brought by %(ambassador)s,</b> whose recommendation of %(date)s the candidate"
        " accepted: the only touch that counts."
    ),
    TouchKind.DECLARATION: _l(
        "<b>Brought by %(ambassador)s,</b> whom the candidate named on %(date)s and who confirmed"
        " it: the only touch that counts."
    ),
}
FIRST: Mapping[TouchKind, LazyString] = {
    TouchKind.VISIT: _l(
        "<b>Brought by %(ambassador)s,</b> whose link the candidate followed on %(date)s: the"
        " first of %(count)d touches that count."
    ),
    TouchKind.RECOMMENDATION: _l(
        "<b>Brought by %(ambassador)s,</b> whose recommendation of %(date)s the candidate"
        " accepted: the first of %(count)d touches that count."
    ),
    TouchKind.DECLARATION: _l(
        "<b>Brought by %(ambassador)s,</b> whom the candidate named on %(date)s and who confirmed"
        " it: the first of %(count)d touches that count."
    ),
}
LAST: Mapping[TouchKind, LazyString] = {
    TouchKind.VISIT: _l(
        "<b>Brought by %(ambassador)s,</b> whose link the candidate followed on %(date)s: the last"
        " of %(count)d touches that count."
    ),
    TouchKind.RECOMMENDATION: _l(
        "<b>Brought by %(ambassador)s,</b> whose recommendation of %(date)s the candidate"
        " accepted: the last of %(count)d touches that count."
    ),
    TouchKind.DECLARATION: _l(
        "<b>Brought by %(ambassador)s,</b> whom the candidate named on %(date)s and who confirmed"
        " it: the last of %(count)d touches that count."
    ),
}

WITHOUT_TOUCH: Mapping[Reason, Callable[[Policy], str]] = {
    Reason.NO_TOUCH: lambda _: gettext(
        "<b>No credit:</b> no link, recommendation or name leads to this application."
    ),
    Reason.CANDIDATE_DECLINED: lambda _: gettext(
        "<b>No credit:</b> the candidate answered that nobody brought them."
    ),
    Reason.INTERNAL_MOBILITY: lambda _: gettext(
        "<b>No credit:</b> the candidate already works here."
    ),
    Reason.FORMER_EMPLOYEE: lambda policy: ngettext(
        "<b>No credit:</b> the candidate was still employed here less than %(num)d month before"
        " applying.",
        "<b>No credit:</b> the candidate was still employed here less than %(num)d months before"
        " applying.",
        policy.former_employee_months,
    ),
}


def _refused(touch: Touch, _policy: Policy, name: str) -> str:
    if touch.kind is TouchKind.DECLARATION:
        return gettext(
            "<b>No credit:</b> %(ambassador)s answered that they had not told the candidate about"
            " us.",
            ambassador=name,
        )
    return gettext(
        "<b>No credit:</b> the candidate refused the recommendation of %(ambassador)s.",
        ambassador=name,
    )


def _plain(message: LazyString) -> Callable[[Touch, Policy, str], str]:
    return lambda _touch, _policy, name: str(message) % {"ambassador": name}


NO_CREDIT: Mapping[Reason, Callable[[Touch, Policy, str], str]] = {
    Reason.REMOVED_BY_CANDIDATE: _plain(
        _l("<b>No credit:</b> the candidate removed the name of %(ambassador)s.")
    ),
    Reason.KIND_NOT_COUNTED: _plain(
        _l("<b>No credit:</b> the rule of that day did not count the touch of %(ambassador)s.")
    ),
    Reason.REFUSED: _refused,
    Reason.NOT_ACCEPTED: _plain(
        _l("<b>No credit:</b> the candidate has not accepted the recommendation of %(ambassador)s.")
    ),
    Reason.ACCEPTED_LATE: _plain(
        _l(
            "<b>No credit:</b> the recommendation of %(ambassador)s was accepted after the"
            " application."
        )
    ),
    Reason.DECLARED_LATE: lambda _, policy, name: ngettext(
        "<b>No credit:</b> %(ambassador)s was named more than %(num)d day after the application.",
        "<b>No credit:</b> %(ambassador)s was named more than %(num)d days after the application.",
        policy.declaration_days,
        ambassador=name,
    ),
    Reason.DECLARATION_EXPIRED: lambda _, policy, name: ngettext(
        "<b>No credit:</b> %(ambassador)s, whom the candidate named, did not confirm it within"
        " %(num)d day.",
        "<b>No credit:</b> %(ambassador)s, whom the candidate named, did not confirm it within"
        " %(num)d days.",
        policy.confirm_days,
        ambassador=name,
    ),
    Reason.SELF_REFERRAL: _plain(
        _l("<b>No credit:</b> %(ambassador)s and the candidate are the same person.")
    ),
    Reason.OWN_SESSION: _plain(
        _l("<b>No credit:</b> the form was sent from the signed-in browser of %(ambassador)s.")
    ),
    Reason.LINK_AFTER_APPLICATION: _plain(
        _l("<b>No credit:</b> the link of %(ambassador)s was made after the application.")
    ),
    Reason.AFTER_APPLICATION: _plain(
        _l("<b>No credit:</b> the touch of %(ambassador)s came after the application.")
    ),
    Reason.OUTSIDE_WINDOW: lambda touch, policy, name: ngettext(
        "<b>No credit:</b> the touch of %(ambassador)s, on %(date)s, is more than %(num)d day"
        " before the application.",
        "<b>No credit:</b> the touch of %(ambassador)s, on %(date)s, is more than %(num)d days"
        " before the application.",
        policy.window_days,
        ambassador=name,
        date=day_words(local_date(touch.at, policy)),
    ),
    Reason.OTHER_OPENING: _plain(
        _l("<b>No credit:</b> the touch of %(ambassador)s was for another opening.")
    ),
    Reason.EXCLUDED_ROLE: _plain(
        _l("<b>No credit:</b> %(ambassador)s had a role that the rule excludes.")
    ),
    Reason.HIRING_TEAM: _plain(
        _l("<b>No credit:</b> %(ambassador)s belongs to the team that hires for this opening.")
    ),
    Reason.LEAVER: _plain(
        _l("<b>No credit:</b> %(ambassador)s had left the company before the application.")
    ),
    Reason.ALREADY_KNOWN: lambda _, policy, name: ngettext(
        "<b>No credit:</b> the company was already in touch with this candidate, less than %(num)d"
        " month before applying and before %(ambassador)s.",
        "<b>No credit:</b> the company was already in touch with this candidate, less than %(num)d"
        " months before applying and before %(ambassador)s.",
        policy.prior_months,
        ambassador=name,
    ),
    Reason.AGENCY_OWNED: _plain(
        _l("<b>No credit:</b> an agency’s claim on this candidate prevails over %(ambassador)s.")
    ),
}
