"""The share kit: for each channel, the network's own page that opens with the post in it.

Pure. No account is connected and nothing is posted: the person's own click on that page does.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import quote, urlsplit

import idna

from app.sharing import lengths
from app.sharing.models import Channel

LINE_END = re.compile(r"\r\n|\r|\n")
LONGEST = 3000  # characters of words, whatever the channel: the landing page shows them too
TEAMS_TEXT = 200  # what the share page of Teams takes of a text
LONGEST_ADDRESS = 8000  # what browsers and networks take of the address of a page
# Windows hands a program an address of up to about 2,000 characters: a longer one does nothing.
LONGEST_FOR_PROGRAMS = 1900
LONGEST_LETTER = 12  # characters that one of a text takes in an address, at most

# As the kit shows them: the first ones in sight, the others behind one button.
FIRST = (
    Channel.LINKEDIN,
    Channel.X,
    Channel.BLUESKY,
    Channel.MASTODON,
    Channel.WHATSAPP,
    Channel.EMAIL,
)
OTHERS = (
    Channel.FACEBOOK,
    Channel.THREADS,
    Channel.XING,
    Channel.SMS,
    Channel.TEAMS,
    Channel.SLACK,
    Channel.COPY,
    Channel.QR,
    Channel.SHEET,
)
# One of these, once used, is where the kit opens the next time.
USED_AGAIN = frozenset({*Channel} - {Channel.COPY, Channel.QR, Channel.SHEET})


@dataclass(frozen=True, slots=True)
class Post:
    """What a person is about to post themselves.

    words: theirs, tidy, without the link; may be empty
    link: the whole address of their referral link
    subject: of an e-mail
    instance: host name of their Mastodon server
    """

    words: str
    link: str
    subject: str = ""
    instance: str = ""

    @property
    def message(self) -> str:
        """The words with the link under them."""
        return f"{self.words}\n\n{self.link}" if self.words else self.link


@dataclass(frozen=True, slots=True)
class Network:
    """What one channel takes.

    page: makes the address of its share page; None where there is none (copy, QR…)
    limit: longest text it takes, counted by `length`; LONGEST where it sets none itself
    text: the longest text that its page takes in its address; a longer one is pasted
    address: the longest address that opens; the words of a longer one are pasted
    seen: how much of a post its readers see before they ask for more; None for all
    """

    page: Callable[[Post], str] | None = None
    limit: int = LONGEST
    length: Callable[[str], int] = lengths.utf16_length
    text: int = LONGEST
    address: int = LONGEST_ADDRESS
    seen: int | None = None


def _encoded(text: str) -> str:
    # %20 and not "+", which mail and message programs show as it is
    return quote(text, safe="")


def _linkedin(post: Post) -> str:
    return f"https://www.linkedin.com/sharing/share-offsite/?url={_encoded(post.link)}"


def _x(post: Post) -> str:
    return f"https://x.com/intent/post?text={_encoded(post.message)}"


def _bluesky(post: Post) -> str:
    return f"https://bsky.app/intent/compose?text={_encoded(post.message)}"


def _mastodon(post: Post) -> str:
    return f"https://{post.instance}/share?text={_encoded(post.message)}"


def _facebook(post: Post) -> str:
    return f"https://www.facebook.com/sharer/sharer.php?u={_encoded(post.link)}"


def _threads(post: Post) -> str:
    return f"https://www.threads.com/intent/post?text={_encoded(post.message)}"


def _whatsapp(post: Post) -> str:
    return f"https://wa.me/?text={_encoded(post.message)}"


def _xing(post: Post) -> str:
    return f"https://www.xing.com/spi/shares/new?url={_encoded(post.link)}"


def _email(post: Post) -> str:
    # RFC 6068: lines end with CR LF
    body = _encoded(LINE_END.sub("\r\n", post.message))
    return f"mailto:?subject={_encoded(post.subject)}&body={body}"


def _sms(post: Post) -> str:
    # iOS wants "&body", Android "?body": both read this
    return f"sms:?&body={_encoded(post.message)}"


def _teams(post: Post) -> str:
    text = f"&msgText={_encoded(post.words)}" if 0 < len(post.words) <= TEAMS_TEXT else ""
    return f"https://teams.microsoft.com/share?href={_encoded(post.link)}{text}"


NETWORKS: dict[Channel, Network] = {
    Channel.LINKEDIN: Network(_linkedin, limit=3000, text=0, seen=210),
    Channel.X: Network(_x, limit=280, length=lengths.x_length),
    Channel.BLUESKY: Network(_bluesky, limit=300, length=lengths.graphemes),
    Channel.MASTODON: Network(_mastodon, limit=500, length=lengths.mastodon_length),
    Channel.FACEBOOK: Network(_facebook, text=0),
    Channel.WHATSAPP: Network(_whatsapp, address=LONGEST_FOR_PROGRAMS),
    Channel.THREADS: Network(_threads, limit=500),
    Channel.XING: Network(_xing, text=0),
    Channel.EMAIL: Network(_email, address=LONGEST_FOR_PROGRAMS),
    Channel.SMS: Network(_sms, address=LONGEST_FOR_PROGRAMS),
    Channel.SLACK: Network(),
    Channel.TEAMS: Network(_teams, text=TEAMS_TEXT),
    Channel.QR: Network(),
    Channel.COPY: Network(),
    Channel.SHEET: Network(),
}


class Way(StrEnum):
    """How a person's words come to a network."""

    CARRIED = "carried"  # the address that opens holds them
    PASTED = "pasted"  # its page takes no text from outside: they are copied, then pasted
    TOO_LONG = "too_long"  # it takes texts, but none as long: these are copied, then pasted
    NONE = "none"  # there are none: the link goes alone


def way(channel: Channel, post: Post) -> Way:
    """Return how the words of a post come to a network. Pure."""
    network = NETWORKS[channel]
    if not post.words:
        return Way.NONE
    if network.page is None:
        return Way.CARRIED
    if network.text == 0:
        return Way.PASTED
    too_long = len(post.words) > network.text or len(network.page(post)) > network.address
    return Way.TOO_LONG if too_long else Way.CARRIED


def share_page(channel: Channel, post: Post) -> str | None:
    """Return the address that opens the network's share page; None where there is none.

    Words that would make it too long to open are left out of it: they are pasted.
    Mastodon needs the post's instance: without it there is no page to open.
    """
    network = NETWORKS[channel]
    if network.page is None or (channel is Channel.MASTODON and not post.instance):
        return None
    if copied_first(channel, post):
        post = replace(post, words="")
    return _cut(network.page, network.address, post)


def _cut(page: Callable[[Post], str], most: int, post: Post) -> str:
    """Return an address that opens, with as much of the subject as it holds."""
    subject = post.subject
    while len(address := page(replace(post, subject=subject))) > most and subject:
        over = len(address) - most
        subject = subject[: -max(1, over // LONGEST_LETTER)].rstrip()
    return address


def copied_first(channel: Channel, post: Post) -> bool:
    """Say whether the words are pasted by hand: the address that opens does not hold them."""
    return way(channel, post) in (Way.PASTED, Way.TOO_LONG)


def to_copy(channel: Channel, post: Post) -> str:
    """Return what belongs on the clipboard: the words alone where the page has the link."""
    return post.words if copied_first(channel, post) else post.message


def length(channel: Channel, post: Post) -> int:
    """Count a text as the network does, with the link where it stands in the text."""
    network = NETWORKS[channel]
    apart = network.page is not None and network.text < LONGEST
    return network.length(post.words if apart and post.words else post.message)


def limit(channel: Channel) -> int:
    """Return the longest text that may be posted on a network."""
    return NETWORKS[channel].limit


def too_long_by(channel: Channel, post: Post) -> int:
    """Return by how much a text is over the network's limit, 0 when it fits."""
    return max(0, length(channel, post) - limit(channel))


def fitting(channel: Channel, texts: Sequence[str], post: Post) -> int | None:
    """Return which of these texts, put in a post, is the first to fit a network, if any is."""
    for number, words in enumerate(texts):
        if not too_long_by(channel, replace(post, words=words)):
            return number
    return None


def shown(channel: Channel, words: str) -> str:
    """Return what readers see of a post before they ask for more, cut between words."""
    seen = NETWORKS[channel].seen
    if seen is None or len(words) <= seen:
        return words
    cut = words[:seen]
    return (cut if words[seen].isspace() else cut.rsplit(None, 1)[0]).rstrip()


_HOST = re.compile(
    r"(?=.{4,253}$)"
    r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+"
    r"[a-z][a-z0-9-]{0,61}[a-z0-9]"  # not a number: addresses of machines do not pass
)


def instance_of(typed: str) -> str:
    """Return the host name in what a person typed for their Mastodon server, "" if none is there.

    Takes a host name, an address, or a whole handle such as @zoe@piaille.fr.
    """
    text = typed.strip().lower()
    if "://" in text:
        try:
            text = urlsplit(text).hostname or ""
        except ValueError:
            return ""
    host = text.split("/")[0].rpartition("@")[2].rstrip(".")
    try:
        ascii_host = idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return ""
    return ascii_host if _HOST.fullmatch(ascii_host) else ""
