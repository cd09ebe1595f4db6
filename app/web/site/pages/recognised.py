"""Which publication one of our own addresses shows: its page's, its number's, a tracked link's."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException

from app.core.i18n import LANGUAGES
from app.publishing.kinds import FAMILIES
from app.web.origins import origin_of

_THROUGH = re.compile(
    r"/r/(?P<code>[^/]+)(?:/(?P<number>\d{1,18}))?(?:/(?P<language>fr|en))?/?", re.IGNORECASE
)


@dataclass(frozen=True)
class Recognised:
    """What an address shows.

    noun: the family that a page's address stands in; "" for a tracked link's
    number: of the publication; None for a link itself, which has one
    code: of the link that it is below; "" on the career site
    """

    language: str
    noun: str = ""
    number: int | None = None
    code: str = ""


def recognise(url: str) -> Recognised | None:
    """Return what an absolute address shows; None for any that is no publication of ours."""
    if not url or origin_of(url).lower() != origin_of(current_app.config["BASE_URL"]).lower():
        return None
    path = urlsplit(url).path
    if link := _THROUGH.fullmatch(path):
        number = link["number"]
        language = (link["language"] or LANGUAGES[0]).lower()
        return Recognised(language, "", int(number) if number else None, link["code"])
    try:
        endpoint, values = current_app.url_map.bind("").match(path)
    except HTTPException:
        return None
    noun = endpoint.removeprefix("site.").removesuffix("_by_number")
    if noun not in FAMILIES:
        return None
    return Recognised(values["language"], noun, values["number"])
