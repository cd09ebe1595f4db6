"""Read links, what became of them, and where the loaders stand."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, tuple_
from sqlalchemy.orm import load_only

from app.core.database import db
from app.people.models import Person
from app.sharing.models import Channel, HubVisit, ReferralLink, TrackedLink
from app.tracking.models import (
    ClickDay,
    ClickLoss,
    Grade,
    JournalNode,
    LinkDay,
    LinkTotal,
    QuarantinedLine,
    Relay,
)
from app.tracking.rules import ClickClass

# What an ambassador's own link leads to, in the place of a publication: the career site, with them
# or, once they have given it up, without.
HOME, GIVEN_UP = UUID(int=1), UUID(int=2)


@dataclass(frozen=True, slots=True)
class FrontLink:
    """A referral link, as far as its landing page shows it."""

    publication_id: UUID  # or HOME, or GIVEN_UP
    ambassador_id: UUID
    language: str  # of the words
    words: str
    on_card: bool  # whether the picture of its page has the ambassador on it


def front_link(code: str) -> FrontLink | None:
    """Return the link of a code, as the front needs it."""
    link = TrackedLink
    leads_to = func.coalesce(
        link.publication_id,
        case((link.replaced_at.is_(None), literal(HOME)), else_=literal(GIVEN_UP)),
    )
    row = db.session.execute(
        select(leads_to, link.ambassador_id, link.language, link.words, link.on_card).where(
            link.code == code
        )
    ).one_or_none()
    return FrontLink(*row) if row else None


def relays_of(link_ids: Collection[UUID]) -> dict[UUID, Relay]:
    """Return the relays of links, by link; a link made a moment ago may have none yet."""
    relays = db.session.scalars(select(Relay).where(Relay.link_id.in_(link_ids)))
    return {relay.link_id: relay for relay in relays}


def visits_of(link_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many visits links had, colleagues' not counted; what had none is left out."""
    rows = db.session.execute(
        select(LinkTotal.link_id, LinkTotal.visits).where(LinkTotal.link_id.in_(link_ids))
    )
    return {link_id: int(visits) for link_id, visits in rows}


@dataclass(frozen=True, slots=True)
class RelayTotals:
    """What came of the relays of one channel: how many there are, confirmed ones, their visits."""

    relays: int = 0
    confirmed: int = 0
    visits: int = 0


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of a person's links: by channel of their relays, and of their permanent one, apart.

    own: visits of the permanent links; None for who has none
    """

    relays: Mapping[Channel, RelayTotals]
    own: int | None


def totals_of(person: Person, *, since: datetime | None = None) -> Brought:
    """Return what came of a person's links. One statement, of one row a channel.

    since: from when on relays count; a permanent link counts whenever it was made
    """
    link = TrackedLink
    theirs = _made_by(person, since, link)
    rows = db.session.execute(
        select(
            link.channel,
            func.count(),
            func.count(Relay.confirmed_at),
            func.coalesce(func.sum(LinkTotal.visits), 0),
        )
        .select_from(link)
        .outerjoin(Relay, Relay.link_id == link.id)
        .outerjoin(LinkTotal, LinkTotal.link_id == link.id)
        .where(link.ambassador_id == person.id, or_(and_(*theirs), link.channel.is_(None)))
        .group_by(link.channel)
    )
    found = {channel: RelayTotals(*map(int, numbers)) for channel, *numbers in rows}
    own = found.pop(None, None)
    return Brought(
        {each: totals for each, totals in found.items() if each}, own.visits if own else None
    )


@dataclass(frozen=True, slots=True)
class AtHome:
    """What the home page knows of a person before it is shown.

    last: their last visit, None before the first
    visits: of all their links, ever
    totals: by channel, of the relays since a moment
    """

    last: HubVisit | None
    visits: int
    totals: dict[Channel, RelayTotals]


def at_home(person: Person, *, since: datetime) -> AtHome:
    """Return what a person's home page begins with. One statement, of one row a channel."""
    lately = ReferralLink.created_at >= since
    rows = db.session.execute(
        select(
            HubVisit,
            ReferralLink.channel,
            func.count(ReferralLink.id).filter(lately),
            func.count(Relay.confirmed_at).filter(lately),
            func.coalesce(func.sum(LinkTotal.visits).filter(lately), 0),
            func.coalesce(func.sum(LinkTotal.visits), 0),
        )
        .select_from(Person)
        .outerjoin(HubVisit, HubVisit.person_id == Person.id)
        .outerjoin(ReferralLink, ReferralLink.ambassador_id == Person.id)
        .outerjoin(Relay, Relay.link_id == ReferralLink.id)
        .outerjoin(LinkTotal, LinkTotal.link_id == ReferralLink.id)
        .where(Person.id == person.id)
        .group_by(HubVisit.person_id, ReferralLink.channel)
    ).all()
    totals = {
        channel: RelayTotals(int(relays), int(confirmed), int(visits))
        for _, channel, relays, confirmed, visits, _ in rows
        if relays
    }
    return AtHome(rows[0][0], sum(int(row[-1]) for row in rows), totals)


@dataclass(frozen=True, slots=True)
class RelayFilters:
    """What a list of relays is narrowed to; None: not narrowed."""

    since: datetime | None = None
    grade: Grade | None = None
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class RelaysShown:
    """Some of a person's relays, the latest first, and whether others come before and after."""

    rows: Sequence[tuple[ReferralLink, Relay | None, int]]  # the last is how many visits it had
    newer: bool
    older: bool


def relays_made(
    person: Person,
    filters: RelayFilters,
    *,
    limit: int,
    after: UUID | None = None,
    before: UUID | None = None,
) -> RelaysShown:
    """Return a person's latest relays, without their words and what they lead to. One statement.

    A page starts where another ends: none is counted past, however many there are. A link that is
    nobody's, or somebody else's, starts where the list does.

    after, before: the link that ends the page before this one, or starts the page after it
    """
    key, made_at = (before or after), ReferralLink.created_at
    backwards = before is not None
    statement = (
        select(ReferralLink, Relay, func.coalesce(LinkTotal.visits, 0))
        .outerjoin(Relay, Relay.link_id == ReferralLink.id)
        .outerjoin(LinkTotal, LinkTotal.link_id == ReferralLink.id)
        .where(*_made_by(person, filters.since), *_of_grade(filters.grade))
        .options(
            load_only(ReferralLink.publication_id, ReferralLink.channel, ReferralLink.created_at)
        )
    )
    if filters.channel:
        statement = statement.where(ReferralLink.channel == filters.channel)
    if key and (at := _made_at(person, key)):
        place, end = tuple_(made_at, ReferralLink.id), tuple_(*map(literal, (at, key)))
        statement = statement.where(place > end if backwards else place < end)
    else:
        key = None
    order = (made_at.asc(), ReferralLink.id.asc())
    if not (backwards and key):
        order = (made_at.desc(), ReferralLink.id.desc())
    found = [
        (link, relay, int(number))
        for link, relay, number in db.session.execute(statement.order_by(*order).limit(limit + 1))
    ]
    more, found = len(found) > limit, found[:limit]
    if backwards and key:
        return RelaysShown(found[::-1], newer=more, older=True)
    return RelaysShown(found, newer=key is not None, older=more)


def whole_history(person: Person) -> Sequence[tuple[ReferralLink, Relay | None, int]]:
    """Return all of a person's relays, whole, the latest first, each with its visits."""
    statement = (
        select(ReferralLink, Relay, func.coalesce(LinkTotal.visits, 0))
        .outerjoin(Relay, Relay.link_id == ReferralLink.id)
        .outerjoin(LinkTotal, LinkTotal.link_id == ReferralLink.id)
        .where(*_made_by(person, None))
        .order_by(ReferralLink.created_at.desc(), ReferralLink.id.desc())
    )
    return [(link, relay, int(visits)) for link, relay, visits in db.session.execute(statement)]


def _made_at(person: Person, link_id: UUID) -> datetime | None:
    return db.session.scalar(
        select(ReferralLink.created_at).where(
            ReferralLink.id == link_id, ReferralLink.ambassador_id == person.id
        )
    )


def _made_by(
    person: Person, since: datetime | None, link: type[TrackedLink] = ReferralLink
) -> list[ColumnElement[bool]]:
    # one that was not declared, and that somebody opened all the same, was sent
    relayed = or_(link.declared, Relay.link_id.is_not(None))
    theirs: list[ColumnElement[bool]] = [link.ambassador_id == person.id, relayed]
    return [*theirs, link.created_at >= since] if since else theirs


def _of_grade(grade: Grade | None) -> list[ColumnElement[bool]]:
    """Return the conditions of a grade, as `Relay.grade` reads it."""
    confirmed, seen = Relay.confirmed_at.is_not(None), Relay.preview_seen_at.is_not(None)
    if grade is None:
        return []
    conditions: dict[Grade, list[ColumnElement[bool]]] = {
        Grade.CONFIRMED: [confirmed],
        Grade.PREVIEW_SEEN: [~confirmed, seen],
        Grade.DECLARED: [Relay.confirmed_at.is_(None), Relay.preview_seen_at.is_(None)],
    }
    return conditions[grade]


@dataclass(frozen=True)
class Arrivals:
    """Every request that came to a link, by what made it. Only visits count."""

    visits: int = 0
    colleagues: int = 0
    own: int = 0
    previews: int = 0
    machines: int = 0  # robots, scanners, and pages fetched ahead that nobody looked at


def arrivals_at(link_id: UUID) -> Arrivals:
    """Return all that came to a link."""
    rows = db.session.execute(
        select(LinkDay.kind, LinkDay.internal, func.sum(LinkDay.clicks))
        .where(LinkDay.link_id == link_id)
        .group_by(LinkDay.kind, LinkDay.internal)
    )
    found: Counter[str] = Counter()
    for kind, internal, clicks in rows:
        human = "colleagues" if internal else "visits"
        found[human if kind is ClickClass.HUMAN else _ARRIVALS.get(kind, "machines")] += int(clicks)
    return Arrivals(**found)


_ARRIVALS = {ClickClass.OWN: "own", ClickClass.PREVIEW: "previews"}


def journal_nodes() -> Sequence[JournalNode]:
    """Return every node that has a journal, the one seen last first."""
    return db.session.scalars(select(JournalNode).order_by(JournalNode.seen_at.desc())).all()


def quarantined_lines(limit: int = 100) -> Sequence[QuarantinedLine]:
    """Return the lines set aside, newest first."""
    return db.session.scalars(
        select(QuarantinedLine).order_by(QuarantinedLine.id.desc()).limit(limit)
    ).all()


def quarantined_count() -> int:
    """Return how many lines are set aside."""
    return db.session.scalar(select(func.count()).select_from(QuarantinedLine)) or 0


def losses(limit: int = 100) -> Sequence[ClickLoss]:
    """Return when clicks were answered and could not be written, the latest first."""
    return db.session.scalars(
        select(ClickLoss).order_by(ClickLoss.last_at.desc()).limit(limit)
    ).all()


def counted_since(day: date) -> dict[tuple[ClickClass, bool], int]:
    """Return how many clicks came since a day, by class and whether a colleague made them."""
    rows = db.session.execute(
        select(ClickDay.kind, ClickDay.internal, func.sum(ClickDay.clicks))
        .where(ClickDay.day >= day)
        .group_by(ClickDay.kind, ClickDay.internal)
    )
    return {(kind, internal): int(clicks) for kind, internal, clicks in rows}
