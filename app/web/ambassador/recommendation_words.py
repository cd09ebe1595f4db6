"""What an ambassador reads of the people they recommended: never more than those allow."""

from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_pgettext as _lp

from app.core.calendar import local_date
from app.core.i18n import format_date, format_datetime
from app.core.i18n import gettext as _
from app.hiring.referrals.recommended import Sent, Standing
from app.web.ambassador.referral_words import State

_STATES: dict[Standing, State] = {
    Standing.SENT: State(_lp("recommendation", "Sent"), "send", "info"),
    Standing.REMINDED: State(_lp("recommendation", "Reminded"), "clock", "info"),
    Standing.ACCEPTED: State(_lp("recommendation", "Accepted"), "check", "brand"),
    Standing.APPLIED: State(_lp("recommendation", "Has applied"), "circle-check", "success"),
    Standing.CLOSED: State(_lp("recommendation", "Opening closed"), "circle-minus"),
    Standing.OVER: State(_lp("recommendation", "Nothing came of it"), "circle-minus"),
}
# Before an acceptance nobody is named: whoever refused would be missing.
SOMEONE: LazyString = _lp("recommendation", "Someone")


def state(sent: Sent) -> State:
    """Return the word that stands for a recommendation."""
    return _STATES[sent.standing]


def sentence(sent: Sent) -> str:
    """Say where a recommendation stands, and until when."""
    row = sent.recommendation
    if sent.standing is Standing.SENT:
        return _(
            "No answer yet. One reminder after seven days; without an answer it ends on %(end)s.",
            end=_day(row.ends_at),
        )
    if sent.standing is Standing.REMINDED:
        return _(
            "No answer yet. Reminded once; without an answer it ends on %(end)s.",
            end=_day(row.ends_at),
        )
    if sent.standing is Standing.ACCEPTED:
        return _(
            "Accepted on %(day)s: recruiters may contact them. No application so far.",
            day=_day(row.accepted_at),
        )
    if sent.standing is Standing.APPLIED:
        return _("Accepted on %(day)s, and has applied since.", day=_day(row.accepted_at))
    if sent.standing is Standing.CLOSED:
        return _("The opening closed before an answer. What it said of them is erased.")
    return _("No acceptance in time. What it said of them is erased.")


def when(sent: Sent) -> str:
    """Say when it was sent, to the minute: that tells two of one day apart."""
    return format_datetime(sent.recommendation.sent_at, "d MMM, HH:mm")


def _day(at: datetime | None) -> str:
    return format_date(local_date(at), "d MMMM") if at else ""
