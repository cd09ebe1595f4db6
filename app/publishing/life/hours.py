"""What is planned by the clock: when a publication goes online, when it leaves, its embargo.

Going online is a change of state that a job makes once the hour has come, never before; leaving
is exact by the clock (`kinds.online`), and the job only writes it down.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, and_, or_, select

from app.core import activity, mail
from app.core.calendar import local_date
from app.core.database import db, transaction
from app.core.errors import Refusal
from app.core.models import Activity
from app.people.models import Person
from app.publishing import wording
from app.publishing.kinds import ENDS_BY_THE_CLOCK, family_of
from app.publishing.missing import NotReady, missing_parts
from app.publishing.models import EndReason, Opening, Publication, PublicationState
from app.publishing.publish import Embargoed, change, check_ready, publish, tell_pages


class HourPast(Refusal):
    """What is planned must lie ahead."""

    code = "hour_past"

    def __init__(self, field: str) -> None:
        super().__init__(_l("This hour has passed. Choose a later one."), field=field)


class WindowEmpty(Refusal):
    """It would leave before it went online."""

    code = "window_empty"


class TooLateForEmbargo(Refusal):
    """It has been online: whoever wanted to has read it."""

    code = "too_late"


@dataclass(frozen=True)
class Hours:
    """What is planned of a publication, in UTC; None: nothing.

    publish_at: when it goes online
    withdraw_at: when it leaves
    embargo_until: when it may go online at the earliest, whoever publishes it
    """

    publish_at: datetime | None = None
    withdraw_at: datetime | None = None
    embargo_until: datetime | None = None


def hours_of(publication: Publication) -> Hours:
    """Return what is planned of a publication. Pure."""
    return Hours(publication.publish_at, publication.withdraw_at, publication.embargo_until)


def plan(publication: Publication, hours: Hours, *, by: Person, now: datetime) -> None:
    """Plan what the clock does to a publication, in the caller's transaction.

    One that is to go online must be ready for it; one that no longer is becomes a draft again.

    raises: NotReady with every missing part; HourPast for an hour that is changed to one behind
        us; WindowEmpty; Embargoed for an hour before the embargo ends; TooLateForEmbargo;
        WrongState when it is planned to go online and is or was
    """
    columns = ["state", "publish_at", "withdraw_at", "embargo_until", "published_at"]
    db.session.refresh(publication, columns, with_for_update={"of": Publication})
    before = hours_of(publication)
    if hours == before:
        return
    _check(hours, before, ever_public=publication.published_at is not None, now=now)
    scheduled = publication.state is PublicationState.SCHEDULED
    if hours.publish_at:
        check_ready(publication, now=now)
    publication.withdraw_at, publication.embargo_until = hours.withdraw_at, hours.embargo_until
    publication.publish_at = hours.publish_at or before.publish_at
    db.session.flush()
    if hours.publish_at:
        change("schedule", publication, by=by, now=now)
    elif scheduled:
        change("unschedule", publication, by=by, now=now)
    if replace(hours, publish_at=None) != replace(before, publish_at=None):
        if publication.published_at:
            tell_pages(publication)
        noun = family_of(publication).noun
        activity.record(f"{noun}.window_changed", publication, by=by, now=now)


def _check(hours: Hours, before: Hours, *, ever_public: bool, now: datetime) -> None:
    for name in ("publish_at", "withdraw_at"):
        at = getattr(hours, name)
        if at and at <= now and at != getattr(before, name):
            raise HourPast(name)
    if hours.publish_at and hours.withdraw_at and hours.withdraw_at <= hours.publish_at:
        raise WindowEmpty(_l("It would leave before it goes online."), field="withdraw_at")
    if hours.embargo_until and ever_public and hours.embargo_until != before.embargo_until:
        raise TooLateForEmbargo(
            _l("This has been online: an embargo comes too late."), field="embargo_until"
        )
    if hours.publish_at and hours.embargo_until and hours.publish_at < hours.embargo_until:
        raise Embargoed


def schedule(publication: Publication, *, at: datetime, by: Person, now: datetime) -> None:
    """Plan when a publication goes online, or plan it anew. raises: as `plan` does"""
    plan(publication, replace(hours_of(publication), publish_at=at), by=by, now=now)


def unschedule(publication: Publication, *, by: Person, now: datetime) -> None:
    """Cancel a publication that was planned: it is a draft again.

    raises: WrongState when it is online already
    """
    change("unschedule", publication, by=by, now=now)


def publish_due(*, now: datetime) -> int:
    """Let online what was planned for now or before, one transaction each; returns how many.

    What lacks parts since it was planned stays, and who writes it is told once.
    """
    due = select(Publication.id).where(
        Publication.state == PublicationState.SCHEDULED, Publication.publish_at <= now
    )
    return _each(due.order_by(Publication.publish_at, Publication.id), partial(_publish, now=now))


def _publish(publication: Publication, *, now: datetime) -> bool:
    try:
        publish(publication, by=None, now=now)
    except (NotReady, Embargoed):
        _tell_held_back(publication, now=now)
        return False
    return True


def withdraw_due(*, now: datetime) -> int:
    """Write down that what reached its end has ended, one transaction each; returns how many."""
    last_day = select(Opening.id).where(Opening.closes_on < local_date(now))
    over = or_(Publication.withdraw_at <= now, Publication.id.in_(last_day))
    due = select(Publication.id).where(and_(Publication.state.in_(ENDS_BY_THE_CLOCK), over))
    return _each(due.order_by(Publication.id), partial(_withdraw, now=now))


def _withdraw(publication: Publication, *, now: datetime) -> bool:
    window = publication.withdraw_at is not None and publication.withdraw_at <= now
    reason = EndReason.WINDOW if window else EndReason.LAST_DAY
    ended = family_of(publication).ended
    verb = "close" if ended is PublicationState.CLOSED else "archive"
    return change(verb, publication, by=None, now=now, reason=reason)


def _each(due: Select[Any], act: Callable[[Publication], bool]) -> int:
    """Act on each publication that is due and that nobody else holds; returns how many changed."""
    done = 0
    for key in db.session.scalars(due).all():
        with transaction():
            held = db.session.scalar(
                due.with_only_columns(Publication)
                .where(Publication.id == key)
                .with_for_update(skip_locked=True, of=Publication)
                .execution_options(populate_existing=True)
            )
            done += held is not None and act(held)
    return done


def _tell_held_back(publication: Publication, *, now: datetime) -> None:
    """Tell who writes it that it stayed where it was, once for each hour that was planned."""
    assert publication.publish_at
    kind, planned = f"{family_of(publication).noun}.held_back", publication.publish_at.isoformat()
    told = select(Activity.id).where(
        Activity.kind == kind,
        Activity.subject_id == publication.id,
        Activity.data["planned"].astext == planned,
    )
    if db.session.scalar(select(told.exists())):
        return
    missing = missing_parts(publication, today=local_date(now))
    activity.record(kind, publication, data={"planned": planned, "missing": missing}, now=now)
    reader = publication.updated_by or publication.author
    mail.send(
        to=reader.email,
        template="publishing/mail/held_back",
        language=reader.language,
        now=now,
        name=reader.first_name,
        title=wording.title_of(publication, reader.language),
        planned=publication.publish_at,
        link=f"{current_app.config['BASE_URL']}/{family_of(publication).many}/{publication.id}",
    )
