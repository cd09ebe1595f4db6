"""Names, sockets and their time: what a request stands on."""

import contextlib
import io
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from app.core.fetching.addresses import Address, checked
from app.core.fetching.refusals import Unfetchable


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


def _connect(address: Address, port: int, timeout: float) -> socket.socket:
    return socket.create_connection((str(address), port), timeout=timeout)


@dataclass(frozen=True)
class Network:
    """What reaches other machines; tests put a machine of their own in its place.

    resolve: the addresses of a name at a port
    connect: a connection to an address at a port, within seconds
    secured: what certificates are checked with
    """

    resolve: Callable[[str, int], list[str]] = _resolve
    connect: Callable[[Address, int, float], socket.socket] = _connect
    secured: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def addresses(self, host: str, port: int, *, within: float) -> list[Address]:
        """Return the public addresses of a name.

        raises: Unfetchable for a name without any, or with one that is not public
        """
        answers: SimpleQueue[list[str] | OSError] = SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self.resolve(host, port))
            except (OSError, UnicodeError) as unknown:
                answers.put(OSError(str(unknown)))

        # the system gives no time limit: a resolver that hangs is left to itself
        Thread(target=ask, daemon=True).start()
        try:
            answer = answers.get(timeout=max(within, 0.001))
        except Empty as late:
            raise Unfetchable("timeout") from late
        if isinstance(answer, OSError):
            raise Unfetchable("dns") from answer
        return checked(answer)


class Deadline:
    """Until when a whole reading may last, and how long it may be silent meanwhile."""

    def __init__(self, whole: float, silence: float) -> None:
        self.ends = time.monotonic() + whole
        self.silence = silence

    def left(self, most: float | None = None) -> float:
        """Return how many seconds the next piece may take. raises: Unfetchable when all are over"""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise Unfetchable("timeout")
        return min(left, self.silence if most is None else most)


class _Incoming(io.RawIOBase):
    """What a connection receives; each piece in time."""

    def __init__(self, own: socket.socket, deadline: Deadline) -> None:
        self.socket, self.deadline = own, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.socket.settimeout(self.deadline.left())
        return self.socket.recv_into(buffer)


class _TimedSocket:
    """A socket of which nothing takes longer than its deadline."""

    def __init__(self, own: socket.socket, deadline: Deadline) -> None:
        self.own, self.deadline = own, deadline

    def makefile(self, _mode: str, *_more: Any) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self.own, self.deadline))

    def sendall(self, data: bytes) -> None:
        self.own.settimeout(self.deadline.left())
        self.own.sendall(data)

    def close(self) -> None:
        """Leave it open: an answer without a length is read after its connection says so."""


class CheckedConnection(HTTPConnection):
    """A connection to the addresses that were checked, whatever the name answers meanwhile."""

    def __init__(self, host: str, port: int, network: Network, deadline: Deadline) -> None:
        super().__init__(host, port)
        self.network, self.deadline = network, deadline
        self.opened: socket.socket | None = None

    def leave(self) -> None:
        """Close the connection for good."""
        if self.opened:
            with contextlib.suppress(OSError):
                self.opened.close()

    def open(self, addresses: list[Address], *, secured: bool, within: float) -> None:
        """Connect to the first of some addresses that answers.

        raises: Unfetchable when none does
        """
        opened = self._first(addresses, within)
        if secured:
            opened.settimeout(self.deadline.left(within))
            try:
                opened = self.network.secured.wrap_socket(opened, server_hostname=self.host)
            except TimeoutError as late:
                opened.close()
                raise Unfetchable("timeout") from late
            except (OSError, ValueError) as refused:
                opened.close()
                raise Unfetchable("tls") from refused
        self.opened = opened
        timed: Any = _TimedSocket(opened, self.deadline)
        self.sock = timed

    def _first(self, addresses: list[Address], within: float) -> socket.socket:
        code = "network"
        for address in addresses:
            try:
                return self.network.connect(address, self.port, self.deadline.left(within))
            except TimeoutError:
                code = "timeout"
            except OSError:
                code = "network"
        raise Unfetchable(code)
