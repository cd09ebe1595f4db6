"""How long and how much an address may answer."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What reading one address may take.

    largest: bytes, once unpacked
    ratio: how many times larger it may be unpacked; None for any
    connect, silence, whole: seconds to connect, between two pieces, and for all hops together
    redirects: hops at most
    http: whether a connection that is not secured will do
    """

    largest: int = 5 * MIB
    ratio: int | None = None
    connect: float = 5
    silence: float = 10
    whole: float = 60
    redirects: int = 5
    http: bool = False
