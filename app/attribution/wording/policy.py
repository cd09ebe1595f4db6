"""What each field of the policy means, in words, for the screens that show or change it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.people.models import Role
from app.people.wording import ROLE_NAMES
from app.policy.policy import AgencyRule, LeaverRule, Model, Policy, PriorRule, Scope, TouchKind

LABELS: Mapping[str, LazyString] = {
    "model": _l("Who is credited"),
    "window_days": _l("How long a link or a recommendation counts"),
    "declaration_days": _l("How long after applying a name can still be given"),
    "confirm_days": _l("How long an ambassador has to confirm"),
    "kinds": _l("What counts"),
    "stories": _l("Stories count as openings do"),
    "scope": _l("Which opening a link serves"),
    "prior_rule": _l("When a candidate is already known"),
    "prior_months": _l("How long a candidate stays known"),
    "agency_rule": _l("Between an agency and an ambassador"),
    "excluded_roles": _l("Roles that are never credited"),
    "exclude_hiring_team": _l("The team that hires for an opening is not credited on it"),
    "leaver_rule": _l("Ambassadors who have left"),
    "former_employee_months": _l("How long a former employee earns nobody a credit"),
    "skew_s": _l("Disagreement allowed between clocks"),
    "timezone": _l("Time zone in which days are counted"),
}

MEANS: Mapping[str, LazyString] = {
    "window_days": _l("Counted in days from the touch to the application; 0 is the same day."),
    "declaration_days": _l("In days, from the application to “who told you about us?”."),
    "confirm_days": _l(
        "In days, from the day the candidate gave their name. Past it, the name is set aside."
    ),
    "prior_months": _l("In months, from an earlier application. 0 never makes anyone known."),
    "excluded_roles": _l("As they were on the day of the touch, not later."),
    "former_employee_months": _l(
        "In months, from their last day. 0 lets them be brought back at once."
    ),
    "skew_s": _l("In seconds. A link made this little after the application still counts."),
}

CHOICES: Mapping[str, Mapping[str, LazyString]] = {
    "model": {
        Model.DECLARED: _l("The one the candidate keeps or names, else the first"),
        Model.FIRST: _l("The first who reached the candidate"),
        Model.LAST: _l("The last who reached the candidate"),
        Model.SHARED: _l("All who reached the candidate, evenly"),
    },
    "scope": {
        Scope.ORGANISATION: _l("Any opening of the company"),
        Scope.OPENING: _l("Only the one that was relayed; a story serves any"),
    },
    "prior_rule": {
        PriorRule.ANY: _l("They applied earlier, for any opening"),
        PriorRule.SAME_OPENING: _l("They applied earlier, for the same opening"),
        PriorRule.ACTIVE: _l("They have an earlier application still open"),
        PriorRule.NONE: _l("Never"),
    },
    "agency_rule": {
        AgencyRule.EARLIEST: _l("The earlier one prevails"),
        AgencyRule.AGENCY: _l("The agency prevails"),
        AgencyRule.AMBASSADOR: _l("The ambassador prevails"),
    },
    "leaver_rule": {
        LeaverRule.EXCLUDE: _l("Not credited for applications after their last day"),
        LeaverRule.CREDIT: _l("Credited all the same"),
    },
    "kinds": {
        TouchKind.VISIT: _l("A link that was followed"),
        TouchKind.RECOMMENDATION: _l("A recommendation that was accepted"),
        TouchKind.DECLARATION: _l("A name given by the candidate, then confirmed"),
    },
    "excluded_roles": {role: ROLE_NAMES[role] for role in Role if role is not Role.AMBASSADOR},
}

# As screens group them: title, then fields.
GROUPS: tuple[tuple[LazyString, tuple[str, ...]], ...] = (
    (_l("Choice"), ("model", "kinds", "stories", "scope")),
    (_l("Delays"), ("window_days", "declaration_days", "confirm_days")),
    (
        _l("Candidates already known"),
        ("prior_rule", "prior_months", "former_employee_months", "agency_rule"),
    ),
    (_l("Who cannot be credited"), ("excluded_roles", "exclude_hiring_team", "leaver_rule")),
    (_l("Clocks"), ("timezone", "skew_s")),
)


def value_words(name: str, value: Any) -> str:
    """Write a field's value as its screen does.

    value: as `policy.settings()` writes it
    """
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        chosen = [str(words) for word, words in CHOICES[name].items() if word in value]
        return " · ".join(chosen) or _("None")
    if name in CHOICES:
        return str(CHOICES[name][value])
    if name.endswith("_days"):
        return ngettext("%(num)d day", "%(num)d days", value)
    if name.endswith("_months"):
        return ngettext("%(num)d month", "%(num)d months", value)
    if name == "skew_s":
        return ngettext("%(num)d second", "%(num)d seconds", value)
    return str(value)


def changed_fields(before: Policy, after: Policy) -> list[dict[str, str]]:
    """List the fields in which two policies differ, in words."""
    old, new = before.settings(), after.settings()
    return [
        {
            "label": str(LABELS[name]),
            "before": value_words(name, old[name]),
            "after": value_words(name, new[name]),
        }
        for name in LABELS
        if old[name] != new[name]
    ]
