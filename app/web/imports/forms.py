"""Forms of imports."""

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange

from app.publishing import wording
from app.publishing.feeds.formats import FORMATS
from app.publishing.feeds.models import Feed, VanishedBecomes
from app.publishing.feeds.runs import queries
from app.publishing.feeds.runs.settings import LEAST_MINUTES, MOST_MINUTES
from app.publishing.models import Contract, Remote
from app.web.combobox import Combobox, Lookup
from app.web.fields import Radios, WholeNumber, line
from app.web.forms import Form
from app.web.imports.words import VANISHED

FOLLOWED = [SelectChoice(name, each.name) for name, each in FORMATS.items()]
LONGEST_ADDRESS = 2000
_WHERE = _l("Address, or the company’s name there"), _l("Write an address.")
_NONE = SelectChoice("", _l("Left empty"))


class TableForm(Form):
    """A table that somebody sends."""

    name = line(
        _l("Name of this table"), _l("Give this table a name: the next one takes its place.")
    )
    complete = BooleanField(_l("This file is complete: openings that it no longer holds may close"))
    # last: of a body that is too large only the beginning is read
    file = FileField(_l("Table (.csv or .xlsx)"), validators=[FileRequired(_l("Choose a file."))])


class AddressForm(Form):
    """An address to follow."""

    name = line(_l("Name of this source"), _l("Give this source a name."))
    format = SelectField(_l("System"), choices=FOLLOWED)
    address = line(*_WHERE, longest=LONGEST_ADDRESS)


class FeedForm(Form):
    """The settings of a source."""

    name = line(_l("Name of this source"), _l("Give this source a name."))
    format = SelectField(_l("System"), choices=FOLLOWED)
    address = line(*_WHERE, longest=LONGEST_ADDRESS)
    every_minutes = WholeNumber(
        _l("Minutes between two readings"),
        validators=[
            NumberRange(
                LEAST_MINUTES, MOST_MINUTES, _l("From 15 minutes to a week (10,080 minutes).")
            )
        ],
    )
    language = RadioField(
        _l("Language of what says none"),
        choices=[SelectChoice("fr", "Français"), SelectChoice("en", "English")],
        widget=Radios(),
    )
    default_contract = SelectField(
        _l("Contract of what says none"),
        choices=[_NONE, *(SelectChoice(each.value, wording.CONTRACTS[each]) for each in Contract)],
    )
    default_remote = SelectField(
        _l("Working from home, of what says nothing"),
        choices=[_NONE, *(SelectChoice(each.value, wording.REMOTES[each]) for each in Remote)],
    )
    publishes = BooleanField(
        _l("Publish new openings that lack nothing, suggested text included; others stay drafts")
    )
    vanished = RadioField(
        _l("What an opening becomes that the source no longer holds"),
        choices=[SelectChoice(each.value, VANISHED[each]) for each in VanishedBecomes],
        widget=Radios(),
    )
    owner = Combobox(
        _l("Who is told when it cannot be read"),
        nobody=_l("Nobody who may import has this name."),
    )

    def offer(self, feed: Feed) -> None:
        """Say what may be chosen: what only an address has is left out for tables."""
        lookup = Lookup(
            source=url_for("imports.owners"),
            fitting=queries.importers_called,
            named=queries.importer_named,
        )
        self.owner.look_in(lookup, kept=(feed.owner.id, feed.owner.name))
        if not feed.address:
            del self.format, self.address, self.every_minutes

    def show(self, feed: Feed) -> None:
        """Fill the form with how a source is set."""
        self.process(obj=feed)
        self.default_contract.data = feed.default_contract.value if feed.default_contract else ""
        self.default_remote.data = feed.default_remote.value if feed.default_remote else ""
        self.vanished.data = feed.vanished.value
        self.owner.choose_kept()

    @property
    def values(self) -> dict[str, Any]:
        """What was chosen, by the names of a source's columns."""
        contract, remote = self.default_contract.data, self.default_remote.data
        chosen = {
            "name": self.name.data,
            "language": self.language.data,
            "publishes": self.publishes.data,
            "default_contract": Contract(contract) if contract else None,
            "default_remote": Remote(remote) if remote else None,
            "vanished": VanishedBecomes(self.vanished.data),
        }
        if self.owner.key:
            chosen["owner_id"] = self.owner.key
        if "address" in self:
            names = ("format", "address", "every_minutes")
            chosen |= {name: self[name].data for name in names}
        return chosen
