"""How often campaigns may invite a person, and between which hours never."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.database import transaction
from app.people import organisation as verbs
from app.people.permissions import Permission
from app.sharing.invitations.preferences import manners_of
from app.web.access import allowed
from app.web.admin import bp
from app.web.admin.forms import CampaignRulesForm


@bp.get("/admin/invitations")
@allowed(Permission.MANAGE_ORGANISATION)
def invitations() -> ResponseReturnValue:
    """Show the company's rules of inviting."""
    manners = manners_of(verbs.current_organisation())
    form = CampaignRulesForm(
        formdata=None,
        a_week=manners.a_week,
        quiet_from=manners.quiet_from,
        quiet_until=manners.quiet_until,
    )
    return render_template("admin/invitations.html", form=form)


@bp.post("/admin/invitations")
@allowed(Permission.MANAGE_ORGANISATION)
def change_invitations() -> ResponseReturnValue:
    """Change the company's rules of inviting."""
    form = CampaignRulesForm()
    if not form.validate_on_submit():
        return render_template("admin/invitations.html", form=form), 422
    with transaction():
        verbs.invite_by(
            verbs.the_organisation(now=clock.now()),
            a_week=form.a_week.data,
            quiet_from=form.quiet_from.data,
            quiet_until=form.quiet_until.data,
            by=current_user,
        )
    flash(_("Saved: campaigns invite so from now on."))
    return redirect(url_for(".invitations"))
