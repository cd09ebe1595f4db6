"""How channels are named, drawn and opened, on every screen that shows one."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.sharing.models import Channel
from app.sharing.networks import Way

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
CHOICES = NAMES | {Channel.COPY: _l("Copy text and link")}

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
    before: what it does and what it does not, under the button
    ready: title of the page that follows, where nothing has opened yet
    how: what is left for them to do there
    done: what is left for them to do once it has opened, or has been copied
    """

    act: LazyString
    before: LazyString
    ready: LazyString
    how: LazyString
    done: LazyString


_NOTHING_WITHOUT_YOU = _l("Nothing is published without your click on %(network)s.")
_IN_YOUR_MAIL = _l("Nothing leaves without your click in your mail program.")
_IN_YOUR_MESSAGES = _l("Nothing leaves without your click in your messages.")
_ELSEWHERE = _l("Nothing is published: you choose where it goes.")
_NETWORK = {
    Way.CARRIED: Steps(
        act=_l("Open %(network)s with this text"),
        before=_NOTHING_WITHOUT_YOU,
        ready=_l("Your post for %(network)s is ready"),
        how=_l("%(network)s opens with your text and your link in it. Publish it there."),
        done=_l("%(network)s has opened with your text and your link in it. Publish it there."),
    ),
    Way.PASTED: Steps(
        act=_l("Copy the text and open %(network)s"),
        before=_l(
            "%(network)s takes no text from outside: yours is copied, paste it into the box that "
            "opens."
        ),
        ready=_l("Your post for %(network)s is ready"),
        how=_l(
            "%(network)s takes no text from outside: copy yours, open the page, paste it there."
        ),
        done=_l("%(network)s has opened with your link. Your text is copied: paste it there."),
    ),
    Way.TOO_LONG: Steps(
        act=_l("Copy the text and open %(network)s"),
        before=_l(
            "%(network)s does not open with a text this long: yours is copied, paste it into the "
            "box that opens."
        ),
        ready=_l("Your post for %(network)s is ready"),
        how=_l(
            "%(network)s does not open with a text this long: copy yours, open the page, paste it "
            "there."
        ),
        done=_l("%(network)s has opened with your link. Your text is copied: paste it there."),
    ),
    Way.NONE: Steps(
        act=_l("Open %(network)s with my link"),
        before=_NOTHING_WITHOUT_YOU,
        ready=_l("Your link for %(network)s is ready"),
        how=_l("%(network)s opens with your link. Publish it there."),
        done=_l("%(network)s has opened with your link. Publish it there."),
    ),
}
_TEAMS_TOO_LONG = Steps(
    act=_l("Copy the text and open %(network)s"),
    before=_l(
        "%(network)s takes only 200 characters: your text is copied, paste it into the box that "
        "opens."
    ),
    ready=_l("Your post for %(network)s is ready"),
    how=_l("%(network)s takes only 200 characters: copy your text, open the page, paste it there."),
    done=_l("%(network)s has opened with your link. Your text is copied: paste it there."),
)
_EMAIL = {
    Way.CARRIED: Steps(
        act=_l("Open an e-mail with this text"),
        before=_IN_YOUR_MAIL,
        ready=_l("Your e-mail is ready"),
        how=_l("Your mail program opens with the subject, your text and your link."),
        done=_l("Your mail program has opened with the subject, your text and your link."),
    ),
    Way.TOO_LONG: Steps(
        act=_l("Copy the text and open an e-mail"),
        before=_l(
            "No mail program opens with a text this long: yours is copied, paste it into the "
            "message that opens with your link."
        ),
        ready=_l("Your e-mail is ready"),
        how=_l("Your mail program opens with the subject and your link. Paste your text."),
        done=_l("Your mail program has opened with the subject and your link. Paste your text."),
    ),
    Way.NONE: Steps(
        act=_l("Open an e-mail with my link"),
        before=_IN_YOUR_MAIL,
        ready=_l("Your e-mail is ready"),
        how=_l("Your mail program opens with the subject and your link."),
        done=_l("Your mail program has opened with the subject and your link."),
    ),
}
_SMS = {
    Way.CARRIED: Steps(
        act=_l("Open a text message with this text"),
        before=_IN_YOUR_MESSAGES,
        ready=_l("Your text message is ready"),
        how=_l("Your phone opens a message with your text and your link in it."),
        done=_l("Your phone has opened a message with your text and your link in it."),
    ),
    Way.TOO_LONG: Steps(
        act=_l("Copy the text and open a text message"),
        before=_l(
            "No message opens with a text this long: yours is copied, paste it into the message "
            "that opens with your link."
        ),
        ready=_l("Your text message is ready"),
        how=_l("Your phone opens a message with your link in it. Paste your text."),
        done=_l("Your phone has opened a message with your link in it. Paste your text."),
    ),
    Way.NONE: Steps(
        act=_l("Open a text message with my link"),
        before=_IN_YOUR_MESSAGES,
        ready=_l("Your text message is ready"),
        how=_l("Your phone opens a message with your link in it."),
        done=_l("Your phone has opened a message with your link in it."),
    ),
}
_WITHOUT_PAGE = {
    Channel.SLACK: Steps(
        act=_l("Copy the text for Slack"),
        before=_ELSEWHERE,
        ready=_l("Your message for Slack is ready"),
        how=_l("Slack has no page to share from: copy the message, then paste it there."),
        done=_l("Your message is copied: paste it into Slack."),
    ),
    Channel.COPY: Steps(
        act=_l("Copy the text and the link"),
        before=_ELSEWHERE,
        ready=_l("Your text and your link are ready"),
        how=_l("Copy them, then paste them wherever you like."),
        done=_l("Copied: paste it wherever you like."),
    ),
    Channel.QR: Steps(
        act=_l("Make a QR code"),
        before=_ELSEWHERE,
        ready=_l("Your QR code is ready"),
        how=_l("Print it on a poster or show it on a slide: it leads to your link."),
        done=_l("Print it on a poster or show it on a slide: it leads to your link."),
    ),
    Channel.SHEET: Steps(
        act=_l("Choose an app on this device"),
        before=_ELSEWHERE,
        ready=_l("Your text and your link are ready"),
        how=_l("Choose where to send them in the menu of your phone or computer."),
        done=_l("The menu of your device has opened with your text and your link."),
    ),
}


def steps(channel: Channel, way: Way) -> Steps:
    """Return what a channel's button and page say of words that come to it in this way."""
    if channel in _WITHOUT_PAGE:
        return _WITHOUT_PAGE[channel]
    if channel is Channel.TEAMS and way is Way.TOO_LONG:
        return _TEAMS_TOO_LONG
    own = {Channel.EMAIL: _EMAIL, Channel.SMS: _SMS}
    return own.get(channel, _NETWORK)[way]


def name(channel: Channel | str) -> str:
    """Name a channel in the current language."""
    return str(NAMES[Channel(channel)])
