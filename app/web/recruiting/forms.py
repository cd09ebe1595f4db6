"""Forms of those who recruit."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from app.core.text.clean import tidy, tidy_line
from app.hiring.models import AgencyClaim, RefusalReason
from app.hiring.recruiting.agency_claims import Terms
from app.hiring.recruiting.pipeline import NOTE_LENGTH
from app.publishing.models import Opening
from app.web.fields import NAME_LENGTH, TOO_LONG, Day, Hour, KeyField, OneOf, Turn, mailbox_field
from app.web.forms import Form


class RefuseForm(Form):
    """Refuse an application, with the reason its candidate reads."""

    reason = RadioField(
        _l("Reason"),
        description=_l("The candidate reads the sentence of the reason: see the message."),
        validators=[InputRequired(_l("Choose a reason: the candidate reads it."))],
    )
    note = TextAreaField(
        _l("A word of your own"),
        filters=[tidy],
        description=_l("Added below the reason in the message and on the status page."),
        validators=[Length(max=NOTE_LENGTH, message=TOO_LONG)],
    )
    without_letter = BooleanField(
        _l("Send no message"),
        description=_l(
            "You have told this person yourself. Their status page says so too, with the reason."
        ),
    )
    expected = HiddenField()

    def offer(self, reasons: list[RefusalReason], language: str) -> None:
        """Let one of these reasons be chosen."""
        self._speechless = {each.code for each in reasons if not each.says_why}
        self.reason.choices = [SelectChoice(each.code, each.label(language)) for each in reasons]

    def validate_note(self, field: TextAreaField) -> None:
        """Ask for words where the reason has none of its own."""
        if self.reason.data in self._speechless and not field.data:
            raise ValidationError(
                _l("Write a word of your own: with this reason it is all that the candidate reads.")
            )


class HireForm(Form):
    """Record a recruitment, with the first day of work once it is known."""

    starts_on = Day(
        _l("First day of work"),
        description=_l("Leave it empty while it is not known."),
        validators=[Optional()],
    )
    expected = HiddenField()


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
    presented_turn = Turn(_l("Which time"))
    until = Day(
        _l("Its claim holds until"),
        description=_l("That day included, as your contract with it says."),
        validators=[InputRequired(_l("Choose the last day on which the claim holds."))],
    )
    opening = OneOf(_l("For"), none=_l("Any opening"))
    form_id = KeyField()

    def validate_presented_time(self, field: Hour) -> None:
        """Refuse a time that clocks skipped on that day."""
        self.presented_turn.check_hour(self.presented_on, field)

    def validate_presented_turn(self, field: Turn) -> None:
        """Ask which one a time is that clocks showed twice on that day."""
        field.check(self.presented_on, self.presented_time)

    @property
    def asks_turn(self) -> bool:
        """Whether clocks showed the time twice on that day."""
        return self.presented_turn.asks(self.presented_on, self.presented_time)

    def terms(self, opening: Opening | None) -> Terms:
        """Return what was typed, once it is valid; the time is that of where the company is."""
        until = self.until.data
        assert until is not None, "required"
        presented = self.presented_turn.instant(self.presented_on, self.presented_time)
        return Terms(self.agency.data, presented, until, opening)

    def show(self, claim: AgencyClaim) -> None:
        """Show a claim, to be corrected."""
        self.agency.data = claim.agency
        self.presented_turn.show(claim.presented_at, self.presented_on, self.presented_time)
        self.until.data = claim.until
        self.opening.choose(claim.opening_id)


class MailboxClaimForm(AgencyClaimForm):
    """What an agency claims of somebody who has perhaps not applied yet."""

    email = mailbox_field(
        _l("That of the person whom the agency presents."),
        _l("Type the e-mail address of the person whom the agency presents."),
    )
