"""The list of people as a file for a spreadsheet."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response
from flask_babel import gettext as _
from flask_login import current_user

from app.core import activity, clock
from app.core.calendar import local_date
from app.core.database import transaction
from app.core.i18n import language
from app.people import queries, wording
from app.people.models import Person
from app.people.organisation import the_organisation
from app.people.permissions import Permission
from app.people.slugs import place_names
from app.web.access import allowed
from app.web.admin import bp
from app.web.admin.people import STATE_NAMES, wanted_people
from app.web.downloads.spreadsheet import spreadsheet


@bp.get("/admin/people.csv")
@allowed(Permission.MANAGE_PEOPLE)
def people_file() -> Response:
    """Give everybody whom the filters show, a row each; who took the file is noted."""
    now = clock.now()
    headings = (
        _("Last name"), _("First name"), _("Address"), _("Job title"), _("Team"), _("Place"),
        _("Roles"), _("State"), _("Employee of the company"), _("Invited on"), _("First sign-in"),
    )  # fmt: skip
    places = place_names(queries.places())
    rows = [_row(person, places) for person in queries.everybody(wanted_people())]
    with transaction():
        activity.record(
            "people.exported", the_organisation(now=now), by=current_user, data={"rows": len(rows)}
        )
    return spreadsheet([headings, *rows], name=f"{_('people')}-{local_date(now).isoformat()}")


def _row(person: Person, places: Mapping[UUID, str]) -> tuple[str, ...]:
    return (
        person.last_name,
        person.first_name,
        person.email,
        person.job_title,
        person.team.name(language()) if person.team else "",
        places.get(person.place_id, "") if person.place_id else "",
        ", ".join(str(wording.ROLE_NAMES[role]) for role in sorted(person.roles)),
        str(STATE_NAMES[queries.state_of(person)]),
        _("yes") if person.employee else _("no"),
        local_date(person.invited_at).isoformat() if person.invited_at else "",
        local_date(person.joined_at).isoformat() if person.joined_at else "",
    )
