"""What the owner of a source is told by mail: once for each incident, in their language."""

from datetime import datetime

from flask_babel import force_locale

from app.core import mail
from app.people.entrance.links import absolute
from app.publishing.feeds.models import Feed
from app.publishing.feeds.wording import failed


def tell_suspended(feed: Feed, *, now: datetime) -> None:
    """Tell that an address was gone for so long that it is no longer asked."""
    _tell(feed, "suspended", now)


def tell_failing(feed: Feed, *, now: datetime) -> None:
    """Tell that a source could not be read several times in a row."""
    _tell(feed, "failing", now)


def _tell(feed: Feed, what: str, now: datetime) -> None:
    owner = feed.owner
    if owner.disabled_at:
        return
    with force_locale(owner.language):
        why = failed(feed.failure)
    mail.send(
        to=owner.email,
        template="publishing/mail/feed",
        language=owner.language,
        now=now,
        about=feed.id,
        what=what,
        feed=feed.name,
        address=feed.address,
        why=why,
        url=absolute("imports.feed", feed_id=str(feed.id)),
    )
