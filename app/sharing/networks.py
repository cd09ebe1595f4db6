"""The share kit: for each channel, the network's own page that opens with the post in it.

Pure. No account is connected and nothing is posted: the person's own click on that page does.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import quote, urlsplit

import idna
import regex

from app.sharing.counting import lengths
from app.sharing.models import Channel

LINE_END = re.compile(r"\r\n|\r|\n")
LONGEST = 3000  # characters of a text where the network sets no limit of its own
LONGEST_KEPT = 10_000  # characters of words that are kept, far over what any network takes
TEAMS_TEXT = 200  # what the share page of Teams takes of a text
LONGEST_ADDRESS = 8000  # what browsers and networks take of an address
# Mail programs take up to about 2,000 characters of an address: a longer one opens nothing.
LONGEST_EMAIL = 1900
LONGEST_SUGGESTED_EMAIL = 900  # leaves a person as much for words of their own

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
    link: the whole address of their referral link; empty for the words alone
    subject: of an e-mail
    instance: host name of their Mastodon server
    disclosure: of whom they work for, said with the words; empty where nothing must be
    """

    words: str
    link: str
    subject: str = ""
    instance: str = ""
    disclosure: str = ""

    @property
    def text(self) -> str:
        """The words with the disclosure under them, unless they say it themselves."""
        said = "" if self.disclosure in self.words else self.disclosure
        return "\n\n".join(part for part in (self.words, said) if part)

    @property
    def message(self) -> str:
        """The text with the link under it; either alone without the other."""
        return "\n\n".join(part for part in (self.text, self.link) if part)

    @property
    def link_alone(self) -> "Post":
        """The same without any text: it is pasted."""
        return replace(self, words="", disclosure="")


class Unit(StrEnum):
    """What a network counts a text in."""

    WEIGHTED = "weighted"  # characters, some of which weigh two, and links 23
    GRAPHEMES = "graphemes"  # what a reader sees as one character
    EMOJI_BYTES = "emoji_bytes"  # code points, and of an emoji its bytes
    UTF16 = "utf16"  # as text boxes of web pages do
    ADDRESS = "address"  # characters of the address that opens


_LENGTHS: dict[Unit, Callable[[str], int]] = {
    Unit.WEIGHTED: lengths.x_length,
    Unit.GRAPHEMES: lengths.bluesky_length,
    Unit.EMOJI_BYTES: lengths.threads_length,
    Unit.UTF16: lengths.utf16_length,
}


@dataclass(frozen=True, slots=True)
class Server:
    """What one server of Mastodon takes; as most do, until it says."""

    limit: int = 500
    link: int = lengths.LINK  # what it counts a link as


@dataclass(frozen=True, slots=True)
class Network:
    """What one channel takes.

    page: makes the address of its share page; None where there is none (copy, QR…)
    limit: longest text it takes; LONGEST where it sets none itself
    unit: in what that is counted; None where it says nothing
    text: the longest text that its page takes in its address; a longer one is pasted
    address: the longest address that opens; the words of a longer one are pasted
    apart: its page has the link beside the words, which alone are counted
    seen: how much of a post its readers see before they ask for more; None for all
    """

    page: Callable[[Post], str] | None = None
    limit: int = LONGEST
    unit: Unit | None = Unit.UTF16
    text: int | None = None
    address: int = LONGEST_ADDRESS
    apart: bool = False
    seen: int | None = None


def _encoded(text: str) -> str:
    # %20 and not "+", which mail and message programs show as it is
    return quote(text, safe="")


def _linkedin(post: Post) -> str:
    return f"https://www.linkedin.com/sharing/share-offsite/?url={_encoded(post.link)}"


def _linkedin_composer(post: Post) -> str:
    # undocumented: it may hold nothing one day, so that the words are copied all the same
    message = _encoded(post.message)
    return f"https://www.linkedin.com/feed/?shareActive=true&text={message}"


def _x(post: Post) -> str:
    return f"https://x.com/intent/tweet?text={_encoded(post.message)}"


def _bluesky(post: Post) -> str:
    return f"https://bsky.app/intent/compose?text={_encoded(post.message)}"


def _mastodon(post: Post) -> str:
    if not post.instance:  # a page that asks for it
        return f"https://share.joinmastodon.org/#text={_encoded(post.message)}"
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
    subject, body = (LINE_END.sub("\r\n", text) for text in (post.subject, post.message))
    return f"mailto:?subject={_encoded(subject)}&body={_encoded(body)}"


def _sms(post: Post) -> str:
    # iOS wants "&body", Android "?body": both read this
    return f"sms:?&body={_encoded(post.message)}"


def _teams(post: Post) -> str:
    text = f"&msgText={_encoded(post.text)}" if 0 < len(post.text) <= TEAMS_TEXT else ""
    return f"https://teams.microsoft.com/share?href={_encoded(post.link)}{text}"


NETWORKS: dict[Channel, Network] = {
    Channel.LINKEDIN: Network(_linkedin, text=0, apart=True, seen=210),
    Channel.X: Network(_x, limit=280, unit=Unit.WEIGHTED),
    Channel.BLUESKY: Network(_bluesky, limit=300, unit=Unit.GRAPHEMES),
    Channel.MASTODON: Network(_mastodon, limit=Server().limit, unit=Unit.GRAPHEMES),
    Channel.FACEBOOK: Network(_facebook, text=0, apart=True),
    Channel.WHATSAPP: Network(_whatsapp),
    Channel.THREADS: Network(_threads, limit=500, unit=Unit.EMOJI_BYTES),
    Channel.XING: Network(_xing, text=0, apart=True),
    Channel.EMAIL: Network(_email, limit=LONGEST_EMAIL, unit=Unit.ADDRESS, address=LONGEST_EMAIL),
    Channel.SMS: Network(_sms, unit=None),  # a long one may leave as several messages
    Channel.SLACK: Network(),
    Channel.TEAMS: Network(_teams, text=TEAMS_TEXT, apart=True),
    Channel.QR: Network(unit=None),
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
    if not post.text:
        return Way.NONE
    if network.page is None:
        return Way.CARRIED
    if network.text == 0:
        return Way.PASTED
    if network.text is not None and len(post.text) > network.text:
        return Way.TOO_LONG
    return Way.TOO_LONG if len(network.page(post)) > network.address else Way.CARRIED


def share_page(channel: Channel, post: Post, *, composer: bool = False) -> str | None:
    """Return the address that opens the network's share page; None where there is none.

    Words that would make it too long to open are left out of it: they are pasted.

    composer: LinkedIn's page that may hold the text, instead of the one that takes the link alone
    """
    network = NETWORKS[channel]
    if network.page is None:
        return None
    if composer and channel is Channel.LINKEDIN:
        address = _linkedin_composer(post)
        too_long = len(address) > network.address
        return _linkedin_composer(post.link_alone) if too_long else address
    if copied_first(channel, post):
        post = post.link_alone
    address = network.page(post)
    if len(address) <= network.address or not post.subject:
        return address
    room = network.address - len(network.page(replace(post, subject="")))
    return network.page(replace(post, subject=_fitting_subject(post.subject, room)))


def _fitting_subject(subject: str, room: int) -> str:
    """Return the beginning of a subject that takes no more of an address than there is room."""
    kept = ""
    for sign in regex.findall(r"\X", subject):  # an emoji is not cut in two
        room -= len(_encoded(LINE_END.sub("\r\n", sign)))
        if room < 0:
            break
        kept += sign
    return kept.rstrip()


def copied_first(channel: Channel, post: Post) -> bool:
    """Say whether the words are pasted by hand: the address that opens does not hold them."""
    return way(channel, post) in (Way.PASTED, Way.TOO_LONG)


def to_copy(channel: Channel, post: Post) -> str:
    """Return what belongs on the clipboard: the words alone where the page has the link."""
    return post.text if copied_first(channel, post) else post.message


@dataclass(frozen=True, slots=True)
class Count:
    """How long a post is, as its network counts.

    count, unit, limit: None where the network says nothing
    over: by how much it is too long, 0 when it fits
    """

    count: int | None
    unit: Unit | None
    limit: int | None

    @property
    def over(self) -> int:
        """By how much the post is over the limit; 0 when it fits, or when there is none."""
        return max(0, self.count - self.limit) if self.count and self.limit else 0


def counted(channel: Channel, post: Post, server: Server | None = None) -> Count:
    """Count what is posted, or pasted, as the network does. Pure.

    server: what the post's server of Mastodon takes, if that is known
    """
    server = server or Server()
    network = NETWORKS[channel]
    if network.unit is None:
        return Count(None, None, None)
    text = post.text if network.apart else post.message
    if channel is Channel.MASTODON:
        return Count(lengths.mastodon_length(text, server.link), network.unit, server.limit)
    if network.unit is Unit.ADDRESS and network.page:
        count = len(network.page(post))  # with all the words, also where none go with it
    else:
        count = _LENGTHS[network.unit](text)
    return Count(count, network.unit, network.limit)


def too_long_by(channel: Channel, post: Post, server: Server | None = None) -> int:
    """Return by how much a text is over the network's limit, 0 when it fits."""
    return counted(channel, post, server).over


def fits(channel: Channel, post: Post, server: Server | None = None) -> bool:
    """Say whether a text that the company suggests is short enough for a network."""
    count = counted(channel, post, server)
    if channel is Channel.EMAIL and count.count is not None:
        return count.count < LONGEST_SUGGESTED_EMAIL
    return not count.over


def fitting(
    channel: Channel, texts: Sequence[str], post: Post, server: Server | None = None
) -> int | None:
    """Return which of these texts, put in a post, is the first to fit a network, if any is."""
    for number, words in enumerate(texts):
        if fits(channel, replace(post, words=words), server):
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
