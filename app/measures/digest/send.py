"""Writing the digests that are due: one a week and a person, in their language and by their clock.

Who and when are read first; each digest is then a transaction of its own, in which the week is
marked and the mail is written, so that a stop in between leaves either both or neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from app.core import mail
from app.core.calendar import date_in, local_date, week_begun, zone_called
from app.core.database import db
from app.measures.digest import preferences
from app.measures.digest.models import MORNING, TUESDAY, DigestSent, NotificationPreference, Rhythm
from app.people.entrance.links import absolute
from app.people.models import Person
from app.people.permissions import Permission, permissions_of
from app.publishing.wording import title_of
from app.sharing import home, queries, ranking_wording
from app.sharing.invitations import stopping
from app.sharing.ranking import SHOWN, RankingFacts, choose
from app.tracking import queries as tracking

LATE = timedelta(days=2)  # a digest that could not leave in time still does, then waits a week
NOT_AGAIN_FOR = timedelta(weeks=26)  # that a publication is offered by mail


@dataclass(frozen=True)
class Item:
    """One publication, as the mail shows it."""

    publication_id: UUID
    title: str
    reason: str
    words: str
    link: str


@dataclass(frozen=True)
class Digest:
    """What a person's mail says. came_back: how often their links were opened since `since`"""

    items: list[Item]
    came_back: int
    since: date | None
    shown: list[RankingFacts]  # the same, as the ranking knows them


def due(*, now: datetime) -> Iterator[tuple[UUID, date]]:
    """Yield whose digest is due and of which week, those that are done with left out."""
    p = NotificationPreference
    when = (
        func.coalesce(Person.time_zone, ""),
        func.coalesce(p.digest_day, TUESDAY),
        func.coalesce(p.digest_hour, MORNING),
    )
    theirs = select(*when).outerjoin(p, p.person_id == Person.id).where(*_take_it(now))
    for place, day, hour in db.session.execute(theirs.distinct()).all():
        week, since = week_begun(zone_called(place), now, day=day, hour=hour)
        if since >= LATE:
            continue
        done = select(DigestSent.person_id).where(DigestSent.week >= week)
        yield from (
            (person_id, week)
            for person_id in db.session.scalars(
                select(Person.id)
                .outerjoin(p, p.person_id == Person.id)
                .where(*_take_it(now), Person.joined_at <= now - since, Person.id.not_in(done))
                .where(when[0] == place, when[1] == day, when[2] == hour)
                .order_by(Person.id)
            ).all()
        )


def _take_it(now: datetime) -> list[ColumnElement[bool]]:
    """Return who is sent digests at all."""
    return [
        Person.joined_at.is_not(None),
        Person.disabled_at.is_(None),
        or_(Person.left_on.is_(None), Person.left_on >= local_date(now)),
        func.coalesce(NotificationPreference.digest, Rhythm.WEEKLY.value) == Rhythm.WEEKLY.value,
    ]


def send(person_id: UUID, week: date, *, now: datetime) -> bool:
    """Write a person's digest of a week, unless it was, or nothing in it is worth a mail.

    returns: whether it was written
    """
    marked = db.session.scalar(
        insert(DigestSent)
        .values(person_id=person_id, week=week, offered=[], at=now)
        .on_conflict_do_nothing()
        .returning(DigestSent.person_id)
    )
    person = db.session.get_one(Person, person_id)
    if marked is None or Permission.RELAY not in permissions_of(person.roles):
        return False
    with force_locale(person.language):
        digest = for_person(person, now=now)
    if not digest.items:
        return False
    sent = db.session.get_one(DigestSent, (person_id, week))
    sent.offered = [each.publication_id for each in digest.items]
    home.count_mailed(digest.shown, now=now)
    mail.send(
        to=person.email,
        template="measures/mail/digest",
        language=person.language,
        now=now,
        headers=stopping.headers(_stop_link(person), "digest"),
        first_name=person.first_name,
        digest=digest,
        link=absolute("ambassador.hub"),
        stop_link=_stop_link(person),
        choose_link=absolute("account.notifications"),
    )
    return True


def for_person(person: Person, *, now: datetime) -> Digest:
    """Return what a person's digest would say now; without items, it is not worth a mail."""
    facts, _ = queries.facts_for(person, now=now)
    offered = _offered(person, now=now)
    fresh = [each for each in facts if each.id not in offered]
    chosen = choose(fresh, queries.reader(person), now, shown=SHOWN)
    suggested = queries.suggested((each.publication_id for each in chosen), person.language)
    items = [
        Item(
            each.publication_id,
            title_of(suggested[each.publication_id].publication),
            ranking_wording.sentence(each, suggested[each.publication_id].publication),
            suggested[each.publication_id].words,
            absolute("ambassador.kit", publication_id=str(each.publication_id)),
        )
        for each in chosen
    ]
    known = tracking.at_home(person, since=now)
    before = home.sitting(known.last, visits=known.visits, now=now)
    place = zone_called(person.time_zone)
    since = date_in(place, before.since) if before.since else None
    shown = [each for each in fresh if each.id in {item.publication_id for item in items}]
    return Digest(items, before.came(known.visits), since, shown)


def _offered(person: Person, *, now: datetime) -> set[UUID]:
    """Return what a person's digests offered already: a mail tells something new."""
    rows = db.session.scalars(
        select(DigestSent.offered).where(
            DigestSent.person_id == person.id, DigestSent.at > now - NOT_AGAIN_FOR
        )
    )
    return {each for row in rows for each in row}


def _stop_link(person: Person) -> str:
    return absolute("account.stop_digest", token=preferences.stop_token(person))


def forget_old(*, now: datetime) -> None:
    """Forget what digests offered, once it may be offered again."""
    db.session.execute(delete(DigestSent).where(DigestSent.at <= now - NOT_AGAIN_FOR))
