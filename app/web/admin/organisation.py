"""The settings of the organisation's name and words."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.database import transaction
from app.core.i18n import LANGUAGES
from app.people import organisation as verbs
from app.people import starters
from app.people.permissions import Permission
from app.people.starters import Starter
from app.web.access import allowed
from app.web.admin import bp
from app.web.admin.forms import OrganisationForm


@bp.get("/admin/organisation")
@allowed(Permission.MANAGE_ORGANISATION)
def organisation() -> ResponseReturnValue:
    """Show the organisation's name and words; ?begin=1 fills empty texts with ours, unsaved."""
    kept = verbs.current_organisation()
    form = OrganisationForm(obj=kept)
    begun = "begin" in request.args and _begin(form, kept.name if kept else verbs.UNNAMED)
    return _page(form, begun=begun)


def _begin(form: OrganisationForm, company: str) -> bool:
    """Fill what is empty with a text to begin with; False when nothing was."""
    empty = [
        (form[f"{starter}_{each}"], starter, each)
        for starter in (Starter.LEGAL, Starter.PRIVACY)
        for each in LANGUAGES
        if not form[f"{starter}_{each}"].data
    ]
    for field, starter, each in empty:
        field.data = starters.text_of(starter, each, company=company)
    return bool(empty)


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
    return _page(form), 422


def _page(form: OrganisationForm, *, begun: bool = False) -> str:
    texts = ("legal_fr", "legal_en", "privacy_fr", "privacy_en")
    return render_template(
        "admin/organisation.html",
        form=form,
        begun=begun,
        privacy_unwritten=verbs.privacy_unwritten(verbs.current_organisation()),
        empty=any(not form[name].data for name in texts),
    )
