"""Publishing the next version of the charter."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import LANGUAGES
from app.people import queries, starters
from app.people.charter import (
    count_acceptances,
    current_charter,
    publish_charter,
)
from app.people.organisation import the_organisation
from app.people.permissions import Permission
from app.people.starters import Starter
from app.web.access import allowed
from app.web.admin import bp
from app.web.admin.forms import CharterForm


@bp.get("/admin/charter")
@allowed(Permission.MANAGE_ORGANISATION)
def charter_settings() -> ResponseReturnValue:
    """Show the charter's words, to publish the next version."""
    latest = current_charter()
    if latest is None:
        company = the_organisation(now=clock.now()).name
        begun = {
            f"text_{each}": starters.text_of(Starter.CHARTER, each, company=company)
            for each in LANGUAGES
        }
        return _page(CharterForm(formdata=None, replaces=0, **begun))
    return _page(CharterForm(obj=latest, replaces=latest.version))


@bp.post("/admin/charter")
@allowed(Permission.MANAGE_ORGANISATION)
def publish_next_charter() -> ResponseReturnValue:
    """Publish a version: everyone is asked to accept it before the next relay."""
    form = CharterForm()
    if form.validate_on_submit():
        try:
            with transaction():
                published = publish_charter(
                    form.text_fr.data,
                    form.text_en.data,
                    replaces=form.replaces.data or 0,
                    by=current_user,
                    now=clock.now(),
                )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Version %(number)d of the charter is in force.", number=published.version))
            return redirect(url_for("admin.charter_settings"))
    return _page(form), 422


def _page(form: CharterForm) -> str:
    latest = current_charter()
    return render_template(
        "admin/charter_settings.html",
        form=form,
        charter=latest,
        accepted=count_acceptances(latest.version) if latest else 0,
        people=queries.count_open_accounts(),
    )
