"""How each network counts the length of a text. Pure, each after the network's own rule.

A text is counted as it is posted: in NFC, without the signs that `clean` takes out.
"""

import regex

from app.core.text.clean import clean
from app.sharing.counting.emoji import EMOJI
from app.sharing.counting.links import cut_at_links
from app.sharing.counting.shortening import with_short_links

LINK = 23  # on X, and on a server of Mastodon that says nothing else: a link, however long

# An account of another server; what is before it, and how names are written, is ASCII there.
_MENTION = regex.compile(
    r"(?<![A-Za-z0-9_/])@([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)@[\w.-]+\w"
)


def utf16_length(text: str) -> int:
    """Count UTF-16 units, as text boxes of web pages do: an emoji counts two or more."""
    return len(clean(text).encode("utf-16-le")) // 2


def graphemes(text: str) -> int:
    """Count what a reader sees as one character (UAX 29)."""
    return len(regex.findall(r"\X", clean(text)))


def x_length(text: str) -> int:
    """Weigh a text as X does (twitter-text, configuration 3).

    A link weighs 23, with or without http://; an emoji 2, however many code points it joins; other
    characters 1 in the scripts that X calls light, Latin among them, and 2 elsewhere.
    """
    weight = 0
    for is_link, part in cut_at_links(clean(text), bare=True):
        if is_link:
            weight += LINK
        else:
            signs, emoji = EMOJI.subn("", part)
            weight += 2 * emoji + sum(map(_weight_on_x, signs))
    return weight


def _weight_on_x(character: str) -> int:
    point = ord(character)
    light = point <= 4351 or 8192 <= point <= 8205 or 8208 <= point <= 8223 or 8242 <= point <= 8247
    return 1 if light else 2


def bluesky_length(text: str) -> int:
    """Count graphemes, after the composer has shortened the links that begin with http."""
    return graphemes(with_short_links(clean(text)))


def mastodon_length(text: str, link: int = LINK) -> int:
    """Count graphemes, each link as long as the server says, an account without its server."""
    return graphemes(
        "".join(
            "x" * link if is_link else _MENTION.sub(r"@\1", part)
            for is_link, part in cut_at_links(clean(text), bare=False)
        )
    )


def threads_length(text: str) -> int:
    """Count code points, and each emoji as the bytes that it takes in UTF-8."""
    text = clean(text)
    emoji = EMOJI.findall(text)
    return len(text) + sum(len(each.encode()) - len(each) for each in emoji)
