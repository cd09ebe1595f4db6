"""The calendar: what is published or planned in a month, and which teams and themes are silent.

Silence is of teams and themes, never of people: what a team published is read by anybody on the
career site. A team of fewer than SMALLEST people is not called silent (decision 109).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from app.core.calendar import date_in, end_of_day, start_of_day, zone
from app.core.database import db
from app.people.models import Person, Team
from app.publishing.campaigns.models import Campaign, CampaignItem
from app.publishing.campaigns.queries import WHOLE
from app.publishing.models import (
    Publication,
    PublicationState,
    Story,
    Theme,
    publication_themes,
)

A_DAY = 4  # publications of a day that are named; of more, the number is said
SMALLEST = 5  # people of a team that is called silent
MOST_CAMPAIGNS, MOST_EVENTS = 40, 60


@dataclass(frozen=True)
class Month:
    """A month of the calendar, in whole weeks. days: from a Monday to a Sunday"""

    first: date
    last: date

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month that a day is in. Pure."""
        first = day.replace(day=1)
        return cls(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))

    @property
    def weeks(self) -> list[list[date]]:
        """The days of each week that the month touches, Monday first."""
        monday = self.first - timedelta(days=self.first.weekday())
        count = (self.last - monday).days // 7 + 1
        return [[monday + timedelta(weeks=n, days=d) for d in range(7)] for n in range(count)]


@dataclass(frozen=True)
class CalendarFilters:
    """What the calendar is narrowed to; None: not narrowed."""

    team: UUID | None = None
    theme: UUID | None = None


@dataclass
class CalendarDay:
    """What appears on a day. count: of all that appears; the first A_DAY are named"""

    publications: list[Publication] = field(default_factory=list)
    events: list[Publication] = field(default_factory=list)  # that take place then
    count: int = 0


def appears_at() -> ColumnElement[datetime | None] | InstrumentedAttribute[datetime | None]:
    """Return when a publication appears, or is planned to."""
    return func.coalesce(Publication.published_at, Publication.publish_at)


def is_planned(publication: Publication) -> bool:
    """Say whether it has yet to appear: its title is for those who write its family. Pure."""
    return publication.published_at is None


def days(month: Month, filters: CalendarFilters) -> Mapping[date, CalendarDay]:
    """Return what appears on each day of a month. Three statements, whatever is published."""
    day = _day_of(appears_at())
    order = (appears_at(), Publication.id)
    numbered = (
        select(
            Publication.id,
            day.label("day"),
            func.row_number().over(partition_by=day, order_by=order).label("place"),
            func.count().over(partition_by=day).label("of_day"),
        )
        .where(*_within(month), *_narrowed(filters))
        .subquery()
    )
    rows = db.session.execute(
        select(WHOLE, numbered.c.day, numbered.c.of_day)
        .join(numbered, numbered.c.id == WHOLE.id)
        .where(numbered.c.place <= A_DAY)
        .options(joinedload(WHOLE.team))
        .order_by(numbered.c.day, numbered.c.place)
    )
    found: defaultdict[date, CalendarDay] = defaultdict(CalendarDay)
    for publication, on, count in rows:
        found[on].publications.append(publication)
        found[on].count = count
    for event in _events(month, filters):
        found[date_in(zone(), event.starts_at)].events.append(event)
    return found


def _events(month: Month, filters: CalendarFilters) -> Sequence[Any]:
    """Return the events of a month, online or planned, in their order."""
    takes_place = WHOLE.Story.starts_at
    ids = select(Publication.id).where(Publication.id.in_(_taking_place(month)))
    statement = select(WHOLE).where(WHOLE.id.in_(ids.where(*_narrowed(filters))))
    ordered = statement.options(joinedload(WHOLE.team)).order_by(takes_place, WHOLE.id)
    return db.session.scalars(ordered.limit(MOST_EVENTS)).unique().all()


def _taking_place(month: Month) -> Select[UUID]:
    """Select the events of a month, online or planned."""
    return select(Story.id).where(
        Story.starts_at >= start_of_day(month.first),
        Story.starts_at <= end_of_day(month.last),
        Story.state.in_([PublicationState.PUBLISHED, PublicationState.SCHEDULED]),
    )


def campaigns_in(month: Month, filters: CalendarFilters) -> Sequence[Campaign]:
    """Return the launched campaigns that touch a month, by their first day."""
    statement = select(Campaign).where(*_touching(month))
    narrowed = _narrowed(filters)
    if narrowed:
        theirs = select(CampaignItem.campaign_id).join(Publication).where(*narrowed)
        statement = statement.where(Campaign.id.in_(theirs))
    ordered = statement.order_by(Campaign.first_on, Campaign.id).limit(MOST_CAMPAIGNS)
    return db.session.scalars(ordered).all()


Counts = Mapping[UUID, Mapping[date, int]]  # by team or theme, then by the Monday of a week


def by_team(month: Month) -> Counts:
    """Count what appears in each week of a month, by team. One statement."""
    return _by_week(month, Publication.team_id)


def by_theme(month: Month) -> Counts:
    """Count what appears in each week of a month, by theme; one of two themes counts in each."""
    return _by_week(month, publication_themes.c.theme_id)


def _by_week(month: Month, of: InstrumentedAttribute[Any] | Any) -> Counts:
    week = cast(func.date_trunc("week", _day_of(appears_at())), Date)
    statement = select(of, week, func.count()).select_from(Publication)
    if of is publication_themes.c.theme_id:
        joined = publication_themes.c.publication_id == Publication.id
        statement = statement.join(publication_themes, joined)
    rows = db.session.execute(statement.where(of.is_not(None), *_within(month)).group_by(of, week))
    found: defaultdict[UUID, dict[date, int]] = defaultdict(dict)
    for key, monday, count in rows:
        found[key][monday] = int(count)
    return found


def silent_teams(month: Month) -> Sequence[Team]:
    """Return the teams of which nothing appears in a month and no campaign speaks, by name."""
    works = (
        select(func.count())
        .where(Person.team_id == Team.id, Person.disabled_at.is_(None), Person.left_on.is_(None))
        .correlate(Team)
        .scalar_subquery()
    )
    speaks = _speaking(month, Publication.team_id)
    silent = select(Team).where(Team.id.not_in(speaks), works >= SMALLEST)
    return db.session.scalars(silent.order_by(func.fold(Team.name_fr))).all()


def silent_themes(month: Month) -> Sequence[Theme]:
    """Return the themes of which nothing appears in a month and no campaign speaks, by name."""
    heard = select(publication_themes.c.theme_id).where(
        publication_themes.c.publication_id.in_(_speaking(month, Publication.id))
    )
    silent = select(Theme).where(Theme.id.not_in(heard))
    return db.session.scalars(silent.order_by(func.fold(Theme.name_fr))).all()


def _speaking(month: Month, column: InstrumentedAttribute[Any]) -> Any:
    """Select a column of what appears or takes place in a month, or is in a campaign of it."""
    put_forward = select(CampaignItem.publication_id).join(
        Campaign, Campaign.id == CampaignItem.campaign_id
    )
    shown = select(Publication.id).where(*_within(month))
    return select(column).where(
        column.is_not(None),
        or_(
            Publication.id.in_(shown),
            Publication.id.in_(_taking_place(month)),
            Publication.id.in_(put_forward.where(*_touching(month))),
        ),
    )


def _touching(month: Month) -> list[ColumnElement[bool]]:
    c = Campaign
    last = func.least(c.last_on, func.coalesce(_day_of(c.stopped_at), c.last_on))
    return [c.launched_at.is_not(None), c.first_on <= month.last, last >= month.first]


def _within(month: Month) -> list[ColumnElement[bool]]:
    return [appears_at() >= start_of_day(month.first), appears_at() <= end_of_day(month.last)]


def _narrowed(filters: CalendarFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.team:
        found.append(Publication.team_id == filters.team)
    if filters.theme:
        about = select(publication_themes.c.publication_id)
        found.append(
            Publication.id.in_(about.where(publication_themes.c.theme_id == filters.theme))
        )
    return found


def _day_of(instant: ColumnElement[Any] | Any) -> ColumnElement[date]:
    """Return the day of an instant where the company is."""
    return cast(func.timezone(str(zone()), instant), Date)
