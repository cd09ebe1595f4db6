"""Coming to an event, or waiting for a seat: exact however many answer at once.

Whoever changes who comes holds the event's row, so that seats are counted one answer after another.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from app.core import mail, signing
from app.core.database import db
from app.core.errors import Refusal
from app.core.models import Activity
from app.core.text.fold import fold
from app.people.entrance.links import absolute
from app.publishing.events.calendar_file import USUAL, is_cancelled
from app.publishing.events.models import Rsvp, RsvpState
from app.publishing.kinds import is_online
from app.publishing.models import Publication, Story
from app.publishing.wording import title_of

LINK = "rsvp"
KEPT_FOR = timedelta(days=30)  # after the event
MOVES = {"starts_at", "ends_at", "place_id", "address", "online_url"}


class EventNews(StrEnum):
    """What became of an event since somebody answered to it."""

    MOVED = "moved"
    CANCELLED = "cancelled"


class EventOver(Refusal):
    """Nobody answers to it any more."""

    code = "event_over"

    def __init__(self) -> None:
        super().__init__(_l("This event takes no more answers."))


def takes_answers(event: Story, now: datetime) -> bool:
    """Say whether somebody may still say that they come."""
    return is_online(event, now) and event.starts_at is not None and now < event.starts_at


def is_full(event: Story) -> bool:
    """Say whether who answers now would wait for a seat. One statement where seats are counted."""
    return event.capacity is not None and _coming(event) >= event.capacity


def answer(event: Story, *, name: str, email: str, language: str, now: datetime) -> Rsvp:
    """Give somebody a seat, or a turn to wait for one, in the caller's transaction, and write them.

    The same mailbox twice has the same answer.

    raises: EventOver
    """
    _hold(event)
    if not takes_answers(event, now):
        raise EventOver
    known = db.session.scalar(
        select(Rsvp).where(
            Rsvp.story_id == event.id,
            Rsvp.email_folded == fold(email),
            Rsvp.state != RsvpState.CANCELLED,
        )
    )
    if known is None:
        known = Rsvp(
            story=event,
            name=name,
            email=email,
            email_folded=fold(email),
            language=language,
            state=RsvpState.WAITING if is_full(event) else RsvpState.COMING,
            at=now,
        )
        db.session.add(known)
        db.session.flush()
    _write(known, now=now)
    return known


def cancel(rsvp: Rsvp, *, now: datetime) -> None:
    """Give a seat back, to whoever has waited longest, in the caller's transaction."""
    _hold(rsvp.story)
    db.session.refresh(rsvp)
    if rsvp.state is RsvpState.CANCELLED:
        return
    rsvp.state = RsvpState.CANCELLED
    db.session.flush()
    _give_seats(rsvp.story, now=now)


def _hold(event: Story) -> None:
    columns = ["state", "withdraw_at", "starts_at", "capacity", "ended_at", "end_reason"]
    db.session.refresh(event, columns, with_for_update={"of": Publication})


def _coming(event: Story) -> int:
    counted = select(func.count(Rsvp.id)).where(
        Rsvp.story_id == event.id, Rsvp.state == RsvpState.COMING
    )
    return db.session.scalar(counted) or 0


def _give_seats(event: Story, *, now: datetime) -> None:
    """Give the seats that are free in the order of turns, while there is still one to come for."""
    if is_cancelled(event) or event.starts_at is None or event.starts_at <= now:
        return
    waiting = select(Rsvp).where(Rsvp.story_id == event.id, Rsvp.state == RsvpState.WAITING)
    if event.capacity is not None:
        waiting = waiting.limit(max(0, event.capacity - _coming(event)))
    for rsvp in db.session.scalars(waiting.order_by(Rsvp.at, Rsvp.id)).all():
        rsvp.state = RsvpState.COMING
        _write(rsvp, now=now)
    db.session.flush()


def on_corrected(activity: Activity) -> None:
    """Give the seats that were added; write to everyone when time or place have changed."""
    event = db.session.get(Story, activity.subject_id)
    if event is None:
        return
    changed = set(activity.data.get("changed", ()))
    if "capacity" in changed:
        _hold(event)
        _give_seats(event, now=activity.at)
    if changed & MOVES:
        for rsvp in guests(event):
            _write(rsvp, now=activity.at, news=EventNews.MOVED)


def on_ended(activity: Activity) -> None:
    """Write to those who come, and those who wait, that an event does not take place."""
    event = db.session.get(Story, activity.subject_id)
    if event is not None and is_cancelled(event):
        for rsvp in guests(event):
            _write(rsvp, now=activity.at, news=EventNews.CANCELLED)


def on_restored(activity: Activity) -> None:
    """Write to those who come, and those who wait, that an event takes place after all."""
    event = db.session.get(Story, activity.subject_id)
    if event is not None and takes_answers(event, activity.at):
        for rsvp in guests(event):
            _write(rsvp, now=activity.at)


def event_of(publication: Publication) -> Story | None:
    """Return the event that a publication is, if it is one that has a time."""
    event = select(Story).where(Story.id == publication.id, Story.starts_at.is_not(None))
    return db.session.scalar(event)


def guests(event: Story) -> Sequence[Rsvp]:
    """Return who comes, then who waits, in their turn."""
    return db.session.scalars(
        select(Rsvp)
        .where(Rsvp.story_id == event.id, Rsvp.state != RsvpState.CANCELLED)
        .order_by(Rsvp.state, Rsvp.at, Rsvp.id)
    ).all()


def forget_guests(*, now: datetime) -> int:
    """Forget who came to events that are long over, and what was written to them.

    Returns how many answers are gone.
    """
    ended = func.coalesce(Story.ends_at, Story.starts_at + USUAL)
    # the first condition is what the index knows; the second is exact
    over = select(Story.id).where(Story.starts_at < now - KEPT_FOR, ended < now - KEPT_FOR)
    mail.forget(select(Rsvp.id).where(Rsvp.story_id.in_(over)))
    gone = db.session.execute(delete(Rsvp).where(Rsvp.story_id.in_(over)).returning(Rsvp.id))
    return len(gone.all())


def token_of(rsvp: Rsvp) -> str:
    """Return what the address of somebody's own answer carries."""
    return signing.sign(LINK, rsvp.id.hex)


def opened(token: str) -> Rsvp | None:
    """Return the answer that an address opens; None for no address of ours."""
    try:
        return db.session.get(Rsvp, UUID(signing.unsign(LINK, token)))
    except (signing.BadToken, ValueError):
        return None


def _write(rsvp: Rsvp, *, now: datetime, news: EventNews | None = None) -> None:
    mail.send(
        to=rsvp.email,
        template="publishing/mail/rsvp",
        language=rsvp.language,
        now=now,
        about=rsvp.id,
        name=rsvp.name,
        event=rsvp.story,
        title=title_of(rsvp.story, rsvp.language),
        state=rsvp.state,
        news=news,
        link=absolute("site.own_rsvp", token=token_of(rsvp)),
    )
