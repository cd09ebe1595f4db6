"""E-mail addresses: read as people paste them, written as mail carries them. Pure.

A text that is an address as its writer sees it is kept in Unicode, its domain too; what mail
servers are given has the domain in the letters of DNS (RFC 5890), so that every server takes it.
"""

import re
import unicodedata
from urllib.parse import unquote

import idna
from email_validator import EmailNotValidError, validate_email
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core.errors import Refusal

LONGEST = 254  # characters (RFC 5321)
LONGEST_LOCAL = 64  # before the @
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ′´", "'") | {"＠": "@"})
# what stands around an address and never in it; a full stop may, between others
_AROUND = " \t\r\n\"'“”«»<>()[]{}|\\,;:.!?`"
_ANGLED = re.compile(r"[^<>]*<([^<>@]*@[^<>]*)>[^<>@]*")
_SCHEME = re.compile(r"\s*mailto:([^?]*)(?:\?.*)?", re.IGNORECASE | re.DOTALL)
_WRITTEN = re.compile(r"(?<![^<\s])([^<>\s]*)@([^@<>\s]+)(>?)$")


class BadMailbox(Refusal):
    """What was written is no address that a mail can reach."""

    code = "bad_mailbox"


def read_mailbox(text: str) -> str:
    """Return the address that a text is, without what people paste with it.

    Takes "mailto:", "Name <…>", quotation marks, brackets, unseen characters, and a comma or
    full stop off. The domain is in lower case and in Unicode.

    raises: BadMailbox with what the address lacks; its field is "email"
    """
    address = bare_mailbox(text)
    local, at, domain = address.rpartition("@")
    if not at:
        raise _refused(_l("The @ is missing. Write a whole address, such as name@example.com."))
    if "@" in local:
        raise _refused(_l("This address has a mistake in it: write one address, with one @."))
    if re.search(r"\s", address):
        raise _refused(_l("An address has no space in it. Write it alone, without a name."))
    if "." not in domain:
        raise _refused(_l("The end of the address is missing: “.fr” or “.com”, for example."))
    if len(address) > LONGEST:
        raise _refused(_l("An address has at most %(num)d characters.", num=LONGEST))
    if not local.isascii():
        raise _refused(
            _l("Mail does not reach addresses with accented or special letters before the @. "
               "Write the one that your mail service gives without them.")
        )  # fmt: skip
    if len(local) > LONGEST_LOCAL:
        raise _refused(
            _l("The part before the @ has at most %(num)d characters.", num=LONGEST_LOCAL)
        )
    try:
        normalized = validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError as wrong:
        raise _refused(
            _l("This address has a mistake in it. Check it letter by letter.")
        ) from wrong
    return normalized


def bare_mailbox(text: str) -> str:
    """Return a text without what cannot be part of an address; it may still be none."""
    seen = "".join(
        " " if letter.isspace() else letter
        for letter in unicodedata.normalize("NFC", text.translate(_APOSTROPHES))
        if unicodedata.category(letter) != "Cf"
    )
    if angled := _ANGLED.fullmatch(seen):
        seen = angled[1]
    if scheme := _SCHEME.fullmatch(seen.strip(_AROUND.replace(":", ""))):
        seen = unquote(scheme[1])
    return "@".join(part.strip() for part in seen.strip(_AROUND).split("@"))


def _refused(sentence: LazyString) -> BadMailbox:
    return BadMailbox(sentence, field="email")


def for_mail(address: str) -> str:
    """Return an address, or "Name <address>", with its domain in the letters of DNS."""
    return _WRITTEN.sub(
        lambda at: f"{at[1].translate(_APOSTROPHES)}@{a_label(at[2])}{at[3]}", address
    )


def spellings(address: str) -> frozenset[str]:
    """Return an address in lower case with its domain in either spelling, to be looked up."""
    local, _at, domain = unicodedata.normalize("NFC", address.strip()).lower().rpartition("@")
    return frozenset({f"{local}@{a_label(domain)}", f"{local}@{u_label(domain)}"})


def a_label(domain: str) -> str:
    """Write a domain in the letters that DNS knows; leave one that cannot be."""
    try:
        return idna.encode(domain, uts46=True).decode()
    except UnicodeError:
        return domain.lower()


def u_label(domain: str) -> str:
    """Write a domain as people read it; leave one that cannot be."""
    try:
        return idna.decode(domain, uts46=True)
    except UnicodeError:
        return domain.lower()
