"""What is said of a name that a candidate typed, to those who may match it."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core.i18n import ngettext
from app.hiring.referrals.suggestions import PossibleReferrer, SuggestionReason
from app.people.models import Person

REASONS: Mapping[SuggestionReason, LazyString] = {
    SuggestionReason.SAME_NAME: _l("called just so"),
    SuggestionReason.SPELLING: _l("spelt nearly so"),
    SuggestionReason.FIRST_NAME: _l("same first name"),
    SuggestionReason.LAST_NAME: _l("same last name"),
    SuggestionReason.WHERE: _l("of the team or place that was written"),
    SuggestionReason.RELAYED: _l("relayed this opening"),
    SuggestionReason.TEAM: _l("of the opening’s team"),
}


def reasons_of(suggestion: PossibleReferrer) -> list[str]:
    """Say why somebody may be meant, the strongest reason first."""
    return [
        ngettext(
            "relayed this opening, %(num)d visit",
            "relayed this opening, %(num)d visits",
            suggestion.visits,
        )
        if reason is SuggestionReason.VISITED
        else str(REASONS[reason])
        for reason in suggestion.reasons
    ]


def where_of(person: Person, language: str) -> str:
    """Say what somebody does and where: what tells namesakes apart."""
    parts = (
        person.job_title,
        person.team.name(language) if person.team else "",
        person.place.name if person.place else "",
    )
    return ", ".join(part for part in parts if part)
