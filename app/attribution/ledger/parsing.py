"""Parse JSON that came from outside, and refuse what parsers disagree on.

Names given twice, NaN and bytes that are no UTF-8 are refused, so that what is decided is what
was written.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from json.decoder import WHITESPACE  # type: ignore[attr-defined]
from typing import Any

from app.policy.strict_json import WrongDocument


def parse(raw: bytes) -> Any:
    """Parse one document.

    raises: WrongDocument
    """
    with _said_of_the_text():
        return _DECODER.decode(raw.decode("utf-8-sig"))


def parse_each(raw: bytes) -> Iterator[tuple[str, Any]]:
    """Parse a document, or in turn each of a list of them, with its path.

    A long list is never held whole: each document can be forgotten before the next.

    raises: WrongDocument, when its turn comes, for a text that is no JSON
    """
    with _said_of_the_text():
        text = raw.decode("utf-8-sig")
    start = _skip_blank(text, 0)
    if not text.startswith("[", start):
        yield "", parse(raw)
        return
    position, index = _skip_blank(text, start + 1), 0
    while index or not text.startswith("]", position):
        with _said_of_the_text():
            document, position = _DECODER.raw_decode(text, position)
        yield f"[{index}]", document
        position, index = _skip_blank(text, position), index + 1
        if text.startswith("]", position):
            break
        position = _skip_blank(text, _after_comma(text, position))
    with _said_of_the_text():
        if _skip_blank(text, position + 1) != len(text):
            raise json.JSONDecodeError("Extra data", text, position + 1)


def _skip_blank(text: str, position: int) -> int:
    return int(WHITESPACE.match(text, position).end())


def _after_comma(text: str, position: int) -> int:
    with _said_of_the_text():
        if not text.startswith(",", position):
            raise json.JSONDecodeError("Expecting ',' delimiter", text, position)
    return position + 1


@contextmanager
def _said_of_the_text() -> Iterator[None]:
    """Say what is wrong with a text as with any document: where, and what was expected."""
    try:
        yield
    except UnicodeDecodeError:
        raise WrongDocument("", "a text in UTF-8") from None
    except json.JSONDecodeError as wrong:
        place = f"line {wrong.lineno}, column {wrong.colno}"
        raise WrongDocument(place, f"JSON: {wrong.msg}") from None
    except RecursionError:
        raise WrongDocument("", "JSON that is not nested so deep") from None
    except ValueError as wrong:
        raise WrongDocument("", str(wrong)) from None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"each field once: {name!a} is there twice")
        found[name] = value
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"JSON, which has no {name}")


_DECODER = json.JSONDecoder(object_pairs_hook=_once_each, parse_constant=_no_constant)
