"""Clients who send a form a byte a second, or stop in the middle of one and stay."""

import contextlib
import selectors
import socket
import threading
import time
from dataclasses import dataclass, field
from types import TracebackType

HEAD = (
    "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
)


@dataclass
class SlowClients:
    """As many connections as asked for, each opened anew as soon as it is closed.

    silent: send the headers and a byte, then nothing more
    answers: status lines that came, with how many seconds after the connection began
    """

    host: str
    port: int
    many: int
    path: str = "/s"
    length: int = 1000
    silent: bool = False
    answers: list[tuple[str, float]] = field(default_factory=list)

    def __enter__(self) -> "SlowClients":
        """Begin."""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="slow clients", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close all connections."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        began: dict[socket.socket, float] = {}
        with selectors.DefaultSelector() as selector:
            while not self._stopping.wait(1):
                while len(began) < self.many:
                    found = self._open()
                    began[found] = time.monotonic()
                    selector.register(found, selectors.EVENT_READ)
                over = {key.fileobj for key, _ in selector.select(0) if self._ended(key, began)}
                for each in list(began):
                    if each in over or not (self.silent or self._trickle(each)):
                        selector.unregister(each)
                        each.close()
                        del began[each]
            for each in began:
                each.close()

    def _open(self) -> socket.socket:
        connection = socket.create_connection((self.host, self.port))
        head = HEAD.format(path=self.path, host=self.host, length=self.length)
        connection.sendall(head.encode() + b"x")
        return connection

    def _ended(self, key: selectors.SelectorKey, began: dict[socket.socket, float]) -> bool:
        """Note an answer; say whether the connection is over."""
        connection = key.fileobj
        assert isinstance(connection, socket.socket)
        try:
            said = connection.recv(65536)
        except OSError:
            return True
        if said.startswith(b"HTTP/1.1 "):
            status = said[9:12].decode()
            self.answers.append((status, time.monotonic() - began[connection]))
        return not said

    @staticmethod
    def _trickle(connection: socket.socket) -> bool:
        with contextlib.suppress(OSError):
            return connection.send(b"x") == 1
        return False
