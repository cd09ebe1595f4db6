"""JSON that came from outside: parsed strictly, read into a declared form, refused by its place.

A form is a msgspec struct. Whatever a person may write by hand (a case, a policy, a checkpoint)
is read here, so that all of it is refused in the same words: where, and what was expected there.
What parsers disagree on (a name given twice, NaN, bytes that are no UTF-8) is refused too.
"""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Raw, Struct

# A day each side of these years still fits every calendar computation.
FIRST_YEAR, LAST_YEAR = 1900, 9998

Text = Annotated[
    str,
    Meta(
        pattern=r"\A[^\ud800-\udfff]+\Z",
        description="a text that is not empty, without lone surrogates",
    ),
]
# As seconds, some thirty years; as canonical JSON, exact.
Whole = Annotated[
    int, Meta(ge=0, le=1_000_000_000, description="a whole number from 0 to 1000000000")
]
# RFC 3339, whose letters may be small; finer than a microsecond would not be kept.
Moment = Annotated[
    str,
    Meta(
        pattern=r"(?a)\A(?!9999)(?:19|[2-9]\d)\d\d-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,6})?"
        r"(?:[Zz]|[+-]\d\d:[0-5]\d)\Z",
        description="a moment such as 2027-03-15T10:00:00.000000Z,"
        f" from {FIRST_YEAR} to {LAST_YEAR}",
    ),
]
Day = Annotated[
    str, Meta(pattern=r"(?a)\A\d{4}-\d\d-\d\d\Z", description="a date such as 2027-03-15")
]

Form = TypeVar("Form", bound=Struct)
Value = TypeVar("Value")

_PLAIN_NAME = re.compile(r"\w+", re.ASCII)
_STEP = re.compile(r"\.(\w+)|\[(\d+|\.\.\.)\]")
_FIELD = re.compile(r"Object (missing required|contains unknown) field `(.*)`", re.DOTALL)


class WrongDocument(ValueError):
    """A document that cannot be read: `path` says where, `expected` what belongs there."""

    def __init__(self, path: str, expected: str) -> None:
        self.path = path
        self.expected = expected
        super().__init__(f"{path or 'document'}: expected {expected}")


def parse(raw: bytes, path: str = "") -> Any:
    """Parse a JSON text.

    raises: WrongDocument
    """
    try:
        return _DECODER.decode(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise WrongDocument(path, "a text in UTF-8") from None
    except json.JSONDecodeError as wrong:
        place = f"line {wrong.lineno}, column {wrong.colno}"
        raise WrongDocument(f"{path} {place}".strip(), f"JSON: {wrong.msg}") from None
    except RecursionError:
        raise WrongDocument(path, "JSON that is not nested so deep") from None
    except ValueError as wrong:
        raise WrongDocument(path, str(wrong)) from None


def parse_each(raw: bytes) -> Iterator[tuple[str, Any]]:
    """Parse a document, or in turn each of a list of them, with its path.

    Of a long list one document is held at a time.

    raises: WrongDocument, when its turn comes
    """
    try:
        documents = msgspec.json.decode(raw.removeprefix(BOM_UTF8), type=list[Raw])
    except (msgspec.DecodeError, RecursionError):  # no list, or no JSON: parsing it says which
        yield "", parse(raw)
        return
    for index, document in enumerate(documents):
        yield f"[{index}]", parse(bytes(document), f"[{index}]")


def read(document: Any, form: type[Form], path: str = "") -> Form:
    """Read a parsed document into its form.

    path: where the document stands in what holds it, such as `[3]`
    raises: WrongDocument
    """
    try:
        return msgspec.convert(document, form)
    except msgspec.ValidationError as wrong:
        raise _refusal(wrong, document, form, path) from None
    except UnicodeEncodeError:
        raise WrongDocument(path, "fields whose names have no lone surrogates") from None


def value_of(form: Struct, kind: type[Value], path: str = "") -> Value:
    """Make a value of what was read: texts become dates, which the calendar must have.

    kind: a dataclass with the fields of the form
    raises: WrongDocument
    """
    try:
        return msgspec.convert(form, kind, from_attributes=True)
    except msgspec.ValidationError as wrong:
        raise _refusal(wrong, form, type(form), path) from None


def below(path: str, name: str) -> str:
    """Return the path of a field."""
    if not _PLAIN_NAME.fullmatch(name):
        return f"{path}[{name!a}]"
    return f"{path}.{name}" if path else name


def _refusal(
    wrong: msgspec.ValidationError, document: Any, form: type[Struct], path: str
) -> WrongDocument:
    """Say what msgspec refuses by the path and the words of the form."""
    message, _, place = str(wrong).partition(" - at `")
    kind: Any = form
    for field_name, index in _STEP.findall(place):
        kind = _bare(kind)
        if index == "...":
            kind = get_args(kind)[1]
            name = next(key for key, value in document.items() if not _fits(value, kind))
            document, path = document[name], below(path, name)
        elif index:
            kind, document = get_args(kind)[0], document[int(index)]
            path = f"{path}[{index}]"
        else:
            kind = get_type_hints(kind, include_extras=True)[field_name]
            document, path = _in(document, field_name), below(path, field_name)
    if place.startswith("key"):
        kind = get_args(_bare(kind))[0]
        return WrongDocument(
            below(path, next(key for key in document if not _fits(key, kind))), _expected(kind)
        )
    if field := _FIELD.match(message):
        expected = "this field, which is missing"
        if field[1] == "contains unknown":
            expected = "one of " + ", ".join(_bare(kind).__struct_fields__)
        return WrongDocument(below(path, field[2]), expected)
    return WrongDocument(path, _expected(kind))


def _in(document: Any, name: str) -> Any:
    return document[name] if isinstance(document, Mapping) else getattr(document, name)


def _fits(value: Any, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return kind is not Day or _is_day(value)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _bare(kind: Any) -> Any:
    """Take what may be absent, and what it is described by, off a type."""
    if get_origin(kind) in (Union, UnionType):
        return next(each for each in get_args(kind) if each is not NoneType)
    return kind


def _expected(kind: Any) -> str:
    kind = _bare(kind)
    if get_origin(kind) is Annotated:
        return str(kind.__metadata__[0].description)
    if kind is bool:
        return "true or false"
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return "one of " + ", ".join(kind)
    return "a list" if get_origin(kind) in (list, tuple, frozenset) else "an object"


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"each field once: {twice!a} is there twice")
    return document


def _no_constant(name: str) -> Any:
    raise ValueError(f"JSON, which has no {name}")


def _number(written: str) -> int | float:
    """Read a number as JSON means it: 1.0 is 1."""
    number = float(written)
    return int(number) if number.is_integer() else number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_once_each, parse_constant=_no_constant, parse_float=_number
)
