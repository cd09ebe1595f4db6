"""Emoji as readers see them: one, however many code points it joins. Pure."""

import regex

# A base with its tone, an emoji of its own accord, or one that U+FE0F makes (UTS 51).
_ONE = (
    r"\p{EBase}\uFE0F?\p{EMod}"
    r"|\p{Emoji_Presentation}\uFE0F?"
    r"|\p{Emoji}\uFE0F"
)
# What a joiner may add: there the emoji needs no U+FE0F.
_JOINED = r"\p{EBase}\uFE0F?\p{EMod}|\p{ExtPict}\uFE0F?"
EMOJI = regex.compile(
    r"\p{RI}\p{RI}"
    r"|[0-9#*]\uFE0F?\u20E3"
    rf"|(?:{_ONE})"
    r"(?:[\U000E0020-\U000E007E]+\U000E007F)?"
    rf"(?:\u200D(?:{_JOINED}))*"
)
