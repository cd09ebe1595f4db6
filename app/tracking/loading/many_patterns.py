"""Search a text for any of a thousand patterns at once. Pure.

`re` tries each alternative at each place, 0.3 ms for the published list of crawlers: whoever
sends a User-Agent of their own each time could make the loader late. Nearly all of its patterns
are plain words, and words that share their beginnings are one expression with few branches:
some 0.05 ms (measured).
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

Matcher = Callable[[str], bool]
Branch = dict[str, Any]  # letter → what may follow; END → a word ends here

END = ""
AT_ONCE = 25
_WORD = re.compile(r"(?:[^\\.^$*+?{}\[\]|()]|\\\W)+")


def any_of(patterns: Iterable[str]) -> Matcher:
    """Return what says whether any of these patterns is found in a text; case counts."""
    patterns = list(patterns)
    words = [re.sub(r"\\(\W)", r"\1", each) for each in patterns if _WORD.fullmatch(each)]
    others = [each for each in patterns if not _WORD.fullmatch(each)]
    chunks = ["|".join(others[start : start + AT_ONCE]) for start in range(0, len(others), AT_ONCE)]
    searches = [re.compile(each).search for each in filter(None, [_branches(words), *chunks])]
    return lambda text: any(search(text) for search in searches)


def _branches(words: Iterable[str]) -> str:
    """Write words as one expression in which each beginning stands once."""
    root: Branch = {}
    for word in words:
        branch = root
        for letter in word:
            branch = branch.setdefault(letter, {})
        branch[END] = {}
    return _written(root)


def _written(branch: Branch) -> str:
    if END in branch:  # found: what longer words say after it changes nothing
        return ""
    choices = [re.escape(letter) + _written(rest) for letter, rest in sorted(branch.items())]
    return f"(?:{'|'.join(choices)})" if len(choices) > 1 else "".join(choices)
