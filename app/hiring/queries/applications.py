"""Who may see which applications, lists of them, one with its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload, lazyload, load_only, selectinload
from werkzeug.exceptions import NotFound

from app.core import clock
from app.core.calendar import local_date, start_of_day
from app.core.database import db
from app.core.i18n import LANGUAGES
from app.core.models import StoredFile
from app.core.pagination import Page
from app.core.search import holds, query_of, says
from app.core.text.tokens import WHOLE_NUMBER, Term, question
from app.hiring.candidates.merge import own_candidates
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
from app.people.models import Person
from app.people.permissions import Permission, may
from app.publishing.models import Opening, PublicationState, PublicationText, hiring_team

PER_PAGE = 50
LONG_WAIT = 7  # days of the calendar: more at one stage is too long
SHORTEST_NUMBER = 4  # figures from which a number is looked for among telephones


TITLES = load_only(PublicationText.language, PublicationText.title, PublicationText.slug)


class Source(StrEnum):
    """Whether somebody brought the application."""

    BROUGHT = "brought"
    DIRECT = "direct"
    TO_MATCH = "to_match"  # by a name that stands for nobody yet


class Awaiting(StrEnum):
    """What an application waits for from those who recruit."""

    OPENING = "opening"  # nobody has opened it yet
    STEP = "step"  # it has been at its stage for too long


class Order(StrEnum):
    """What a list of applications is ordered by."""

    RECEIVED = "received"  # the latest first
    WAITING = "waiting"  # the longest first
    STAGE = "stage"
    NAME = "name"


@dataclass(frozen=True)
class ApplicationFilters:
    """What the list of applications is narrowed to; "" or None: not narrowed.

    state: None is those still open; every state with `all_states`
    awaiting: those that wait for their recruiters
    mine: only the openings that the reader recruits for
    """

    search: str = ""
    opening: UUID | None = None
    stage: Stage | None = None
    state: ApplicationState | None = None
    all_states: bool = False
    source: Source | None = None
    awaiting: Awaiting | None = None
    mine: bool = False
    order: Order = Order.RECEIVED

    @property
    def means_nothing(self) -> bool:
        """Whether what is searched holds no word to look for, as “%” or “the”."""
        return bool(self.search) and not question(self.search)


@dataclass(frozen=True)
class Count:
    """How many applications, and how many of them no recruiter has opened yet."""

    total: int = 0
    unseen: int = 0


@dataclass(frozen=True)
class Neighbours:
    """Where an application stands in a list: its place from 1, the one before, the one after."""

    place: int
    total: int
    before: UUID | None
    after: UUID | None


def visible_to(person: Person) -> ColumnElement[bool]:
    """Return the condition on applications that a person may see, joined to their opening.

    Those who move applications see all of them: recruiters stand in for one another. Those who
    only see them see the ones they hire for. Nobody sees their own candidacy as staff.
    """
    if may(person, Permission.MOVE_APPLICATIONS):
        reach: ColumnElement[bool] = true()
    elif may(person, Permission.SEE_APPLICATIONS):
        reach = recruits_for(person)
    else:
        return false()
    own = select(own_candidates(person).c.id)
    return and_(reach, Application.candidate_id.not_in(own))


def sees_application(person: Person, application_id: UUID) -> bool:
    """Tell whether a person may see an application, and so whose it is."""
    seen = (
        select(Application.id)
        .join(Application.opening)
        .where(Application.id == application_id, visible_to(person))
    )
    return db.session.scalar(select(seen.exists())) or False


def recruits_for(person: Person) -> ColumnElement[bool]:
    """Return the condition on openings that a person hires for."""
    in_team = exists().where(
        hiring_team.c.opening_id == Opening.id, hiring_team.c.person_id == person.id
    )
    return or_(Opening.recruiter_id == person.id, Opening.hiring_manager_id == person.id, in_team)


def applications_for(person: Person, filters: ApplicationFilters) -> Select[Any]:
    """Return the select of the applications that a person may see, narrowed and in order."""
    statement = (
        select(Application)
        .join(Application.candidate)
        .join(Application.opening)
        .where(visible_to(person), *_conditions(person, filters))
    )
    return statement.order_by(*_order(filters.order))


def applications_page(
    person: Person, filters: ApplicationFilters, *, page: int, total: int
) -> Page[Any]:
    """Return a page of applications with what a list shows of each. One statement.

    The words of their openings are those that `openings_applied_for` has read.

    total: how many there are, which `stage_counts` says
    """
    number = min(max(1, page), max(1, -(-total // PER_PAGE)))
    rows = db.session.scalars(
        applications_for(person, filters)
        .options(
            contains_eager(Application.candidate),
            contains_eager(Application.opening).options(
                joinedload(Opening.place), lazyload(Opening.texts)
            ),
        )
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    return Page(rows.all(), number, PER_PAGE, total)


def application_of(person: Person, application_id: UUID) -> Application:
    """Return an application that a person may see, with what its page shows. One statement.

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
    person: Person, filters: ApplicationFilters, application_id: UUID
) -> Neighbours | None:
    """Return where an application stands in a list; None when it is not in it. One statement."""
    order = _order(filters.order)
    listed = (
        select(
            Application.id,
            func.row_number().over(order_by=order).label("place"),
            func.count().over().label("total"),
            func.lag(Application.id).over(order_by=order).label("before"),
            func.lead(Application.id).over(order_by=order).label("after"),
        )
        .join(Application.candidate)
        .join(Application.opening)
        .where(visible_to(person), *_conditions(person, filters))
        .subquery()
    )
    row = db.session.execute(select(listed).where(listed.c.id == application_id)).first()
    return Neighbours(row.place, row.total, row.before, row.after) if row else None


def stage_counts(person: Person, filters: ApplicationFilters) -> dict[Stage, Count]:
    """Count the applications of a list by stage, whatever stage it is narrowed to."""
    new = and_(Application.seen_at.is_(None), Application.state == ApplicationState.OPEN)
    rows = db.session.execute(
        select(Application.stage, func.count(), func.count().filter(new))
        .join(Application.candidate)
        .join(Application.opening)
        .where(visible_to(person), *_conditions(person, replace(filters, stage=None)))
        .group_by(Application.stage)
    )
    return {stage: Count(total, unseen) for stage, total, unseen in rows}


def openings_applied_for(person: Person) -> Sequence[Opening]:
    """Return the openings that a person sees applications of, the latest first. Two statements."""
    return db.session.scalars(
        select(Opening)
        .where(
            exists()
            .where(Application.opening_id == Opening.id, visible_to(person))
            .correlate(Opening)
        )
        .options(selectinload(Opening.texts).options(TITLES))
        .order_by(Opening.number.desc())
    ).all()


def published_openings() -> Sequence[Opening]:
    """Return the openings that are published, the latest first. Two statements."""
    return db.session.scalars(
        select(Opening)
        .where(Opening.state == PublicationState.PUBLISHED)
        .options(selectinload(Opening.texts).options(TITLES))
        .order_by(Opening.number.desc())
    ).all()


def refusal_reasons() -> Sequence[RefusalReason]:
    """Return the reasons that a recruiter may answer, in their order."""
    return db.session.scalars(select(RefusalReason).order_by(RefusalReason.position)).all()


def _conditions(person: Person, filters: ApplicationFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Application.repeats_id.is_(None)]
    if filters.opening:
        found.append(Application.opening_id == filters.opening)
    if filters.stage:
        found.append(Application.stage == filters.stage)
    if not filters.all_states:
        found.append(Application.state == (filters.state or ApplicationState.OPEN))
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
        found.append(recruits_for(person))
    if filters.search:
        found.extend(_fitting(filters.search))
    return found


def awaits(what: Awaiting, *, now: datetime) -> ColumnElement[bool]:
    """Return the condition that an application waits for its recruiters."""
    still_open = Application.state == ApplicationState.OPEN
    if what is Awaiting.OPENING:
        return and_(still_open, Application.seen_at.is_(None))
    too_long = start_of_day(local_date(now) - timedelta(days=LONG_WAIT))
    return and_(still_open, Application.stage_since < too_long)


def _fitting(typed: str) -> list[ColumnElement[bool]]:
    """Return the conditions that an application fits each term of what was typed.

    By the name, the address or the telephone of its candidate, also those by which the same
    person applied again, or by the CV, in French or English.
    """
    return [_fits(term) for term in question(typed)] or [false()]


def _fits(term: Term) -> ColumnElement[bool]:
    again, themselves = aliased(Application), aliased(Candidate)
    # a union of keys, so that each part finds its own index
    found: CompoundSelect[Any] = union(
        select(Application.id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .where(_is_of(term, Candidate)),
        select(again.repeats_id)
        .join(themselves, themselves.id == again.candidate_id)
        .where(again.repeats_id.is_not(None), _is_of(term, themselves)),
        select(Application.id).where(says(Application.cv_search, query_of(term, *LANGUAGES))),
    )
    return Application.id.not_in(found) if term.absent else Application.id.in_(found)


def _is_of(term: Term, candidate: type[Candidate]) -> ColumnElement[bool]:
    found = and_(*holds(candidate.folded, [term.typed]))
    if not term.typed.isdecimal() or len(term.typed) < SHORTEST_NUMBER:
        return found
    figures = term.typed[-WHOLE_NUMBER:].lstrip("0")
    return or_(found, *holds(candidate.phone_digits, [figures]))


def _order(order: Order) -> tuple[ColumnElement[Any], ...]:
    latest = Application.at.desc(), Application.id.desc()
    return {
        Order.RECEIVED: latest,
        Order.WAITING: (Application.stage_since.asc(), Application.id.asc()),
        Order.STAGE: (_stage_rank(), *latest),
        Order.NAME: (func.fold(Candidate.name).asc(), *latest),
    }[order]


def _stage_rank() -> ColumnElement[int]:
    return case({stage: rank for rank, stage in enumerate(Stage)}, value=Application.stage)
