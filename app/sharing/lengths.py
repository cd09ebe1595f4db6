"""How each network counts the length of a text. Pure, each after the network's own rule."""

import re
import unicodedata

import regex

_LINK = re.compile(r"https?://\S+")
LINK_ON_X = 23  # whatever its length: X and Mastodon shorten or fold it
LINK_ON_MASTODON = 23

# One emoji, however many code points it joins: flags, keycaps, skin tones, families.
_EMOJI = regex.compile(
    r"\p{RI}\p{RI}"
    r"|[0-9#*]\uFE0F?\u20E3"
    r"|(?:\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{EBase}(?=\p{EMod}))"
    r"(?:\p{EMod}|[\U000E0020-\U000E007E]+\U000E007F)?"
    r"(?:\u200D\p{Emoji}(?:\p{EMod}|\uFE0F)?)*"
)

# The alphabet of a plain SMS (3GPP TS 23.038); what is after the bar takes two places.
_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_DOUBLE = set("^{}\\[~]|€\f")


def utf16_length(text: str) -> int:
    """Count UTF-16 units, as text boxes of web pages do: an emoji counts two or more."""
    return len(text.encode("utf-16-le")) // 2


def graphemes(text: str) -> int:
    """Count what a reader sees as one character: Bluesky's rule."""
    return len(regex.findall(r"\X", text))


def mastodon_length(text: str) -> int:
    """Count graphemes, each link as 23."""
    return graphemes(_LINK.sub("x" * LINK_ON_MASTODON, text))


def x_length(text: str) -> int:
    """Weigh a text as X does (twitter-text, configuration 3).

    A link weighs 23; an emoji 2, however many code points it joins; other characters 1 in the
    scripts that X calls light, Latin among them, and 2 elsewhere.
    """
    text = unicodedata.normalize("NFC", text)
    text, links = _LINK.subn("", text)
    text, emoji = _EMOJI.subn("", text)
    return links * LINK_ON_X + 2 * emoji + sum(map(_weight_on_x, text))


def _weight_on_x(character: str) -> int:
    point = ord(character)
    light = point <= 4351 or 8192 <= point <= 8205 or 8208 <= point <= 8223 or 8242 <= point <= 8247
    return 1 if light else 2


def sms_messages(text: str) -> int:
    """Count the messages that a text is cut into; one character outside the plain alphabet
    halves what each of them holds."""
    if all(character in _GSM or character in _GSM_DOUBLE for character in text):
        units, single, joined = sum(1 + (c in _GSM_DOUBLE) for c in text), 160, 153
    else:
        units, single, joined = utf16_length(text), 70, 67
    return 1 if units <= single else -(-units // joined)
