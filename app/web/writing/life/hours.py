"""When a publication goes online and leaves, by the day and the hour."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import format_datetime
from app.core.i18n import gettext as _
from app.publishing import wording
from app.publishing.life.hours import Hours, hours_of, plan
from app.publishing.missing import NotReady
from app.publishing.models import Publication, PublicationState
from app.web.fields import Day, Hour, Turn
from app.web.writing import editing
from app.web.writing.desk import Desk, me
from app.web.writing.instants import InstantsForm


class HoursForm(InstantsForm):
    """Three instants, each a day with its hour, or none."""

    INSTANTS = ("publish_at", "withdraw_at", "embargo_until")

    publish_at = Day(_l("Online from"), validators=[Optional()])
    publish_at_time = Hour(_l("At"), validators=[Optional()])
    publish_at_turn = Turn(_l("Which time"))
    withdraw_at = Day(_l("Withdrawn from"), validators=[Optional()])
    withdraw_at_time = Hour(_l("At"), validators=[Optional()])
    withdraw_at_turn = Turn(_l("Which time"))
    embargo_until = Day(_l("Under embargo until"), validators=[Optional()])
    embargo_until_time = Hour(_l("At"), validators=[Optional()])
    embargo_until_turn = Turn(_l("Which time"))

    def hours(self) -> Hours:
        """Return what was typed, once it is valid."""
        return Hours(**{name: self.instant(name) for name in self.INSTANTS})


def hours(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """Show what is planned of a publication, and plan it."""
    form = HoursForm()
    if request.method == "GET":
        form.show_instants(hours_of(publication))
        return _page(desk, publication, form)
    if not form.validate():
        return _page(desk, publication, form, status=422)
    try:
        with transaction():
            plan(publication, form.hours(), by=me(), now=clock.now())
    except NotReady:
        return editing.not_ready(desk, publication)
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(desk, publication, form, status=422)
    if publication.state is PublicationState.SCHEDULED:
        hour = format_datetime(publication.publish_at, "d MMMM, HH:mm")
        flash(_("Scheduled: it goes online on %(hour)s.", hour=hour), "success")
    else:
        flash(_("Saved."), "success")
    return redirect(desk.address("", publication), 303)


def _page(
    desk: Desk, publication: Publication, form: HoursForm, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "writing/life/hours.html",
        desk=desk,
        publication=publication,
        form=form,
        title=wording.title_of(publication) or desk.editor_of(publication).untitled,
        public=publication.published_at is not None,
    )
    return page, status
