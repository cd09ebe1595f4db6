"""The base of every form: WTForms with a CSRF token, and refusals shown by their field."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from flask_babel import LazyString
from flask_wtf import FlaskForm
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

from app.core.errors import Refusal

_NUMBER = re.compile(r"-[0-9]+(?=-|$)")  # of one among several of a field


class Form(FlaskForm):  # type: ignore[misc]
    """A form of staff pages. Public forms carry a signed token instead of the CSRF cookie."""

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal by the field that it concerns, or on top of the form."""
        field = self._fields.get(refusal.field) if refusal.field else None
        if field is None:
            self.form_errors.append(refusal.sentence)
        else:
            field.errors = [*field.errors, refusal.sentence]


class PublicForm(Form):
    """A form without an account: no session, so no CSRF token (see app/web/public_forms.py)."""

    class Meta:
        csrf = False


def labels_of(names: Collection[str]) -> dict[str, str]:
    """Return what fields are called, by the names under which they were sent.

    Of which form they came is not known: it is the one that has most of them.
    """
    fields = {name: _NUMBER.sub("", name) for name in names}
    known = max(map(_labels, _forms(Form)), key=lambda labels: len(labels.keys() & fields.values()))
    return {name: str(known[field]) for name, field in fields.items() if field in known}


def _forms(form: type[Form]) -> Iterator[type[Form]]:
    yield form
    for each in form.__subclasses__():
        yield from _forms(each)


def _labels(form: type[BaseForm]) -> dict[str, str | LazyString]:
    labels: dict[str, str | LazyString] = {}
    for name in dir(form):
        if isinstance(getattr(form, name, None), UnboundField):
            labels |= _labels_below(name, getattr(form, name))
    return labels


def _labels_below(name: str, field: Any) -> dict[str, str | LazyString]:
    while isinstance(field, UnboundField):
        field = field.args[0] if field.args else None  # a list of fields is called as each of them
    if isinstance(field, str | LazyString):
        return {name: field}
    if isinstance(field, type) and issubclass(field, BaseForm):
        return {f"{name}-{each}": label for each, label in _labels(field).items()}
    return {}
