"""The fields of the editor that are more than a text: money, a number, a day, a key among rows."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    EmailField,
    Field,
    FieldList,
    HiddenField,
    IntegerField,
    RadioField,
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

from app.core.calendar import instants_of, local_date, local_time
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.core.i18n import in_figures, language, lazy_number
from app.core.text.amounts import has_cents, read_amount
from app.core.text.clean import has_letter, stripped, tidy_line, without_nul
from app.core.text.days import read_day, read_hour
from app.core.text.mailbox_slips import likely_meant
from app.core.text.mailboxes import BadMailbox, read_mailbox
from app.core.text.sites import names_a_site
from app.web.forms import Form

Row = tuple[UUID, str]  # the key of a row, and its name


class Euros(Field):  # type: ignore[misc]
    """An amount in euros, as people type it: "48 000", "38,5k", "12,02 €"."""

    widget = TextInput()
    data: Decimal | None
    raw_data: list[str] | None

    def _value(self) -> str:
        """Return what the box shows: what was typed, or the amount as the language writes it."""
        if self.raw_data:
            return self.raw_data[0]
        return in_figures(self.data, cents=has_cents(self.data)) if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. raises: ValueError, shown by the field"""
        self.data = None
        self.data = _read(valuelist, read_amount)


class WholeNumber(IntegerField):  # type: ignore[misc]
    """A number whose one error, whatever was typed, is what its validators say."""

    data: int | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; anything but a whole number is no number at all."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None


class Day(DateField):  # type: ignore[misc]
    """A day, from the browser's own calendar or typed: 31/12/2026, 31 Dec 2026, 2026-12-31.

    month_alone: a month is its first day
    """

    data: date | None

    def __init__(self, label: Any, *, month_alone: bool = False, **options: Any) -> None:
        super().__init__(label, **options)
        self._month_alone = month_alone

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. raises: ValueError, shown by the field"""
        self.data = None
        self.data = _read(
            valuelist,
            lambda typed: read_day(typed, language=language(), month_alone=self._month_alone),
        )


class Hour(TimeField):  # type: ignore[misc]
    """A time of the day, from the browser's own control or typed: 14:30, 14h30, 9 h, 2 pm."""

    data: time | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. raises: ValueError, shown by the field"""
        self.data = None
        self.data = _read(valuelist, read_hour)


Value = TypeVar("Value")


def _read(valuelist: list[str], reader: Callable[[str], Value]) -> Value | None:
    typed = valuelist[0] if valuelist else ""
    if not typed.strip():
        return None
    try:
        return reader(typed)
    except Refusal as refusal:
        raise ValueError(str(refusal.sentence)) from refusal


class Checkboxes(ListWidget):  # type: ignore[misc]
    """Several choices, drawn as a checkbox each by templates/ui/form.html."""

    input_type = "checkbox"


class Radios(ListWidget):  # type: ignore[misc]
    """Choices of which one is taken, drawn as a radio each by templates/ui/form.html."""

    input_type = "radio"


class Turn(RadioField):  # type: ignore[misc]
    """Which of two times is meant, on the night on which clocks go back; asked on that night alone.

    Stands beside a Day and an Hour: the form calls `check_hour` and `check` for their validators.
    """

    widget = Radios()

    def __init__(self, label: Any, **options: Any) -> None:
        turns = [
            SelectChoice("0", _l("The first time, before clocks went back")),
            SelectChoice("1", _l("The second time, after clocks went back")),
        ]
        super().__init__(label, choices=turns, validate_choice=False, **options)

    def asks(self, day: Day, hour: Hour) -> bool:
        """Return whether clocks showed this time twice on this day."""
        return len(_instants(day, hour)) == 2

    def check_hour(self, day: Day, hour: Hour) -> None:
        """raises: ValidationError when clocks never showed this time on this day"""
        if day.data and hour.data and not _instants(day, hour):
            raise ValidationError(
                _("Clocks went forward over this time on that day. Write another one.")
            )

    def check(self, day: Day, hour: Hour) -> None:
        """raises: ValidationError when two instants fit and none is chosen"""
        if self.asks(day, hour) and self.data not in ("0", "1"):
            raise ValidationError(
                _("Clocks went back on that day and showed this time twice. Choose which.")
            )

    def instant(self, day: Day, hour: Hour) -> datetime:
        """Return the instant that is meant, once all is valid."""
        instants = _instants(day, hour)
        return instants[1 if len(instants) == 2 and self.data == "1" else 0]

    def show(self, instant: datetime, day: Day, hour: Hour) -> None:
        """Fill the three fields with an instant."""
        day.data, hour.data = local_date(instant), local_time(instant)
        self.data = str(hour.data.fold)


def _instants(day: Day, hour: Hour) -> list[datetime]:
    return instants_of(day.data, hour.data) if day.data and hour.data else []


class KeyField(HiddenField):  # type: ignore[misc]
    """A key that the page made: it comes back as it was, or the page is told to be reloaded."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the key."""
        try:
            self.data = UUID(hex=valuelist[0] if valuelist else "")
        except ValueError as wrong:
            raise ValueError(_l("This page was altered. Reload it and try again.")) from wrong


class NumberedFields(FieldList):  # type: ignore[misc]
    """The same field several times over; a name with a number that no page of ours writes is none.

    WTForms reads "²" and a thousand figures as numbers, and fails at them.
    """

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterable[int]:
        ours = re.compile(rf"{re.escape(prefix)}-[0-9]{{1,4}}(?:-.*)?", re.ASCII | re.DOTALL)
        numbers: Iterable[int] = super()._extract_indices(
            prefix, [name for name in formdata if ours.fullmatch(name)]
        )
        return numbers


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

    def in_order(self, before: Sequence[UUID]) -> tuple[UUID, ...]:
        """Return the keys that were chosen: those chosen before first, then as they are offered."""
        offered = [UUID(choice.value) for choice in self.choices]
        return tuple(key for key in dict.fromkeys([*before, *offered]) if key in self.keys)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms gives it
        """Refuse a key that is not offered."""
        if not set(self.data or ()) <= {choice.value for choice in self.choices}:
            raise ValidationError(_("Choose among those in the list."))


def _choices(rows: Sequence[Row]) -> list[SelectChoice]:
    return [SelectChoice(str(key), name) for key, name in rows]


LONGEST_LINE, LONGEST_TEXT = 100, 60_000  # characters


def line(
    label: Any, needed: Any = None, *, longest: int = LONGEST_LINE, rules: Sequence[Any] = ()
) -> StringField:
    """A line of text; `needed` is the sentence shown when it is left empty."""
    rules = [DataRequired(needed) if needed else Optional(), *rules]
    too_long = _l("At most %(num)s characters.", num=lazy_number(longest))
    return StringField(
        label, [*rules, Length(max=longest, message=too_long)], filters=[stripped], default=""
    )


def text(label: Any, needed: Any = None, *, rules: Sequence[Any] = ()) -> TextAreaField:
    """Several lines of text; `needed` is the sentence shown when it is left empty."""
    rules = [DataRequired(needed) if needed else Optional(), *rules]
    too_long = _l("At most %(num)s characters.", num=lazy_number(LONGEST_TEXT))
    return TextAreaField(
        label,
        [*rules, Length(max=LONGEST_TEXT, message=too_long)],
        filters=[without_nul],
        default="",
    )


def words(label: Any, needed: Any, longest: int) -> TextAreaField:
    """Several lines of text that somebody else reads, within a length."""
    too_long = _l("At most %(num)s characters.", num=lazy_number(longest))
    return TextAreaField(
        label,
        [DataRequired(needed), Length(max=longest, message=too_long)],
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
    if names_a_site(field.data or ""):
        raise ValidationError(_l("Type a name alone, without an address."))


def some_letter(_form: Form, field: StringField) -> None:
    """Refuse a name without a letter, of any script."""
    if field.data and not has_letter(field.data):
        raise ValidationError(_l("Type a name, in letters."))


def no_link(_form: Form, field: StringField) -> None:
    """Refuse words that lead elsewhere: they travel in a mail of the company's."""
    if re.search(r"://|\bwww\.", field.data or "", re.IGNORECASE):
        raise ValidationError(_l("Leave out page addresses: we send the opening’s own."))


def mailbox_field(
    help_text: str | LazyString = "",
    missing: LazyString = _l("Type your e-mail address."),  # noqa: B008 - never changes
    label: LazyString = _l("E-mail"),  # noqa: B008 - never changes
) -> MailboxField:
    """An e-mail address; `missing` is the sentence shown when it is left empty."""
    return MailboxField(label, description=help_text, validators=[DataRequired(missing)])
