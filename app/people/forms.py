"""Forms of sign-in, of one's account and of the administrators' pages."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.core.forms import Form, stripped, without_nul
from app.people.models import Appearance, Role
from app.people.passwords import LONGEST
from app.people.words import ROLE_NAMES

LONGEST_ADDRESS, LONGEST_LINE, LONGEST_TEXT = 254, 100, 60_000  # characters
LANGUAGES = [SelectChoice("fr", "Français"), SelectChoice("en", "English")]
APPEARANCES = [
    SelectChoice(Appearance.SYSTEM, _l("Like the device")),
    SelectChoice(Appearance.LIGHT, _l("Light")),
    SelectChoice(Appearance.DARK, _l("Dark")),
]


def is_address(_: Form, field: StringField) -> None:
    """Refuse what is no e-mail address, without asking any network."""
    try:
        validate_email(field.data or "", check_deliverability=False)
    except EmailNotValidError as wrong:
        raise ValidationError(_l("Write a whole address, such as name@example.com.")) from wrong


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


def address(label: Any) -> StringField:
    """An e-mail address."""
    return StringField(
        label,
        [
            InputRequired(_l("Write your e-mail address.")),
            Length(max=LONGEST_ADDRESS),
            is_address,
        ],
        filters=[stripped],
    )


def new_password(label: Any) -> PasswordField:
    """A password to be; its strength is checked by the verb, which knows whose it is."""
    return PasswordField(label, [InputRequired(_l("Choose a password."))])


class LinkForm(Form):
    """Ask for a link by mail."""

    email = address(_l("Work e-mail address"))
    next = HiddenField()


class PasswordForm(Form):
    """Sign in by password."""

    email = address(_l("Work e-mail address"))
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Write your password.")), Length(max=LONGEST, message=_l("Too long."))],
    )
    next = HiddenField()


class ResetForm(Form):
    """Choose a new password by a link."""

    password = new_password(_l("New password"))


class InvitationForm(Form):
    """Accept an invitation."""

    password = new_password(_l("Password"))
    language = RadioField(_l("Language"), choices=LANGUAGES)


class ChangePasswordForm(Form):
    """Change one's own password; the present one is asked when there is one."""

    current = PasswordField(_l("Present password"), [Length(max=LONGEST)])
    password = new_password(_l("New password"))


class ProfileForm(Form):
    """One's own name, title and portrait."""

    first_name = line(_l("First name"), _l("Write your first name."))
    last_name = line(_l("Last name"))
    job_title = line(_l("Job title"))
    portrait = FileField(_l("Portrait"))


class PreferencesForm(Form):
    """Language and appearance, together or one alone."""

    language = RadioField(_l("Language"), [Optional()], choices=LANGUAGES)
    theme = RadioField(_l("Appearance"), [Optional()], choices=APPEARANCES, coerce=str)


class AcceptCharterForm(Form):
    """Accept the version that was read."""

    version = IntegerField(widget=HiddenInput())
    next = HiddenField()


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
    asks_recommender = BooleanField(_l("Ask each candidate who recommends them"))
    legal_fr = text(_l("Legal notice in French"))
    legal_en = text(_l("Legal notice in English"))
    privacy_fr = text(_l("Personal data, in French"))
    privacy_en = text(_l("Personal data, in English"))

    def validate_website(self, field: StringField) -> None:
        """An address that a browser opens, or nothing."""
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(_l("Write the whole address, with https:// at its start."))


class BrandForm(Form):
    """The company's colour and logo."""

    brand_color = line(_l("Colour code"), _l("Write a colour, such as #0f5f57."), longest=9)
    logo = FileField(_l("Logo"))


class CharterForm(Form):
    """The next version of the charter."""

    text_fr = text(_l("Charter in French"), _l("Write the charter in French."))
    text_en = text(_l("Charter in English"), _l("Write the charter in English."))
    replaces = IntegerField(widget=HiddenInput())
