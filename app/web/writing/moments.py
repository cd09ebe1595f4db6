"""When a publication came to stand as it does, or will stand otherwise, in a few words."""

from datetime import datetime

from app.core.i18n import format_date, format_datetime
from app.core.i18n import gettext as _
from app.publishing.kinds import last_day_of, state_on
from app.publishing.models import EndReason, Publication, PublicationState

DAY, HOUR = "d MMMM", "d MMMM, HH:mm"


def when(publication: Publication, now: datetime) -> str:
    """Say since when, or until when, a publication stands as it does."""
    state, since = state_on(publication, now), publication.state_since
    if state is PublicationState.PUBLISHED:
        return _until(publication) or _since(publication.published_at)
    if state is PublicationState.SCHEDULED:
        return _("online on %(hour)s", hour=format_datetime(publication.publish_at, HOUR))
    if state in (PublicationState.SUBMITTED, PublicationState.APPROVED, PublicationState.PAUSED):
        return _since(since)
    if publication.ended_at or publication.published_at:
        return _ended(publication)
    return _("changed on %(date)s", date=format_date(publication.updated_at, DAY))


def planned(publication: Publication) -> str:
    """Say until when a draft may not go online; "" when it may."""
    if publication.embargo_until is None:
        return ""
    hour = format_datetime(publication.embargo_until, HOUR)
    return _("under embargo until %(hour)s", hour=hour)


def _until(publication: Publication) -> str:
    last_day, leaves = last_day_of(publication), publication.withdraw_at
    if leaves:
        return _("until %(date)s", date=format_datetime(leaves, HOUR))
    return _("until %(date)s", date=format_date(last_day, DAY)) if last_day else ""


def _since(instant: datetime | None) -> str:
    return _("since %(date)s", date=format_date(instant, DAY)) if instant else ""


def _ended(publication: Publication) -> str:
    day = publication.ended_at or publication.withdraw_at or last_day_of(publication)
    date = format_date(day, DAY)
    if publication.end_reason is EndReason.FILLED:
        return _("filled on %(date)s", date=date)
    if publication.end_reason is EndReason.RECALLED:
        return _("recalled on %(date)s", date=date)
    return _("on %(date)s", date=date)
