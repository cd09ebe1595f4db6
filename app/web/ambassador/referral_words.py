"""What an ambassador reads of the people they brought, as far as each lets it be seen."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from app.core.calendar import local_date
from app.core.i18n import format_date
from app.core.i18n import gettext as _
from app.hiring.models import ReferrerSees, Stage
from app.hiring.referrals.referrals import Referral, ReferralOutcome
from app.sharing import wording
from app.sharing.models import Channel


@dataclass(frozen=True)
class State:
    """A word with its icon and tone, as ui/status.html draws it."""

    word: str | LazyString
    icon: str
    tone: str | None = None


_AWAITS = State(_lp("person brought", "Your turn"), "hourglass", "warning")
_OVER = State(_lp("person brought", "Not confirmed"), "hourglass")
_MOOT = State(_lp("person brought", "Nothing left to confirm"), "circle-minus")
_APPLIED = State(_lp("person brought", "Has applied"), "check", "info")
_RESULTS = {
    ReferralOutcome.HIRED: State(_lp("person brought", "Hired"), "circle-check", "success"),
    ReferralOutcome.NOT_HIRED: State(_lp("person brought", "Over"), "circle-minus"),
}
_STAGES = {
    Stage.RECEIVED: State(_lp("person brought", "Received"), "check", "info"),
    Stage.REVIEW: State(_lp("person brought", "In review"), "message-square", "brand"),
    Stage.INTERVIEW: State(_lp("person brought", "Conversation"), "message-square", "brand"),
    Stage.OFFER: State(_lp("person brought", "Offer"), "file-text", "brand"),
    Stage.HIRED: State(_lp("person brought", "Hired"), "circle-check", "success"),
}
_SEEN: dict[ReferrerSees, LazyString] = {
    ReferrerSees.APPLIED: _l("They let you see that they have applied, nothing more."),
    ReferrerSees.OUTCOME: _l("They will let you know how it ends: no decision yet."),
    ReferrerSees.STAGES: _l("They let you see each step."),
}


def state(brought: Referral) -> State:
    """Return the word that stands for a person's application, no more than they let see."""
    if brought.over:
        return _OVER
    if brought.awaits:
        return _AWAITS
    if brought.result:
        return _RESULTS[brought.result]
    if brought.moot:
        return _MOOT
    return _STAGES[brought.stage] if brought.stage else _APPLIED


def arrival(brought: Referral) -> str:
    """Say when and how a person came."""
    day = format_date(local_date(brought.at), "d MMMM")
    if brought.over:
        return _(
            "Said on %(day)s that you told them about it. The time to confirm it is over: nothing "
            "is credited to you.",
            day=day,
        )
    if brought.awaits:
        return _("Said on %(day)s that you told them about it. Confirm it, or say no.", day=day)
    if brought.moot:
        return _(
            "Said on %(day)s that you told them about it. There is nothing left to confirm.",
            day=day,
        )
    if brought.recommended:
        return _("Applied on %(day)s after your recommendation.", day=day)
    if brought.by_own_link:
        return _("Applied on %(day)s through your permanent link.", day=day)
    if brought.channel is None:
        return _("Named you in their application on %(day)s.", day=day)
    words = _ARRIVALS.get(brought.channel, _BY_A_NETWORK)
    return str(words) % {"day": day, "network": wording.name(brought.channel)}


_BY_A_NETWORK = _l("Applied on %(day)s through your %(network)s link.")
_ARRIVALS: dict[Channel, LazyString] = {
    Channel.EMAIL: _l("Applied on %(day)s through the link in your e-mail."),
    Channel.SMS: _l("Applied on %(day)s through the link in your text message."),
    Channel.QR: _l("Applied on %(day)s through your QR code."),
    Channel.COPY: _l("Applied on %(day)s through a link that you copied."),
    Channel.SHEET: _l("Applied on %(day)s through a link that you shared from your device."),
}


def visibility(brought: Referral) -> str:
    """Say how far a person lets the ambassador see, or how it ended."""
    if brought.result is ReferralOutcome.HIRED:
        return _("Hired: this person lets you know.")
    if brought.result is ReferralOutcome.NOT_HIRED:
        return _("It ended without a hire. Reasons stay between the person and the company.")
    return str(_SEEN[brought.sees])
