"""When two e-mail addresses are one mailbox, and so one candidate. Pure."""

import re
import unicodedata

from app.core.text.mailboxes import a_label

GMAIL = frozenset({"gmail.com", "googlemail.com"})
# Who says publicly that what follows a + leads to the same mailbox, and nothing else does.
_TAGGING = frozenset({"icloud.com", "proton.me", "protonmail.com", "fastmail.com"})
_MICROSOFT = re.compile(r"(outlook|hotmail|live)\.(com|([a-z]{2,3}\.)?[a-z]{2})")
_MICROSOFT_SECOND = frozenset({"co", "com"})


def fold(address: str) -> str:
    """Return the mailbox of an address: the same text for two addresses of one mailbox.

    Only what a provider promises is folded: dots and +tags where they change nothing there.
    Nothing is cut where nothing would be left.

    source: docs/attribution.md, "The candidate"
    """
    plain = unicodedata.normalize("NFC", address.strip().replace("’", "'")).lower()
    local, at, domain = plain.rpartition("@")
    if not at:
        return plain
    domain = a_label(domain)
    if domain in GMAIL:
        local = _without_tag(local)
        return f"{local.replace('.', '') or local}@gmail.com"
    if domain in _TAGGING or _is_microsoft(domain):
        local = _without_tag(local)
    return f"{local}@{domain}"


def domains_that_fold(folded: str) -> frozenset[str]:
    """Return at which domains a mailbox may be written otherwise too; none where it may not. Pure.

    folded: as `fold` returns it
    """
    domain = folded.rpartition("@")[2]
    if domain in GMAIL:
        return GMAIL
    return frozenset({domain} if domain in _TAGGING or _is_microsoft(domain) else ())


def _without_tag(local: str) -> str:
    return local.partition("+")[0] or local


def _is_microsoft(domain: str) -> bool:
    """Say whether a domain is outlook, hotmail or live, under com or a country."""
    found = _MICROSOFT.fullmatch(domain)
    if not found:
        return False
    second = (found[3] or "").rstrip(".")
    return not second or second in _MICROSOFT_SECOND
