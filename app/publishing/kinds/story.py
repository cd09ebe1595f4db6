"""Stories: articles and portraits. They are read, then withdrawn; nobody applies to them."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload, selectinload

from app.people.permissions import Permission
from app.publishing.kinds.description import (
    Act,
    Content,
    Family,
    Kind,
    forget_a_window_that_is_over,
    shown_person,
)
from app.publishing.models import EndReason, PublicationState, Story, StoryKind

DRAFT, SUBMITTED = PublicationState.DRAFT, PublicationState.SUBMITTED
APPROVED, SCHEDULED = PublicationState.APPROVED, PublicationState.SCHEDULED
PUBLISHED, ARCHIVED = PublicationState.PUBLISHED, PublicationState.ARCHIVED
NEVER_ONLINE = (DRAFT, SUBMITTED, APPROVED, SCHEDULED)


@dataclass(frozen=True, kw_only=True)
class StoryContent(Content):
    """What can be written of a story; its author is whom readers see."""

    story_kind: StoryKind = StoryKind.ARTICLE
    author_id: UUID | None = None
    about_person_id: UUID | None = None
    cover_id: UUID | None = None
    cover_focus: str = "middle"

    @property
    def kind_code(self) -> str:
        """The code of its kind."""
        return self.story_kind.value

    @property
    def illustrated(self) -> bool:
        """Say whether it has a picture."""
        return self.cover_id is not None


_ON_CARDS = (shown_person(Story.author), shown_person(Story.about_person), joinedload(Story.cover))

_NOTHING_ONLINE = _l("This story is a draft. Delete it instead.")
_NOT_YET_ONLINE = _l("This story is not online yet.")
_NOT_ONLINE = _l("This story is not online.")
_NOT_SUBMITTED = _l("This story is a draft: its author has not proposed it.")
_TOO_LATE = dict.fromkeys((SCHEDULED, PUBLISHED, ARCHIVED), _l("This story was answered already."))
_IN_THE_ARCHIVE = _l("This story is in the archive. Restore it instead.")


def _taken_away(story: Story, _: datetime) -> None:
    story.sequence += 1  # calendars are told of it


def _shown_again(story: Story, now: datetime) -> None:
    forget_a_window_that_is_over(story, now)
    _taken_away(story, now)


STORIES = Family(
    noun="story",
    many="stories",
    title=_l("Stories"),
    model=Story,
    writes=Permission.WRITE_STORIES,
    takes_applications=False,
    proposes=Permission.PROPOSE_STORIES,
    acts={
        "submit": Act("submitted", {DRAFT}, SUBMITTED, _TOO_LATE),
        "unsubmit": Act("taken_back", {SUBMITTED}, DRAFT, _TOO_LATE),
        "approve": Act("approved", {SUBMITTED}, APPROVED, {DRAFT: _NOT_SUBMITTED, **_TOO_LATE}),
        "send_back": Act(
            "sent_back", {SUBMITTED, APPROVED}, DRAFT, {DRAFT: _NOT_SUBMITTED, **_TOO_LATE}
        ),
        "decline": Act(
            "declined",
            {SUBMITTED, APPROVED},
            ARCHIVED,
            {DRAFT: _NOT_SUBMITTED, **_TOO_LATE},
            reason=EndReason.DECLINED,
        ),
        "reconsider": Act("reconsidered", {ARCHIVED}, DRAFT),
        "publish": Act("published", {*NEVER_ONLINE}, PUBLISHED, {ARCHIVED: _IN_THE_ARCHIVE}),
        "schedule": Act(
            "scheduled",
            {*NEVER_ONLINE},
            SCHEDULED,
            {PUBLISHED: _l("This story is online already."), ARCHIVED: _IN_THE_ARCHIVE},
        ),
        "unschedule": Act(
            "unscheduled", {SCHEDULED}, DRAFT, {PUBLISHED: _l("This story is online already.")}
        ),
        "recall": Act(
            "recalled",
            {PUBLISHED},
            ARCHIVED,
            dict.fromkeys((*NEVER_ONLINE, ARCHIVED), _NOT_ONLINE),
            before=_taken_away,
            reason=EndReason.RECALLED,
        ),
        "archive": Act(
            "archived",
            {PUBLISHED},
            ARCHIVED,
            {DRAFT: _NOTHING_ONLINE, **dict.fromkeys(NEVER_ONLINE[1:], _NOT_YET_ONLINE)},
            before=_taken_away,
        ),
        "restore": Act("restored", {ARCHIVED}, PUBLISHED, before=_shown_again),
    },
    mine=(Story.author_id, Story.about_person_id),
    on_desks=(joinedload(Story.team), joinedload(Story.themes), shown_person(Story.author)),
    on_lists=(joinedload(Story.team), *_ON_CARDS),
    on_cards=_ON_CARDS,
    on_pages=(
        joinedload(Story.team),
        joinedload(Story.place),
        *_ON_CARDS,
        selectinload(Story.themes),
    ),
)
ARTICLE = Kind(
    code=StoryKind.ARTICLE.value,
    name=_l("Article"),
    family=STORIES,
    content=StoryContent,
    begun_by=lambda _: {"story_kind": StoryKind.ARTICLE},
)
PORTRAIT = Kind(
    code=StoryKind.PORTRAIT.value,
    name=_l("Portrait"),
    family=STORIES,
    content=StoryContent,
    needs=("team", "about_person"),
    begun_by=lambda _: {"story_kind": StoryKind.PORTRAIT},
    subject=lambda story: story.about_person,
)
NEWS = Kind(
    code=StoryKind.NEWS.value,
    name=_l("News"),
    family=STORIES,
    content=StoryContent,
    begun_by=lambda _: {"story_kind": StoryKind.NEWS},
)


@dataclass(frozen=True, kw_only=True)
class CuratedContent(StoryContent):
    """A page that somebody else has published; the text says why it matters here."""

    story_kind: StoryKind = StoryKind.CURATED
    source_url: str = ""
    source_name: str = ""
    cover_credit: str = ""


def _own_picture(story: Story, changed: Set[str]) -> None:
    """Take the credit off with the picture that it was of."""
    if "cover_id" in changed and "cover_credit" not in changed:
        story.cover_credit = ""


CURATED = Kind(
    code=StoryKind.CURATED.value,
    name=_l("Curated link"),
    family=STORIES,
    content=CuratedContent,
    also=lambda content: [] if content.source_url else ["source_url"],
    begun_by=lambda _: {"story_kind": StoryKind.CURATED},
    saved=_own_picture,
)


@dataclass(frozen=True, kw_only=True)
class EventContent(StoryContent):
    """Something that happens somewhere, or on a page, at a time. capacity: seats, if limited"""

    TOGETHER = (("starts_at", "ends_at"),)

    story_kind: StoryKind = StoryKind.EVENT
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place_id: UUID | None = None
    address: str = ""
    online_url: str = ""
    capacity: int | None = None


def _moved(event: Story, changed: Set[str]) -> None:
    """Tell calendars that what they keep is older, where time or place have changed."""
    if changed & {"starts_at", "ends_at", "place_id", "address", "online_url"}:
        event.sequence += 1


EVENT = Kind(
    code=StoryKind.EVENT.value,
    name=_l("Event"),
    family=STORIES,
    content=EventContent,
    needs=("team", "starts_at"),
    also=lambda content: (
        [] if content.place_id or content.address or content.online_url else ["address"]
    ),
    begun_by=lambda _: {"story_kind": StoryKind.EVENT},
    saved=_moved,
)
