"""Forms of those who recruit."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from app.core.text.clean import tidy, tidy_line
from app.hiring.models import AgencyClaim, RefusalReason
from app.hiring.recruiting.agency_claims import Terms
from app.hiring.recruiting.pipeline import NOTE_LENGTH
from app.publishing.models import Opening
from app.web.fields import NAME_LENGTH, TOO_LONG, Day, Hour, KeyField, OneOf, mailbox_field
from app.web.forms import Form


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

    email = mailbox_field(_l("That of the person whom the agency presents."))
