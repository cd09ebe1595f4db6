"""The fields of the editor that are more than a text: money, a day, a key among rows."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any
from uuid import UUID

from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    EmailField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    DataRequired,
    Length,
    Optional,
)
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from app.core.i18n import gettext as _
from app.core.text.clean import stripped, tidy_line, without_nul
from app.core.text.mailbox_slips import likely_meant
from app.core.text.mailboxes import BadMailbox, read_mailbox
from app.web.forms import Form

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


class KeyField(HiddenField):  # type: ignore[misc]
    """A key that the page made: it comes back as it was, or the page is told to be reloaded."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the key."""
        try:
            self.data = UUID(hex=valuelist[0] if valuelist else "")
        except ValueError as wrong:
            raise ValueError(_l("This page was altered. Reload it and try again.")) from wrong


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


LONGEST_LINE, LONGEST_TEXT = 100, 60_000  # characters


def line(label: Any, needed: Any = None, *, longest: int = LONGEST_LINE) -> StringField:
    """A line of text; `needed` is the sentence shown when it is left empty."""
    rules: list[Any] = [DataRequired(needed)] if needed else [Optional()]
    too_long = _l("At most %(num)d characters.", num=longest)
    return StringField(
        label, [*rules, Length(max=longest, message=too_long)], filters=[stripped], default=""
    )


def text(label: Any, needed: Any = None) -> TextAreaField:
    """Several lines of text."""
    rules: list[Any] = [DataRequired(needed)] if needed else [Optional()]
    too_long = _l("At most %(num)d characters.", num=LONGEST_TEXT)
    return TextAreaField(
        label,
        [*rules, Length(max=LONGEST_TEXT, message=too_long)],
        filters=[without_nul],
        default="",
    )


NAME_LENGTH, MESSAGE_LENGTH = 120, 5000


TOO_LONG = _l("Shorten this: %(max)d characters at most.")


class MailboxField(EmailField):  # type: ignore[misc]
    """An e-mail address, read as people paste it. A likely slip is asked about once, never blocked.

    meant: the address to choose instead, when there is a question; templates/ui/form.html asks it
    """

    meant: str | None = None
    _asked = ""  # the address that was asked about

    def process(self, formdata: Any, *values: Any, **options: Any) -> None:
        """Read what was typed, and which of two addresses was chosen."""
        super().process(formdata, *values, **options)
        if formdata is None:
            return
        self._asked = formdata.get(f"{self.name}_asked", "")
        chosen = formdata.get(f"{self.name}_meant")
        if chosen and self.asked_about and chosen == self._likely_meant():
            self.data = chosen

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. raises: ValueError, shown by the field"""
        self.data = tidy_line(valuelist[0] if valuelist else "")
        try:
            self.data = self.data and read_mailbox(self.data)
        except BadMailbox as refusal:
            raise ValueError(refusal.sentence) from refusal

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms gives it
        """Ask about a likely slip, unless it was asked about before."""
        if self.process_errors or self.asked_about:
            return
        self.meant = self._likely_meant()
        if self.meant:
            raise ValidationError(_l("Did you mean %(address)s?", address=self.meant))

    def _likely_meant(self) -> str | None:
        return likely_meant(self.data or "", current_app.config["SIGN_IN_DOMAINS"])

    @property
    def asked_about(self) -> bool:
        """Whether this address, as it stands, is being asked about or was before."""
        return bool(self.data) and (self.meant is not None or self.data == self._asked)


def no_address(_form: Form, field: StringField) -> None:
    """Refuse a name that is an advertisement: it would travel in mails of ours."""
    if re.search(r"://|\bwww\.|@", field.data or "", re.IGNORECASE):
        raise ValidationError(_l("Type a name alone, without an address."))


def no_link(_form: Form, field: StringField) -> None:
    """Refuse words that lead elsewhere: they travel in a mail of the company's."""
    if re.search(r"://|\bwww\.", field.data or "", re.IGNORECASE):
        raise ValidationError(_l("Leave addresses of pages out: we send the opening’s own."))


def mailbox_field(
    help_text: str | LazyString = "",
    missing: LazyString = _l("Type your e-mail address."),  # noqa: B008 - never changes
    label: LazyString = _l("E-mail"),  # noqa: B008 - never changes
) -> MailboxField:
    """An e-mail address; `missing` is the sentence shown when it is left empty."""
    return MailboxField(label, description=help_text, validators=[DataRequired(missing)])


class Checkboxes(ListWidget):  # type: ignore[misc]
    """Several choices, drawn as a checkbox each by templates/ui/form.html."""

    input_type = "checkbox"
