"""The picture of the page that one shares: as it stands, or with one's own name and face on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_login import current_user

from app.core import clock
from app.core.database import transaction
from app.publishing.models import Publication
from app.sharing.cards import orders
from app.sharing.cards.facts import relayer_of
from app.sharing.cards.present import is_drawn
from app.web.site.addresses import text_in
from app.web.site.pages.share_pictures import share_picture


@dataclass(frozen=True)
class SharedPicture:
    """The picture of a share.

    shown: of share_picture()
    coming: whether the one with the ambassador on it is still being drawn
    """

    shown: Mapping[str, Any]
    coming: bool = False


def picture_of(publication: Publication, in_language: str, *, on_card: bool) -> SharedPicture:
    """Return the picture of a share in a language, by the person who is signed in."""
    if not on_card:
        return SharedPicture(share_picture(publication, in_language))
    end = f"-{relayer_of(current_user, in_language).mark}"
    shown = share_picture(publication, in_language, end)
    plain = text_in(publication, in_language).card
    if not plain or is_drawn(plain + end):
        return SharedPicture(shown)
    # under another address: a browser shows the picture that it has until the address changes
    shown = {**shown, "url": f"{shown['url']}?soon"}
    return SharedPicture(shown, coming=orders.is_ordered(publication.id, current_user))


def order_with_me(publication: Publication, in_language: str) -> None:
    """Have the picture with the signed-in person on it drawn, unless it is or is about to be."""
    plain = text_in(publication, in_language).card
    mark = relayer_of(current_user, in_language).mark
    if not plain or is_drawn(f"{plain}-{mark}"):
        return
    with transaction():
        orders.order_where(
            Publication.id == publication.id, person_id=current_user.id, now=clock.now()
        )
