"""What staff see of a name that a candidate typed: what became of it, and who may be meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.attribution.rule.eligibility import prospect
from app.attribution.rule.facts import Outcome
from app.attribution.wording.reasons import words_of
from app.core.calendar import local_date
from app.core.i18n import language, ngettext
from app.hiring.models import Application, ReferrerChoice, TypedName, TypedNameState
from app.hiring.referrals import typed_names
from app.hiring.referrals.declarations import BY_COLLEAGUE, sent_at
from app.hiring.referrals.suggestions import PossibleReferrer, SuggestionReason, suggestions
from app.people.models import Person
from app.people.permissions import Permission, may
from app.policy import versions
from app.policy.confirming import last_day_to_confirm
from app.policy.policy import Policy, TouchKind, TouchState
from app.publishing.kinds import family_of
from app.web.media import picture_url

BESIDE = 3  # suggestions beside an application; the name's own page has them all
REASONS: Mapping[SuggestionReason, LazyString] = {
    SuggestionReason.SAME_NAME: _l("same name"),
    SuggestionReason.SPELLING: _l("nearly the same spelling"),
    SuggestionReason.FIRST_NAME: _l("same first name"),
    SuggestionReason.LAST_NAME: _l("same last name"),
    SuggestionReason.WHERE: _l("in the team or place that was written"),
    SuggestionReason.RELAYED: _l("relayed this opening"),
    SuggestionReason.TEAM: _l("in the opening’s team"),
}


@dataclass(frozen=True)
class PersonToChoose:
    """Somebody who may be meant.

    why: the reasons, the strongest first; none for a search
    fits: whether the typed name may be theirs
    barred: why they could not be credited; empty when they could
    """

    person: Person
    where: str
    photo_url: str | None
    why: Sequence[str] = ()
    fits: bool = True
    barred: str = ""


@dataclass(frozen=True)
class TypedNameCard:
    """A typed name, as templates/recruiting/_typed_name.html draws it.

    choose: whether somebody can be chosen; not once it is too late for them to confirm
    last_day: on which a colleague can confirm it
    suggestions: who bears such a name; relayed: who relayed the opening, and is called otherwise
    asked_again: when the colleague was asked once more; asks_again: whether they can be now
    confirmed, denied: what the colleague answered
    """

    typed_name: TypedName
    choose: bool
    too_late: bool
    last_day: date
    suggestions: Sequence[PersonToChoose]
    relayed: Sequence[PersonToChoose]
    asked_again: datetime | None
    asks_again: bool
    confirmed: bool
    denied: bool

    @property
    def matched(self) -> bool:
        """Whether the name is taken for a colleague."""
        return self.typed_name.state is TypedNameState.MATCHED

    @property
    def waits(self) -> bool:
        """Whether nobody has said anything about it."""
        return self.typed_name.state is TypedNameState.OPEN

    @property
    def asked(self) -> bool:
        """Whether the candidate was asked which colleague they meant."""
        return self.typed_name.state is TypedNameState.ASKED

    @property
    def nobody(self) -> bool:
        """Whether it was found to be no colleague's."""
        return self.typed_name.state is TypedNameState.NOBODY


def has_name_to_match(application: Application, reader: Person) -> bool:
    """Whether an application's candidate names somebody, and its reader matches names."""
    return application.choice is ReferrerChoice.NAMED and may(reader, Permission.MATCH_NAMES)


def card_of(
    typed_name: TypedName, reader: Person, *, now: datetime, most: int | None = None
) -> TypedNameCard:
    """Return the card of a typed name. most: suggestions on it; None for all"""
    policy = versions.versions([typed_name.policy_version])[typed_name.policy_version]
    last_day = last_day_to_confirm(typed_name.at, policy)
    too_late = local_date(now) > last_day
    choose = typed_name.state is not TypedNameState.MATCHED and not too_late
    likely = suggestions(typed_name, by=reader, now=now) if choose else []
    named = [each for each in likely if each.by_name][:most]
    others = [each for each in likely if not each.by_name][:most]
    bars = bars_to_credit(typed_name, [each.person for each in (*named, *others)], policy)
    touch = typed_name.touch
    may_ask = typed_names.may_ask_again(typed_name, by=reader, now=now)
    asked_again = sent_at(touch, BY_COLLEAGUE) if touch and may_ask else None
    return TypedNameCard(
        typed_name=typed_name,
        choose=choose,
        too_late=too_late,
        last_day=last_day,
        suggestions=[_possible(each, bars) for each in named],
        relayed=[_possible(each, bars) for each in others],
        asked_again=asked_again,
        asks_again=may_ask and not asked_again,
        confirmed=touch is not None and touch.state is TouchState.OK,
        denied=touch is not None and touch.state is TouchState.REFUSED,
    )


def _possible(found: PossibleReferrer, bars: Mapping[UUID, str]) -> PersonToChoose:
    return to_choose(
        found.person,
        reasons_of(found),
        fits=found.by_name,
        barred=bars.get(found.person.id, ""),
    )


def bars_to_credit(
    typed_name: TypedName, people: Sequence[Person], policy: Policy | None = None
) -> dict[UUID, str]:
    """Say of people why the rule would not credit them, were they the ones named.

    policy: that of the day, where it is read already
    """
    if not people:
        return {}
    opening = typed_name.application.opening
    if policy is None:
        policy = versions.versions([typed_name.policy_version])[typed_name.policy_version]
    hirers = family_of(opening).hirers(opening)
    bars = {}
    for person in people:
        expected = prospect(
            policy,
            TouchKind.DECLARATION,
            roles=frozenset(str(role) for role in person.roles),
            hires=person.id in hirers,
            last_day=person.left_on,
            story=False,
            now=typed_name.at,
        )
        if expected.decision.outcome is Outcome.NONE:
            bars[person.id] = str(words_of(expected.decision.reason).listed)
    return bars


def to_choose(
    person: Person, why: Sequence[str] = (), *, fits: bool = True, barred: str = ""
) -> PersonToChoose:
    """Return somebody to choose from, with what tells namesakes apart: their work and place."""
    parts = (
        person.job_title,
        person.team.name(language()) if person.team else "",
        person.place.name if person.place else "",
    )
    where = ", ".join(part for part in parts if part)
    return PersonToChoose(person, where, picture_url(person.portrait), why, fits, barred)


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
