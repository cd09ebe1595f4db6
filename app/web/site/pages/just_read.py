"""What a visitor has just read, as their browser says by itself: nothing is kept, here or there.

docs/decisions/0086-what-one-has-read-is-the-browsers-to-know.md
"""

from dataclasses import dataclass

from flask import request

from app.core import clock
from app.publishing.site.titles import titled
from app.sharing.queries import link_by_code
from app.web.site.pages.recognised import recognise


@dataclass(frozen=True)
class JustRead:
    """A publication to go back to."""

    title: str
    language: str
    href: str


def just_read() -> JustRead | None:
    """Return the opening or the story that a visitor comes from, if it is online.

    At most two statements, and none for who comes from elsewhere.
    """
    address = request.referrer or ""
    found = recognise(address)
    if found is None:
        return None
    key = None
    if found.number is None:
        link = link_by_code(found.code)
        key = link.publication_id if link else None
        if key is None:
            return None
    text = titled(found.number, key, now=clock.now())
    if text is None:
        return None
    return JustRead(*text.in_language(found.language), href=_path_of(address))


def _path_of(address: str) -> str:
    """The path of one of our addresses, which a page may lead to."""
    return "/" + address.split("/", 3)[3].partition("#")[0].partition("?")[0]
