"""How the composer of Bluesky writes a link: its host, and the beginning of what follows. Pure."""

import regex
from ada_url import URL

SHOWN_WHOLE = 15  # characters of a path, a query and a fragment together
SHOWN = 13  # of longer ones, with three dots

# White space as browsers have it: U+FEFF is some. "HTTP://" is none of its links.
_LINK = regex.compile(r"(?<![^\s\uFEFF(])http[Ss]?://[^\s\uFEFF]+")


def with_short_links(text: str) -> str:
    """Return a text as it is counted, each link as short as readers will see it."""
    return _LINK.sub(lambda found: _short(found[0]), text)


def _short(written: str) -> str:
    link, end = written, ""
    if link[-1] in ".,;:!?":
        link, end = link[:-1], link[-1]
    if link.endswith(")") and "(" not in link:
        link, end = link[:-1], f"){end}"
    try:
        address = URL(link)
    except ValueError:  # no address: nothing is shortened
        return written
    path = "" if address.pathname == "/" else address.pathname
    behind = path + address.search + address.hash
    if len(behind) > SHOWN_WHOLE:
        behind = f"{behind[:SHOWN]}..."
    return f"{address.host}{behind}{end}"
