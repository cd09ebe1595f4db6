"""The forms of candidates, without a CSRF cookie, and those of recruiters."""

import re
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    FileField,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional

from app.core.forms import Form
from app.core.ids import uuid7
from app.hiring.agency_claims import Terms
from app.hiring.models import AgencyClaim, RecommenderChoice, ReferrerSees, RefusalReason
from app.hiring.pipeline import NOTE_LENGTH
from app.publishing.fields import Day, Hour, OneOf
from app.publishing.forms import LANGUAGE_NAMES
from app.publishing.models import Opening
from app.publishing.words import tidy, tidy_line
from app.sharing.forms import KeyField

NAME_LENGTH, EMAIL_LENGTH, MESSAGE_LENGTH = 120, 254, 5000
RELATION_LENGTH, WORDS_LENGTH = 120, 600
ANSWERS = ("accept", "refuse", "never")  # to a recommendation
TOO_LONG = _l("Shorten this: %(max)d characters at most.")

SEES = (
    SelectChoice(ReferrerSees.APPLIED, _l("Nothing more")),
    SelectChoice(ReferrerSees.OUTCOME, _l("The outcome")),
    SelectChoice(ReferrerSees.STAGES, _l("Each step")),
)
SEES_HELP = {
    ReferrerSees.APPLIED: _l("They only know that you have applied."),
    ReferrerSees.OUTCOME: _l("Hired or not, without the reason."),
    ReferrerSees.STAGES: _l("Received, read, interview, decision. Never your file."),
}
# What the control of the recommender sends (templates/ui/recommender.html).
CHOICES = {
    "keep": RecommenderChoice.KEPT,
    "change": RecommenderChoice.NAMED,
    "none": RecommenderChoice.NONE,
}


def mailbox(_form: Form, field: StringField) -> None:
    """Accept an address that a mail can reach.

    raises: ValidationError with what it lacks
    """
    address = field.data or ""
    _, at, domain = address.rpartition("@")
    if not at:
        raise ValidationError(_l("The @ of the address is missing, as in name@example.com."))
    if "." not in domain.strip("."):
        raise ValidationError(_l("The end of the address is missing, such as “.fr” or “.com”."))
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError as wrong:
        raise ValidationError(
            _l("This address has a mistake in it. Check it letter by letter.")
        ) from wrong


def no_address(_form: Form, field: StringField) -> None:
    """Refuse a name that is an advertisement: it would travel in mails of ours."""
    if re.search(r"://|\bwww\.|@", field.data or "", re.IGNORECASE):
        raise ValidationError(_l("Type a name alone, without an address."))


def no_link(_form: Form, field: StringField) -> None:
    """Refuse words that lead elsewhere: they travel in a mail of the company's."""
    if re.search(r"://|\bwww\.", field.data or "", re.IGNORECASE):
        raise ValidationError(_l("Leave addresses of pages out: we send the opening’s own."))


class PublicForm(Form):
    """A form of candidates: no session, so no CSRF token (see app/core/public_forms.py)."""

    class Meta:
        csrf = False


def _mailbox_field(
    help_text: str | LazyString = "",
    missing: LazyString = _l("Type your e-mail address."),  # noqa: B008 - never changes
) -> EmailField:
    return EmailField(
        _l("E-mail"),
        filters=[tidy_line],
        description=help_text,
        validators=[
            DataRequired(missing),
            Length(max=EMAIL_LENGTH, message=TOO_LONG),
            mailbox,
        ],
    )


class ApplyForm(PublicForm):
    """An application. The CV is checked by cv.py, the recommender by apply.py."""

    recommender = RadioField(
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
        validators=[Length(max=NAME_LENGTH, message=TOO_LONG)],
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
        ],
    )
    email = _mailbox_field(_l("To answer you, and to send you the link to your status page."))
    cv = FileField(
        _l("CV"),
        description=_l("PDF, Word or OpenDocument, 10 MB at most. A profile export will do too."),
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
        """raises: ValidationError when another recommender is wanted and not named"""
        if self.recommender.data == "change" and not field.data:
            raise ValidationError(_l("Type the name of the person who told you about it."))

    def ask_recommender(self) -> None:
        """Choose nothing about the recommender for a candidate who has not."""
        if not self.recommender.raw_data:
            self.recommender.data = None

    @property
    def key(self) -> UUID:
        """The form's id; a fresh one when it was tampered with."""
        try:
            return UUID(self.form_id.data)
        except (TypeError, ValueError):
            return uuid7()


class AskLinkForm(PublicForm):
    """Ask for the address of one's status page."""

    email = _mailbox_field()


class SeesForm(PublicForm):
    """What the referrer may see."""

    referrer_sees = RadioField(choices=SEES, coerce=ReferrerSees, validators=[InputRequired()])


class RecommenderForm(PublicForm):
    """Remove the recommender, or name another."""

    recommender = RadioField(
        choices=[SelectChoice("change", _l("Change")), SelectChoice("none", _l("Remove"))],
        validators=[InputRequired()],
    )
    named = StringField(
        _l("Who told you about it?"),
        filters=[tidy_line],
        validators=[Length(max=NAME_LENGTH, message=TOO_LONG)],
    )
    details = StringField(
        _l("Their team or place"),
        filters=[tidy_line],
        validators=[Length(max=NAME_LENGTH, message=TOO_LONG)],
    )

    def validate_named(self, field: StringField) -> None:
        """raises: ValidationError when another recommender is wanted and not named"""
        if self.recommender.data == "change" and not field.data:
            raise ValidationError(_l("Type the name of the person who told you about it."))


class RecommendForm(Form):
    """Recommend somebody for an opening. What may be refused of it is in recommendations.py."""

    form_id = KeyField()
    opening = OneOf(
        _l("Opening"), validators=[InputRequired(_l("Choose the opening you have in mind."))]
    )
    name = StringField(
        _l("First and last name"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Type the name of the person.")),
            Length(max=NAME_LENGTH, message=TOO_LONG),
            no_address,
        ],
    )
    email = _mailbox_field(
        _l("A personal address rather than their work one."),
        missing=_l("Type the address of the person."),
    )
    language = RadioField(
        _l("Language of the message"),
        choices=[SelectChoice(key, name) for key, name in LANGUAGE_NAMES.items()],
        validators=[InputRequired()],
    )
    relation = StringField(
        _l("How you know each other"),
        filters=[tidy_line],
        description=_l("For example: we worked together from 2019 to 2022."),
        validators=[
            DataRequired(_l("Say how you know each other.")),
            Length(max=RELATION_LENGTH, message=TOO_LONG),
            no_link,
        ],
    )
    words = TextAreaField(
        _l("Why this person"),
        filters=[tidy],
        description=_l("They read these words; recruiters do too, once they have accepted."),
        validators=[
            DataRequired(_l("Say why you think of them: a sentence is enough.")),
            Length(max=WORDS_LENGTH, message=TOO_LONG),
            no_link,
        ],
    )


class ConsentForm(PublicForm):
    """The answer to a recommendation: nothing is chosen beforehand for who comes to accept."""

    answer = HiddenField(validators=[AnyOf(ANSWERS, message=_l("Choose an answer first."))])


class RefuseForm(Form):
    """Refuse an application, with the reason its candidate reads."""

    reason = RadioField(
        _l("Reason"),
        description=_l("The candidate reads the sentence below the word."),
        validators=[InputRequired(_l("Choose a reason: the candidate reads it."))],
    )
    note = TextAreaField(
        _l("A word of your own"),
        filters=[tidy],
        description=_l("Added below the reason in the message and on the status page."),
        validators=[Length(max=NOTE_LENGTH, message=TOO_LONG)],
    )
    expected = HiddenField()

    def offer(self, reasons: list[RefusalReason], language: str) -> None:
        """Let one of these reasons be chosen."""
        self.reason.choices = [SelectChoice(each.code, each.label(language)) for each in reasons]


class AgencyClaimForm(Form):
    """What an agency claims of a candidate."""

    agency = StringField(
        _l("Agency"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Type the name of the agency.")),
            Length(max=NAME_LENGTH, message=TOO_LONG),
        ],
    )
    presented_on = Day(
        _l("Presented on"),
        validators=[InputRequired(_l("Choose the day on which it presented this person."))],
    )
    presented_time = Hour(
        _l("Time"),
        description=_l("The time of its message: it decides who came first on that day."),
        validators=[InputRequired(_l("Write the time, such as 14:30."))],
    )
    until = Day(
        _l("Its claim holds until"),
        description=_l("That day included, as your contract with it says."),
        validators=[InputRequired(_l("Choose the last day on which the claim holds."))],
    )
    opening = OneOf(_l("For"), none=_l("Any opening"))
    form_id = KeyField()

    def terms(self, opening: Opening | None) -> Terms:
        """Return what was typed, once it is valid; the time is that of where the company is."""
        on, at, until = self.presented_on.data, self.presented_time.data, self.until.data
        assert on is not None, "required"
        assert at is not None, "required"
        assert until is not None, "required"
        zone = ZoneInfo(current_app.config["TIMEZONE"])
        return Terms(self.agency.data, datetime.combine(on, at, tzinfo=zone), until, opening)

    def show(self, claim: AgencyClaim) -> None:
        """Show a claim, to be corrected."""
        presented = claim.presented_at.astimezone(ZoneInfo(current_app.config["TIMEZONE"]))
        self.agency.data = claim.agency
        self.presented_on.data = presented.date()
        self.presented_time.data = presented.time()
        self.until.data = claim.until
        self.opening.choose(claim.opening_id)


class MailboxClaimForm(AgencyClaimForm):
    """What an agency claims of somebody who has perhaps not applied yet."""

    email = _mailbox_field(_l("That of the person whom the agency presents."))
