"""A row chosen by typing its name: the server offers what fits, so that no page lists them all.

With script the box proposes rows as one types. Without it, what was typed is looked up when the
form is sent: one row that fits is taken, several are offered to choose from.
templates/ui/form.html draws it; app/static/js/combobox.js asks `source`, answered by `options`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import StringField, ValidationError

from app.core.text.clean import tidy_line
from app.core.text.fold import fold
from app.web.fields import Row

OFFERED = 8  # rows at a time
LONGEST = 100  # characters of what is looked up


@dataclass(frozen=True)
class Lookup:
    """Where a box finds its rows.

    source: the address that answers what is typed
    fitting: the rows whose name fits what is typed, best first
    named: the name of a row that may be chosen; None for any other key
    """

    source: str
    fitting: Callable[[str], Sequence[Row]]
    named: Callable[[UUID], str | None]


class Combobox(StringField):  # type: ignore[misc]
    """A row chosen by its name, or none.

    `data` is its key, as text, under the field's own name; what was typed is in `<name>_typed`.

    nobody: the sentence shown when nothing of that name is found
    offered: the rows among which to choose, when what was typed fits several
    """

    lookup: Lookup | None = None
    typed: str = ""
    offered: Sequence[Row] = ()
    _kept: Row | None = None
    _given = False  # what stands in the box was sent

    def __init__(self, label: Any, *, nobody: str | LazyString = "", **options: Any) -> None:
        super().__init__(label, default="", **options)
        self._nobody = nobody or _l("Nothing has this name. Type part of it, or leave it empty.")

    def look_in(self, lookup: Lookup, *, kept: Row | None = None) -> None:
        """Say where rows are found; the one that is kept stays, though it is found no more."""
        self.lookup, self._kept = lookup, kept

    def choose(self, row: Row | None) -> None:
        """Show a row as chosen."""
        self.data, self.typed = (str(row[0]), row[1]) if row else ("", "")

    def choose_kept(self) -> None:
        """Show the row that is kept as chosen."""
        self.choose(self._kept)

    def process(self, formdata: Any, *values: Any, **options: Any) -> None:
        """Read the key, and what stands in the box."""
        super().process(formdata, *values, **options)
        self.data = self.data or ""
        self._given = formdata is not None and f"{self.name}_typed" in formdata
        meant = formdata.get(f"{self.name}_meant") if formdata is not None else None
        if meant:  # one of those that were offered
            self.data, self._given = meant, False
        elif self._given:
            self.typed = tidy_line(formdata.get(f"{self.name}_typed"))[:LONGEST]

    @property
    def key(self) -> UUID | None:
        """The key that was chosen."""
        return UUID(self.data) if self.data else None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms gives it
        """Find the row that is meant. raises: ValidationError when it is none or not one"""
        chosen = self._chosen()
        if not self._given:
            self.typed = chosen[1] if chosen else ""
        elif not self.typed:
            self.data = ""
        elif chosen is None or fold(chosen[1]) != fold(self.typed):
            self._find()
        else:
            self.typed = chosen[1]

    def _chosen(self) -> Row | None:
        if not self.data:
            return None
        assert self.lookup, "look_in() comes first"
        try:
            key = UUID(self.data)
        except ValueError:
            key = None
        name = self._name_of(key) if key else None
        if key is None or name is None:
            self.data = ""
            raise ValidationError(_l("Choose one that is in the list."))
        return key, name

    def _name_of(self, key: UUID) -> str | None:
        if self._kept and self._kept[0] == key:
            return self._kept[1]
        assert self.lookup
        return self.lookup.named(key)

    def _find(self) -> None:
        assert self.lookup, "look_in() comes first"
        rows = list(self.lookup.fitting(self.typed))
        same = [row for row in rows if fold(row[1]) == fold(self.typed)]
        found = same if len(same) == 1 else rows
        if len(found) == 1:
            self.choose(found[0])
            return
        self.data, self.offered = "", found[:OFFERED]
        raise ValidationError(
            _l("Several match what you typed. Choose one below.") if found else self._nobody
        )


def options(lookup: Lookup, typed: str) -> ResponseReturnValue:
    """Answer a box: the rows that fit what is typed, as JSON."""
    rows = lookup.fitting(tidy_line(typed)[:LONGEST])[:OFFERED]
    return jsonify({"options": [{"key": str(key), "name": name} for key, name in rows]})
