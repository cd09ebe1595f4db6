"""The one fold: what is left of a text when two ways of writing it are to be the same.

Names, searches, slugs: whatever is compared is folded first. PostgreSQL has the same function
under the same name (migration 0015), for columns and orders; a test holds both to one answer.
"""

import re
import unicodedata

# Classes of marks that make another letter: nukta, voicing of kana, virama. Others are accents.
_NO_ACCENT = frozenset({0, 7, 8, 9})
_UNSEEN = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)
# An acute alone is typed for an apostrophe; decomposed, it would be a space with an accent.
_APOSTROPHES = "`\u00b4\u1ffd\u02b9\u02bb\u02bc\u02bd\u02c8\u2018\u2019\u201b\u2032\ua78c"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212"
# Letters that no decomposition takes to a keyboard's: what people type in their place.
_LETTERS = dict(
    zip("đðħıĸłŋøŧǥƀɓƈɖɗəɛƒɠɣɨƙɔƥƭʉʋƴƶʒ", "ddhiklnotgbbcddaefggikoptuvyzz", strict=True)
)
_LETTERS |= {"æ": "ae", "œ": "oe", "þ": "th"}
_SIGNS = str.maketrans(
    dict.fromkeys(_UNSEEN) | dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_DASHES, "-")
)
_AFTER = _SIGNS | str.maketrans(_LETTERS)


def one_sign(text: str) -> str:
    """Return a text in which ' is every apostrophe, - every dash, and nothing is unseen. Pure."""
    return text.translate(_SIGNS)


def fold(text: str) -> str:
    """Return a text without capitals and accents, in the letters of a keyboard. Pure.

    Every apostrophe is ', every hyphen or dash -, every space a plain one; what cannot be seen is
    gone. German ü is u: that ue stands for it is a likeness, for those who look for likeness.
    Folding twice changes nothing more.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    letters = unicodedata.normalize("NFKD", one_sign(text))
    plain = "".join(letter for letter in letters if unicodedata.combining(letter) in _NO_ACCENT)
    return plain.casefold().translate(_AFTER)


def plain_words(name: str) -> list[str]:
    """Return the words of a name in their order, folded. Pure."""
    return re.findall(r"[^\W_]+", fold(name))


def name_key(name: str) -> str:
    """Return the words of a name in alphabetical order: the same however it is written. Pure."""
    return " ".join(sorted(plain_words(name)))
