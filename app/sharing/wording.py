"""How channels are named, drawn and opened, on every screen that shows one."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.sharing.models import Channel

NAMES: dict[Channel, str | LazyString] = {
    Channel.LINKEDIN: "LinkedIn",
    Channel.X: "X",
    Channel.BLUESKY: "Bluesky",
    Channel.MASTODON: "Mastodon",
    Channel.FACEBOOK: "Facebook",
    Channel.WHATSAPP: "WhatsApp",
    Channel.THREADS: "Threads",
    Channel.XING: "Xing",
    Channel.EMAIL: _l("E-mail"),
    Channel.SMS: _l("Text message"),
    Channel.SLACK: "Slack",
    Channel.TEAMS: "Teams",
    Channel.QR: _l("QR code"),
    Channel.COPY: _l("Copied link"),
    Channel.SHEET: _l("Share menu"),
}

# For the button that chooses a channel, where its own name would sound like something done.
CHOICES = NAMES | {Channel.COPY: _l("Copy the link")}

ICONS = {
    Channel.LINKEDIN: "brand-linkedin",
    Channel.X: "brand-x",
    Channel.BLUESKY: "brand-bluesky",
    Channel.MASTODON: "brand-mastodon",
    Channel.FACEBOOK: "brand-facebook",
    Channel.WHATSAPP: "brand-whatsapp",
    Channel.THREADS: "brand-threads",
    Channel.XING: "brand-xing",
    Channel.EMAIL: "mail",
    Channel.SMS: "message-square",
    Channel.SLACK: "brand-slack",
    Channel.TEAMS: "brand-teams",
    Channel.QR: "qr-code",
    Channel.COPY: "link",
    Channel.SHEET: "share-2",
}


@dataclass(frozen=True)
class Steps:
    """What a person reads before and after the button of a channel.

    act: on the button that makes the link
    ready: title of the page that follows
    how: what is left for them to do there
    """

    act: LazyString
    ready: LazyString
    how: LazyString


_OPENED = Steps(
    act=_l("Open %(network)s with this text"),
    ready=_l("Your post for %(network)s is ready"),
    how=_l("%(network)s opens with your text and your link in it. Publish it there."),
)
_PASTED = Steps(
    act=_l("Copy the text and open %(network)s"),
    ready=_l("Your post for %(network)s is ready"),
    how=_l("%(network)s takes no text from outside: copy yours, open the page, paste it there."),
)
_COPIED = Steps(
    act=_l("Copy the text and the link"),
    ready=_l("Your text and your link are ready"),
    how=_l("Copy them, then paste them wherever you like."),
)
_STEPS = {
    Channel.EMAIL: Steps(
        act=_l("Open an e-mail with this text"),
        ready=_l("Your e-mail is ready"),
        how=_l("Your mail program opens with the subject, your text and your link."),
    ),
    Channel.SMS: Steps(
        act=_l("Open a text message with this text"),
        ready=_l("Your text message is ready"),
        how=_l("Your phone opens a message with your text and your link in it."),
    ),
    Channel.SLACK: Steps(
        act=_l("Copy the text for Slack"),
        ready=_l("Your message for Slack is ready"),
        how=_l("Slack has no page to share from: copy the message, then paste it there."),
    ),
    Channel.COPY: _COPIED,
    Channel.QR: Steps(
        act=_l("Make a QR code"),
        ready=_l("Your QR code is ready"),
        how=_l("Print it on a poster or show it on a slide: it leads to your link."),
    ),
    Channel.SHEET: Steps(
        act=_l("Choose an app on this device"),
        ready=_l("Your text and your link are ready"),
        how=_l("Choose where to send them in the menu of your phone or computer."),
    ),
}


def steps(channel: Channel, *, pasted: bool) -> Steps:
    """Return what a channel's button and page say.

    pasted: its page takes no text, so that the person pastes it
    """
    return _STEPS.get(channel) or (_PASTED if pasted else _OPENED)


def name(channel: Channel | str) -> str:
    """Name a channel in the current language."""
    return str(NAMES[Channel(channel)])
