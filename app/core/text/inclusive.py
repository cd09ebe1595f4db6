"""Inclusive writing: which two words “développeur·se” or “ingénieur(e)s” stand for."""

from app.core.text.fold import fold

# What is written behind a masculine for its feminine, folded, without the s of the plural.
_WRITTEN_BEHIND = """
    e ne te le fe se ve re que che sse esse euse eure rice trice ice ere iere enne ienne onne elle
    ale ive ee ante ente ane ine ouse
"""
_ENDINGS = frozenset(_WRITTEN_BEHIND.split())
# Endings that take the place of more than their first letter tells: (of the masculine, instead).
_INSTEAD = {
    "se": (("r", "se"), ("x", "se"), ("", "se")),
    "ve": (("f", "ve"),),
    "rice": (("eur", "rice"),),
    "ice": (("eur", "rice"),),
    "re": (("er", "ère"),),
    "que": (("c", "que"),),
    "che": (("c", "che"),),
}
_REACH = 4  # letters from the end in which an ending begins again


def both_genders(written: tuple[str, ...], ending: str) -> tuple[str, ...]:
    """Return the words that are meant by some written ones and what stands behind them. Pure.

    written: in lower case with accents, the masculine first; more than one where an ending has
        been read before, as in ingénieur·e·s
    returns: nothing for an ending that is none
    """
    base, ending = written[0], ending.casefold()
    one = ending.removesuffix("s")
    if len(base) < 2 or not base.isalpha() or not (ending == "s" or fold(one) in _ENDINGS):
        return ()
    if ending == "s":  # poste(s), ingénieur·e·s
        forms = (*written, *map(_plural, written))
    elif ending.endswith("s"):
        forms = (_plural(base), _plural(_feminine(base.removesuffix("s"), one)))
    else:
        forms = (base, _feminine(base, one))
    return tuple(dict.fromkeys(forms))


def _plural(word: str) -> str:
    return word if word.endswith(("s", "x")) else f"{word}s"


def _feminine(masculine: str, ending: str) -> str:
    plain = fold(ending)
    for last, instead in _INSTEAD.get(plain, ()):
        if masculine.endswith(last):
            return masculine.removesuffix(last) + instead
    if (len(plain) <= 2 and plain != "ee") or plain == "sse":  # e, ne, te: written behind
        return masculine + ending
    start = max(0, len(masculine) - _REACH)
    at = fold(masculine[start:]).rfind(plain[0])
    return masculine[: start + at] + ending if at >= 0 else masculine + ending
