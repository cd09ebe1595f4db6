"""Recommended people who agreed to be contacted: one recruiter writes to each, and says so."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from app.core import activity
from app.core.database import db
from app.core.errors import Refusal
from app.hiring.models import Recommendation
from app.people.models import Person


class TakenByAnother(Refusal):
    """A colleague takes care of this person."""

    code = "taken"


class AgreesNoMore(Refusal):
    """The person has taken back their word: nobody contacts them, and nothing is kept of them."""

    code = "agrees_no_more"


def take(recommendation: Recommendation, *, instead_of: str, by: Person, now: datetime) -> bool:
    """Take care of a person, so that nobody else writes to them.

    instead_of: the id of whom the page showed as doing so; "" for nobody
    returns: False when it is theirs already
    raises: TakenByAnother when a colleague was faster; AgreesNoMore
    """
    _lock_agreed(recommendation)
    if recommendation.taken_by_id == by.id:
        return False
    _must_be_held_by(recommendation, instead_of)
    recommendation.taken_by, recommendation.taken_at = by, now
    activity.record("recommendation.contact_taken", recommendation, by=by, now=now)
    return True


def note_contacted(
    recommendation: Recommendation, *, instead_of: str, by: Person, now: datetime
) -> bool:
    """Note that somebody has written to, or called, a person; False when that is noted already.

    raises: TakenByAnother, AgreesNoMore
    """
    _lock_agreed(recommendation)
    if recommendation.contacted_at:
        return False
    if recommendation.taken_by_id != by.id:
        _must_be_held_by(recommendation, instead_of)
        recommendation.taken_by, recommendation.taken_at = by, now
    recommendation.contacted_at = now
    activity.record("recommendation.contacted", recommendation, by=by, now=now)
    return True


def give_back(recommendation: Recommendation, *, by: Person, now: datetime) -> bool:
    """Let another colleague take care of a person; False when that is not one's to do."""
    _lock(recommendation)
    if recommendation.taken_by_id != by.id:
        return False
    recommendation.taken_by, recommendation.taken_at = None, None
    recommendation.contacted_at = None
    activity.record("recommendation.contact_given_back", recommendation, by=by, now=now)
    return True


def _lock(recommendation: Recommendation) -> None:
    db.session.refresh(recommendation, with_for_update={"of": Recommendation})


def _lock_agreed(recommendation: Recommendation) -> None:
    _lock(recommendation)
    if recommendation.accepted_at is None:
        raise AgreesNoMore(
            _l("This person does not agree to be contacted any more. Do not write to them.")
        )


def _must_be_held_by(recommendation: Recommendation, shown: str) -> None:
    holder = recommendation.taken_by
    if holder and str(holder.id) != shown:
        raise TakenByAnother(
            _l("%(name)s takes care of this person. Talk to each other first.", name=holder.name)
        )
