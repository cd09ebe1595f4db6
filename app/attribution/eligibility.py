"""Tell an ambassador beforehand when they would be credited.

The answer is drawn from the rule, the ambassador and the publication alone. No candidate is
asked for or looked up, so it cannot tell whether anyone in particular has applied already.
"""

from dataclasses import dataclass
from datetime import datetime

from app.attribution.rule.eligibility import Prospect, prospect
from app.attribution.rule.facts import Reason
from app.attribution.wording.reasons import Particulars, say, words_of
from app.people.models import Person
from app.policy.policy import Policy, TouchKind
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
    expected = prospect(
        policy,
        kind,
        roles=frozenset(str(role) for role in ambassador.roles),
        hires=family is not None and ambassador.id in family.hirers(publication),
        last_day=ambassador.left_on,
        story=family is not None and not family.takes_applications,
        now=now,
    )
    return in_words(expected, policy)


def in_words(expected: Prospect, policy: Policy) -> Eligibility:
    """Say what can be expected, by the table of reasons."""

    def words(reason: Reason) -> str:
        beforehand = words_of(reason).beforehand
        assert beforehand is not None  # the table has them for each reason of a prospect
        return say(beforehand, Particulars(of_touch=expected.touch, by_policy=policy))

    return Eligibility(
        expected.possible,
        words(expected.decision.reason),
        tuple(words(hurdle) for hurdle in expected.hurdles),
    )
