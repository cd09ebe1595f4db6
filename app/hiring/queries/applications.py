"""Lists of applications, narrowed and in order; one application, and those beside it in a list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import contains_eager, joinedload, lazyload, selectinload, undefer
from werkzeug.exceptions import NotFound

from app.core import clock
from app.core.calendar import local_date, start_of_day
from app.core.database import db
from app.core.models import StoredFile
from app.core.pagination import MANY_WAITING, Page, counted_to
from app.core.text.tokens import question
from app.hiring.models import (
    Application,
    ApplicationState,
    Candidate,
    CvPage,
    Move,
    ReferrerChoice,
    RefusalReason,
    Stage,
    TypedName,
    TypedNameState,
)
from app.hiring.queries.finding import FoundApplications, find, within_found
from app.hiring.queries.orders import (
    Order,
    SortPlace,
    beyond,
    is_kept_by,
    place_in,
    place_of,
    sort_key,
    sorted_by,
    stage_rank,
)
from app.hiring.queries.visibility import TITLES, of_openings_of, visible_to
from app.people.models import Person
from app.publishing.kinds import OPENINGS, online
from app.publishing.models import Opening, OpeningPlace
from app.publishing.search import fitting

PER_PAGE = 50
MOST_COUNTED = 1000  # of a list: more are said to be more
LONG_WAIT = 7  # days of the calendar: more at one stage is too long


class Source(StrEnum):
    """Whether somebody brought the application."""

    BROUGHT = "brought"
    DIRECT = "direct"
    TO_MATCH = "to_match"  # by a name that stands for nobody yet


class Awaiting(StrEnum):
    """What an application waits for from those who recruit."""

    OPENING = "opening"  # nobody has opened it yet
    STEP = "step"  # it has been at its stage for too long


@dataclass(frozen=True)
class ApplicationFilters:
    """What the list of applications is narrowed to; "" or None: not narrowed.

    about: words of the opening, its place or its team
    stage: where those still open stand; the last one is of those recruited
    state: None is those still open, or with a search every state, as with `all_states`
    over: those that are decided or withdrawn
    awaiting: those that wait for their recruiters
    mine: only the openings that the reader recruits for
    found: what the search found, once `searched` has looked
    """

    search: str = ""
    opening: UUID | None = None
    about: str = ""
    stage: Stage | None = None
    state: ApplicationState | None = None
    all_states: bool = False
    over: bool = False
    source: Source | None = None
    awaiting: Awaiting | None = None
    mine: bool = False
    order: Order = Order.RECEIVED
    found: Sequence[UUID] | None = None

    @property
    def means_nothing(self) -> bool:
        """Whether what is searched holds no word to look for, as “%” or “the”."""
        return bool(self.search) and not question(self.search)

    @property
    def every_state(self) -> bool:
        """Whether it holds applications of every state."""
        return self.all_states or bool(self.search and not self.state and not self.over)


@dataclass(frozen=True)
class Counts:
    """How many applications a list has, each up to one more than MOST_COUNTED.

    listed: what it shows
    unseen: how many of them no recruiter has opened yet
    all_stages, stages: what it would show of every stage, and of each
    over: what it would show of those that are over; only with a search
    """

    listed: int
    unseen: int
    all_stages: int
    stages: dict[Stage, int]
    over: int = 0


@dataclass(frozen=True)
class Beside:
    """The application before or after one in a list.

    place: where it stands, in an order in which what is done to it moves it
    """

    id: UUID
    place: SortPlace | None = None


@dataclass(frozen=True)
class Neighbours:
    """What is beside an application in a list, also once it has left the list.

    place: its own, from 1; None when it is not in the list
    total: of the list, which ends at one more than MOST_COUNTED on either side
    left: how many come after it
    """

    place: int | None
    total: int
    left: int
    before: Beside | None
    after: Beside | None


def searched(
    person: Person, filters: ApplicationFilters
) -> tuple[ApplicationFilters, FoundApplications]:
    """Return filters whose search was looked for, and what was found, in every state."""
    if not filters.search:
        return filters, FoundApplications()
    everywhere = replace(filters, search="", stage=None, state=None, over=False, all_states=True)
    found = find(filters.search, _conditions(person, everywhere))
    return replace(filters, found=found.ids), found


def applications_for(person: Person, filters: ApplicationFilters) -> Select[Any]:
    """Return the select of the applications that a person may see, narrowed and in order."""
    return (
        select(Application)
        .join(Application.candidate)
        .where(*_conditions(person, filters))
        .order_by(*sorted_by(filters.order))
    )


def applications_page(
    person: Person,
    filters: ApplicationFilters,
    *,
    page: int,
    total: int,
    after: SortPlace | None = None,
    before: SortPlace | None = None,
) -> Page[Any]:
    """Return a page of applications with what a list shows of each. One statement.

    page: its number, by which alone it is found among the first MOST_COUNTED
    total: how many there are, which `counts` says
    after, before: what the page follows, or precedes: so deep pages cost no more than the first
    """
    statement = applications_for(person, filters).options(*_of_rows(filters)).limit(PER_PAGE + 1)
    number = max(1, page)
    if before:
        statement = statement.where(beyond(filters.order, before, before=True))
        statement = statement.order_by(None).order_by(*sorted_by(filters.order, backwards=True))
    elif after:
        statement = statement.where(beyond(filters.order, after))
    else:
        number = min(number, max(1, -(-min(total, MOST_COUNTED) // PER_PAGE)))
        statement = statement.offset((number - 1) * PER_PAGE)
    rows = db.session.scalars(statement).unique().all()
    shown = rows[:PER_PAGE][::-1] if before else rows[:PER_PAGE]
    further = bool(before) or len(rows) > PER_PAGE
    many = total > MOST_COUNTED
    return Page(shown, number, PER_PAGE, min(total, MOST_COUNTED), many=many, further=further)


def _of_rows(filters: ApplicationFilters) -> list[Any]:
    """Return what a list reads with each application; of those found, also what says why."""
    opening = joinedload(Application.opening)
    shown = [
        contains_eager(Application.candidate),
        opening.options(joinedload(Opening.place), joinedload(Opening.texts).options(TITLES)),
    ]
    if filters.search:
        shown += [
            undefer(Application.cv_text),
            opening.joinedload(Opening.team),
            opening.joinedload(Opening.place_rows).joinedload(OpeningPlace.place),
            joinedload(Application.choice_ambassador).lazyload(Person.role_rows),
        ]
    return shown


def application_of(person: Person, application_id: UUID, *, why: bool = False) -> Application:
    """Return an application that a person may see, with what its page shows. One statement.

    why: also with all that a search may have found it by

    raises: NotFound for anything else, as if it did not exist
    """
    found = db.session.scalars(
        select(Application)
        .join(Application.opening)
        .where(Application.id == application_id, visible_to(person))
        .options(
            joinedload(Application.candidate),
            contains_eager(Application.opening).joinedload(Opening.place),
            contains_eager(Application.opening).joinedload(Opening.texts).options(TITLES),
            joinedload(Application.cv),
            joinedload(Application.refusal),
            joinedload(Application.choice_ambassador).lazyload(Person.role_rows),
            joinedload(Application.moves)
            .joinedload(Move.by)
            .options(joinedload(Person.portrait), lazyload(Person.role_rows)),
            *(
                [
                    undefer(Application.cv_text),
                    contains_eager(Application.opening).options(
                        joinedload(Opening.team),
                        joinedload(Opening.place_rows).joinedload(OpeningPlace.place),
                    ),
                ]
                if why
                else []
            ),
        )
    ).unique()
    application = found.one_or_none()
    if application is None:
        raise NotFound
    return application


def applications_of_mailbox(folded: str) -> Sequence[Application]:
    """Return the applications of a mailbox, the latest first."""
    return db.session.scalars(
        select(Application)
        .join(Application.candidate)
        .where(Candidate.email_folded == folded)
        .options(contains_eager(Application.candidate), joinedload(Application.opening))
        .order_by(Application.at.desc())
        .limit(20)
    ).all()


def applications_by_candidate(
    candidates: Sequence[Candidate],
) -> dict[UUID, list[Application]]:
    """Return the applications of some candidates, the latest first, each with its opening."""
    found: dict[UUID, list[Application]] = {each.id: [] for each in candidates}
    for application in db.session.scalars(
        select(Application)
        .where(Application.candidate_id.in_(found))
        .options(joinedload(Application.opening))
        .order_by(Application.at.desc())
    ):
        found[application.candidate_id].append(application)
    return found


def cv_page_of(application: Application, number: int) -> StoredFile:
    """Return the picture of one page of a CV. raises: NotFound"""
    key = (application.id, number)
    drawn = number <= application.cv_pages_drawn
    page = db.session.get(CvPage, key, options=[joinedload(CvPage.file)]) if drawn else None
    if page is None:
        raise NotFound
    return page.file


def neighbours(
    person: Person,
    filters: ApplicationFilters,
    application: Application,
    *,
    place: SortPlace | None = None,
) -> Neighbours:
    """Return what is beside an application in a list, by what it is sorted by. One statement.

    place: where it stood when the list was drawn; what was done since may have moved it
    """
    order = filters.order
    place = place or place_in(order, application)
    listed = select(Application.id).join(Application.candidate)
    conditions = _conditions(person, filters)
    others = listed.where(*conditions, Application.id != application.id)
    earlier, later = beyond(order, place, before=True), beyond(order, place)
    before = others.where(earlier).order_by(*sorted_by(order, backwards=True)).limit(1)
    after = others.where(later).order_by(*sorted_by(order)).limit(1)
    row = db.session.execute(
        select(
            counted_to(MOST_COUNTED, others.where(earlier)).label("earlier"),
            counted_to(MOST_COUNTED, others.where(later)).label("later"),
            listed.where(*conditions, Application.id == application.id).exists().label("here"),
            before.scalar_subquery().label("before"),
            after.scalar_subquery().label("after"),
        )
    ).one()
    places = _places(order, [key for key in (row.before, row.after) if key])
    return Neighbours(
        place=row.earlier + 1 if row.here else None,
        total=row.earlier + row.later + row.here,
        left=row.later,
        before=places.get(row.before),
        after=places.get(row.after),
    )


def neighbours_found(
    filters: ApplicationFilters,
    found: FoundApplications,
    application: Application,
    *,
    place: SortPlace | None,
) -> Neighbours:
    """Return what is beside an application among what a search has found. Pure."""
    order = filters.order
    there = sort_key(order, place or place_in(order, application))
    listed = sorted(
        (row for row in found.rows if _stands(row, filters)), key=lambda row: sort_key(order, row)
    )
    others = [row for row in listed if row.id != application.id]
    earlier = [row for row in others if sort_key(order, row) < there]
    later = others[len(earlier) :]
    return Neighbours(
        place=len(earlier) + 1 if len(others) < len(listed) else None,
        total=len(listed),
        left=len(later),
        before=Beside(earlier[-1].id, place_of(order, earlier[-1])) if earlier else None,
        after=Beside(later[0].id, place_of(order, later[0])) if later else None,
    )


def _places(order: Order, keys: Sequence[UUID]) -> dict[UUID, Beside]:
    """Return where some applications stand in an order that moves them; read only for that."""
    if is_kept_by(order):
        return {key: Beside(key) for key in keys}
    found = db.session.scalars(
        select(Application).where(Application.id.in_(keys)).options(lazyload(Application.candidate))
    )
    return {each.id: Beside(each.id, place_in(order, each)) for each in found}


def counts(person: Person, filters: ApplicationFilters) -> Counts:
    """Count a list, and what it would be at another stage. One statement.

    Each count ends at one more than MOST_COUNTED, so that none reads a whole table.
    """
    whole = replace(filters, stage=None, state=None, over=False, all_states=True)
    within = select(Application.id).where(*_conditions(person, whole))
    listed = _standing(filters)
    kinds: dict[str, list[ColumnElement[bool]]] = {
        "listed": listed,
        "unseen": [*listed, *UNSEEN],
        "all_stages": _standing(replace(filters, stage=None)),
    }
    kinds |= {stage.value: _standing(replace(filters, stage=stage)) for stage in Stage}
    counted = [
        counted_to(MOST_COUNTED, within.where(*held)).label(name) for name, held in kinds.items()
    ]
    of = db.session.execute(select(*counted)).one()._mapping
    stages = {stage: of[stage.value] for stage in Stage}
    return Counts(of["listed"], of["unseen"], of["all_stages"], stages)


def counts_found(filters: ApplicationFilters, found: FoundApplications) -> Counts:
    """Count the same of what a search has found. Pure."""

    def listed(narrowed: ApplicationFilters) -> list[Any]:
        return [row for row in found.rows if _stands(row, narrowed)]

    shown = listed(filters)
    is_open = ApplicationState.OPEN
    return Counts(
        listed=len(shown) + found.more,
        unseen=sum(row.seen_at is None and row.state is is_open for row in shown),
        all_stages=len(listed(replace(filters, stage=None))),
        stages={stage: len(listed(replace(filters, stage=stage))) for stage in Stage},
        over=sum(row.state is not is_open for row in found.rows),
    )


def unseen_counted(person: Person) -> ScalarSelect[int]:
    """Return the select of how many applications nobody has opened, up to MANY_WAITING and one."""
    unseen = select(Application.id).where(
        visible_to(person), Application.repeats_id.is_(None), *UNSEEN
    )
    return counted_to(MANY_WAITING, unseen)


def openings_applied_for(person: Person, words: str = "", *, limit: int) -> Sequence[Opening]:
    """Return openings that a person sees applications of, the latest first. Two statements.

    words: of its title, its place or its team; "" is any
    """
    applied = exists().where(Application.opening_id == Opening.id, visible_to(person))
    return db.session.scalars(
        select(Opening)
        .where(applied.correlate(Opening), *fitting(Opening, words))
        .options(joinedload(Opening.place), selectinload(Opening.texts).options(TITLES))
        .order_by(Opening.number.desc())
        .limit(limit)
    ).all()


def opening_applied_for(person: Person, opening_id: UUID) -> Opening | None:
    """Return an opening that a person sees applications of; None for any other."""
    applied = exists().where(Application.opening_id == Opening.id, visible_to(person))
    return db.session.scalar(
        select(Opening)
        .where(Opening.id == opening_id, applied.correlate(Opening))
        .options(joinedload(Opening.place), selectinload(Opening.texts).options(TITLES))
    )


def openings_online(*, now: datetime) -> Sequence[Opening]:
    """Return the openings that are online, the latest first. Two statements."""
    return db.session.scalars(
        select(Opening)
        .where(online(OPENINGS, now))
        .options(selectinload(Opening.texts).options(TITLES))
        .order_by(Opening.number.desc())
    ).all()


def refusal_reasons() -> Sequence[RefusalReason]:
    """Return the reasons that a recruiter may answer, in their order."""
    return db.session.scalars(select(RefusalReason).order_by(RefusalReason.position)).all()


UNSEEN = (Application.seen_at.is_(None), Application.state == ApplicationState.OPEN)
_OVER = Application.state != ApplicationState.OPEN


def _conditions(person: Person, filters: ApplicationFilters) -> list[ColumnElement[bool]]:
    found = [visible_to(person), Application.repeats_id.is_(None), *_standing(filters)]
    if filters.opening:
        found.append(Application.opening_id == filters.opening)
    if filters.about:
        about = select(Opening.id).where(*fitting(Opening, filters.about)).correlate(None)
        found.append(Application.opening_id.in_(about))
    if filters.source:
        to_match = exists().where(
            TypedName.application_id == Application.id,
            TypedName.state.in_([TypedNameState.OPEN, TypedNameState.ASKED]),
        )
        brought = Application.choice.in_([ReferrerChoice.KEPT, ReferrerChoice.NAMED])
        is_brought = func.coalesce(brought, False)
        of_source = {
            Source.BROUGHT: is_brought,
            Source.DIRECT: ~is_brought,
            Source.TO_MATCH: to_match,
        }
        found.append(of_source[filters.source])
    if filters.awaiting:
        found.append(awaits(filters.awaiting, now=clock.now()))
    if filters.mine:
        found.append(of_openings_of(person))
    if filters.search:
        looked = filters if filters.found is not None else searched(person, filters)[0]
        found.append(within_found(looked.found or ()))
    return found


def _standing(filters: ApplicationFilters) -> list[ColumnElement[bool]]:
    """Return the conditions of a stage and a state: what was refused no longer stands at one."""
    state, at = filters.state, []
    if filters.stage:
        at = [stage_rank() == literal_column(str(list(Stage).index(filters.stage) + 1))]
        if not state and not filters.over:
            hired = filters.stage is Stage.HIRED
            state = ApplicationState.HIRED if hired else ApplicationState.OPEN
    if state:
        return [*at, Application.state == state]
    if filters.over:
        return [*at, _OVER]
    return at if filters.every_state else [*at, Application.state == ApplicationState.OPEN]


def awaits(what: Awaiting, *, now: datetime) -> ColumnElement[bool]:
    """Return the condition that an application waits for its recruiters."""
    still_open = Application.state == ApplicationState.OPEN
    if what is Awaiting.OPENING:
        return and_(still_open, Application.seen_at.is_(None))
    too_long = start_of_day(local_date(now) - timedelta(days=LONG_WAIT))
    return and_(still_open, Application.stage_since < too_long)


def _stands(row: Any, filters: ApplicationFilters) -> bool:
    """Say the same of a row that was read. Pure."""
    state = filters.state
    if filters.stage and not state and not filters.over:
        hired = filters.stage is Stage.HIRED
        state = ApplicationState.HIRED if hired else ApplicationState.OPEN
    at_stage = filters.stage is None or row.stage is filters.stage
    if filters.over and not state:
        return at_stage and row.state is not ApplicationState.OPEN
    return at_stage and (state is None or row.state is state)
