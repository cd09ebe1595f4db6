"""Classes of clicks, and why a line of the journal could not be read, in words."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from flask_babel import LazyString, format_decimal
from flask_babel import lazy_gettext as _l

from app.core.i18n import format_timedelta
from app.core.i18n import gettext as _
from app.tracking.rules import ClickClass

_MEGABYTE = 1024 * 1024

CLASSES: dict[ClickClass, tuple[LazyString, LazyString]] = {
    ClickClass.HUMAN: (
        _l("Visits"),
        _l("A person, as far as can be told. The only ones that count."),
    ),
    ClickClass.OWN: (_l("The ambassador’s own visits"), _l("Signed in here, on their own link.")),
    ClickClass.PREVIEW: (_l("Networks’ previews"), _l("A network drew the preview of a message.")),
    ClickClass.ROBOT: (_l("Robots"), _l("A program, by its name or by how it asked.")),
    ClickClass.SCANNER: (
        _l("Scanners"),
        _l("Mail filters that open links before people do; three links within ten seconds."),
    ),
    ClickClass.PREFETCH: (
        _l("Fetched ahead"),
        _l("A browser loaded it in advance, and nobody has acted on the page."),
    ),
    ClickClass.HEAD: (_l("Checks without a page"), _l("HEAD: only whether the link answers.")),
}
COLLEAGUES = (
    _l("Colleagues’ visits"),
    _l("Another employee, signed in here. Counted apart from visits."),
)

_REASONS: dict[str, LazyString] = {
    "checksum": _l("Its bytes have changed since it was written."),
    "length": _l("A part of it is too long or too short."),
    "time": _l("Its time is impossible."),
}
_NO_CLICK = _l("It is not written as clicks are.")


def reason(code: str) -> LazyString:
    """Say why a line could not be read."""
    return _REASONS.get(code, _NO_CLICK)


def readable(line: bytes, *, longest: int = 160) -> str:
    """Write bytes as text that shows each of them: tabs and what is no text as escapes."""
    shown = line[:longest].decode("ascii", "backslashreplace")
    text = "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in shown)
    return text + ("…" if len(line) > longest else "")


def counted(
    found: Mapping[tuple[ClickClass, bool], int],
) -> list[tuple[LazyString, LazyString, int]]:
    """Name each class that came, visits first, with what it means and how many."""
    rows = []
    for kind, (name, about) in CLASSES.items():
        alone, internal = found.get((kind, False), 0), found.get((kind, True), 0)
        if kind is ClickClass.HUMAN:
            rows += [(name, about, alone), (*COLLEAGUES, internal)]
        else:
            rows.append((name, about, alone + internal))
    return [row for row in rows if row[2]]


def delay(seconds: float) -> str:
    """Say how far behind loading is."""
    if seconds < 1:
        return _("0 s")
    behind = timedelta(seconds=seconds)
    return format_timedelta(behind, format="narrow", threshold=2)


def waiting(size: int) -> str:
    """Say how much waits to be loaded."""
    if not size:
        return _("nothing waiting")
    if size >= _MEGABYTE:
        return _("%(size)s MB waiting", size=format_decimal(round(size / _MEGABYTE, 1)))
    return _("%(size)s KB waiting", size=format_decimal(max(1, round(size / 1024))))


def short(key: UUID) -> str:
    """Name a machine or a file by the end of its id, which `flask clicks status` shows whole."""
    return f"…{key.hex[-8:]}"
