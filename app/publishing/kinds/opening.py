"""A position to fill: one applies to it until it closes."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload, selectinload

from app.core.calendar import local_date
from app.people.models import Person, Place
from app.people.permissions import Permission
from app.publishing.kinds.description import (
    Act,
    Content,
    Family,
    Kind,
    forget_a_window_that_is_over,
    shown_person,
)
from app.publishing.models import (
    Contract,
    EndReason,
    Opening,
    OpeningPlace,
    PublicationState,
    Remote,
    SalaryPeriod,
    Seniority,
    WorkingTime,
)
from app.publishing.questions.question import OpeningQuestion, unwritten

DRAFT, SCHEDULED = PublicationState.DRAFT, PublicationState.SCHEDULED
PUBLISHED, PAUSED = PublicationState.PUBLISHED, PublicationState.PAUSED
CLOSED, ARCHIVED = PublicationState.CLOSED, PublicationState.ARCHIVED


@dataclass(frozen=True, kw_only=True)
class OpeningContent(Content):
    """What can be written of an opening. Salaries are gross euros per period."""

    TOGETHER = (("salary_min", "salary_max", "salary_period"), ("remote", "remote_days"))
    ROWS = {"other_place_ids": ("other_places", Place)}

    place_id: UUID | None = None
    other_place_ids: tuple[UUID, ...] = ()
    contract: Contract | None = None
    working_time: WorkingTime | None = None
    remote: Remote | None = None
    remote_days: int | None = None
    salary_min: Decimal | None = None
    salary_max: Decimal | None = None
    salary_period: SalaryPeriod = SalaryPeriod.YEAR
    seniority: Seniority | None = None
    starts_on: date | None = None
    closes_on: date | None = None
    hiring_manager_id: UUID | None = None
    recruiter_id: UUID | None = None
    questions: tuple[OpeningQuestion, ...] = ()

    def __post_init__(self) -> None:
        """Keep each other place once, and never the first one."""
        others = dict.fromkeys(each for each in self.other_place_ids if each != self.place_id)
        object.__setattr__(self, "other_place_ids", tuple(others))

    @property
    def kind_code(self) -> str:
        """The code of its kind."""
        return OPENING.code


def _forget_an_end_that_is_over(opening: Opening, now: datetime) -> None:
    if opening.closes_on and opening.closes_on < local_date(now):
        opening.closes_on = None  # or it would close again at once
    forget_a_window_that_is_over(opening, now)


def _hirers(opening: Opening) -> frozenset[UUID | None]:
    team = {member.id for member in opening.hiring_team}
    return frozenset({opening.hiring_manager_id, opening.recruiter_id, *team})


def _copied(content: OpeningContent, by: Person) -> OpeningContent:
    words = {
        language: replace(each, title=COPIES[language].format(title=each.title))
        for language, each in content.words.items()
    }
    return replace(content, words=words, starts_on=None, closes_on=None, recruiter_id=by.id)


# in the language of the words, whatever the reader's
COPIES = {"fr": "{title} (copie)", "en": "{title} (copy)"}
_ON_CARDS = (
    joinedload(Opening.team),
    joinedload(Opening.place),
    selectinload(Opening.place_rows).joinedload(OpeningPlace.place),
)

_NOTHING_OPEN = _l("This opening is a draft: there is nothing to close.")
_NOT_YET_OPEN = _l("This opening is not online yet. Cancel its publication instead.")
_WAS_OPEN = _l("This opening has been closed. Reopen it instead.")
_NOT_CLOSED = _l("Close this opening before archiving it.")
_ONLINE = _l("This opening is online already.")
_PAUSED = _l("This opening is paused. Resume it instead.")
_NOT_ONLINE = _l("This opening is not online.")
_NEVER_OPEN = {DRAFT: _NOTHING_OPEN, SCHEDULED: _NOT_YET_OPEN}

OPENINGS = Family(
    noun="opening",
    many="openings",
    title=_l("Openings"),
    model=Opening,
    writes=Permission.WRITE_OPENINGS,
    takes_applications=True,
    acts={
        "publish": Act(
            "published",
            {DRAFT, SCHEDULED},
            PUBLISHED,
            {PAUSED: _PAUSED, CLOSED: _WAS_OPEN, ARCHIVED: _WAS_OPEN},
        ),
        "schedule": Act(
            "scheduled",
            {DRAFT, SCHEDULED},
            SCHEDULED,
            {PUBLISHED: _ONLINE, PAUSED: _PAUSED, CLOSED: _WAS_OPEN, ARCHIVED: _WAS_OPEN},
        ),
        "unschedule": Act("unscheduled", {SCHEDULED}, DRAFT, {PUBLISHED: _ONLINE}),
        "pause": Act(
            "paused",
            {PUBLISHED},
            PAUSED,
            dict.fromkeys((DRAFT, SCHEDULED, CLOSED, ARCHIVED), _NOT_ONLINE),
        ),
        "resume": Act(
            "resumed",
            {PAUSED},
            PUBLISHED,
            {
                DRAFT: _NOT_ONLINE,
                SCHEDULED: _NOT_YET_OPEN,
                CLOSED: _WAS_OPEN,
                ARCHIVED: _WAS_OPEN,
            },
        ),
        "fill": Act("filled", {PUBLISHED, PAUSED}, CLOSED, _NEVER_OPEN, reason=EndReason.FILLED),
        "recall": Act(
            "recalled",
            {PUBLISHED, PAUSED},
            CLOSED,
            {**_NEVER_OPEN, **dict.fromkeys((CLOSED, ARCHIVED), _NOT_ONLINE)},
            reason=EndReason.RECALLED,
        ),
        "close": Act("closed", {PUBLISHED, PAUSED}, CLOSED, _NEVER_OPEN),
        "reopen": Act(
            "reopened",
            {CLOSED, ARCHIVED},
            PUBLISHED,
            {
                DRAFT: _l("This opening is a draft. Publish it instead."),
                SCHEDULED: _NOT_YET_OPEN,
                PAUSED: _PAUSED,
            },
            before=_forget_an_end_that_is_over,
        ),
        "archive": Act(
            "archived",
            {CLOSED},
            ARCHIVED,
            dict.fromkeys((DRAFT, SCHEDULED, PUBLISHED, PAUSED), _NOT_CLOSED),
        ),
        "restore": Act("restored", {ARCHIVED}, CLOSED),
    },
    mine=(Opening.recruiter_id, Opening.hiring_manager_id),
    on_desks=(
        joinedload(Opening.team),
        joinedload(Opening.themes),
        joinedload(Opening.place_rows),
        shown_person(Opening.hiring_manager),
        shown_person(Opening.recruiter),
    ),
    on_lists=(*_ON_CARDS, shown_person(Opening.recruiter)),
    on_cards=_ON_CARDS,
    on_pages=(
        *_ON_CARDS,
        joinedload(Opening.cover),
        shown_person(Opening.hiring_manager),
        shown_person(Opening.recruiter),
        joinedload(Opening.themes),  # a few, of one opening: no statement of their own
    ),
    place="place",
    other_places="place_rows",
    places="places",
    last_day="closes_on",
    ended=CLOSED,
    hirers=_hirers,
    recruiter=lambda opening: opening.recruiter,
)
OPENING = Kind(
    code="opening",
    name=_l("Opening"),
    family=OPENINGS,
    content=OpeningContent,
    needs=("team", "place", "contract", "remote"),
    lacks=lambda content, language: ["questions"] if unwritten(content.questions, language) else [],
    begun_by=lambda by: {"recruiter_id": by.id},
    copied=_copied,
)
