"""Reminders to relay later: a mail with the text and the way to the kit, never a post."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from app.core import mail
from app.core.calendar import local_date
from app.core.database import db
from app.core.errors import Refusal
from app.core.text.clean import tidy
from app.people.entrance.links import absolute
from app.people.models import Person
from app.publishing.models import Publication
from app.publishing.wording import title_of
from app.sharing.models import Channel, ShareReminder
from app.sharing.queries import to_relay

LATEST = timedelta(days=90)
AT_ONCE = 100  # that one run sends


class NoTimeToRemind(Refusal):
    """The time that was asked for is over, or too far away."""

    code = "no_time_to_remind"


def remind_me(
    person: Person,
    publication: Publication,
    *,
    channel: Channel,
    language: str,
    words: str,
    at: datetime,
    now: datetime,
) -> None:
    """Remind a person to relay a publication; asked again for the same network, at the new time.

    raises: NoTimeToRemind
    """
    if not now < at <= now + LATEST:
        raise NoTimeToRemind(_l("Choose a time within the next 90 days."), field="remind_at")
    said = {"language": language, "words": tidy(words), "at": at, "sent_at": None}
    db.session.execute(
        insert(ShareReminder)
        .values(person_id=person.id, publication_id=publication.id, channel=channel, **said)
        .on_conflict_do_update(index_elements=["person_id", "publication_id", "channel"], set_=said)
    )


def reminders_of(person: Person) -> Sequence[ShareReminder]:
    """Return what a person is still to be reminded of, the next first."""
    return db.session.scalars(
        select(ShareReminder)
        .where(ShareReminder.person_id == person.id, ShareReminder.sent_at.is_(None))
        .options(joinedload(ShareReminder.publication))
        .order_by(ShareReminder.at, ShareReminder.id)
    ).all()


def reminder_of(person: Person, reminder_id: UUID) -> ShareReminder | None:
    """Return a person's own reminder, sent or not."""
    return db.session.scalar(
        select(ShareReminder).where(
            ShareReminder.id == reminder_id, ShareReminder.person_id == person.id
        )
    )


def forget_reminder(person: Person, reminder_id: UUID) -> None:
    """Remind a person no more. Twice changes nothing."""
    db.session.execute(
        delete(ShareReminder).where(
            ShareReminder.id == reminder_id, ShareReminder.person_id == person.id
        )
    )


def send_due(*, now: datetime) -> int:
    """Send the reminders whose time has come, each once, in the caller's transaction.

    What can no longer be relayed, and who has left, is reminded of nothing. Returns how many mails.
    """
    due = db.session.scalars(
        select(ShareReminder)
        .where(ShareReminder.sent_at.is_(None), ShareReminder.at <= now)
        .order_by(ShareReminder.at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=ShareReminder)
    ).all()
    return sum(_send(each, now) for each in due)


def _send(reminder: ShareReminder, now: datetime) -> bool:
    reminder.sent_at = now
    person = reminder.person
    if person.disabled_at or not to_relay(person, [reminder.publication_id], now=now):
        return False
    mail.send(
        to=person.email,
        template="sharing/mail/reminder",
        language=person.language,
        now=now,
        person=person,
        title=title_of(reminder.publication, person.language),
        words=reminder.words,
        day=local_date(reminder.at),
        link=absolute("ambassador.kit", publication_id=str(reminder.publication_id))
        + f"?reminder={reminder.id}",
    )
    return True
