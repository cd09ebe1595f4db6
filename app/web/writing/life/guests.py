"""Who comes to an event, and who waits for a seat."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.publishing import wording
from app.publishing.events.rsvp import event_of, guests
from app.publishing.models import Publication
from app.web.writing.desk import Desk


def guests_page(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """List who comes, then who waits in their turn; 404 for what is no event."""
    event = event_of(publication)
    if event is None:
        abort(404)
    return render_template(
        "writing/life/guests.html",
        desk=desk,
        publication=publication,
        title=wording.title_of(publication) or desk.editor_of(publication).untitled,
        guests=guests(event),
    )
