"""What the front asks of the renderer of landing pages: the types that they share.

A landing page is drawn once for a publication and a language, in pieces, with slots. What stands
in them is drawn once for an ambassador and a language, but for a link's own words; the signed
click token and the code are filled in by the front. So a link that is followed for the first
time costs one row of the database and no template.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

# Drawn anew by each process and never sent, so that no text that people write can hold a mark;
# private-use characters, so that escaping leaves them alone.
_OPEN, _CLOSE = f"\ue000{secrets.token_hex(8)}:", "\ue001"
_MARK = re.compile(f"{_OPEN}([a-z_]+){_CLOSE}")

LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a page, filled with what has the same name of the link that was followed."""

    name: str


TOKEN = Slot("token")  # the signed click token (token.py), ASCII, safe in an attribute
CODE = Slot("code")  # the link's code
CARD = Slot("card")  # what makes the picture of the page one with the ambassador on it, or nothing
QUOTE = Slot("quote")  # the ambassador's words for this link, as HTML


@dataclass(frozen=True, slots=True)
class LandingPage:
    """One publication in one language, drawn once and answered to all its links.

    status: 200; 410 for closed or recalled; 302 for an outside target, with `location`;
        404 and 503 for the pages of `Renderer.missing` and `Renderer.unavailable`
    pieces: HTML and slots, in order; made from one template's text by `pieces_of`
    languages: those the publication can be shown in; another one gets the first
    canonical: the address search engines should know instead of this link, absolute
    depends_on: what else stands on the page, as (kind, id) of `core.freshness.changed`; the
        publication itself need not be named
    until: from then on the page is drawn again, though nobody announced a change (UTC)
    """

    status: int
    pieces: tuple[str | Slot, ...] = ()
    location: str = ""
    languages: tuple[str, ...] = LANGUAGES
    canonical: str = ""
    depends_on: frozenset[tuple[str, UUID]] = frozenset()
    until: datetime | None = None


class Renderer(Protocol):
    """Draws what tracked links answer, on a miss; memory answers the rest.

    Called in a request context of the installation's own address, without cookies and so without
    anyone signed in, in the language asked for (`g.language`); `quote` in an application context
    only. An ambassador is drawn again when they, the organisation, or all teams at once (places)
    change; the name of one team must not stand there.
    """

    def page(self, publication_id: UUID, language: str) -> LandingPage:
        """Draw a publication's landing page, whatever its state; or what stands for one.

        publication_id: also queries.HOME and queries.GIVEN_UP
        """

    def ambassador(self, ambassador_id: UUID, language: str) -> Mapping[str, str]:
        """Draw who recommends: HTML by the name of its slot; every slot but the front's own."""

    def quote(self, words: str, language: str) -> str:
        """Draw what an ambassador wrote for one link, as HTML; nothing when they wrote nothing."""

    def missing(self, language: str) -> LandingPage:
        """Draw the helpful 404 of a code that leads nowhere. Has no slot."""

    def unavailable(self, language: str) -> LandingPage:
        """Draw the 503 of a page that cannot be fetched now; without a database. Has no slot."""


def mark(name: str) -> str:
    """Return what a template writes where the slot `name` is to be."""
    return f"{_OPEN}{name}{_CLOSE}"


def pieces_of(html: str) -> tuple[str | Slot, ...]:
    """Cut a rendered template at its marks. Pure."""
    parts = _MARK.split(html)
    return tuple(
        Slot(part) if index % 2 else part for index, part in enumerate(parts) if part or index % 2
    )
