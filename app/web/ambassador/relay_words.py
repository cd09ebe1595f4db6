"""What a relay's grade means, in one sentence: no state is shown without it."""

from datetime import timedelta

from flask_babel import LazyString, format_decimal
from flask_babel import lazy_gettext as _l

from app.core.i18n import format_timedelta, ngettext
from app.core.i18n import gettext as _
from app.sharing import wording
from app.sharing.models import Channel, ReferralLink
from app.tracking.models import Grade, Relay
from app.tracking.queries import Arrivals
from app.tracking.rules import PreviewFetcher

GRADES: dict[Grade, LazyString] = {
    Grade.DECLARED: _l("Declared"),
    Grade.PREVIEW_SEEN: _l("Preview seen"),
    Grade.CONFIRMED: _l("Confirmed"),
}
LEVELS = {Grade.DECLARED: 1, Grade.PREVIEW_SEEN: 2, Grade.CONFIRMED: 3}
MEANINGS: dict[Grade, LazyString] = {
    Grade.DECLARED: _l("You pressed the button of a network. Nothing yet shows that you posted."),
    Grade.PREVIEW_SEEN: _l(
        "The network came to your link to draw its preview, a sign that your post exists. E-mail "
        "and QR codes never reach this grade."
    ),
    Grade.CONFIRMED: _l("Somebody opened the page through this link."),
}
_FETCHERS = {
    PreviewFetcher.META: "Meta",
    PreviewFetcher.APPLE: "Apple",
    PreviewFetcher.DISCORD: "Discord",
    PreviewFetcher.TELEGRAM: "Telegram",
    PreviewFetcher.MATTERMOST: "Mattermost",
}
_DECLARED: dict[Channel, LazyString] = {
    Channel.EMAIL: _l(
        "You opened your mail. An e-mail leaves no preview: only a visit can confirm it."
    ),
    Channel.QR: _l("You made a QR code. It leaves no preview: only a visit can confirm it."),
    Channel.COPY: _l("You copied the link. Its first preview or visit will show up here."),
    Channel.SHEET: _l("You opened the share menu. The first preview or visit will show up here."),
    Channel.SMS: _l("You opened a text message. The first preview or visit will show up here."),
    Channel.SLACK: _l("You copied a message for Slack. Its preview or a visit will show up here."),
}


def grade_of(relay: Relay | None) -> Grade:
    """Return a relay's grade; a link made a moment ago is declared by itself."""
    return relay.grade if relay else Grade.DECLARED


def sentence(link: ReferralLink, relay: Relay | None, visits: int) -> str:
    """Say what is known of a relay, and how."""
    if relay and relay.confirmed_at:
        return _confirmed(relay.confirmed_at - link.created_at, visits)
    if relay and relay.preview_seen_at:
        return _(
            "%(network)s loaded the preview, a sign that your message is out. Nobody has opened "
            "the page yet.",
            network=fetcher(link.channel, relay.preview_network),
        )
    if link.channel in _DECLARED:
        return str(_DECLARED[link.channel])
    return _(
        "You opened %(network)s. Neither its preview nor a visit has come yet: "
        "perhaps the message was not posted.",
        network=wording.name(link.channel),
    )


def _confirmed(after: timedelta, visits: int) -> str:
    """Say by how many visits a relay was confirmed. after: from the click to the first of them"""
    if visits == 0:
        return _("Confirmed by colleagues, whose visits are not counted.")
    delay = format_timedelta(after, threshold=1)
    return ngettext(
        "Confirmed by one visit, %(delay)s after your click.",
        "Confirmed by %(num)d visits; the first came %(delay)s after your click.",
        visits,
        delay=delay,
    )


def arrivals(came: Arrivals) -> list[dict[str, object]]:
    """Name all that came to a link, as ui/figure.html shows it; what never came is left out."""
    visits = {"label": _("Visits"), "value": format_decimal(came.visits), "note": ""}
    others = {
        _("Colleagues"): came.colleagues,
        _("You"): came.own,
        _("Networks’ previews"): came.previews,
        _("Robots and mail scanners"): came.machines,
    }
    return [visits] + [
        {"label": label, "value": format_decimal(number), "note": _("not counted")}
        for label, number in others.items()
        if number
    ]


def event(grade: Grade, link: ReferralLink, relay: Relay | None) -> str:
    """Say what gave a relay its grade."""
    if grade is Grade.CONFIRMED:
        return _("Somebody opened the page: the relay is confirmed.")
    if grade is Grade.PREVIEW_SEEN and relay:
        network = fetcher(link.channel, relay.preview_network)
        return _("%(network)s loaded the preview.", network=network)
    return _("You made this link: %(network)s.", network=wording.name(link.channel))


def fetcher(channel: Channel, network: PreviewFetcher | None) -> str:
    """Name whose fetcher drew a preview, in a channel's own words where it is its network."""
    if network is None or network is PreviewFetcher.OTHER:
        return _("An application")
    if network is PreviewFetcher.META and channel in (Channel.FACEBOOK, Channel.THREADS):
        return wording.name(channel)
    return _FETCHERS.get(network) or wording.name(network.value)
