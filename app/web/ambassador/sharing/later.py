"""Reminders to relay later: asked for in the kit, listed, taken back."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.core import clock
from app.core.calendar import instants_of, local_date
from app.core.database import transaction
from app.core.i18n import format_date
from app.core.i18n import gettext as _
from app.people.permissions import Permission
from app.publishing.wording import title_of
from app.sharing import queries, reminders, wording
from app.web.access import allowed
from app.web.ambassador import bp
from app.web.ambassador.forms import ReminderForm


class Later(StrEnum):
    """When a person is reminded."""

    TOMORROW = "tomorrow"
    IN_THREE_DAYS = "3"
    NEXT_WEEK = "7"


NAMES: dict[Later, LazyString] = {
    Later.TOMORROW: _l("Tomorrow at 9"),
    Later.IN_THREE_DAYS: _l("In three days at 9"),
    Later.NEXT_WEEK: _l("In a week at 9"),
}
DAYS = {Later.TOMORROW: 1, Later.IN_THREE_DAYS: 3, Later.NEXT_WEEK: 7}
MORNING = time(9)


@bp.post("/share/<uuid:publication_id>/remind")
@allowed(Permission.RELAY)
def remind(publication_id: UUID) -> ResponseReturnValue:
    """Ask to be reminded of a publication, with the text as it is."""
    now = clock.now()
    publication = queries.publication_for(current_user, publication_id, now=now)
    form = ReminderForm()
    if not form.validate_on_submit():
        flash(_("Nothing is noted: keep your text under 10,000 characters, and choose when."))
        return redirect(url_for(".kit", publication_id=publication_id))
    at = _instant(Later(form.when.data), now)
    with transaction():
        reminders.remind_me(
            current_user,
            publication,
            channel=form.channel.data,
            language=form.language.data,
            words=form.words.data,
            at=at,
            now=now,
        )
    day = format_date(local_date(at), "EEEE d MMMM")
    flash(_("You will get a mail on %(day)s. Nothing will be posted for you.", day=day))
    return redirect(url_for(".reminders_asked"))


@bp.get("/reminders")
@allowed(Permission.RELAY)
def reminders_asked() -> ResponseReturnValue:
    """List what one is still to be reminded of."""
    rows = reminders.reminders_of(current_user)
    return render_template(
        "ambassador/reminders/mine.html",
        reminders=rows,
        names=wording.NAMES,
        title_of=title_of,
        day=lambda each: format_date(local_date(each.at), "EEEE d MMMM"),
    )


@bp.post("/reminders/<uuid:reminder_id>/delete")
@allowed(Permission.RELAY)
def forget(reminder_id: UUID) -> ResponseReturnValue:
    """Take a reminder back."""
    with transaction():
        reminders.forget_reminder(current_user, reminder_id)
    return redirect(url_for(".reminders_asked"))


def _instant(later: Later, now: datetime) -> datetime:
    day = local_date(now) + timedelta(days=DAYS[later])
    return instants_of(day, MORNING)[0]
