"""The network that a request comes from: what one household or one office shares."""

import socket


def network_of(address: str) -> str:
    """Return the /64 of an IPv6 address, or the IPv4 address that is written in it. Pure.

    Whoever has one IPv6 address has the 2^64 around it too; an IPv4 address is given back as it is.
    """
    try:
        packed = socket.inet_pton(socket.AF_INET6, address.partition("%")[0])
    except OSError:
        return address
    if packed.startswith(b"\0" * 10 + b"\xff\xff"):
        return socket.inet_ntop(socket.AF_INET, packed[12:])
    return socket.inet_ntop(socket.AF_INET6, packed[:8] + b"\0" * 8)
