"""What follows an event: somebody tells how it was, and its page leads to what they wrote."""

from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import freshness
from app.core.database import db
from app.core.errors import Refusal
from app.core.i18n import LANGUAGES, format_datetime
from app.core.i18n import gettext as _
from app.core.models import Activity
from app.people.entrance.links import absolute
from app.people.models import Person
from app.publishing.events.calendar_file import end_of_event, is_cancelled, where_of
from app.publishing.kinds import ARTICLE, StoryContent
from app.publishing.models import EndReason, Publication, Story
from app.publishing.texts import Words
from app.publishing.write import save, start


class NothingToTell(Refusal):
    """It is not over, or it did not take place."""

    code = "nothing_to_tell"

    def __init__(self) -> None:
        super().__init__(_l("This can be told once the event has taken place."))


def can_be_told(publication: Publication, now: datetime) -> bool:
    """Say whether it is an event that is over and took place. Pure."""
    event: Any = publication  # an opening has no time at which it begins
    if event.published_at is None or getattr(event, "starts_at", None) is None:
        return False
    recalled = event.end_reason is EndReason.RECALLED
    return end_of_event(event) <= now and not recalled and not is_cancelled(event)


def tell(event: Story, *, by: Person, now: datetime) -> Story:
    """Begin the story of an event that is over, in the caller's transaction.

    The draft has its title, date and address in each of its languages, its team and its themes.
    Asked for twice, also at once, it is one story.

    raises: NothingToTell
    """
    db.session.execute(select(Publication.id).where(Publication.id == event.id).with_for_update())
    if begun := db.session.scalar(select(Story).where(Story.tells_id == event.id)):
        return begun
    if not can_be_told(event, now):
        raise NothingToTell
    story = start(ARTICLE, by=by, now=now)
    story.tells_id = event.id
    content = StoryContent(
        words={each: _words(event, each) for each in LANGUAGES if each in event.languages},
        team_id=event.team_id,
        theme_ids=frozenset(theme.id for theme in event.themes),
        author_id=by.id,
    )
    save(story, content, version=story.version, by=by, now=now)
    return story


def _words(event: Story, language: str) -> Words:
    text = event.text(language)
    assert text, "it is written in this language"
    title = text.title.replace("[", "(").replace("]", ")")  # it stands in a link of Markdown
    values = {
        "title": title,
        "address": absolute("site.story_by_number", language=language, number=str(event.number)),
    }
    with force_locale(language):
        values["day"] = format_datetime(event.starts_at, "d MMMM y")
        if event.place or event.address:
            values["where"] = where_of(event)
            body = _("[%(title)s](%(address)s), on %(day)s, %(where)s.", **values)
        else:
            body = _("[%(title)s](%(address)s), on %(day)s.", **values)
        return Words(title=_("Looking back on “%(title)s”", title=text.title), body=f"{body}\n\n")


def on_published(activity: Activity) -> None:
    """Have the page of an event lead to the story that tells of it, on every link that is out."""
    story = db.session.get(Story, activity.subject_id)
    if story is not None and story.tells_id:
        freshness.changed("publication", story.tells_id)
