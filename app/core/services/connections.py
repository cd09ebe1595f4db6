"""Close connections of clients who say nothing any more, which the web server waits for.

The server bounds the time of headers, not that of a body: a client that stops in the middle of one
and keeps its connection would hold the thread that reads it for ever. Only Linux tells us how long
a connection has been silent; elsewhere nothing is closed.
"""

import contextlib
import os
import socket
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

SILENT = 15.0  # seconds without a byte in either direction
LOOK_EVERY = 5.0  # seconds
_OPEN_FILES = Path("/proc/self/fd")
# of struct tcp_info: milliseconds since data was sent and received
_LAST_SENT, _LAST_RECEIVED, _LENGTH = 44, 52, 104

_looking = threading.Lock()


def close_silent(port: str, *, until: Callable[[], bool]) -> None:
    """Begin to close this process's silent connections to a port, unless that is under way.

    until: asked now and then whether nobody waits any more
    """
    if not port.isdigit() or not _OPEN_FILES.exists() or not _looking.acquire(blocking=False):
        return
    threading.Thread(target=_look, args=(int(port), until), name="silent", daemon=True).start()


def _look(port: int, until: Callable[[], bool]) -> None:
    try:
        while not until():
            time.sleep(LOOK_EVERY)
            for opened in list(_OPEN_FILES.iterdir()):
                with contextlib.suppress(OSError):
                    _close_if_silent(opened, port)
    finally:
        _looking.release()


def _close_if_silent(opened: Path, port: int) -> None:
    """Shut a connection down if it is one to that port and silent. raises: OSError"""
    if not str(opened.readlink()).startswith("socket:"):
        return
    with socket.socket(fileno=os.dup(int(opened.name))) as found:
        of_network = found.family in (socket.AF_INET, socket.AF_INET6)
        if not of_network or found.getsockname()[1] != port:
            return
        told = found.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _LENGTH)
        sent, received = (
            struct.unpack_from("=I", told, offset)[0] / 1000
            for offset in (_LAST_SENT, _LAST_RECEIVED)
        )
        if min(sent, received) > SILENT:
            found.shutdown(socket.SHUT_RDWR)
