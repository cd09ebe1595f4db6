"""Addresses of pages: read as people type them, and found in lines that should have none. Pure.

The second is asked of names alone, where a full stop is an initial's ("J.-P. Martin", "Jean
M.Dupont"); prose has *Node.js* and *ASP.NET* in it.
"""

import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

from babel import Locale
from flask_babel import lazy_gettext as _l

from app.core.errors import Refusal

LONGEST = 500  # characters, of an address that is typed

# No name of people ends so, whatever its capitals.
_CERTAIN = frozenset({"com", "net", "org", "info", "biz", "edu", "gov", "xyz", "fr", "eu", "io"})
# What else ends the names of sites without being a country's two letters.
_ENDINGS = frozenset({
    "mil", "int", "app", "dev", "top", "site", "online", "store", "shop", "club", "click", "link",
    "live", "life", "world", "website", "space", "tech", "digital", "email", "cloud", "news",
    "blog", "page", "pages", "bio", "wiki", "win", "bid", "vip", "pro", "casino", "bet", "poker",
    "loan", "money", "cash", "finance", "fund", "tax", "trade", "market", "sale", "deals", "gift",
    "promo", "agency", "company", "services", "support", "center", "team", "group", "zone",
    "network", "media", "studio", "design", "video", "games", "game", "fun", "social", "chat",
    "dating", "adult", "porn", "sex", "icu", "cfd", "sbs", "buzz", "cyou", "monster", "quest",
    "rest", "bar", "work", "works", "jobs", "careers", "africa", "asia", "paris", "bzh", "alsace",
    "corsica", "berlin", "london", "eus", "cat", "tel", "mobi", "travel", "museum", "name",
    "post", "aero", "coop", "google",
})  # fmt: skip
_SCHEME = re.compile(r"://|\bwww\.|\bmailto:|@", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
_DOTTED = re.compile(r"([\w-]+(?:\.[\w-]+)*)\.([^\W\d_]{2,}|xn--[\w-]+)(?![\w-])(/|:\d)?")
_DOTS = str.maketrans(dict.fromkeys("。．｡․", "."))


class BadSite(Refusal):
    """What was written is no address of a page on the web."""

    code = "bad_site"


def read_site(text: str) -> str:
    """Return the address of a page, with https where none was typed; "" for nothing.

    raises: BadSite
    """
    typed = text.strip(" \t\r\n<>\"'«»,;")
    if not typed:
        return ""
    address = typed if re.match(r"[a-z][a-z0-9+.-]*:", typed, re.IGNORECASE) else f"https://{typed}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        known = parts.scheme in ("http", "https") and "@" not in parts.netloc
    except ValueError:
        known, host = False, ""
    if not known or "." not in host.strip(".") or re.search(r"[\s<>\"\\]", address):
        raise BadSite(_l("Paste the whole address of the page, such as linkedin.com/in/your-name."))
    if len(address) > LONGEST:
        raise BadSite(_l("This address is too long: %(num)d characters at most.", num=LONGEST))
    return address


def names_a_site(text: str) -> bool:
    """Say whether a line has the address of a page or of a mailbox in it, or a bare domain."""
    seen = "".join(
        letter
        for letter in unicodedata.normalize("NFKC", text.translate(_DOTS)).translate(_DOTS)
        if unicodedata.category(letter) != "Cf"
    )
    return bool(
        _SCHEME.search(seen)
        or _NUMBERS.search(seen)
        or any(_is_domain(*found.groups()) for found in _DOTTED.finditer(seen))
    )


def _is_domain(before: str, ending: str, path: str | None) -> bool:
    """Say whether a word with a full stop is a domain, rather than an initial and a name."""
    last = ending.lower()
    if path or last in _CERTAIN or last.startswith("xn--"):
        return True
    label = before.rpartition(".")[2]
    # some are names, or particles of names: "Aung.Win", "Jean.De Smet", "J.de Smet"
    return (last in _ENDINGS or last in _countries()) and ending == last and len(label) > 1


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    """The endings of countries: their two letters (ISO 3166-1), and the few that differ."""
    territories = {str(code).lower() for code in Locale("en").territories}
    return frozenset({code for code in territories if len(code) == 2} | {"uk", "su"})
