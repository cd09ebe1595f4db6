"""Openings: their list, their editor, and what becomes of them."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import calendar, clock
from app.core.database import transaction
from app.core.i18n import gettext as _
from app.core.i18n import language as language_now
from app.measures.publications import echoes
from app.people.permissions import Permission, may
from app.publishing import queries, wording
from app.publishing.models import Opening, PublicationState
from app.publishing.publish import (
    archive_opening,
    close_opening,
    publish_opening,
    reopen_opening,
    restore_opening,
)
from app.publishing.write import delete_draft, duplicate_opening, start_opening
from app.sharing.queries import to_relay
from app.web.access import allowed
from app.web.site.addresses import publication_path
from app.web.writing import bp, desk, listing
from app.web.writing.forms import OpeningForm

DESK = desk.Desk(
    noun="opening",
    form=OpeningForm,
    publish=publish_opening,
    publish_word=lambda: _("Publish the opening"),
    published_words=lambda: _("Published: candidates see it, ambassadors can relay it."),
)


def _opening(publication_id: UUID) -> Opening:
    return queries.opening_of(desk.me(), publication_id)


@bp.get("/openings")
@allowed(Permission.READ_PUBLICATIONS)
def openings() -> ResponseReturnValue:
    """List the openings: all of them for recruiters, those online for others."""
    person = desk.me()
    writes = may(person, Permission.WRITE_OPENINGS)
    relays = not writes and may(person, Permission.RELAY)
    filters = listing.filters_asked(request.args)
    page = queries.openings_for(person, filters, page=request.args.get("page", 1, type=int))
    keys = [opening.id for opening in page.items]
    return render_template(
        "writing/openings.html",
        page=page,
        filters=filters,
        writes=writes,
        sees_applications=may(person, Permission.SEE_APPLICATIONS),
        states=listing.states(
            "writing.openings",
            queries.state_counts(person, Opening),
            every=_("All the openings"),
        ),
        teams=queries.teams(),
        echoes=echoes(keys) if writes else {},
        to_relay=to_relay(person, keys, now=clock.now()) if relays else set(),
        facts=wording,
        tones=desk.TONES,
        public_path=publication_path,
        address=listing.address("writing.openings"),
        today=calendar.local_date(clock.now()),
    )


@bp.post("/openings")
@allowed(Permission.WRITE_OPENINGS)
def new_opening() -> ResponseReturnValue:
    """Begin an opening; one that was begun and left empty is taken up again."""
    with transaction():
        opening = queries.untouched_draft(desk.me(), Opening) or start_opening(
            by=desk.me(), now=clock.now()
        )
        address = DESK.address("", opening)
    return redirect(address, 303)


@bp.get("/openings/<uuid:publication_id>")
@allowed(Permission.READ_PUBLICATIONS)
def opening(publication_id: UUID) -> ResponseReturnValue:
    """Show the editor to who writes; the page that candidates see to others."""
    found = _opening(publication_id)
    if not may(desk.me(), Permission.WRITE_OPENINGS):
        return redirect(publication_path(found, language_now()))
    return desk.edit(DESK, found)


@bp.post("/openings/<uuid:publication_id>")
@allowed(Permission.WRITE_OPENINGS)
def save_opening(publication_id: UUID) -> ResponseReturnValue:
    """Save what was typed, and publish it if the button says so."""
    return desk.receive(DESK, _opening(publication_id))


@bp.post("/openings/<uuid:publication_id>/autosave")
@allowed(Permission.WRITE_OPENINGS)
def opening_autosave(publication_id: UUID) -> ResponseReturnValue:
    """Save a draft as it is typed."""
    return desk.autosave(DESK, _opening(publication_id))


@bp.post("/openings/<uuid:publication_id>/check")
@allowed(Permission.WRITE_OPENINGS)
def opening_check(publication_id: UUID) -> ResponseReturnValue:
    """Say what is still missing."""
    return desk.check(DESK, _opening(publication_id))


@bp.route("/openings/<uuid:publication_id>/preview/<any(fr, en):language>", methods=["GET", "POST"])
@allowed(Permission.WRITE_OPENINGS)
def opening_preview(publication_id: UUID, language: str) -> ResponseReturnValue:
    """Show the page that a candidate would land on."""
    return desk.preview(DESK, _opening(publication_id), language)


@bp.get("/openings/<uuid:publication_id>/close")
@allowed(Permission.WRITE_OPENINGS)
def ask_close_opening(publication_id: UUID) -> ResponseReturnValue:
    """Ask before closing, naming the opening: it takes no more applications at once."""
    found = _opening(publication_id)
    if found.state is not PublicationState.PUBLISHED:
        return redirect(DESK.address("", found))
    return render_template(
        "writing/close.html", desk=DESK, publication=found, echo=echoes([found.id])[found.id]
    )


@bp.post("/openings/<uuid:publication_id>/close")
@allowed(Permission.WRITE_OPENINGS)
def opening_close(publication_id: UUID) -> ResponseReturnValue:
    """Close an opening."""
    found = _opening(publication_id)
    sentence = _("Closed: its pages say so, and show others like it.")
    return desk.act_on(DESK, found, close_opening, sentence)


@bp.post("/openings/<uuid:publication_id>/reopen")
@allowed(Permission.WRITE_OPENINGS)
def opening_reopen(publication_id: UUID) -> ResponseReturnValue:
    """Reopen an opening."""
    found = _opening(publication_id)
    sentence = _("Reopened: the links that are out work again.")
    return desk.act_on(DESK, found, reopen_opening, sentence)


@bp.post("/openings/<uuid:publication_id>/archive")
@allowed(Permission.WRITE_OPENINGS)
def opening_archive(publication_id: UUID) -> ResponseReturnValue:
    """Put a closed opening away."""
    found = _opening(publication_id)
    back = url_for("writing.openings")
    return desk.act_on(DESK, found, archive_opening, _("Archived."), undo="restore", to=back)


@bp.post("/openings/<uuid:publication_id>/restore")
@allowed(Permission.WRITE_OPENINGS)
def opening_restore(publication_id: UUID) -> ResponseReturnValue:
    """Take an opening back from the archive."""
    found = _opening(publication_id)
    return desk.act_on(DESK, found, restore_opening, _("Back from the archive, closed."))


@bp.post("/openings/<uuid:publication_id>/duplicate")
@allowed(Permission.WRITE_OPENINGS)
def opening_duplicate(publication_id: UUID) -> ResponseReturnValue:
    """Begin another opening with the same words and settings."""
    found = _opening(publication_id)
    with transaction():
        copy = duplicate_opening(found, by=desk.me(), now=clock.now())
        address = DESK.address("", copy)
    flash(_("Copied: this is the draft of a new opening."), "success")
    return redirect(address, 303)


@bp.route("/openings/<uuid:publication_id>/delete", methods=["GET", "POST"])
@allowed(Permission.WRITE_OPENINGS)
def opening_delete(publication_id: UUID) -> ResponseReturnValue:
    """Ask, then throw a draft away."""
    return delete(DESK, _opening(publication_id), "writing.openings")


def delete(at: desk.Desk, found: Any, back: str) -> ResponseReturnValue:
    """Ask before throwing a draft away, then do it; what was published is not thrown away."""
    if found.published_at is not None:
        abort(404)
    if request.method == "GET":
        return render_template("writing/delete.html", desk=at, publication=found)
    with transaction():
        delete_draft(found, by=desk.me(), now=clock.now())
    flash(_("The draft is deleted."), "success")
    return redirect(url_for(back), 303)
