"""The states of a publication: published, closed, reopened, archived, restored.

Which acts there are, from which states, is said by the kinds. Each verb asked for twice changes
nothing the second time.
"""

from datetime import datetime

from sqlalchemy import select

from app.core import activity, freshness
from app.core.calendar import local_date
from app.core.database import db
from app.core.errors import Refusal
from app.people.models import Person
from app.publishing.kinds import family_of
from app.publishing.missing import NotReady, missing_parts
from app.publishing.models import Opening, Publication, PublicationState


class WrongState(Refusal):
    """The publication is not in the state that this act begins from."""

    code = "wrong_state"


def publish(publication: Publication, *, by: Person, now: datetime) -> None:
    """Show a draft to readers, candidates and ambassadors, in the caller's transaction.

    raises: NotReady with every missing part; WrongState when it has been online before
    """
    _change("publish", publication, by=by, now=now)


def close(publication: Publication, *, by: Person | None, now: datetime) -> None:
    """Take no more applications: its pages answer 410 and it leaves lists and feeds at once.

    by: None when its last day is over
    raises: WrongState when it was never published
    """
    _change("close", publication, by=by, now=now)


def reopen(publication: Publication, *, by: Person, now: datetime) -> None:
    """Take applications again, at the same address and by the links that are out.

    raises: NotReady with every missing part; WrongState when it was never published
    """
    _change("reopen", publication, by=by, now=now)


def archive(publication: Publication, *, by: Person, now: datetime) -> None:
    """Put away an opening that is closed, or withdraw a story: its pages answer 410.

    raises: WrongState for a draft, which is deleted instead, and for an opening not yet closed
    """
    _change("archive", publication, by=by, now=now)


def restore(publication: Publication, *, by: Person, now: datetime) -> None:
    """Take back from the archive: an opening closed as it was, a story online at its address.

    raises: NotReady with every missing part
    """
    _change("restore", publication, by=by, now=now)


def close_past_openings(*, now: datetime) -> int:
    """Close the openings whose last day for applications is over; returns how many."""
    past = db.session.scalars(
        select(Opening)
        .where(Opening.state == PublicationState.PUBLISHED, Opening.closes_on < local_date(now))
        .order_by(Opening.id)
    ).all()
    for opening in past:
        close(opening, by=None, now=now)
    return len(past)


def _change(name: str, publication: Publication, *, by: Person | None, now: datetime) -> None:
    family = family_of(publication)
    act = family.acts[name]
    state = _state_of(publication)
    if state in act.refused:
        raise WrongState(act.refused[state])
    if state not in act.starts:
        return
    if act.before:
        act.before(publication, now)
    if act.ends is PublicationState.PUBLISHED:
        _show(publication, now=now)
    elif state is PublicationState.PUBLISHED:
        _hide(publication, act.ends, now=now)
    else:
        publication.state = act.ends
    activity.record(f"{family.noun}.{act.done}", publication, by=by, now=now)


def _state_of(publication: Publication) -> PublicationState:
    """Return the state as it is now, and keep others from changing it before we commit."""
    db.session.refresh(publication, ["state"], with_for_update={"of": Publication})
    return publication.state


def _show(publication: Publication, *, now: datetime) -> None:
    if missing := missing_parts(publication, today=local_date(now)):
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
