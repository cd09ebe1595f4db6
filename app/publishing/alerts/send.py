"""Telling of new openings: one mail for an address, one a week at most, none without news."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import func, select

from app.core import mail
from app.core.database import db, transaction
from app.people.entrance.links import absolute
from app.publishing import wording
from app.publishing.alerts.links import stop_link
from app.publishing.alerts.models import OpeningAlert
from app.publishing.alerts.searches import in_words, search_of
from app.publishing.career_site import openings_by_id
from app.publishing.models import Opening
from app.publishing.search import find, narrow, renamed

EVERY = timedelta(days=7)
MOST_TOLD = 10  # openings in a mail; the rest is a link away


@dataclass(frozen=True)
class Told:
    """An opening as a mail tells of it."""

    title: str
    line: str
    url: str


def send_due(*, now: datetime) -> int:
    """Tell each address of what is new for it; returns how many mails were written.

    Each address in a transaction of its own; a second run, or two at once, write nothing more.
    """
    due = db.session.scalars(
        select(OpeningAlert.email_folded)
        .where(OpeningAlert.confirmed_at.is_not(None))
        .group_by(OpeningAlert.email_folded)
        .having(func.coalesce(func.max(OpeningAlert.last_sent_at), now - EVERY) <= now - EVERY)
        .order_by(OpeningAlert.email_folded)
    ).all()
    db.session.rollback()
    written = 0
    for email_folded in due:
        with transaction():
            written += _tell(email_folded, now)
    return written


def _tell(email_folded: str, now: datetime) -> bool:
    alerts = db.session.scalars(
        select(OpeningAlert)
        .where(OpeningAlert.email_folded == email_folded, OpeningAlert.confirmed_at.is_not(None))
        .order_by(OpeningAlert.confirmed_at.desc())
        .with_for_update()
    ).all()
    if not alerts or any(each.last_sent_at and each.last_sent_at > now - EVERY for each in alerts):
        return False  # another worker was here
    openings = _new_for(alerts, now)
    if not openings:
        return False
    latest = alerts[0]
    _write(latest, alerts, openings, now)
    for alert in alerts:
        alert.last_sent_at = alert.since = now
    return True


def _new_for(alerts: Sequence[OpeningAlert], now: datetime) -> list[Opening]:
    """Return what is online, fits a search, and was published since that search was looked at."""
    since: dict[UUID, datetime] = {}
    for alert in alerts:
        asked = search_of(alert.what)
        asked = renamed(asked) or asked
        found = find(asked.words, now=now)
        if not found.exact:
            continue  # what only comes near is no news
        for hit in narrow(found.hits, asked.chosen):
            since[hit.id] = min(since.get(hit.id, alert.since), alert.since)
    return [
        opening
        for opening in openings_by_id(list(since))
        if opening.published_at and opening.published_at > since[opening.id]
    ]


def _write(
    latest: OpeningAlert,
    alerts: Sequence[OpeningAlert],
    openings: Sequence[Opening],
    now: datetime,
) -> None:
    language = latest.language
    with force_locale(language):
        told = [_told(each, language) for each in openings[:MOST_TOLD]]
        searches = [in_words(search_of(each.what), language) for each in alerts]
    stop = stop_link(latest)
    mail.send(
        to=latest.email,
        template="publishing/mail/alert",
        language=language,
        now=now,
        about=latest.id,
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        openings=told,
        count=len(openings),
        searches=searches,
        all_openings=absolute("site.openings", language=language),
        stop=stop,
    )


def _told(opening: Opening, language: str) -> Told:
    text = opening.text(language)
    assert text is not None, "what is online has words"
    team = opening.team.name(language) if opening.team else ""
    facts = [team, wording.place_in_short(opening), *wording.terms(opening)]
    url = absolute(
        "site.opening", language=text.language, slug=text.slug, number=str(opening.number)
    )
    line = ", ".join(filter(None, [*facts, wording.salary_in_full(opening)]))
    return Told(wording.title_of(opening, language), line, url)
