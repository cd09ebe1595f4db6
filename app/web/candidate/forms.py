"""The forms of candidates, without a CSRF cookie, and those of recruiters."""

from typing import ClassVar
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import (
    FileField,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional

from app.core.ids import uuid7
from app.core.text.clean import tidy, tidy_line
from app.core.text.sites import BadSite, read_site
from app.hiring.models import ReferrerChoice, ReferrerSees
from app.web.fields import (
    MESSAGE_LENGTH,
    NAME_LENGTH,
    TOO_LONG,
    mailbox_field,
    no_address,
    some_letter,
)
from app.web.public_forms import PublicForm

ANSWERS = ("accept", "refuse", "never")  # to a recommendation

SEES = (
    SelectChoice(ReferrerSees.APPLIED, _l("Nothing more")),
    SelectChoice(ReferrerSees.OUTCOME, _l("The outcome")),
    SelectChoice(ReferrerSees.STAGES, _l("Each step")),
)
SEES_HELP = {
    ReferrerSees.APPLIED: _l(
        "They only know that you have applied, and whether they are credited for it, never a"
        " reason that concerns you."
    ),
    ReferrerSees.OUTCOME: _l("Hired or not, without the reason."),
    ReferrerSees.STAGES: _l("Received, read, conversation, decision. Never your file."),
}
# What the control of the referrer sends (templates/ui/referrer.html).
CHOICES = {
    "keep": ReferrerChoice.KEPT,
    "change": ReferrerChoice.NAMED,
    "none": ReferrerChoice.NONE,
}


class ApplyForm(PublicForm):
    """An application. The CV is checked by cv.py, the referrer and the CV's absence by apply.py.

    asked: the fields of the opening's own questions (questions.py)
    """

    asked: ClassVar[tuple[str, ...]] = ()

    referrer = RadioField(
        choices=[
            SelectChoice("keep", _l("Keep")),
            SelectChoice("change", _l("Change")),
            SelectChoice("none", _l("Remove")),
        ],
        default="keep",
        validators=[Optional()],
    )
    named = StringField(
        _l("Who told you about it?"),
        filters=[tidy_line],
        validators=[Length(max=NAME_LENGTH, message=TOO_LONG), no_address, some_letter],
    )
    referrer_sees = RadioField(
        choices=SEES, default=ReferrerSees.APPLIED, coerce=ReferrerSees, validators=[Optional()]
    )
    name = StringField(
        _l("First and last name"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Type your name.")),
            Length(max=NAME_LENGTH, message=TOO_LONG),
            no_address,
            some_letter,
        ],
    )
    email = mailbox_field(_l("To answer you, and to send you the link to your status page."))
    cv = FileField(
        _l("CV"),
        description=_l("PDF, Word or OpenDocument, 10 MB at most. A profile export will do too."),
    )
    profile_url = StringField(
        _l("Address of your profile or your page"),
        filters=[tidy_line],
        description=_l("LinkedIn, your own site: anything that shows what you do."),
    )
    cv_when = RadioField(
        _l("When your CV comes"),
        choices=[
            SelectChoice("now", _l("With this form")),
            SelectChoice("later", _l("Later, from my status page")),
        ],
        default="now",
        validators=[Optional()],
    )
    message = TextAreaField(
        _l("Your message"),
        filters=[tidy],
        description=_l("A few sentences are enough: what draws you here, when you could start."),
        validators=[Length(max=MESSAGE_LENGTH, message=TOO_LONG)],
    )
    form_id = HiddenField()
    token = HiddenField()

    def validate_named(self, field: StringField) -> None:
        """raises: ValidationError when another referrer is wanted and not named"""
        if self.referrer.data == "change" and not field.data:
            raise ValidationError(_l("Type the name of the person who told you about it."))

    def validate_profile_url(self, field: StringField) -> None:
        """raises: ValidationError when what is typed is no address of a page"""
        try:
            field.data = read_site(field.data or "")
        except BadSite as refusal:
            raise ValidationError(refusal.sentence) from refusal

    @property
    def cv_later(self) -> bool:
        """Whether the CV is to come."""
        return bool(self.cv_when.data == "later")

    def ask_referrer(self) -> None:
        """Choose nothing about the referrer for a candidate who has not."""
        if not self.referrer.raw_data:
            self.referrer.data = None

    def choice(self, *, shown: bool) -> ReferrerChoice | None:
        """Return the answer about the referrer, where one is shown; else whether one is named."""
        if shown:
            return CHOICES.get(self.referrer.data)
        return ReferrerChoice.NAMED if self.named.data else None

    @property
    def key(self) -> UUID:
        """The form's id; a fresh one when it was tampered with."""
        try:
            return UUID(self.form_id.data)
        except (TypeError, ValueError):
            return uuid7()


class SendCvForm(PublicForm):
    """A CV that comes after the form, or in place of the one that came with it."""

    cv = FileField(_l("CV"), description=_l("PDF, Word or OpenDocument, 10 MB at most."))


class CorrectAddressForm(PublicForm):
    """The address that was meant on a form that has just been sent."""

    email = mailbox_field(label=_l("The right address"))


class AskLinkForm(PublicForm):
    """Ask for the address of one's status page."""

    email = mailbox_field()


class SeesForm(PublicForm):
    """What the referrer may see."""

    referrer_sees = RadioField(choices=SEES, coerce=ReferrerSees, validators=[InputRequired()])


class ReferrerForm(PublicForm):
    """Remove the referrer, or name another."""

    referrer = RadioField(
        choices=[SelectChoice("change", _l("Change")), SelectChoice("none", _l("Remove"))],
        validators=[InputRequired()],
    )
    named = StringField(
        _l("Who told you about it?"),
        filters=[tidy_line],
        validators=[Length(max=NAME_LENGTH, message=TOO_LONG), no_address, some_letter],
    )
    details = StringField(
        _l("Their team or place"),
        filters=[tidy_line],
        validators=[Length(max=NAME_LENGTH, message=TOO_LONG)],
    )

    def validate_named(self, field: StringField) -> None:
        """raises: ValidationError when another referrer is wanted and not named"""
        if self.referrer.data == "change" and not field.data:
            raise ValidationError(_l("Type the name of the person who told you about it."))


class ConsentForm(PublicForm):
    """The answer to a recommendation: nothing is chosen beforehand for who comes to accept."""

    answer = HiddenField(validators=[AnyOf(ANSWERS, message=_l("Choose an answer first."))])
