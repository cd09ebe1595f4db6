"""The list of people as a file for a spreadsheet."""

import csv
import io

from flask import Response
from flask_babel import gettext as _
from flask_login import current_user

from app.core import activity, clock
from app.core.calendar import local_date
from app.core.database import transaction
from app.core.i18n import language
from app.people import queries, wording
from app.people.organisation import the_organisation
from app.people.permissions import Permission
from app.people.slugs import place_names
from app.web.access import allowed
from app.web.admin import bp
from app.web.admin.people import STATE_NAMES, wanted_people

# What a spreadsheet would take for a formula when it stands first in a cell.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@bp.get("/admin/people.csv")
@allowed(Permission.MANAGE_PEOPLE)
def people_file() -> Response:
    """Give everybody whom the filters show, a row each; who took the file is noted."""
    now = clock.now()
    written = io.StringIO()
    # A French spreadsheet reads a comma as a decimal mark.
    rows = csv.writer(written, delimiter=";" if language() == "fr" else ",")
    rows.writerow(
        (_("Last name"), _("First name"), _("Address"), _("Job title"), _("Team"), _("Place"),
         _("Roles"), _("State"), _("Employee of the company"), _("Invited on"),
         _("First sign-in"))
    )  # fmt: skip
    places = place_names(queries.places())
    count = 0
    for person in queries.everybody(wanted_people()):
        count += 1
        rows.writerow(
            _safe(cell)
            for cell in (
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
        )
    with transaction():
        activity.record(
            "people.exported", the_organisation(now=now), by=current_user, data={"rows": count}
        )
    name = f"{_('people')}-{local_date(now).isoformat()}.csv"
    return Response(
        "\ufeff" + written.getvalue(),  # the mark by which spreadsheets know UTF-8
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _safe(cell: str) -> str:
    """Return a cell that no spreadsheet reckons with (OWASP, CSV injection). Pure."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
