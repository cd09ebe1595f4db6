"""Links in a post, as X and Mastodon find them: where one begins, and where it ends. Pure."""

from collections import Counter
from collections.abc import Iterator

import regex

from app.sharing.counting.emoji import EMOJI

# Endings of names that are links without http://, among those that a post about work holds.
_ENDINGS = (
    *("com", "org", "net", "fr", "eu", "io", "dev", "app", "co", "be", "ch", "ca", "uk", "de"),
    *("info", "jobs", "careers", "bzh", "paris", "lu"),
)


def _any_case(word: str) -> str:
    # and not by a flag, for which U+017F is an s and U+212A a k
    return "".join(f"[{letter.upper()}{letter}]" for letter in word)


# U+30FC and U+FF70 lengthen a vowel of either kana, so that Unicode gives them to neither.
_SCRIPTS = r"\p{Han}\p{Hiragana}\p{Katakana}\u30FC\uFF70\p{Hangul}\p{Thai}\p{Arabic}\p{Hebrew}"
_INSIDE = rf"(?:(?!{EMOJI.pattern})[^\s<>\"“”«»…—‘’{_SCRIPTS}])"
_WHOLE = rf"(?<![A-Za-z0-9@#$]){_any_case('http')}[Ss]?://{_INSIDE}+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_BARE = (
    rf"(?<![A-Za-z0-9@#$\-_./])(?:{_LABEL}\.)+(?:{'|'.join(map(_any_case, _ENDINGS))})"
    rf"(?![A-Za-z0-9@-]|\.[A-Za-z0-9])(?:/{_INSIDE}*)?"
)
_WITHOUT_BARE, _WITH_BARE = regex.compile(_WHOLE), regex.compile(f"{_WHOLE}|{_BARE}")
_ENDS = frozenset(".,;:!?'*]}")
_NOTHING = frozenset({"http://", "https://"})  # no link without something behind


def cut_at_links(text: str, *, bare: bool) -> Iterator[tuple[bool, str]]:
    """Cut a text into its links and what is between them, each with whether it is a link.

    bare: also what begins with no http://, such as example.org/jobs
    """
    links = _WITH_BARE if bare else _WITHOUT_BARE
    done = at = 0
    while found := links.search(text, at):
        link = _without_end(found[0])
        at = found.start() + len(link)
        if link.lower() in _NOTHING:
            continue
        yield False, text[done : found.start()]
        yield True, link
        done = at
    yield False, text[done:]


def _without_end(link: str) -> str:
    """Return a link without what ends its sentence: `(https://a.fr/b).` is a link and two signs."""
    signs = Counter(link)
    end = len(link)
    while end:
        last = link[end - 1]
        if last not in _ENDS and not (last == ")" and signs[")"] > signs["("]):
            break
        signs[last] -= 1
        end -= 1
    return link[:end]
