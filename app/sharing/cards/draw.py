"""Draw the cards that are ordered, one transaction each. Imported by workers alone."""

import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import structlog
from flask import current_app
from sqlalchemy import Select, delete, select

from app.core import clock, files, freshness
from app.core.database import db, transaction
from app.people.models import Person
from app.people.organisation import current_organisation
from app.publishing.models import Publication, PublicationState
from app.sharing.cards import drawing, fonts, orders
from app.sharing.cards.facts import CardFacts, facts_of
from app.sharing.cards.models import CardOrder, ShareCard

log = structlog.get_logger(__name__)

AT_A_TIME = 20.0  # seconds: what waits behind must not wait for ten thousand cards
AGAIN_AFTER = timedelta(minutes=10)
TRIES = 5


def draw_ordered(sources: Sequence[Path]) -> None:
    """Draw what is ordered and due, the oldest first, for a while; what is left is taken next time.

    Twice at once harms nothing: each takes other orders.

    sources: the company's font as the web has it (fonts.FAMILIES)
    """
    end = time.monotonic() + AT_A_TIME
    with transaction():
        if db.session.scalar(_next()) is None:
            return
    folder = fonts.cut(sources, current_app.config["VAR_DIR"] / "fonts")
    while time.monotonic() < end and _draw_next(folder):
        continue


def _next() -> Select[CardOrder]:
    due = select(CardOrder).where(CardOrder.due_at <= clock.now())
    return due.order_by(CardOrder.due_at).limit(1)


def _draw_next(folder: Path) -> bool:
    """Draw what one order wants; False when none is left.

    It is put off before it is begun: one that the worker dies of lets the others through.
    """
    with transaction():
        taken = db.session.scalar(_next().with_for_update(skip_locked=True))
        if taken is None:
            return False
        order_id, last_try = taken.id, taken.tries >= TRIES
        taken.tries += 1
        taken.due_at = clock.now() + AGAIN_AFTER * taken.tries
        if last_try:  # no try ended, not even by a failure
            db.session.delete(taken)
            return True
    try:
        with transaction():
            order = db.session.get(CardOrder, order_id, with_for_update={"skip_locked": True})
            if order is not None:  # else ordered anew meanwhile, and another worker's
                _draw(order, folder)
                db.session.delete(order)
    except drawing.NoLetters as unknown:
        log.warning("card_not_drawn", letters=str(unknown))
        _give_up(order_id, after=1)
    except Exception:
        log.exception("card_not_drawn", order=str(order_id))
        _give_up(order_id, after=TRIES)
    return True


def _give_up(order_id: UUID, *, after: int) -> None:
    """Forget an order after some tries: the picture of the brand stands in."""
    tried = CardOrder.id == order_id, CardOrder.tries >= after
    with transaction():
        db.session.execute(delete(CardOrder).where(*tried))


def _draw(order: CardOrder, folder: Path) -> None:
    publication = db.session.get(Publication, order.publication_id)
    if publication is None or publication.state is not PublicationState.PUBLISHED:
        return  # nothing of what is not online is drawn; coming back orders it again
    company = current_organisation()
    person = db.session.get(Person, order.person_id) if order.person_id else None
    for text in publication.texts:
        facts = facts_of(publication, text.language, company)
        card = _card(facts.by(person) if person else facts, folder)
        if person is None and text.card != card.name:
            text.card = card.name
            db.session.flush()
            freshness.changed("publication", publication.id)
    if order.person_id is None:
        orders.order_with_people(publication.id, now=clock.now())


def _card(facts: CardFacts, folder: Path) -> ShareCard:
    """Return the card that says this, drawn now unless it was before."""
    if card := db.session.get(ShareCard, facts.name):
        return card
    picture = files.store(
        drawing.jpeg(facts, folder),
        media_type="image/jpeg",
        name=f"{facts.name}.jpg",
        kind="card",
        width=drawing.WIDTH,
        height=drawing.HEIGHT,
    )
    card = ShareCard(
        name=facts.name,
        publication_id=facts.publication_id,
        language=facts.language,
        person_id=facts.relayer.id if facts.relayer else None,
        file=picture,
        drawn_at=clock.now(),
    )
    db.session.add(card)
    db.session.flush()
    return card
