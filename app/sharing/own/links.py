"""Make one's own link, and give out another in its place."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app.core import activity, freshness
from app.core.database import db
from app.core.ids import short_code, uuid7
from app.people.models import Person
from app.sharing.links import accepted_charter
from app.sharing.models import LinkKind, OwnLink

FORMER_SHOWN = 10


def own_link(person: Person) -> OwnLink | None:
    """Return the link that a person gives out; None until they have one."""
    return db.session.scalar(
        select(OwnLink).where(OwnLink.ambassador_id == person.id, OwnLink.replaced_at.is_(None))
    )


def former_links(person: Person) -> Sequence[OwnLink]:
    """Return the latest of those that a person gave out before."""
    return db.session.scalars(
        select(OwnLink)
        .where(OwnLink.ambassador_id == person.id, OwnLink.replaced_at.is_not(None))
        .order_by(OwnLink.created_at.desc(), OwnLink.id.desc())
        .limit(FORMER_SHOWN)
    ).all()


def make_own(person: Person, *, now: datetime) -> OwnLink:
    """Return a person's own link, made now unless they have one, in the caller's transaction.

    raises: CharterNotAccepted
    """
    charter = accepted_charter(person)
    while True:
        if found := own_link(person):
            return found
        made: OwnLink | None = db.session.scalar(
            insert(OwnLink)
            .values(
                id=uuid7(),
                kind=LinkKind.OWN,
                code=short_code(),
                ambassador_id=person.id,
                language=person.language,
                words="",
                disclosure="",
                form_id=uuid7(),
                charter_version=charter,
                created_at=now,
            )
            .on_conflict_do_nothing()
            .returning(OwnLink)
        )
        if made:
            activity.record("own_link.made", made, by=person, now=now)
            return made


def replace_own(person: Person, link_id: UUID, *, now: datetime) -> OwnLink:
    """Give a person another link in place of this one; asked twice, it is done once.

    The former one answers, without them: what is printed cannot be called back, and whoever found
    a lost badge is to bring nobody in their name.

    raises: CharterNotAccepted
    """
    accepted_charter(person)
    given_up = db.session.scalar(
        update(OwnLink)
        .where(
            OwnLink.id == link_id,
            OwnLink.ambassador_id == person.id,
            OwnLink.replaced_at.is_(None),
        )
        .values(replaced_at=now)
        .returning(OwnLink)
    )
    if given_up:
        activity.record("own_link.replaced", given_up, by=person, now=now)
        freshness.changed("person", person.id)
    return make_own(person, now=now)
