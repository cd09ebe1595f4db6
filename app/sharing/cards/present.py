"""Which card a page shows, and what the address of one gives."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.database import db
from app.core.models import StoredFile
from app.publishing.kinds import is_online
from app.publishing.models import Publication
from app.sharing.cards.models import ShareCard


@dataclass(frozen=True)
class CardPicture:
    """The picture of a card.

    exact: whether it is the one that was asked for, and not that without the person on it
    """

    file: StoredFile
    exact: bool


def is_drawn(name: str) -> bool:
    """Say whether there is a card of this name."""
    return db.session.scalar(select(ShareCard.name).where(ShareCard.name == name)) is not None


def card_named(name: str, *, now: datetime) -> CardPicture | None:
    """Return the picture of a card, also a former one; without the person while that is not drawn.

    None for a name that no card ever had, and for what is no longer online: its title is nobody's
    to read any more.
    """
    plain = name.partition("-")[0]
    cards = {
        card.name: card
        for card in db.session.scalars(select(ShareCard).where(ShareCard.name.in_({name, plain})))
    }
    card = cards.get(name) or cards.get(plain)
    if card is None:
        return None
    publication = db.session.get(Publication, card.publication_id)
    if publication is None or not is_online(publication, now):
        return None
    return CardPicture(card.file, exact=card.name == name)
