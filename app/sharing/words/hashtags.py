"""Hashtags: those that are suggested, and what networks read of those that are typed. Pure."""

from collections.abc import Iterable

import regex

from app.sharing.models import Channel

MOST = 3
MOST_ON = {Channel.THREADS: 1}  # its posts have one topic
LONGEST = 64  # of letters, as Bluesky takes them

_TYPED = regex.compile(r"(?<![\p{L}\p{M}\p{N}_&/#])#(\S+)")
_READ = regex.compile(r"[\p{L}\p{M}\p{N}_]*")
# What names are written with; of anything else, such as C++, a hashtag would lose some.
_WRITABLE = regex.compile(r"[\p{L}\p{M}\p{N}_\s'’·&,.-]+")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}_]+")


def hashtag(name: str) -> str | None:
    """Return a name as a hashtag that screen readers can speak: each word with a capital.

    None for a name that a hashtag cannot hold whole.
    """
    if not _WRITABLE.fullmatch(name):
        return None
    tag = "".join(word[0].upper() + word[1:] for word in _WORD.findall(name))
    usable = not tag.isdecimal() and len(regex.findall(r"\X", tag)) <= LONGEST
    return f"#{tag}" if tag and usable else None


def suggested(names: Iterable[str], words: str, channel: Channel) -> list[str]:
    """Return the hashtags to offer of these names: as many as fit beside those typed already."""
    typed = {tag.casefold() for tag in read_in(words)}
    room = max(0, MOST_ON.get(channel, MOST) - len(typed))
    offered = dict.fromkeys(tag for name in names if (tag := hashtag(name)))
    return [tag for tag in offered if tag.casefold() not in typed][:room]


def with_tag(words: str, tag: str) -> str:
    """Return words with a hashtag at their end, beside those that stand there."""
    if not words:
        return tag
    last = words.rstrip().rsplit("\n", 1)[-1]
    gap = " " if last.startswith("#") else "\n\n"
    return f"{words.rstrip()}{gap}{tag}"


def read_in(words: str) -> list[str]:
    """Return the hashtags that networks read in a text."""
    return [tag for typed in _TYPED.findall(words) if (tag := _read(typed))]


def cut_in(words: str) -> list[tuple[str, str]]:
    """Return each hashtag of which networks read less than was typed, and what they read.

    What they read may be "": `#2026` is no hashtag.
    """
    typed = [regex.sub(r"[.,;:!?…»\")\]]+$", "", each) for each in _TYPED.findall(words)]
    return [(f"#{each}", _read(each)) for each in typed if f"#{each}" != _read(each)]


def _read(typed: str) -> str:
    found = _READ.match(typed)
    tag = found[0] if found else ""
    return f"#{tag}" if tag and not tag.isdecimal() else ""
