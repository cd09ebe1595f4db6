"""The states of a publication: published, paused, closed, reopened, archived, restored.

Which acts there are, from which states, is said by the kinds. Each verb asked for twice changes
nothing the second time. What is planned by the clock is in `life`.
"""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from app.core import activity, freshness
from app.core.calendar import local_date
from app.core.database import db
from app.core.errors import Refusal
from app.people.models import Person
from app.publishing.kinds import family_of
from app.publishing.missing import NotReady, missing_parts
from app.publishing.models import EndReason, Publication, PublicationState

PUBLISHED, SCHEDULED = PublicationState.PUBLISHED, PublicationState.SCHEDULED
ENDED = {PublicationState.CLOSED, PublicationState.ARCHIVED}


class WrongState(Refusal):
    """The publication is not in the state that this act begins from."""

    code = "wrong_state"


class Embargoed(Refusal):
    """The publication may not go online yet."""

    code = "embargoed"

    def __init__(self) -> None:
        super().__init__(
            _l("This is under embargo. It can go online once the embargo is over, not before.")
        )


def publish(publication: Publication, *, by: Person | None, now: datetime) -> None:
    """Show a draft to readers, candidates and ambassadors, in the caller's transaction.

    by: None when its hour has come
    raises: NotReady with every missing part; Embargoed; WrongState when it has been online before
    """
    change("publish", publication, by=by, now=now)


def pause(publication: Publication, *, by: Person, now: datetime) -> None:
    """Take an opening off lists and feeds for a while: its page and its links say so.

    raises: WrongState when it is not online
    """
    change("pause", publication, by=by, now=now)


def resume(publication: Publication, *, by: Person, now: datetime) -> None:
    """Take applications again after a pause.

    raises: NotReady with every missing part; WrongState when it is not paused
    """
    change("resume", publication, by=by, now=now)


def fill(publication: Publication, *, by: Person, now: datetime) -> None:
    """Close an opening because somebody was found: its page says so.

    raises: WrongState when it was never published
    """
    change("fill", publication, by=by, now=now)


def close(
    publication: Publication,
    *,
    by: Person | None,
    now: datetime,
    reason: EndReason = EndReason.CLOSED,
) -> None:
    """Take no more applications: its pages answer 410 and it leaves lists and feeds at once.

    by: None when nobody did it: its last day is over
    raises: WrongState when it was never published
    """
    change("close", publication, by=by, now=now, reason=reason)


def reopen(publication: Publication, *, by: Person, now: datetime) -> None:
    """Take applications again, at the same address and by the links that are out.

    raises: NotReady with every missing part; WrongState when it was never published
    """
    change("reopen", publication, by=by, now=now)


def archive(
    publication: Publication,
    *,
    by: Person | None,
    now: datetime,
    reason: EndReason = EndReason.CLOSED,
) -> None:
    """Put away an opening that is closed, or withdraw a story: its pages answer 410.

    by: None when the end of its window has come
    raises: WrongState for a draft, which is deleted instead, and for an opening not yet closed
    """
    change("archive", publication, by=by, now=now, reason=reason)


def restore(publication: Publication, *, by: Person, now: datetime) -> None:
    """Take back from the archive: an opening closed as it was, a story online at its address.

    What was declined was never online: it is a draft again.

    raises: NotReady with every missing part
    """
    declined = publication.end_reason is EndReason.DECLINED
    change("reconsider" if declined else "restore", publication, by=by, now=now)


def change(
    name: str,
    publication: Publication,
    *,
    by: Person | None,
    now: datetime,
    reason: EndReason | None = None,
) -> bool:
    """Do one of a family's acts, by its name; says whether it changed anything.

    reason: why it is no longer online, where the act itself does not say
    raises: WrongState, NotReady, Embargoed
    """
    family = family_of(publication)
    act = family.acts[name]
    state = _state_of(publication)
    if state in act.refused:
        raise WrongState(act.refused[state])
    if state not in act.starts:
        return False
    if act.before:
        act.before(publication, now)
    if act.ends is PUBLISHED:
        _show(publication, now=now)
    elif act.ends is not SCHEDULED:
        publication.publish_at = None
    if act.ends in ENDED and publication.ended_at is None:
        publication.ended_at = now
        own = act.reason is not EndReason.CLOSED
        publication.end_reason = act.reason if own else reason or act.reason
    if act.ends not in ENDED:
        publication.ended_at = publication.end_reason = None
    publication.state = act.ends
    publication.state_since = now
    db.session.flush()
    if publication.published_at:
        tell_pages(publication)
    data = {"reason": publication.end_reason} if act.ends in ENDED else None
    activity.record(f"{family.noun}.{act.done}", publication, by=by, data=data, now=now)
    return True


def _state_of(publication: Publication) -> PublicationState:
    """Return the state as it is now, and keep others from changing it before we commit."""
    hours = ["state", "publish_at", "withdraw_at", "embargo_until", "ended_at"]
    db.session.refresh(publication, hours, with_for_update={"of": Publication})
    return publication.state


def _show(publication: Publication, *, now: datetime) -> None:
    check_ready(publication, now=now)
    if publication.embargo_until and now < publication.embargo_until:
        raise Embargoed
    publication.published_at = publication.published_at or now
    publication.publish_at = None


def check_ready(publication: Publication, *, now: datetime) -> None:
    """Refuse to let online, or to plan, what lacks parts. raises: NotReady"""
    if missing := missing_parts(publication, today=local_date(now)):
        raise NotReady(missing)


def tell_pages(publication: Publication) -> None:
    """Tell every page that shows it, and those of its team, which list it."""
    freshness.changed("publication", publication.id)
    if publication.team_id:
        freshness.changed("team", publication.team_id)
