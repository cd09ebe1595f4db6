"""The settings of the logo and the colour, their preview, and the style that pages load."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.people import brand as colours
from app.people import organisation as verbs
from app.people.brand import UnreadableColour
from app.people.colour_space import contrast
from app.people.models import Organisation
from app.people.permissions import Permission
from app.web.access import allowed, public
from app.web.admin import bp
from app.web.admin.forms import BrandForm
from app.web.media import limited_pictures, picture_url

FOR_EVER = 31_536_000  # seconds, a year


@bp.get("/brand.css")
@public
def brand_css() -> Response:
    """Send the company's colours; kept for good under the address of this version."""
    organisation = verbs.current_organisation()
    colour = organisation.brand_color if organisation else colours.DEFAULT
    response = Response(colours.stylesheet(colour), mimetype="text/css")
    current = request.args.get("v") == colours.style_version(colour)
    age = f"max-age={FOR_EVER}, immutable" if current else "max-age=60"
    # no-transform: a proxy that rewrites styles may undo a contrast that was computed
    response.headers["Cache-Control"] = f"public, {age}, no-transform"
    return response


@bp.get("/admin/brand")
@allowed(Permission.MANAGE_ORGANISATION)
def brand() -> ResponseReturnValue:
    """Show the logo and the colour."""
    organisation = verbs.current_organisation()
    colour = organisation.brand_color if organisation else colours.DEFAULT
    return _page(BrandForm(brand_color=colour), organisation, colour)


@bp.post("/admin/brand")
@allowed(Permission.MANAGE_ORGANISATION)
@limited_pictures
def change_brand() -> ResponseReturnValue:
    """Change the colour and the logo; a colour that cannot be read is refused."""
    form = BrandForm()
    if form.validate_on_submit():
        try:
            with transaction():
                organisation = verbs.the_organisation(now=clock.now())
                verbs.set_colour(organisation, form.brand_color.data, by=current_user)
                if form.logo.data:
                    verbs.set_logo(
                        organisation,
                        form.logo.data.read(),
                        name=form.logo.data.filename,
                        by=current_user,
                    )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The logo and the colour are saved."))
            return redirect(url_for("admin.brand"))
    return _page(form, verbs.current_organisation(), form.brand_color.data or ""), 422


@bp.get("/admin/brand/preview")
@allowed(Permission.MANAGE_ORGANISATION)
def brand_preview() -> ResponseReturnValue:
    """Show what a colour would give, while it is being chosen."""
    typed = request.args.get("brand_color", "")
    return render_template("admin/_brand_preview.html", preview=_preview(typed))


@bp.post("/admin/brand/logo/remove")
@allowed(Permission.MANAGE_ORGANISATION)
def remove_logo() -> ResponseReturnValue:
    """Go back to the company's initial."""
    with transaction():
        verbs.remove_logo(verbs.the_organisation(now=clock.now()), by=current_user)
    return redirect(url_for("admin.brand"))


def _page(form: BrandForm, organisation: Organisation | None, typed: str) -> str:
    return render_template(
        "admin/brand.html",
        form=form,
        logo_url=picture_url(organisation.logo) if organisation else None,
        preview=_preview(typed),
    )


def _preview(typed: str) -> dict[str, Any]:
    """Work out what the preview shows: both kinds of page with their ratios, or what is wrong."""
    try:
        colour = colours.read_colour(typed)
        palette = colours.palette(colour)
    except UnreadableColour as refusal:
        return {"problem": refusal.sentence, "nearest": refusal.nearest}
    except Refusal as refusal:
        return {"problem": refusal.sentence}
    return {
        "palette": palette,
        "pages": [
            {
                "name": name,
                "ground": grounds[0],
                "shades": shades,
                "button_ratio": contrast(shades.brand, shades.on_brand),
                "text_ratio": min(
                    contrast(shades.text, ground) for ground in (*grounds, shades.tint)
                ),
            }
            for name, grounds, shades in (
                ("light", colours.LIGHT_GROUNDS, palette.light),
                ("dark", colours.DARK_GROUNDS, palette.dark),
            )
        ],
    }
