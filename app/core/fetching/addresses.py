"""Which addresses of the Internet may be asked. Pure.

A name is resolved once; every answer must be public, and the connection goes to one of them: a
name that answers otherwise a moment later leads nowhere.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, quote, urlsplit

from app.core.fetching.refusals import Unfetchable

PORTS = {80, 443}
LONGEST = 2000  # characters
_UNICAST = ip_network("2000::/3")
# documentation, and two ways of wrapping an IPv4 address that is then not looked at
_NOT_UNICAST = (ip_network("3fff::/20"), ip_network("2001::/32"), ip_network("2002::/16"))
_SAFE = "!$%&'()*+,;=:@/~-._?"

Address = IPv4Address | IPv6Address


def is_public(address: Address) -> bool:
    """Return whether an address is one of the public Internet, of one machine. Pure."""
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, IPv4Address):
        return True
    return address in _UNICAST and not any(address in each for each in _NOT_UNICAST)


def checked(answers: Iterable[str]) -> list[Address]:
    """Return the addresses of a name, all of them public. Pure.

    raises: Unfetchable for none, or when a single one is not public
    """
    try:
        found = [ip_address(each) for each in dict.fromkeys(answers)]
    except ValueError as wrong:
        raise Unfetchable("private_address") from wrong
    if not found:
        raise Unfetchable("dns")
    if not all(is_public(each) for each in found):
        raise Unfetchable("private_address")
    return found


def cut(url: str, *, http: bool) -> SplitResult:
    """Cut an address into what a connection needs, written as a request has it. Pure.

    http: whether it may be read without a secured connection
    raises: Unfetchable for a scheme, a port or a user name that is not asked for anything
    """
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port, (parts.hostname or "").rstrip(".")
        name = host if ":" in host else host.encode("idna").decode()
    except (ValueError, UnicodeError) as wrong:
        raise Unfetchable("address") from wrong
    if parts.scheme not in ({"http", "https"} if http else {"https"}):
        raise Unfetchable("scheme")
    if "@" in parts.netloc:
        raise Unfetchable("user")
    if not name or len(url) > LONGEST or any(each.isspace() or each < " " for each in name):
        raise Unfetchable("address")
    if port is not None and port not in PORTS:
        raise Unfetchable("port")
    shown = f"[{name}]" if ":" in name else name
    return SplitResult(
        parts.scheme,
        shown if port is None else f"{shown}:{port}",
        quote(parts.path, safe=_SAFE) or "/",
        quote(parts.query, safe=_SAFE),
        "",
    )
