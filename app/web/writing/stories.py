"""Stories, as those who write them find them: their list, their editor, what becomes of them."""

from dataclasses import replace

from flask_babel import lazy_gettext as _l

from app.core.i18n import format_datetime, ngettext
from app.publishing import publish
from app.publishing.kinds import ARTICLE, CURATED, EVENT, KINDS, NEWS, PORTRAIT, STORIES
from app.publishing.life.hours import unschedule
from app.publishing.models import PublicationState
from app.publishing.stories.guides import PORTRAIT_GUIDE
from app.publishing.stories.review import take_back_proposal
from app.web.writing.desk import Desk, DeskAct, Editor, ListWords
from app.web.writing.forms import CuratedForm, EventForm, StoryForm

EDITOR = Editor(
    form=StoryForm,
    untitled=_l("New story"),
    title_hint=_l("Title"),
    body_hint=_l("Begin with a person, a day, something that happened."),
    preview_title=_l("As a reader sees it"),
    settings="writing/editor/_story_settings.html",
    parts={"about_person": _l("Whose portrait it is")},
    names={
        "story_kind": _l("Kind"),
        "author_id": _l("Signed by"),
        "about_person_id": _l("Portrait of"),
        "cover_id": _l("Cover picture"),
        "cover_focus": _l("Part of the picture shown"),
    },
    values={"story_kind": lambda code: KINDS[code].name},
    guide=PORTRAIT_GUIDE,
)
CURATED_EDITOR = replace(
    EDITOR,
    form=CuratedForm,
    untitled=_l("New link"),
    body_hint=_l("Why it matters here, in your own words."),
    parts={
        "source_url": _l("The address of the page"),
        "body.fr": _l("Why it matters here, in French"),
        "body.en": _l("Why it matters here, in English"),
    },
    names={
        **EDITOR.names,
        "source_url": _l("Address of the page"),
        "source_name": _l("Who published it"),
        "cover_credit": _l("Whose picture it is"),
    },
    guide=(),
)
EVENT_EDITOR = replace(
    EDITOR,
    form=EventForm,
    untitled=_l("New event"),
    body_hint=_l("What happens there, and for whom."),
    parts={"starts_at": _l("When it begins"), "address": _l("A place, an address or a page")},
    names={
        **EDITOR.names,
        "starts_at": _l("Begins on"),
        "ends_at": _l("Ends on"),
        "place_id": _l("Place"),
        "address": _l("Address"),
        "online_url": _l("Page where it is followed"),
        "capacity": _l("Seats"),
    },
    values={
        **EDITOR.values,
        "starts_at": lambda instant: format_datetime(instant, "d MMMM y, HH:mm"),
        "ends_at": lambda instant: format_datetime(instant, "d MMMM y, HH:mm"),
    },
    guide=(),
)
ACTS = (
    DeskAct(
        "unsubmit", _l("Take it back"), {PublicationState.SUBMITTED}, take_back_proposal,
        _l("It is a draft again."), look="quiet", icon="undo-2", by_author=True,
    ),
    DeskAct(
        "unschedule", _l("Cancel the publication"), {PublicationState.SCHEDULED}, unschedule,
        _l("Cancelled: it is a draft again."), look="quiet", icon="calendar-x",
    ),
    DeskAct(
        "archive", _l("Withdraw"), {PublicationState.PUBLISHED}, publish.archive,
        _l("Withdrawn: its pages say so, and show others."), icon="archive", undo="restore",
    ),
    DeskAct(
        "restore", _l("Put back online"), {PublicationState.ARCHIVED}, publish.restore,
        _l("Back online: links already shared work again."), look="primary",
    ),
)  # fmt: skip
DESK = Desk(
    family=STORIES,
    folder="stories",
    begins=(
        (ARTICLE, _l("Write a story"), "pencil"),
        (EVENT, _l("Announce an event"), "calendar-plus"),
        (CURATED, _l("Share a page"), "link-2"),
    ),
    editors={
        ARTICLE.code: EDITOR,
        PORTRAIT.code: EDITOR,
        NEWS.code: EDITOR,
        EVENT.code: EVENT_EDITOR,
        CURATED.code: CURATED_EDITOR,
    },
    publish=_l("Publish the story"),
    published=_l("Published: anyone can read it, ambassadors can relay it."),
    acts=ACTS,
    words=ListWords(
        by_state=_l("Stories by state"),
        everything=_l("All the stories"),
        search=_l("Search the stories"),
        one=_l("Story"),
        beside=_l("Signed by"),
        counted=lambda many: ngettext("%(num)d story", "%(num)d stories", many),
        nothing_fits=_l("No story matches these filters"),
        see_all=_l("See all the stories"),
        nothing_yet=_l("No story yet"),
        begin_with_one=_l(
            "Tell what somebody does here, or how: it stays a draft until you publish it."
        ),
        nothing_online=_l("No story for the moment"),
        icon="newspaper",
        cells="writing/_story_cells.html",
    ),
)
