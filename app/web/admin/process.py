"""The settings of the steps of a recruitment, which candidates read on every opening."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import Form as PlainForm
from wtforms import FormField, IntegerField
from wtforms.validators import NumberRange, Optional

from app.core import clock
from app.core.database import transaction
from app.hiring.recruiting.process import LONGEST_ANSWER, MOST_STEPS, StepWords, write_process
from app.people.organisation import the_organisation
from app.people.permissions import Permission
from app.publishing.queries import process_steps
from app.web.access import allowed
from app.web.admin import bp
from app.web.fields import NumberedFields, WholeNumber, line, text
from app.web.forms import Form

_DAYS = _l("Write a whole number from 1 to %(most)d.", most=LONGEST_ANSWER)


class StepForm(PlainForm):  # type: ignore[misc]
    """One step; without a title it is left out."""

    order = IntegerField(_l("Order"), [Optional()])
    title_fr = line(_l("Title in French"))
    title_en = line(_l("Title in English"))
    delay_fr = line(_l("Delay in French"))
    delay_en = line(_l("Delay in English"))
    text_fr = text(_l("Sentence in French"))
    text_en = text(_l("Sentence in English"))
    answer_days = WholeNumber(
        _l("Working days until your first answer"),
        [Optional(), NumberRange(1, LONGEST_ANSWER, _DAYS)],
        description=_l("Candidates read the day by which you answer, from the first step alone."),
    )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return not any(getattr(self, name).data for name in StepWords.__dataclass_fields__)

    def validate(self, extra_validators: Any = None) -> bool:
        """A step has a title in both languages, or nothing at all."""
        valid = bool(super().validate(extra_validators))
        if self.is_empty:
            return valid
        for title in (self.title_fr, self.title_en):
            if not title.data:
                title.errors = [*title.errors, _("Write the title in both languages.")]
                valid = False
        return valid


class ProcessForm(Form):
    """Every step, and room for more."""

    steps = NumberedFields(FormField(StepForm), max_entries=MOST_STEPS)

    def in_order(self) -> list[StepWords]:
        """Return the steps that were written, in the order that their numbers say."""
        written = [entry.form for entry in self.steps if not entry.form.is_empty]
        written.sort(key=lambda step: step.order.data or MOST_STEPS)
        return [
            StepWords(**{name: getattr(step, name).data for name in StepWords.__dataclass_fields__})
            for step in written
        ]


@bp.get("/admin/process")
@allowed(Permission.MANAGE_ORGANISATION)
def process() -> ResponseReturnValue:
    """Show the steps, with room for one more."""
    rows: list[dict[str, Any]] = [
        {
            "order": position,
            **{name: getattr(step, name) for name in StepWords.__dataclass_fields__},
        }
        for position, step in enumerate(process_steps(), 1)
    ]
    if len(rows) < MOST_STEPS:
        rows.append({"order": len(rows) + 1})
    return _page(ProcessForm(formdata=None, steps=rows))


@bp.post("/admin/process")
@allowed(Permission.MANAGE_ORGANISATION)
def write_steps() -> ResponseReturnValue:
    """Put the steps on every page."""
    form = ProcessForm()
    if not form.validate_on_submit():
        return _page(form), 422
    with transaction():
        organisation = the_organisation(now=clock.now())
        write_process(organisation, form.in_order(), by=current_user)
    flash(_("The steps are saved: every opening shows them."))
    return redirect(url_for("admin.process"))


def _page(form: ProcessForm) -> str:
    return render_template("admin/process.html", form=form)
