"""The base of every form: WTForms with a CSRF token, and refusals shown by their field."""

from collections.abc import Collection, Iterator
from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields.core import UnboundField

from app.core.errors import Refusal


class Form(FlaskForm):  # type: ignore[misc]
    """A form of staff pages. Public forms carry a signed token instead of the CSRF cookie."""

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal by the field that it concerns, or on top of the form."""
        field = self._fields.get(refusal.field) if refusal.field else None
        if field is None:
            self.form_errors.append(refusal.sentence)
        else:
            field.errors = [*field.errors, refusal.sentence]


def labels_of(names: Collection[str]) -> dict[str, str]:
    """Return what fields are called, by the names under which they were sent.

    Of which form they came is not known: it is the one that has most of them.
    """
    fields = {name: name.partition("-")[0] for name in names}
    known = max(map(_labels, _forms(Form)), key=lambda labels: len(labels.keys() & fields.values()))
    return {name: str(known[field]) for name, field in fields.items() if field in known}


def _forms(form: type[Form]) -> Iterator[type[Form]]:
    yield form
    for each in form.__subclasses__():
        yield from _forms(each)


def _labels(form: type[Form]) -> dict[str, Any]:
    labels = {}
    for name in dir(form):
        field = getattr(form, name, None)
        while isinstance(field, UnboundField) and field.args:
            field = field.args[0]  # a list of fields is called as each of them
            labels[name] = field
    return labels
