"""An event at the desk: who comes, its poster to print, and the story that tells how it was."""

from datetime import datetime

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import ScalarSelect

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.core.i18n import language as language_now
from app.people.models import Person
from app.people.permissions import Permission, may
from app.publishing import wording
from app.publishing.events import queries
from app.publishing.events.aftermath import tell
from app.publishing.events.rsvp import event_of, guests
from app.publishing.models import Publication, Story
from app.web import navigation
from app.web.access import allowed
from app.web.downloads.poster import poster
from app.web.site.addresses import absolute, number_path
from app.web.writing import bp
from app.web.writing.desk import Desk, me

MAY_TELL = (Permission.WRITE_STORIES, Permission.PROPOSE_STORIES)


@navigation.counts("", "events_to_tell")
def _to_tell(person: Person, now: datetime) -> ScalarSelect[int] | None:
    tells = any(may(person, each) for each in MAY_TELL)
    return queries.to_tell_counted(person, now=now) if tells else None


@bp.get("/stories/to-tell")
@allowed(*MAY_TELL)
def to_tell() -> ResponseReturnValue:
    """List one's own events that are over and that no story tells of yet."""
    found = queries.to_tell(me(), now=clock.now())
    return render_template("writing/life/to_tell.html", found=found, title_of=wording.title_of)


def _event(publication: Publication) -> Story:
    event = event_of(publication)
    if event is None:
        abort(404)
    return event


def guests_page(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """List who comes, then who waits in their turn; 404 for what is no event."""
    return render_template(
        "writing/life/guests.html",
        desk=desk,
        publication=publication,
        title=wording.title_of(publication) or desk.editor_of(publication).untitled,
        guests=guests(_event(publication)),
    )


def poster_pdf(desk: Desk, publication: Publication) -> ResponseReturnValue:  # noqa: ARG001
    """Print an event's poster in the language of the reader; its code leads to the plain page."""
    event = _event(publication)
    if event.published_at is None:
        abort(404)
    asked = request.args.get("language", language_now())
    language = asked if asked in event.languages else event.languages[0]
    return poster(
        event,
        absolute(number_path(event, language)),
        language=language,
        facts=(),
        name=f"event-{event.number}",
    )


def tell_page(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """Begin the story of an event that is over, and open it."""
    event = _event(publication)
    try:
        with transaction():
            story = tell(event, by=me(), now=clock.now())
    except Refusal as refusal:
        flash(str(refusal.sentence), "warning")
        return redirect(desk.address("", publication), 303)
    flash(_("A draft is begun: the event’s page will lead to it once it is online."), "success")
    return redirect(desk.address("", story), 303)
