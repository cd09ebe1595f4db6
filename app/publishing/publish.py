"""The states of a publication: published, closed, reopened, archived, restored.

Each verb asked for twice changes nothing the second time.
"""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import activity, freshness
from app.core.calendar import local_date
from app.core.database import db
from app.core.errors import Refusal
from app.people.models import Person
from app.publishing.missing import NotReady, missing_parts
from app.publishing.models import Opening, Publication, PublicationState, Story

__all__ = [
    "NotReady",
    "archive_opening",
    "archive_story",
    "close_opening",
    "close_past_openings",
    "missing_parts",
    "publish_opening",
    "publish_story",
    "reopen_opening",
    "restore_opening",
    "restore_story",
]


class WrongState(Refusal):
    """The publication is not in the state that this act begins from."""

    code = "wrong_state"


def publish_opening(opening: Opening, *, by: Person, now: datetime) -> None:
    """Show an opening to candidates and ambassadors, in the caller's transaction.

    Publishing twice changes nothing.

    raises: NotReady with every missing part; WrongState when it has been closed
    """
    state = _state_of(opening)
    if state is PublicationState.PUBLISHED:
        return
    if state is not PublicationState.DRAFT:
        raise WrongState(_l("This opening has been closed. Reopen it instead."))
    _show(opening, now=now)
    activity.record("opening.published", opening, by=by, now=now)


def close_opening(opening: Opening, *, by: Person | None, now: datetime) -> None:
    """Take no more applications: its pages answer 410 and it leaves lists and feeds at once.

    by: None when its closing date has passed
    raises: WrongState when it was never published
    """
    state = _state_of(opening)
    if state in (PublicationState.CLOSED, PublicationState.ARCHIVED):
        return
    if state is PublicationState.DRAFT:
        raise WrongState(_l("This opening is a draft: there is nothing to close."))
    _hide(opening, PublicationState.CLOSED, now=now)
    activity.record("opening.closed", opening, by=by, now=now)


def reopen_opening(opening: Opening, *, by: Person, now: datetime) -> None:
    """Take applications again, at the same address and by the links that are out.

    A closing date that has passed is dropped, or it would close again at once.

    raises: NotReady with every missing part; WrongState when it was never published
    """
    state = _state_of(opening)
    if state is PublicationState.PUBLISHED:
        return
    if state is PublicationState.DRAFT:
        raise WrongState(_l("This opening is a draft. Publish it instead."))
    if opening.closes_on and opening.closes_on < local_date(now):
        opening.closes_on = None
    _show(opening, now=now)
    activity.record("opening.reopened", opening, by=by, now=now)


def archive_opening(opening: Opening, *, by: Person, now: datetime) -> None:
    """Put a closed opening away: it leaves the recruiters' list too.

    raises: WrongState while it is open or a draft
    """
    state = _state_of(opening)
    if state is PublicationState.ARCHIVED:
        return
    if state is not PublicationState.CLOSED:
        raise WrongState(_l("Close this opening before archiving it."))
    opening.state = PublicationState.ARCHIVED
    activity.record("opening.archived", opening, by=by, now=now)
    db.session.flush()


def restore_opening(opening: Opening, *, by: Person, now: datetime) -> None:
    """Take an opening back from the archive, closed as it was."""
    if _state_of(opening) is not PublicationState.ARCHIVED:
        return
    opening.state = PublicationState.CLOSED
    activity.record("opening.restored", opening, by=by, now=now)
    db.session.flush()


def publish_story(story: Story, *, by: Person, now: datetime) -> None:
    """Show a story to readers and ambassadors, in the caller's transaction.

    raises: NotReady with every missing part; WrongState when it has been archived
    """
    state = _state_of(story)
    if state is PublicationState.PUBLISHED:
        return
    if state is not PublicationState.DRAFT:
        raise WrongState(_l("This story is in the archive. Restore it instead."))
    _show(story, now=now)
    activity.record("story.published", story, by=by, now=now)


def archive_story(story: Story, *, by: Person, now: datetime) -> None:
    """Withdraw a story: its pages answer 410 and it leaves lists and feeds at once.

    raises: WrongState for a draft, which is deleted instead
    """
    state = _state_of(story)
    if state is PublicationState.ARCHIVED:
        return
    if state is PublicationState.DRAFT:
        raise WrongState(_l("This story is a draft. Delete it instead."))
    _hide(story, PublicationState.ARCHIVED, now=now)
    activity.record("story.archived", story, by=by, now=now)


def restore_story(story: Story, *, by: Person, now: datetime) -> None:
    """Show an archived story again, at the same address and by the links that are out.

    raises: NotReady with every missing part
    """
    if _state_of(story) is not PublicationState.ARCHIVED:
        return
    _show(story, now=now)
    activity.record("story.restored", story, by=by, now=now)


def close_past_openings(*, now: datetime) -> int:
    """Close the openings whose last day for applications is over; returns how many."""
    past = db.session.scalars(
        select(Opening)
        .where(Opening.state == PublicationState.PUBLISHED, Opening.closes_on < local_date(now))
        .order_by(Opening.id)
    ).all()
    for opening in past:
        close_opening(opening, by=None, now=now)
    return len(past)


def _state_of(publication: Publication) -> PublicationState:
    """Return the state as it is now, and keep others from changing it before we commit."""
    db.session.refresh(publication, ["state"], with_for_update={"of": Publication})
    return publication.state


def _show(publication: Publication, *, now: datetime) -> None:
    if missing := missing_parts(publication):
        raise NotReady(missing)
    publication.state = PublicationState.PUBLISHED
    publication.published_at = publication.published_at or now
    publication.ended_at = None
    _tell(publication)


def _hide(publication: Publication, state: PublicationState, *, now: datetime) -> None:
    publication.state = state
    publication.ended_at = now
    _tell(publication)


def _tell(publication: Publication) -> None:
    """Tell every page that shows it, and those of its team, which list it."""
    db.session.flush()
    freshness.changed("publication", publication.id)
    if publication.team_id:
        freshness.changed("team", publication.team_id)
