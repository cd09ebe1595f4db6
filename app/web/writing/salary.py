"""The salary in an opening's form: two amounts, what they pay for, and what is asked again."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from app.core.i18n import gettext as _
from app.core.i18n import in_figures
from app.core.text.amounts import has_cents
from app.publishing import wording
from app.publishing.kinds import OpeningContent
from app.publishing.models import SalaryPeriod
from app.publishing.salaries import is_usual, takes_cents
from app.web.fields import Euros
from app.web.forms import Form


class SalaryForm(Form):
    """A salary. It is kept or changed whole, so that no amount meets another one's period.

    salary_sure: the question that was answered with yes; other amounts are another question
    """

    salary_min = Euros(_l("Salary from"), [Optional()])
    salary_max = Euros(_l("Salary to"), [Optional()])
    salary_period = SelectField(
        _l("Paid"),
        coerce=SalaryPeriod,
        choices=[SelectChoice(each.value, word) for each, word in wording.PERIODS.items()],
    )
    salary_sure = StringField(_l("Salary"))

    def validate_salary_min(self, field: Euros) -> None:
        """Refuse cents that would be dropped."""
        self._refuse_cents(field)

    def validate_salary_max(self, field: Euros) -> None:
        """Refuse cents that would be dropped, and a range that is the wrong way round."""
        self._refuse_cents(field)
        if field.data and self.salary_min.data and field.data < self.salary_min.data:
            raise ValidationError(_l("The second amount is under the first."))

    def validate_salary_sure(self, field: StringField) -> None:
        """Ask again about an amount that does not fit its period."""
        if self.salary_question and field.data != self.salary_question:
            raise ValidationError(
                _(
                    "%(salary)s: this is unusual. Correct the amounts or what they pay for, "
                    "or tick that it is right.",
                    salary=self.salary_words,
                )
            )

    @property
    def salary_question(self) -> str:
        """What is asked again, as `salary_sure` answers it; "" when nothing is."""
        low, high, period = self.salary_min, self.salary_max, self.salary_period
        if low.errors or high.errors or period.errors:
            return ""
        amounts = [field.data for field in (low, high) if field.data]
        if all(is_usual(amount, period.data) for amount in amounts):
            return ""
        return f"{low.data or 0:.2f}|{high.data or 0:.2f}|{period.data}"

    @property
    def salary_words(self) -> str:
        """The salary as its readers will see it."""
        return wording.paid(self.salary_min.data, self.salary_max.data, self.salary_period.data)

    def show_salary(self, content: OpeningContent) -> None:
        """Fill the form with what is written, which has been asked about before it was kept."""
        self.salary_min.data = content.salary_min
        self.salary_max.data = content.salary_max
        self.salary_period.data = content.salary_period
        self.salary_sure.data = self.salary_question

    def salary_written(self) -> dict[str, Any]:
        """Return what was typed, by fields of the content; nothing when any of it is wrong."""
        fields = (self.salary_min, self.salary_max, self.salary_period)
        if any(field.errors for field in (*fields, self.salary_sure)):
            return {}
        return {field.name: field.data for field in fields}

    def _refuse_cents(self, field: Euros) -> None:
        period = self.salary_period.data
        if field.data and has_cents(field.data) and period and not takes_cents(period):
            whole = in_figures(field.data, cents=False)
            raise ValidationError(
                _("Cents are kept for a salary by the hour alone. Write %(whole)s.", whole=whole)
            )
