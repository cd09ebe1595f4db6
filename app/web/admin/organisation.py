"""The settings of the organisation's name and words."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.database import transaction
from app.people import organisation as verbs
from app.people.permissions import Permission
from app.web.access import allowed
from app.web.admin import bp
from app.web.admin.forms import OrganisationForm


@bp.get("/admin/organisation")
@allowed(Permission.MANAGE_ORGANISATION)
def organisation() -> ResponseReturnValue:
    """Show the organisation's name and words."""
    described = verbs.current_organisation()
    form = OrganisationForm(obj=described)
    return render_template(
        "admin/organisation.html", form=form, privacy_unwritten=verbs.privacy_unwritten(described)
    )


@bp.post("/admin/organisation")
@allowed(Permission.MANAGE_ORGANISATION)
def describe_organisation() -> ResponseReturnValue:
    """Change them."""
    form = OrganisationForm()
    if form.validate_on_submit():
        now = clock.now()
        with transaction():
            changed = verbs.the_organisation(now=now)
            verbs.describe(changed, form.data, by=current_user)
            verbs.ask_referrer(changed, form.asks_referrer.data, by=current_user)
        flash(_("The organisation is saved."))
        return redirect(url_for("admin.organisation"))
    return render_template("admin/organisation.html", form=form), 422
