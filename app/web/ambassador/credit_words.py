"""What an ambassador reads, in a word, of the credit for a person they brought."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask_babel import lazy_pgettext as _lp
from flask_login import current_user

from app.attribution.queries import OwnCredit, own_credits
from app.hiring.referrals.referrals import Referral
from app.web.ambassador.referral_words import State

_WORDS = {
    OwnCredit.WHOLE: State(_lp("credit", "Credited to you"), "circle-check", "success"),
    OwnCredit.SHARED: State(_lp("credit", "Credit shared with you"), "circle-check", "success"),
    OwnCredit.PENDING: State(_lp("credit", "Credit pending"), "hourglass"),
    OwnCredit.NONE: State(_lp("credit", "Not credited to you"), "circle-minus"),
}


def of(people: Sequence[Referral]) -> Mapping[UUID, State]:
    """Return the word for each of these people, by application. One statement."""
    decided = own_credits(
        current_user, [each.application_id for each in people if each.application_id]
    )
    return {application: _WORDS[credit] for application, credit in decided.items()}
