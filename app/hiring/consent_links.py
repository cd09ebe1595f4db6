"""The address of the page where somebody answers a recommendation: signed, and ended by time."""

from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.core import signing
from app.core.database import db
from app.core.errors import Refusal
from app.hiring.models import Recommendation
from app.people.entrance.links import absolute

PURPOSE = "recommendation"
ACCEPTED_LASTS = timedelta(days=180)  # to apply, or to change one's mind


class DeadConsentLink(Refusal):
    """The link was never one of ours, or nothing is left of what it led to."""

    code = "dead_link"


def token_of(recommendation: Recommendation, *, now: datetime) -> str:
    """Return what the address carries: until the answer is due or, once accepted, for months."""
    accepted = recommendation.accepted_at is not None
    ends = now + ACCEPTED_LASTS if accepted else recommendation.ends_at
    return signing.sign(PURPOSE, recommendation.id.hex, expires=ends)


def address(recommendation: Recommendation, *, now: datetime, answer: str = "") -> str:
    """Return the whole address of the page, to be sent by mail.

    answer: the one that the page shows chosen; it still has to be sent
    """
    values = {"answer": answer} if answer else {}
    return absolute("candidate.consent", token=token_of(recommendation, now=now), **values)


def is_ours(token: str) -> bool:
    """Return whether a link was signed here, whatever has become of it since."""
    return signing.is_ours(PURPOSE, token)


def open_link(token: str) -> Recommendation:
    """Return the recommendation that a link leads to, erased or not.

    raises: DeadConsentLink that says why; code: expired_link or gone when it was one of ours
    """
    try:
        key = UUID(hex=signing.unsign(PURPOSE, token))
    except signing.Expired as expired:
        raise DeadConsentLink(_l("This link is too old"), code="expired_link") from expired
    except signing.BadToken as forged:
        raise DeadConsentLink(_l("This link is incomplete or altered")) from forged
    found = db.session.get(Recommendation, key)
    if found is None or found.name is None:
        raise DeadConsentLink(_l("Nothing is left of this recommendation"), code="gone")
    return found
