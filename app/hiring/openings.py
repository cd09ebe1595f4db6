"""Whether an opening takes applications, and keeping it so while one comes in."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from app.core.database import db
from app.core.errors import Refusal
from app.publishing.kinds import is_online
from app.publishing.models import Opening, Publication


class OpeningClosed(Refusal):
    """The opening takes no application any more."""

    code = "closed"


def takes_applications(opening: Opening, now: datetime) -> bool:
    """Say whether an opening may be applied for: online, neither paused nor over."""
    return is_online(opening, now)


def hold_open(opening: Opening, *, now: datetime) -> None:
    """Keep an opening as it is until the transaction ends: closing waits for us, or we for it.

    Taken after the candidate, by all who take both.

    raises: OpeningClosed
    """
    db.session.refresh(
        opening,
        ["state", "closes_on", "withdraw_at"],
        with_for_update={"read": True, "of": Publication},
    )
    if not takes_applications(opening, now):
        raise OpeningClosed(_l("This opening takes no more applications."))
