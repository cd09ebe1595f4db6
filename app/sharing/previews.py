"""What readers of a network will see of a post: how it is framed, what its text becomes. Pure."""

from dataclasses import dataclass
from enum import StrEnum

import regex

from app.sharing import networks
from app.sharing.counting.links import cut_at_links
from app.sharing.counting.shortening import with_short_links
from app.sharing.models import Channel
from app.sharing.networks import Post

LONGEST_LINK = 30  # characters of a link that Mastodon shows

# A hashtag as networks read it, and an account: both are drawn as links.
_MARKED = regex.compile(r"(?<![\p{L}\p{M}\p{N}_&/])[#@][\p{L}\p{M}_][\p{L}\p{M}\p{N}_.@-]*")
_CHATS = frozenset({Channel.WHATSAPP, Channel.SMS, Channel.SLACK, Channel.TEAMS})
_TEXT_ALONE = frozenset({Channel.COPY, Channel.SHEET})


class Frame(StrEnum):
    """What stands around a text."""

    POST = "post"  # who posts it, the text, the card of the link
    CHAT = "chat"  # a bubble: the card, then the text
    MAIL = "mail"  # a subject, and the text
    TEXT = "text"  # the text alone: it goes anywhere
    CODE = "code"  # a QR code


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of a text, and whether the network draws it as a link."""

    text: str
    marked: bool


def frame_of(channel: Channel) -> Frame:
    """Return what stands around a text on a network."""
    if channel.is_printed:
        return Frame.CODE
    if channel is Channel.EMAIL:
        return Frame.MAIL
    if channel in _CHATS:
        return Frame.CHAT
    return Frame.TEXT if channel in _TEXT_ALONE else Frame.POST


def pieces_of(channel: Channel, post: Post) -> list[ShownPart]:
    """Return a text as a network shows it, before its readers ask for more."""
    if networks.NETWORKS[channel].apart:
        text = networks.shown(channel, post.text)
    elif channel is Channel.X:
        text = post.text  # a link at the end becomes the card
    elif channel is Channel.BLUESKY:
        text = with_short_links(post.message)
    elif channel is Channel.MASTODON:
        text = "".join(
            _on_mastodon(part) if is_link else part
            for is_link, part in cut_at_links(post.message, bare=False)
        )
    else:
        text = post.message
    # the link stands last, after a blank line: however it is shown, it is one
    return _pieces(text, text.rpartition("\n")[2] if post.link and _ends_with_link(channel) else "")


def _ends_with_link(channel: Channel) -> bool:
    return channel is not Channel.X and not networks.NETWORKS[channel].apart


def is_cut(channel: Channel, post: Post) -> bool:
    """Say whether a network shows the beginning of a text alone."""
    return len(networks.shown(channel, post.text)) < len(post.text)


def _on_mastodon(link: str) -> str:
    plain = link.partition("://")[2].removeprefix("www.")
    return plain if len(plain) <= LONGEST_LINK else f"{plain[:LONGEST_LINK]}…"


def _pieces(text: str, link: str) -> list[ShownPart]:
    """Cut a text at its hashtags, accounts and links. link: as it is shown at the end"""
    found = [match.span() for match in _MARKED.finditer(text)]
    at = 0
    for is_link, part in cut_at_links(text, bare=False):
        if is_link:
            found.append((at, at + len(part)))
        at += len(part)
    if link and text.endswith(link):
        found.append((len(text) - len(link), len(text)))
    pieces, done = [], 0
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start < done:
            continue  # within a link
        pieces += [
            ShownPart(text[done:start], marked=False),
            ShownPart(text[start:end], marked=True),
        ]
        done = end
    return [piece for piece in [*pieces, ShownPart(text[done:], marked=False)] if piece.text]
