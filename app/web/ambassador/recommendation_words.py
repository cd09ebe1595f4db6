"""What an ambassador reads of the people they recommended: never more than those allow."""

from datetime import datetime

from flask_babel import lazy_pgettext as _lp
from flask_babel import pgettext

from app.core.calendar import local_date
from app.core.i18n import format_date, format_datetime
from app.core.i18n import gettext as _
from app.hiring.queries.recommendations import RecommendationState, SentRecommendation
from app.web.ambassador.referral_words import State

_STATES: dict[RecommendationState, State] = {
    RecommendationState.SENT: State(_lp("recommendation", "Sent"), "send", "info"),
    RecommendationState.REMINDED: State(_lp("recommendation", "Reminded"), "clock", "info"),
    RecommendationState.ACCEPTED: State(_lp("recommendation", "Accepted"), "check", "brand"),
    RecommendationState.APPLIED: State(
        _lp("recommendation", "Has applied"), "circle-check", "success"
    ),
    RecommendationState.CLOSED: State(_lp("recommendation", "Opening closed"), "circle-minus"),
    RecommendationState.OVER: State(_lp("recommendation", "Nothing came of it"), "circle-minus"),
}


def name(sent: SentRecommendation) -> str:
    """Name whom it is about: the ambassador's own word until an acceptance, the person after it.

    Before one nobody is named, since whoever refused would be missing.
    """
    if sent.name:
        return sent.name
    called = sent.recommendation.called
    return _("“%(words)s”", words=called) if called else pgettext("recommendation", "Someone")


def state(sent: SentRecommendation) -> State:
    """Return the word that stands for a recommendation."""
    return _STATES[sent.standing]


def sentence(sent: SentRecommendation) -> str:
    """Say where a recommendation stands, and until when."""
    row = sent.recommendation
    if sent.standing is RecommendationState.SENT:
        return _(
            "No answer yet. One reminder after seven days; without an answer it ends on %(end)s.",
            end=_day(row.ends_at),
        )
    if sent.standing is RecommendationState.REMINDED:
        return _(
            "No answer yet. Reminded once; without an answer it ends on %(end)s.",
            end=_day(row.ends_at),
        )
    if sent.standing is RecommendationState.ACCEPTED:
        return _(
            "Accepted on %(day)s: recruiters may contact them. No application so far.",
            day=_day(row.accepted_at),
        )
    if sent.standing is RecommendationState.APPLIED:
        return _("Accepted on %(day)s, and has applied since.", day=_day(row.accepted_at))
    if sent.standing is RecommendationState.CLOSED:
        return _("The opening closed before an answer. What it said of them is erased.")
    return _("No acceptance in time. What it said of them is erased.")


def when(sent: SentRecommendation) -> str:
    """Say when it was sent, to the minute: that tells two of one day apart."""
    return format_datetime(sent.recommendation.sent_at, "d MMM, HH:mm")


def _day(at: datetime | None) -> str:
    return format_date(local_date(at), "d MMMM") if at else ""
