"""The fields of the editor that are more than a text: money, a day, a key among rows."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, SelectField, SelectMultipleField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from app.core.i18n import gettext as _

Row = tuple[UUID, str]  # the key of a row, and its name
MOST_EUROS = 10_000_000
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


class Euros(Field):  # type: ignore[misc]
    """Whole euros, typed as people do: "48 000", "48000 €", "48,000", "48k"."""

    widget = TextInput()
    data: int | None
    raw_data: list[str] | None

    def _value(self) -> str:
        """Return what the box shows: what was typed, or the amount with its thousands apart."""
        if self.raw_data:
            return self.raw_data[0]
        return f"{self.data:,}".replace(",", "\u202f") if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. raises: ValueError, shown by the field"""
        typed = "".join((valuelist[0] if valuelist else "").lower().split()).replace("€", "")
        if not typed:
            self.data = None
            return
        digits, times = (typed[:-1], 1000) if typed.endswith("k") else (typed, 1)
        digits = digits.replace(",", "").replace(".", "").replace("'", "").replace("’", "")
        if not (digits.isascii() and digits.isdecimal()) or len(digits) > 9:
            self.data = None
            raise ValueError(_("Write a whole amount in euros, such as 48 000."))
        self.data = int(digits) * times
        if not 0 < self.data <= MOST_EUROS:
            raise ValueError(_("Write an amount between 1 and 10,000,000 euros."))


class Day(DateField):  # type: ignore[misc]
    """A day, from the browser's own calendar or typed as 31/12/2026 or 2026-12-31."""

    data: date | None

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, format=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. raises: ValueError, shown by the field"""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata([valuelist[0].strip()])
        except ValueError:
            self.data = None
            raise ValueError(_("Write a day such as 31/12/2026.")) from None
        if not _in_our_times(self.data):
            self.data = None
            raise ValueError(_("Write a day between 2000 and 2099."))


def _in_our_times(day: Any) -> bool:
    return isinstance(day, date) and EARLIEST <= day < LATEST


class Hour(TimeField):  # type: ignore[misc]
    """A time of the day, from the browser's own control or typed as 14:30 or 14h30."""

    data: time | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. raises: ValueError, shown by the field"""
        typed = (valuelist[0] if valuelist else "").strip().lower().replace("h", ":")
        if not typed:
            self.data = None
            return
        try:
            super().process_formdata([typed])
        except ValueError:
            self.data = None
            raise ValueError(_("Write the time, such as 14:30.")) from None


class OneOf(SelectField):  # type: ignore[misc]
    """A row chosen by its key, or none."""

    def __init__(self, label: Any, *, none: Any = None, **options: Any) -> None:
        super().__init__(label, coerce=str, default="", **options)
        self._none = none or _l("Choose…")

    def offer(self, rows: Sequence[Row], *, kept: Row | None = None) -> None:
        """Set the choices; the one that is kept is offered even when it is no longer listed."""
        missing = kept and kept[0] not in {key for key, _name in rows}
        listed = [*rows, kept] if kept and missing else rows
        self.choices = [SelectChoice("", self._none), *_choices(listed)]

    def choose(self, key: UUID | None) -> None:
        """Show a row as chosen."""
        self.data = str(key) if key else ""

    @property
    def key(self) -> UUID | None:
        """The key that was chosen."""
        return UUID(self.data) if self.data else None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms gives it
        """Refuse a key that is not offered."""
        if self.data not in {choice.value for choice in self.choices}:
            raise ValidationError(_("Choose one that is in the list."))


class SomeOf(SelectMultipleField):  # type: ignore[misc]
    """Rows chosen by their keys, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, coerce=str, **options)

    def offer(self, rows: Sequence[Row]) -> None:
        """Set the choices."""
        self.choices = _choices(rows)

    def choose(self, keys: Iterable[UUID]) -> None:
        """Show rows as chosen."""
        self.data = [str(key) for key in keys]

    @property
    def keys(self) -> frozenset[UUID]:
        """The keys that were chosen."""
        return frozenset(UUID(value) for value in self.data or ())

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms gives it
        """Refuse a key that is not offered."""
        if not set(self.data or ()) <= {choice.value for choice in self.choices}:
            raise ValidationError(_("Choose among those in the list."))


def _choices(rows: Sequence[Row]) -> list[SelectChoice]:
    return [SelectChoice(str(key), name) for key, name in rows]
