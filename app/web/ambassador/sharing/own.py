"""My link: the one that stays, for badges, signatures and slides."""

from typing import Any

from flask import Response, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from app.core import clock
from app.core.database import transaction
from app.core.i18n.days import short_day
from app.extensions import limiter
from app.people.charter import has_accepted
from app.people.organisation import UNNAMED
from app.people.permissions import Permission
from app.sharing import qr
from app.sharing.links import CharterNotAccepted, address_of
from app.sharing.models import OwnLink
from app.sharing.own.links import former_links, make_own, own_link, replace_own
from app.sharing.qr import Level
from app.tracking import queries as tracking
from app.web.access import allowed
from app.web.ambassador import bp, relay_words
from app.web.ambassador.forms import OwnLinkForm
from app.web.context import organisation_of_page
from app.web.downloads.codes import code_file, logo_in_files, logo_on_pages

REPLACED = "10 per day"  # by one person: each draws the career site anew for every link of theirs


@bp.get("/my-link")
@allowed(Permission.RELAY)
def my_link() -> ResponseReturnValue:
    """Show one's own link with what came of it, or how to make it."""
    if not has_accepted(current_user):
        return _to_the_charter()
    link = own_link(current_user)
    former = former_links(current_user)
    visits = tracking.visits_of([each.id for each in former]) if former else {}
    return render_template(
        "ambassador/own/link.html",
        link=link,
        form=OwnLinkForm(formdata=None, link=link.id if link else None),
        former=[(each, visits.get(each.id, 0)) for each in former],
        day=short_day,
        **(_shown(link) if link else {}),
    )


def _shown(link: OwnLink) -> dict[str, Any]:
    address = address_of(link)
    return {
        "address": address,
        "host": current_app.config["BASE_URL"].partition("://")[2],
        "qr": Markup(qr.inline_svg(address, logo_on_pages())),
        "arrivals": relay_words.arrivals(tracking.arrivals_at(link.id)),
    }


@bp.post("/my-link")
@allowed(Permission.RELAY)
def make_my_link() -> ResponseReturnValue:
    """Make one's own link; pressed twice, it is one."""
    try:
        with transaction():
            make_own(current_user, now=clock.now())
    except CharterNotAccepted:
        return _to_the_charter()
    return redirect(url_for(".my_link"))


@bp.post("/my-link/replace")
@allowed(Permission.RELAY)
@limiter.limit(lambda: REPLACED, key_func=lambda: f"own-link:{current_user.id}")
def replace_my_link() -> ResponseReturnValue:
    """Give out another link in place of the one that the form names."""
    form = OwnLinkForm()
    if not form.validate_on_submit():
        return redirect(url_for(".my_link"))
    try:
        with transaction():
            replace_own(current_user, form.link.data, now=clock.now())
    except CharterNotAccepted:
        return _to_the_charter()
    return redirect(url_for(".my_link"))


@bp.get("/my-link/qr.svg")
@allowed(Permission.RELAY)
def my_qr_svg() -> Response:
    """Send its QR code, to print at any size."""
    link = _link_or_404()
    data = qr.svg(address_of(link), Level.PAPER, logo_in_files())
    return code_file(data, "image/svg+xml", f"qr-{link.code}.svg")


@bp.get("/my-link/qr.png")
@allowed(Permission.RELAY)
def my_qr_png() -> Response:
    """Send its QR code, for slides and signatures."""
    link = _link_or_404()
    return code_file(qr.png(address_of(link), logo_in_files()), "image/png", f"qr-{link.code}.png")


@bp.get("/my-link/card.pdf")
@allowed(Permission.RELAY)
def my_card_pdf() -> Response:
    """Send a card with one's name and its QR code, to print."""
    link, company = _link_or_404(), organisation_of_page()
    data = qr.pdf_card(
        address_of(link),
        name=current_user.name,
        line=current_user.job_title,
        company=company.name if company else UNNAMED,
        language=current_user.language,
        logo=logo_in_files(),
    )
    return code_file(data, "application/pdf", f"card-{link.code}.pdf")


def _link_or_404() -> OwnLink:
    link = own_link(current_user)
    if link is None:
        abort(404)
    return link


def _to_the_charter() -> ResponseReturnValue:
    return redirect(url_for("account.charter", next=url_for("ambassador.my_link")))
