"""This process's connections to its clients, as the kernel counts them, and cutting some off.

The web server bounds the time of headers, not that of a body, and a thread that waits for one
cannot be called back. What can be done is to end the connection. Only Linux tells how much came
through one and when; elsewhere nobody is cut off.
"""

import contextlib
import os
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_OPEN_FILES = Path("/proc/self/fd")
# of Linux's struct tcp_info: the state, milliseconds since data was sent and received, bytes
_STATE, _LAST_SENT, _LAST_RECEIVED, _ACKNOWLEDGED, _RECEIVED, _LENGTH = 0, 44, 52, 120, 128, 144
_ESTABLISHED, _LISTENING = 1, 10


@dataclass
class _Heard:
    """What came through a connection since we last said something."""

    since: float
    acknowledged: int
    before: int
    received: int
    spoke_last: bool  # the client, and not we

    @property
    def got(self) -> int:
        """Bytes."""
        return self.received - self.before


class Connections:
    """What is known of the connections; `look` now and then."""

    def __init__(self) -> None:
        self._heard: dict[str, _Heard] = {}

    def look(self) -> None:
        """Note how much each connection has received."""
        now = time.monotonic()
        looked_at: dict[str, _Heard] = {}
        for name, told in _all_accepted():
            acknowledged, received = (
                struct.unpack_from("=Q", told, at)[0] for at in (_ACKNOWLEDGED, _RECEIVED)
            )
            sent_ago, received_ago = (
                struct.unpack_from("=I", told, at)[0] for at in (_LAST_SENT, _LAST_RECEIVED)
            )
            known = self._heard.get(name)
            if known is None or known.acknowledged != acknowledged or received < known.received:
                known = _Heard(now, acknowledged, received, received, False)
            known.received, known.spoke_last = received, received_ago <= sent_ago
            looked_at[name] = known
        self._heard = looked_at

    def cut_off(
        self, is_too_slow: Callable[[int, float], bool], *, whoever_spoke_last: bool
    ) -> int:
        """End the connections that were too slow since we last said something; returns how many.

        is_too_slow: of bytes and seconds
        whoever_spoke_last: also those where it was us: they may be told that we wait for more
        """
        now = time.monotonic()
        slow = [
            name
            for name, heard in self._heard.items()
            if (heard.spoke_last or whoever_spoke_last)
            and is_too_slow(heard.got, now - heard.since)
        ]
        for name in slow:
            del self._heard[name]
            with contextlib.suppress(OSError), _socket_of(name) as found:
                with contextlib.suppress(OSError):
                    found.send(TOO_SLOW)
                found.shutdown(socket.SHUT_RDWR)
        return len(slow)


def _all_accepted() -> Iterator[tuple[str, bytes]]:
    """Yield the connections to a port that this process listens on, with what is told of each.

    Named by descriptor and inode: a descriptor alone is soon used again.
    """
    ports: set[int] = set()
    open_ones: list[tuple[str, int, bytes]] = []
    for name in _sockets():
        with contextlib.suppress(OSError), _socket_of(name) as found:
            if found.family not in (socket.AF_INET, socket.AF_INET6):
                continue
            told = found.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _LENGTH)
            port = found.getsockname()[1]
            if told[_STATE] == _LISTENING:
                ports.add(port)
            elif told[_STATE] == _ESTABLISHED and len(told) == _LENGTH:
                open_ones.append((name, port, told))
    yield from ((name, told) for name, port, told in open_ones if port in ports)


def _sockets() -> Iterator[str]:
    """Yield the names of this process's sockets, such as "12 socket:[34]"."""
    if not _OPEN_FILES.exists():
        return
    for opened in list(_OPEN_FILES.iterdir()):
        with contextlib.suppress(OSError):
            what = str(opened.readlink())
            if what.startswith("socket:"):
                yield f"{opened.name} {what}"


@contextmanager
def _socket_of(name: str) -> Iterator[socket.socket]:
    """Open a socket once more. raises: OSError when it is gone"""
    descriptor, _, what = name.partition(" ")
    with socket.socket(fileno=os.dup(int(descriptor))) as found:
        if str((_OPEN_FILES / str(found.fileno())).readlink()) != what:
            raise OSError
        yield found
