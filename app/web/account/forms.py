"""Forms of sign-in, of one's account and of the administrators' pages."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_wtf.file import FileField
from wtforms import (
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput

from app.measures.digest.models import Rhythm
from app.people.entrance.passwords import LONGEST
from app.people.models import Appearance
from app.sharing.invitations.models import Takes
from app.web.fields import Checkboxes, Day, line, mailbox_field, some_letter
from app.web.forms import Form

LANGUAGES = [SelectChoice("fr", "Français"), SelectChoice("en", "English")]
APPEARANCES = [
    SelectChoice(Appearance.SYSTEM, _l("Same as the device")),
    SelectChoice(Appearance.LIGHT, _l("Light")),
    SelectChoice(Appearance.DARK, _l("Dark")),
]


def new_password(label: Any) -> PasswordField:
    """A password to be; its strength is checked by the verb, which knows whose it is."""
    return PasswordField(label, [InputRequired(_l("Choose a password."))])


class LinkForm(Form):
    """Ask for a link by mail."""

    email = mailbox_field(label=_l("Work e-mail address"))
    next = HiddenField()


class PasswordForm(Form):
    """Sign in by password."""

    email = mailbox_field(label=_l("Work e-mail address"))
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

    current = PasswordField(_l("Current password"), [Length(max=LONGEST)])
    password = new_password(_l("New password"))


class ProfileForm(Form):
    """One's own name, title and portrait."""

    first_name = line(_l("First name"), _l("Write your first name."))
    last_name = line(_l("Last name"), rules=[some_letter])
    job_title = line(_l("Job title"))
    portrait = FileField(_l("Portrait"))


class PreferencesForm(Form):
    """Language and appearance, together or one alone."""

    language = RadioField(_l("Language"), [Optional()], choices=LANGUAGES)
    theme = RadioField(_l("Appearance"), [Optional()], choices=APPEARANCES, coerce=str)


DAYS = [
    SelectChoice(1, _l("Monday")),
    SelectChoice(2, _l("Tuesday")),
    SelectChoice(3, _l("Wednesday")),
    SelectChoice(4, _l("Thursday")),
    SelectChoice(5, _l("Friday")),
    SelectChoice(6, _l("Saturday")),
    SelectChoice(7, _l("Sunday")),
]
HOURS = [SelectChoice(hour, f"{hour:02}:00") for hour in range(24)]


class NotificationsForm(Form):
    """Whether and when the digest comes. The view fills the time zones."""

    digest = RadioField(
        _l("How often"),
        choices=[
            SelectChoice(Rhythm.WEEKLY, _l("Every week")),
            SelectChoice(Rhythm.NEVER, _l("Never")),
        ],
        coerce=str,
    )
    day = SelectField(_l("Day"), choices=DAYS, coerce=int)
    hour = SelectField(_l("Hour"), choices=HOURS, coerce=int)
    time_zone = SelectField(_l("Time zone"))


class InvitationsForm(Form):
    """How and when the invitations of campaigns come."""

    takes = RadioField(
        _l("Invitations"),
        choices=[
            SelectChoice(Takes.EACH, _l("As they come")),
            SelectChoice(Takes.DIGEST, _l("With the weekly digest")),
            SelectChoice(Takes.NONE, lazy_pgettext("invitations", "None")),
        ],
        coerce=str,
    )
    days_off = SelectMultipleField(
        _l("Not on these days"),
        choices=DAYS,
        coerce=int,
        widget=Checkboxes(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    away_until = Day(_l("I am away until"), validators=[Optional()])

    def validate_days_off(self, field: SelectMultipleField) -> None:
        """Leave a day on which they may come."""
        if len(set(field.data or ())) == len(DAYS):
            raise ValidationError(_l("Leave a day, or choose to take none."))


class AcceptCharterForm(Form):
    """Accept the version that was read."""

    version = IntegerField(widget=HiddenInput())
    next = HiddenField()
