"""Which cards are to be drawn: rows that a worker takes, so that none is lost with Redis away.

Whatever changes what a card shows orders it anew; ordered twice, it is drawn once.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Select, Uuid, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from app.core import files, jobs
from app.core.database import db
from app.core.models import Activity
from app.people.models import Person
from app.publishing.models import Publication, PublicationState
from app.sharing.cards.models import CardOrder, ShareCard
from app.sharing.models import ReferralLink

DRAW = "jobs.sharing.draw_cards"
# What of the company, and of a person, stands on cards.
OF_COMPANY = frozenset({"name", "brand_color", "logo"})
OF_PERSON = frozenset({"first_name", "last_name", "job_title", "portrait", "language"})

_FRESH = func.gen_random_uuid()


def on_publication(activity: Activity) -> None:
    """Order the cards of a publication that came online or was corrected."""
    order_where(Publication.id == activity.subject_id, now=activity.at)


def on_organisation(activity: Activity) -> None:
    """Order every card anew, if the company's change shows on them."""
    if OF_COMPANY & set(activity.data.get("changed", ())):
        order_where(now=activity.at)


def on_renamed(activity: Activity) -> None:
    """Order every card anew: a team or a place that some of them name was changed."""
    order_where(now=activity.at)


def on_person(activity: Activity) -> None:
    """Forget the cards with a person as they were, and order those with them as they are.

    Unlike a publication's, their former pictures answer no more: a face that was taken away
    is gone.
    """
    if not OF_PERSON & set(activity.data.get("changed", ())):
        return
    linked = select(ReferralLink.publication_id).where(
        ReferralLink.ambassador_id == activity.subject_id, ReferralLink.on_card
    )
    order_where(Publication.id.in_(linked), person_id=activity.subject_id, now=activity.at)
    forget(activity.subject_id)  # last: ordering waits for a card with the former face under way


def on_link(activity: Activity) -> None:
    """Order the card with an ambassador on it, for a share that wants it."""
    link = db.session.get(ReferralLink, activity.subject_id)
    if link and link.on_card:
        order_where(
            Publication.id == link.publication_id, person_id=link.ambassador_id, now=activity.at
        )


def order_where(
    *conditions: ColumnElement[bool], person_id: UUID | None = None, now: datetime
) -> None:
    """Order the cards of publications that are online, in the caller's transaction.

    person_id: of those with this person on them; None: of those with nobody
    """
    _order(
        select(_FRESH, Publication.id, literal(person_id, Uuid()), *_new(now)).where(
            Publication.state == PublicationState.PUBLISHED, *conditions
        )
    )
    jobs.enqueue(DRAW, once="cards")


def order_with_people(publication_id: UUID, *, now: datetime) -> None:
    """Order the cards of a publication with each person whose links show one."""
    _order(
        select(_FRESH, literal(publication_id, Uuid()), Person.id, *_new(now)).where(
            Person.id.in_(
                select(ReferralLink.ambassador_id).where(
                    ReferralLink.publication_id == publication_id, ReferralLink.on_card
                )
            )
        )
    )


def _new(now: datetime) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return literal(now, DateTime(timezone=True)), literal(0)


def _order(wanted: Select[Any]) -> None:
    columns = ["id", "publication_id", "person_id", "due_at", "tries"]
    statement = insert(CardOrder).from_select(columns, wanted)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["publication_id", "person_id"],
            set_={"due_at": statement.excluded.due_at, "tries": 0},
        )
    )


def forget(person_id: UUID) -> None:
    """Take away every card with a person on it, and its picture."""
    cards = db.session.scalars(select(ShareCard).where(ShareCard.person_id == person_id)).all()
    db.session.execute(delete(ShareCard).where(ShareCard.person_id == person_id))
    for card in cards:
        files.remove(card.file)


def is_ordered(publication_id: UUID, person: Person) -> bool:
    """Say whether a card with a person on it is about to be drawn."""
    waiting = select(CardOrder.id).where(
        CardOrder.publication_id == publication_id,
        CardOrder.person_id == person.id,
        CardOrder.tries <= 1,  # the first try may be under way
    )
    return db.session.scalar(waiting) is not None
