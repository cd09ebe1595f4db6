"""Forms of attribution: the policy, an appeal and its answer, a receipt to check."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
)
from wtforms.widgets import CheckboxInput

from app.attribution.deciding.appeals import LONGEST_TEXT, SHORTEST_TEXT, AppealVerdict
from app.attribution.wording.policy import CHOICES, LABELS, MEANS
from app.core.text.clean import stripped
from app.policy.policy import Policy, policy_of, timezones
from app.web.fields import Checkboxes, WholeNumber
from app.web.forms import Form

MOST = {"days": 3650, "months": 120, "s": 86_400}
UNSAVED = 0  # the version of a policy that is only typed


def _number(name: str) -> WholeNumber:
    most = MOST[name.rpartition("_")[2]]
    expected = _l("Write a whole number from 0 to %(most)d.", most=most)
    return WholeNumber(
        LABELS[name],
        [InputRequired(expected), NumberRange(0, most, expected)],
        description=MEANS[name],
    )


def _choice(name: str) -> RadioField:
    choices = [SelectChoice(str(word), label) for word, label in CHOICES[name].items()]
    return RadioField(LABELS[name], choices=choices, validate_choice=True)


def _several(name: str) -> SelectMultipleField:
    return SelectMultipleField(
        LABELS[name],
        choices=[SelectChoice(str(word), label) for word, label in CHOICES[name].items()],
        description=MEANS.get(name, ""),
        widget=Checkboxes(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class PolicyForm(Form):
    """Every field of the policy, by its own name."""

    model = _choice("model")
    kinds = _several("kinds")
    stories = BooleanField(LABELS["stories"])
    scope = _choice("scope")
    window_days = _number("window_days")
    declaration_days = _number("declaration_days")
    confirm_days = _number("confirm_days")
    prior_rule = _choice("prior_rule")
    prior_months = _number("prior_months")
    former_employee_months = _number("former_employee_months")
    agency_rule = _choice("agency_rule")
    excluded_roles = _several("excluded_roles")
    exclude_hiring_team = BooleanField(LABELS["exclude_hiring_team"])
    leaver_rule = _choice("leaver_rule")
    timezone = StringField(LABELS["timezone"], [InputRequired()], filters=[stripped])
    skew_s = _number("skew_s")

    def validate_timezone(self, field: StringField) -> None:
        """Refuse a place that no time zone is named after."""
        if field.data not in timezones():
            raise ValidationError(_l("Write the name of a time zone, such as Europe/Paris."))

    def validate_kinds(self, field: SelectMultipleField) -> None:
        """Refuse a rule under which nobody could ever be credited."""
        if not field.data:
            raise ValidationError(_l("Choose at least one: otherwise nobody could be credited."))

    @property
    def policy(self) -> Policy:
        """What was typed, once the form is valid."""
        names = set(LABELS)
        return policy_of(UNSAVED, {name: self.data[name] for name in names})


def filled_with(policy: Policy) -> dict[str, Any]:
    """Return a policy's settings as the form takes them."""
    return {name: value for name, value in policy.settings().items() if name != "version"}


def reasoned_text(label: Any, *, description: Any = "") -> TextAreaField:
    length = _l(
        "Write between %(least)d and %(most)d characters.", least=SHORTEST_TEXT, most=LONGEST_TEXT
    )
    return TextAreaField(
        label,
        [InputRequired(length), Length(SHORTEST_TEXT, LONGEST_TEXT, length)],
        filters=[stripped],
        description=description,
    )


class AnswerForm(Form):
    """What a manager answers to an appeal."""

    verdict = RadioField(
        _l("Your decision"),
        [InputRequired(_l("Choose what becomes of the credit."))],
        choices=[
            SelectChoice(str(AppealVerdict.ALONE), _l("Credit the person who contests")),
            SelectChoice(str(AppealVerdict.SHARED), _l("Share evenly with those credited now")),
            SelectChoice(str(AppealVerdict.DISMISSED), _l("Leave the decision as it is")),
        ],
    )
    confirmed = HiddenField()  # set once the row that it would write has been shown
    again = HiddenField()  # set by whoever read that row and would rather change the answer
    answer = reasoned_text(
        _l("Your answer"),
        description=_l("The ambassador reads it. It is kept with the row of the ledger."),
    )
