"""Openings, as those who write them find them: their list, their editor, what becomes of them."""

from flask_babel import lazy_gettext as _l

from app.core.i18n import ngettext
from app.publishing import publish, wording, write
from app.publishing.kinds import OPENING, OPENINGS
from app.publishing.life.hours import unschedule
from app.publishing.models import PublicationState
from app.web.writing.desk import Desk, DeskAct, Editor, ListWords
from app.web.writing.forms import OpeningForm
from app.web.writing.questions import asked_in_words

DRAFT, SCHEDULED = PublicationState.DRAFT, PublicationState.SCHEDULED
PUBLISHED, PAUSED = PublicationState.PUBLISHED, PublicationState.PAUSED
CLOSED, ARCHIVED = PublicationState.CLOSED, PublicationState.ARCHIVED

EDITOR = Editor(
    form=OpeningForm,
    untitled=_l("New opening"),
    title_hint=_l("Title, in both forms when it has two"),
    body_hint=_l("## Your mission"),
    preview_title=_l("As a candidate sees it"),
    settings="writing/editor/_opening_settings.html",
    parts={
        "place": _l("The place"),
        "contract": _l("The contract"),
        "remote": _l("How much is worked from home"),
        "questions.fr": _l("The questions in French"),
        "questions.en": _l("The questions in English"),
    },
    names={
        "place_id": _l("Place"),
        "other_place_ids": _l("Other places"),
        "contract": _l("Contract"),
        "working_time": _l("Working time"),
        "remote": _l("Working from home"),
        "remote_days": _l("Days worked from home"),
        "salary_min": _l("Salary"),
        "salary_max": _l("Salary to"),
        "salary_period": _l("Paid"),
        "seniority": _l("Experience"),
        "starts_on": _l("Start"),
        "closes_on": _l("Last day to apply"),
        "hiring_manager_id": _l("Hiring manager"),
        "recruiter_id": _l("Contact for candidates"),
        "questions": _l("Questions to candidates"),
    },
    values={
        "contract": wording.CONTRACTS.__getitem__,
        "working_time": wording.WORKING_TIMES.__getitem__,
        "remote": wording.REMOTES.__getitem__,
        "salary_period": wording.PERIODS.__getitem__,
        "seniority": wording.SENIORITIES.__getitem__,
        "salary_min": wording.money,
        "salary_max": wording.money,
        "questions": asked_in_words,
    },
)
ACTS = (
    DeskAct(
        "duplicate", _l("Duplicate"), {*PublicationState} - {DRAFT}, write.duplicate,
        _l("Copied: this is the draft of a new opening."), look="quiet", icon="copy",
    ),
    DeskAct(
        "unschedule", _l("Cancel the publication"), {SCHEDULED}, unschedule,
        _l("Cancelled: it is a draft again."), look="quiet", icon="calendar-x",
    ),
    DeskAct(
        "pause", _l("Pause"), {PUBLISHED}, publish.pause,
        _l("Paused: its page and its links say so."), look="quiet", icon="circle-pause",
        undo="resume",
    ),
    DeskAct(
        "resume", _l("Resume"), {PAUSED}, publish.resume,
        _l("Resumed: it takes applications again."), look="primary",
    ),
    DeskAct(
        "fill", _l("Filled"), {PUBLISHED, PAUSED}, publish.fill,
        _l("Filled: its pages say so, and show others like it."),
        icon="user-check", asks="writing/life/fill.html",
    ),
    DeskAct(
        "close", _l("Close"), {PUBLISHED, PAUSED}, publish.close,
        _l("Closed: its pages say so, and show others like it."),
        icon="circle-slash", asks="writing/life/close.html",
    ),
    DeskAct(
        "archive", _l("Archive"), {CLOSED}, publish.archive,
        _l("Archived."), look="quiet", icon="archive", undo="restore",
    ),
    DeskAct(
        "reopen", _l("Reopen the opening"), {CLOSED}, publish.reopen,
        _l("Reopened: links already shared work again."), look="primary",
    ),
    DeskAct(
        "restore", _l("Restore from the archive"), {ARCHIVED}, publish.restore,
        _l("Back from the archive, closed."), icon="archive-restore",
    ),
)  # fmt: skip
DESK = Desk(
    family=OPENINGS,
    folder="openings",
    begins=((OPENING, _l("New opening"), "plus"),),
    editors={OPENING.code: EDITOR},
    publish=_l("Publish the opening"),
    published=_l("Published: candidates see it, ambassadors can relay it."),
    acts=ACTS,
    words=ListWords(
        by_state=_l("Openings by state"),
        everything=_l("All the openings"),
        search=_l("Search the openings"),
        one=_l("Opening"),
        beside=_l("Place, contract"),
        counted=lambda many: ngettext("%(num)d opening", "%(num)d openings", many),
        nothing_fits=_l("No opening matches these filters"),
        see_all=_l("See all the openings"),
        nothing_yet=_l("No opening yet"),
        begin_with_one=_l("Write the first one: it stays a draft until you publish it."),
        nothing_online=_l("No opening for the moment"),
        icon="briefcase",
        cells="writing/_opening_cells.html",
    ),
)
