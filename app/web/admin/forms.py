"""Forms of the settings."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.people.models import Role
from app.people.starters import gaps_in
from app.people.wording import ROLE_NAMES
from app.web.account.forms import LANGUAGES
from app.web.fields import MailboxField, line, mailbox_field, text
from app.web.forms import Form


def whole_text(label: Any, needed: Any = None) -> TextAreaField:
    """A text for everybody's eyes, in which nothing is left to fill in."""
    return text(label, needed, rules=[_no_gap])


def _no_gap(_form: Form, field: TextAreaField) -> None:
    gaps = gaps_in(field.data or "")
    if gaps:
        raise ValidationError(
            _l("Fill in what is between square brackets, or remove it: %(gaps)s.",
               gaps=", ".join(gaps[:3]))
        )  # fmt: skip


def _hours(first: int, after: int) -> list[SelectChoice]:
    return [SelectChoice(hour, f"{hour:02}:00") for hour in range(first, after)]


class RolesField(SelectMultipleField):  # type: ignore[misc]
    """One checkbox a role."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def roles_field() -> RolesField:
    """The roles that a person can have."""
    return RolesField(
        _l("Roles"),
        choices=[SelectChoice(role, name) for role, name in ROLE_NAMES.items()],
        coerce=Role,
    )


class IdentityForm(Form):
    """Correct who an account is of."""

    first_name = line(_l("First name"), _l("Write a first name."))
    last_name = line(_l("Last name"))
    email = mailbox_field(label=_l("Work e-mail address"), missing=_l("Write an address."))


class PersonForm(Form):
    """What an administrator changes in an account. The view fills the choices."""

    job_title = line(_l("Job title"))
    team = SelectField(_l("Team"), validate_choice=True)
    place = SelectField(_l("Place"), validate_choice=True)
    employee = BooleanField(_l("Employee of the company"))
    roles = roles_field()


class InviteForm(Form):
    """Invite one person or several."""

    people = text(_l("People to invite"), _l("Write a name and an address on each line."))
    team = SelectField(_l("Team"))
    place = SelectField(_l("Place"))
    language = RadioField(_l("Language of the invitation"), choices=LANGUAGES)
    roles = roles_field()
    asked = HiddenField(default="")  # addresses that were asked about, with spaces between


class TeamForm(Form):
    """A team's names and presentations."""

    name_fr = line(_l("Name in French"), _l("Write the name in French."))
    name_en = line(_l("Name in English"), _l("Write the name in English."))
    about_fr = text(_l("Presentation in French"))
    about_en = text(_l("Presentation in English"))


class PlaceForm(Form):
    """A city."""

    name = line(_l("City"), _l("Write the city’s name."))
    region = line(_l("Region"))
    postal_code = line(_l("Postal code"), longest=12)
    country = line(_l("Country"), _l("Write the country’s two letters."), longest=2)

    def validate_country(self, field: StringField) -> None:
        """Two letters, as job boards read them (ISO 3166-1)."""
        field.data = (field.data or "").upper()
        if not (len(field.data) == 2 and field.data.isascii() and field.data.isalpha()):
            raise ValidationError(_l("Write two letters, such as FR."))


class OrganisationForm(Form):
    """The company's name and words."""

    name = line(_l("Name"), _l("Write the company’s name."))
    website = line(_l("Website"), longest=200)
    about_fr = line(_l("Presentation in French"), longest=300)
    about_en = line(_l("Presentation in English"), longest=300)
    asks_referrer = BooleanField(_l("Ask each candidate who recommends them"))
    legal_fr = whole_text(_l("Legal notice in French"))
    legal_en = whole_text(_l("Legal notice in English"))
    privacy_contact = MailboxField(_l("Address about personal data"), validators=[Optional()])
    privacy_fr = whole_text(_l("Personal data, in French"))
    privacy_en = whole_text(_l("Personal data, in English"))

    def validate_website(self, field: StringField) -> None:
        """An address that a browser opens, or nothing."""
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(_l("Write the whole address, with https:// at its start."))


class DisclosureForm(Form):
    """What each relay says of whom its ambassador works for."""

    discloses = BooleanField(_l("Say with each relay whom one works for"))
    disclosure_fr = line(_l("Sentence in French"), longest=120)
    disclosure_en = line(_l("Sentence in English"), longest=120)


class TakesQuestionsForm(Form):
    """Whether visitors may put questions to ambassadors."""

    takes_questions = BooleanField(_l("Let visitors put questions to ambassadors"))


class ForbiddenWordsForm(Form):
    """Words not to use in a relay, and why."""

    words = line(_l("Word or words"), _l("Write the words."))
    reason_fr = line(_l("Reason in French"), _l("Say why, in French."), longest=200)
    reason_en = line(_l("Reason in English"), _l("Say why, in English."), longest=200)


class CampaignRulesForm(Form):
    """How often campaigns may invite a person, and between which hours never."""

    a_week = SelectField(
        _l("Invitations in seven days, at most"),
        choices=[SelectChoice(each, str(each)) for each in range(1, 8)],
        coerce=int,
    )
    quiet_until = SelectField(_l("From what hour"), choices=_hours(0, 24), coerce=int)
    quiet_from = SelectField(_l("Until what hour"), choices=_hours(1, 25), coerce=int)

    def validate_quiet_from(self, field: SelectField) -> None:
        """Leave hours in which one may be invited."""
        if self.quiet_until.data is not None and field.data <= self.quiet_until.data:
            raise ValidationError(_l("Choose an hour later than the first one."))


class BrandForm(Form):
    """The company's colour and logo."""

    brand_color = line(_l("Colour code"), _l("Write a colour, such as #0f5f57."), longest=9)
    logo = FileField(_l("Logo"))


class CharterForm(Form):
    """The next version of the charter."""

    text_fr = whole_text(_l("Charter in French"), _l("Write the charter in French."))
    text_en = whole_text(_l("Charter in English"), _l("Write the charter in English."))
    replaces = IntegerField(widget=HiddenInput())
