"""A team's usual openings: kept from an opening, listed, begun from, named otherwise, removed."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.core.text.clean import tidy_line
from app.people.permissions import Permission
from app.publishing import wording
from app.publishing.kinds import OPENINGS
from app.publishing.queries import publication_seen_by
from app.publishing.usual import openings as usual
from app.web.access import allowed
from app.web.forms import Form
from app.web.writing import bp
from app.web.writing.desk import me
from app.web.writing.openings import DESK

KEPT = _l("Kept among the usual openings of the team.")


class UsualForm(Form):
    """The name of a usual opening."""

    name = StringField(
        _l("Name"),
        [
            DataRequired(_l("Give it a name.")),
            Length(
                max=usual.LONGEST_NAME,
                message=_l("At most %(num)s characters.", num=usual.LONGEST_NAME),
            ),
        ],
        filters=[tidy_line],
    )


@bp.get("/openings/usual")
@allowed(Permission.WRITE_OPENINGS)
def usual_openings() -> ResponseReturnValue:
    """List the usual openings, each with a button that begins from it."""
    page = usual.usual_openings(page=request.args.get("page", 1, type=int))
    return render_template("writing/starting/usual.html", page=page, desk=DESK)


@bp.post("/openings/usual/<uuid:key>/begin")
@allowed(Permission.WRITE_OPENINGS)
def begin_usual(key: UUID) -> ResponseReturnValue:
    """Begin an opening from a usual one."""
    with transaction():
        opening = usual.begin_from(usual.usual_opening(key), by=me(), now=clock.now())
        address = DESK.address("", opening)
    return redirect(address, 303)


@bp.route("/openings/usual/<uuid:key>", methods=("GET", "POST"))
@allowed(Permission.WRITE_OPENINGS)
def usual_opening(key: UUID) -> ResponseReturnValue:
    """Name a usual opening otherwise, or remove it."""
    kept = usual.usual_opening(key)
    form = UsualForm(name=kept.name) if request.method == "GET" else UsualForm()
    said = ""
    if request.method == "POST" and request.form.get("act") == "remove":
        with transaction():
            usual.remove(kept, by=me(), now=clock.now())
        said = _("Removed: openings that began with it stay as they are.")
    elif form.validate_on_submit():
        try:
            with transaction():
                usual.rename(kept, form.name.data, by=me(), now=clock.now())
            said = _("Saved.")
        except Refusal as refusal:
            form.refuse(refusal)
    if said:
        flash(said, "success")
        return redirect(url_for(".usual_openings"), 303)
    page = render_template("writing/starting/usual_name.html", desk=DESK, form=form, kept=kept)
    return page, 422 if form.errors else 200


@bp.route("/openings/<uuid:publication_id>/keep-as-usual", methods=("GET", "POST"))
@allowed(Permission.WRITE_OPENINGS)
def keep_as_usual(publication_id: UUID) -> ResponseReturnValue:
    """Ask for a name, then keep an opening as it is saved among its team's usual ones."""
    opening = publication_seen_by(me(), OPENINGS, publication_id, now=clock.now())
    title = wording.title_of(opening)
    form = UsualForm(name=title[: usual.LONGEST_NAME]) if request.method == "GET" else UsualForm()
    if form.validate_on_submit():
        try:
            with transaction():
                usual.keep_as_usual(opening, form.name.data, by=me(), now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(str(KEPT), "success")
            return redirect(url_for(".usual_openings"), 303)
    page = render_template(
        "writing/starting/usual_name.html", desk=DESK, form=form, kept=None, opening=opening,
        title=title or str(DESK.editor_of(opening).untitled),
    )  # fmt: skip
    return page, 422 if form.errors else 200
