"""A web program and a loader that may be killed at any moment and are back at once.

    python -m tests.tracking.killable PORT

The application is loaded once and every process is forked from it, so that twenty deaths take
seconds. Prints a line with the name and pid of each process that it starts.
"""

import os
import socket
import sys
from collections.abc import Callable
from zoneinfo import ZoneInfo

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from app.tracking.loader import Loader


class Quiet(WSGIRequestHandler):
    """Says nothing about requests; keeps connections open."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:
        """Do not."""


def serve(app: Flask, listener: socket.socket) -> None:
    """Answer requests until killed."""
    host, port = listener.getsockname()
    make_server(
        host, port, app, threaded=True, fd=listener.fileno(), request_handler=Quiet
    ).serve_forever()


def load(app: Flask) -> None:
    """Load the journal until killed."""
    config = app.config
    Loader(
        config["VAR_DIR"] / "journal", config["DATABASE_URL"], ZoneInfo(config["TIMEZONE"])
    ).run()


def main(port: int) -> None:
    """Keep two web processes and a loader running."""
    app = create_app()
    listener = socket.create_server(("127.0.0.1", port), backlog=128)
    listener.set_inheritable(True)
    programs: list[tuple[str, Callable[[], None]]] = [
        ("web", lambda: serve(app, listener)),
        ("web", lambda: serve(app, listener)),
        ("loader", lambda: load(app)),
    ]
    running = {begin(name, act): (name, act) for name, act in programs}
    while True:
        ended, _ = os.wait()
        name, act = running.pop(ended)
        running[begin(name, act)] = (name, act)


def begin(name: str, act: Callable[[], None]) -> int:
    """Fork one process; returns its pid."""
    child = os.fork()
    if child == 0:
        act()
        os._exit(0)
    print(name, child, flush=True)
    return child


if __name__ == "__main__":
    main(int(sys.argv[1]))
