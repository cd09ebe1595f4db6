"""Tell an ambassador beforehand when they would be credited (S8).

The answer is drawn from the rule, the ambassador and the publication alone. No candidate is
asked for or looked up, so it cannot tell whether anyone in particular has applied already.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core.calendar import local_date
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.people.models import Person
from app.policy.policy import AgencyRule, LeaverRule, Model, Policy, PriorRule, Scope, TouchKind
from app.policy.versions import policy_in_force
from app.publishing.kinds import family_of
from app.publishing.models import Publication


@dataclass(frozen=True)
class Eligibility:
    """Whether an ambassador can be credited, and when.

    sentence: the answer, whole
    conditions: what else has to hold, a sentence each; empty when they cannot be credited
    """

    possible: bool
    sentence: str
    conditions: tuple[str, ...] = ()


def eligibility_of(
    ambassador: Person,
    publication: Publication | None,
    *,
    now: datetime,
    kind: TouchKind = TouchKind.VISIT,
) -> Eligibility:
    """Say when an ambassador would be credited for a relay, or a recommendation, made now.

    publication: None for the rule in general
    kind: a visit, by the link of a relay, or a recommendation
    """
    policy = policy_in_force(now)
    family = family_of(publication) if publication else None
    if why_not := refusal(
        policy,
        roles=frozenset(str(role) for role in ambassador.roles),
        hires=family is not None and ambassador.id in family.hirers(publication),
        has_left=ambassador.left_on is not None and ambassador.left_on < local_date(now),
        story=family is not None and not family.takes_applications,
        kind=kind,
    ):
        return Eligibility(False, why_not)
    return Eligibility(True, promise(policy, kind), tuple(conditions(policy, kind)))


def refusal(
    policy: Policy,
    *,
    roles: frozenset[str],
    hires: bool,
    has_left: bool,
    story: bool,
    kind: TouchKind = TouchKind.VISIT,
) -> str | None:
    """Say why a relay or a recommendation could never be credited to its ambassador, or None.

    hires: they are in the team that hires for the opening
    story: what is relayed is a story
    """
    if kind not in policy.kinds:
        return str(NOT_COUNTED[kind])
    if story and not policy.stories:
        return _("You would not be credited: the rule in force does not count stories.")
    if roles & policy.excluded_roles:
        return _("You would not be credited: the rule excludes one of your roles.")
    if hires and policy.exclude_hiring_team:
        return _("You would not be credited: you belong to the team that hires for this opening.")
    if has_left and policy.leaver_rule is LeaverRule.EXCLUDE:
        return _("You would not be credited: the rule asks to be at work here.")
    return None


NOT_COUNTED: Mapping[TouchKind, LazyString] = {
    TouchKind.VISIT: _l("You would not be credited: the rule in force does not count links."),
    TouchKind.RECOMMENDATION: _l(
        "You would not be credited: the rule in force does not count recommendations."
    ),
}


def promise(policy: Policy, kind: TouchKind = TouchKind.VISIT) -> str:
    """Say what has to happen for a relay or a recommendation to be credited to its ambassador."""
    promises = RECOMMENDATION_PROMISES if kind is TouchKind.RECOMMENDATION else PROMISES
    return promises[policy.model](policy.window_days)


PROMISES: Mapping[Model, Callable[[int], str]] = {
    Model.DECLARED: lambda days: ngettext(
        "You would be credited if someone follows your link, applies within %(num)d day and keeps"
        " your name on the form.",
        "You would be credited if someone follows your link, applies within %(num)d days and keeps"
        " your name on the form.",
        days,
    ),
    Model.FIRST: lambda days: ngettext(
        "You would be credited if someone follows your link, applies within %(num)d day, and"
        " nobody had reached them before you.",
        "You would be credited if someone follows your link, applies within %(num)d days, and"
        " nobody had reached them before you.",
        days,
    ),
    Model.LAST: lambda days: ngettext(
        "You would be credited if someone follows your link, applies within %(num)d day, and"
        " nobody reaches them after you.",
        "You would be credited if someone follows your link, applies within %(num)d days, and"
        " nobody reaches them after you.",
        days,
    ),
    Model.SHARED: lambda days: ngettext(
        "You would be credited if someone follows your link and applies within %(num)d day,"
        " evenly with whoever else reached them.",
        "You would be credited if someone follows your link and applies within %(num)d days,"
        " evenly with whoever else reached them.",
        days,
    ),
}


RECOMMENDATION_PROMISES: Mapping[Model, Callable[[int], str]] = {
    Model.DECLARED: lambda days: ngettext(
        "You would be credited if this person accepts, then applies within %(num)d day of your"
        " message, and names nobody else on the form.",
        "You would be credited if this person accepts, then applies within %(num)d days of your"
        " message, and names nobody else on the form.",
        days,
    ),
    Model.FIRST: lambda days: ngettext(
        "You would be credited if this person accepts, then applies within %(num)d day of your"
        " message, and nobody had reached them before you.",
        "You would be credited if this person accepts, then applies within %(num)d days of your"
        " message, and nobody had reached them before you.",
        days,
    ),
    Model.LAST: lambda days: ngettext(
        "You would be credited if this person accepts, then applies within %(num)d day of your"
        " message, and nobody reaches them after you.",
        "You would be credited if this person accepts, then applies within %(num)d days of your"
        " message, and nobody reaches them after you.",
        days,
    ),
    Model.SHARED: lambda days: ngettext(
        "You would be credited if this person accepts, then applies within %(num)d day of your"
        " message, evenly with whoever else reached them.",
        "You would be credited if this person accepts, then applies within %(num)d days of your"
        " message, evenly with whoever else reached them.",
        days,
    ),
}


def conditions(policy: Policy, kind: TouchKind = TouchKind.VISIT) -> Iterator[str]:
    """Say what else the rule asks, a whole sentence each."""
    recommends = kind is TouchKind.RECOMMENDATION
    if policy.scope is Scope.OPENING and recommends:
        yield _("They apply to the opening that you recommended them for.")
    elif policy.scope is Scope.OPENING:
        yield _("They apply to the opening that you relayed; a story serves every opening.")
    if prior := _prior_condition(policy):
        yield prior
    if policy.agency_rule is not AgencyRule.AMBASSADOR:
        yield _("No recruitment agency brought them first.")
    yield _("They do not work here already.")
    if policy.former_employee_months:
        yield ngettext(
            "They did not work here in the last %(num)d month.",
            "They did not work here in the last %(num)d months.",
            policy.former_employee_months,
        )
    if recommends:
        yield _("They accept, and send the form, themselves, from their own browser.")
    else:
        yield _("They send the form themselves, from their own browser.")


def _prior_condition(policy: Policy) -> str | None:
    if policy.prior_rule is PriorRule.NONE or policy.prior_months == 0:
        return None
    if policy.prior_rule is PriorRule.SAME_OPENING:
        return ngettext(
            "They had not applied to the same opening in the last %(num)d month, unless by you.",
            "They had not applied to the same opening in the last %(num)d months, unless by you.",
            policy.prior_months,
        )
    if policy.prior_rule is PriorRule.ACTIVE:
        return ngettext(
            "They have no application open here since less than %(num)d month, unless by you.",
            "They have no application open here since less than %(num)d months, unless by you.",
            policy.prior_months,
        )
    return ngettext(
        "The company was not in touch with them in the last %(num)d month, unless by you.",
        "The company was not in touch with them in the last %(num)d months, unless by you.",
        policy.prior_months,
    )
