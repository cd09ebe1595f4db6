"""What the page of one application shows: its CV, its credit, its stages, its thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import LazyString

from app.attribution import queries as credits
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.hiring import queries
from app.hiring.applying.cv import CvFormat
from app.hiring.applying.cv_reading import format_of
from app.hiring.candidates import duplicates, merge
from app.hiring.models import (
    AgencyClaim,
    Application,
    Candidate,
    CandidatePair,
    Recommendation,
    Stage,
)
from app.hiring.queries import ApplicationFilters, Beside, FoundApplications, Neighbours, SortPlace
from app.hiring.recruiting import agency_claims
from app.hiring.wording import STAGES, file_size
from app.people.models import Person
from app.people.permissions import Permission, may
from app.publishing.wording import title_of
from app.web.media import picture_url
from app.web.recruiting import credit_panel
from app.web.recruiting.filters import address_of, arguments_of
from app.web.recruiting.triage.fits import FitLine, lines_of
from app.web.recruiting.typed_name_card import has_name_to_match
from app.web.recruiting.wording import MOVE_TO, counted, moment, move_in_thread, why_alike


@dataclass(frozen=True)
class BackToList:
    """The list that a reader came from, and comes back to.

    arguments: of its address, which every link of the page carries along
    """

    href: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class BesideInList:
    """What is beside an application in the list, even once an act took it off the list.

    where: its place there, in words
    """

    where: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class CvOnPage:
    """A CV, and how it can be looked at.

    pages: numbers of those drawn
    as_text: whether its text stands for pages, which it has none of
    read: whether both were made, or given up
    """

    name: str
    size: str
    pages: range
    read: bool
    as_text: bool


@dataclass(frozen=True)
class MoveButton:
    """A stage that an application can be put at.

    key: of the keyboard
    hires: it records a recruitment
    """

    to: str
    label: LazyString
    key: int
    hires: bool = False


@dataclass(frozen=True)
class Acts:
    """What a reader may do with an application. expected: the stage that they see it at"""

    expected: str
    refuse: bool
    onward: MoveButton | None
    elsewhere: Sequence[MoveButton]


@dataclass(frozen=True)
class LookAlike:
    """A candidate who is perhaps the same person, why, and what they applied for last."""

    candidate: Candidate
    why: str
    applications: Sequence[Application]


@dataclass(frozen=True)
class WholePerson:
    """What is known, and suggested, of a candidate beyond this application.

    repeats: applications that repeat this one
    merges: in force
    claims: of agencies, ended ones too
    """

    repeats: Sequence[Application]
    merges: Sequence[CandidatePair]
    look_alikes: Sequence[LookAlike]
    claims: Sequence[AgencyClaim]

    @property
    def is_alike(self) -> bool:
        """Whether another candidate is, or perhaps is, the same person."""
        return bool(self.repeats or self.merges or self.look_alikes)


@dataclass(frozen=True)
class ApplicationPage:
    """One application, as templates/recruiting/application.html draws it.

    beside: the others of the list that one came from
    fits: why the search found it
    panel: its credit; None until it is decided
    named: whether it has a name to match, whose card comes by a request of its own
    acts, person: None for those who only read
    """

    application: Application
    title: str
    back: BackToList
    beside: BesideInList
    fits: Sequence[FitLine]
    panel: credit_panel.Panel | None
    named: bool
    recommended: Sequence[Recommendation]
    thread: Sequence[dict[str, Any]]
    cv: CvOnPage | None
    stages: Sequence[dict[str, Any]]
    acts: Acts | None
    person: WholePerson | None


def page_of(
    application: Application,
    reader: Person,
    asked: ApplicationFilters,
    place: SortPlace | None,
) -> ApplicationPage:
    """Return the page of an application for a reader who came from a list.

    place: where it stood there
    """
    filters, found = queries.searched(reader, asked)
    credit = credits.decision_of(application.id)
    moves = may(reader, Permission.MOVE_APPLICATIONS)
    return ApplicationPage(
        application=application,
        title=title_of(application.opening),
        back=back_to(filters, place),
        beside=_beside(filters, _neighbours(application, reader, filters, found, place)),
        fits=lines_of(application, found),
        panel=credit_panel.credit_panel(credit, credits.latest_verification()) if credit else None,
        named=has_name_to_match(application, reader),
        recommended=queries.recommendations_behind(application),
        thread=thread_of(application),
        cv=_cv(application),
        stages=_stages(application),
        acts=_acts(application) if moves else None,
        person=_person(application, reader) if moves else None,
    )


def following(
    application: Application, reader: Person, filters: ApplicationFilters, place: SortPlace | None
) -> str:
    """Return the address of what comes next in the list that one came from, or of the list."""
    filters, found = queries.searched(reader, filters)
    beside = _beside(filters, _neighbours(application, reader, filters, found, place))
    return beside.after or beside.before or back_to(filters, place).href


def back_to(filters: ApplicationFilters, place: SortPlace | None) -> BackToList:
    """Return the list that filters describe, and where in it one is."""
    href = url_for("recruiting.applications", **address_of(filters))
    return BackToList(href, arguments_of(filters, place))


def _neighbours(
    application: Application,
    reader: Person,
    filters: ApplicationFilters,
    found: FoundApplications,
    place: SortPlace | None,
) -> Neighbours:
    if filters.search:
        return queries.neighbours_found(filters, found, application, place=place)
    return queries.neighbours(reader, filters, application, place=place)


def _beside(filters: ApplicationFilters, found: Neighbours) -> BesideInList:
    def href(other: Beside | None) -> str | None:
        if other is None:
            return None
        arguments = arguments_of(filters, other.place)
        return url_for("recruiting.application", application_id=other.id, **arguments)

    if found.place:
        where = _("%(place)s of %(total)s", place=counted(found.place), total=counted(found.total))
    else:
        where = ngettext("%(num)d left in the list", "%(num)d left in the list", found.left)
    shown = where if found.place or found.left or found.before else ""
    return BesideInList(shown, href(found.before), href(found.after))


def thread_of(application: Application) -> list[dict[str, Any]]:
    """Return the items of the macro `timeline`: the moves that stand, and the arrival."""
    items: list[dict[str, Any]] = [
        {
            "text": move_in_thread(move),
            "time": moment(move.at),
            "datetime": move.at.isoformat(),
            "name": move.by.name if move.by else None,
            "photo_url": picture_url(move.by.portrait) if move.by else None,
            "icon": "undo-2",
        }
        for move in reversed(application.moves)
        if not move.undone_at
    ]
    items.append(
        {
            "text": _("Application received, acknowledged by mail"),
            "time": moment(application.at),
            "datetime": application.at.isoformat(),
            "icon": "log-in",
        }
    )
    return items


def _cv(application: Application) -> CvOnPage | None:
    if application.cv is None:
        return None
    return CvOnPage(
        name=application.cv.name,
        size=file_size(application.cv.size),
        pages=range(1, application.cv_pages_drawn + 1),
        read=application.cv_read_at is not None,
        as_text=format_of(application.cv.media_type) is not CvFormat.PDF,
    )


def _stages(application: Application) -> list[dict[str, Any]]:
    at = list(Stage).index(application.stage)
    return [
        {"label": STAGES[stage], "done": rank < at, "current": rank == at}
        for rank, stage in enumerate(Stage)
    ]


def _acts(application: Application) -> Acts | None:
    """Return what may be done; nothing to what was withdrawn, or repeats another application."""
    if application.is_withdrawn or application.repeats_id:
        return None
    order = list(Stage)
    later = order[order.index(application.stage) + 1 :]
    return Acts(
        expected=application.stage.value,
        refuse=application.is_open,
        onward=_button(later[0], MOVE_TO[later[0]]) if later and application.is_open else None,
        elsewhere=[
            _button(stage, STAGES[stage])
            for stage in order
            if stage not in (application.stage, Stage.HIRED)
        ],
    )


def _button(stage: Stage, label: LazyString) -> MoveButton:
    return MoveButton(stage.value, label, list(Stage).index(stage) + 1, stage is Stage.HIRED)


def _person(application: Application, reader: Person) -> WholePerson:
    candidates = merge.candidates_of(application.candidate)
    alike = duplicates.suggestions(candidates, reader)
    applied: dict[UUID, list[Application]] = (
        queries.applications_by_candidate([each.candidate for each in alike]) if alike else {}
    )
    return WholePerson(
        repeats=merge.repeats_of(application.id) if len(candidates) > 1 else [],
        merges=merge.merges_in(candidates),
        look_alikes=[
            LookAlike(each.candidate, why_alike(each.why), applied[each.candidate.id][:3])
            for each in alike
        ],
        claims=agency_claims.claims_of(candidates),
    )
