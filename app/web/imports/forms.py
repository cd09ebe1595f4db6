"""Forms of imports."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from app.publishing.feeds.formats import FORMATS
from app.web.fields import line
from app.web.forms import Form

FOLLOWED = [SelectChoice(name, each.name) for name, each in FORMATS.items()]


class TableForm(Form):
    """A table that somebody sends."""

    name = line(
        _l("Name of this table"), _l("Give this table a name: the next one takes its place.")
    )
    file = FileField(_l("Table (.csv or .xlsx)"), validators=[FileRequired(_l("Choose a file."))])
    complete = BooleanField(_l("This file is complete: openings that it no longer holds may close"))


class AddressForm(Form):
    """An address to follow."""

    name = line(_l("Name of this source"), _l("Give this source a name."))
    format = SelectField(_l("System"), choices=FOLLOWED)
    address = line(_l("Address, or the company’s name there"), _l("Write an address."))
