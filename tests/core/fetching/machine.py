"""A machine that stands for the Internet, over real connections."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from app.core.fetching.network import PublicNetwork

NAMES = {
    "example.org": ["93.184.215.14"],
    "other.example": ["93.184.215.15"],
    "inside.example": ["127.0.0.1"],
    "mixed.example": ["93.184.215.14", "10.0.0.1"],
}


class Site:
    """What a machine of the Internet answers, and what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.raw: dict[str, list[bytes]] = {}
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.reached: list[str] = []
        self.over = threading.Event()
        self.port = 0

    def page(self, path, body=b"", status=200, **headers):
        """Let a path answer something."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, named, body)

    def network(self, secured=None):
        """Return the way to this machine, by every public address."""

        def connect(address, port, timeout):
            self.reached.append(f"{address}:{port}")
            return socket.create_connection(("127.0.0.1", self.port), timeout)

        more = {"secured": secured} if secured else {}
        return PublicNetwork(
            resolve=lambda host, port: NAMES.get(host, []), connect=connect, **more
        )


@contextmanager
def machine() -> Iterator[Site]:
    """Let a machine answer, as long as it is needed."""
    found = Site()

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.asked.append((self.command, self.path, headers, body))
            if self.path in found.raw:
                for piece in found.raw[self.path]:
                    self.wfile.write(piece)
                    self.wfile.flush()
                    if found.over.wait(0.2):
                        break
                self.close_connection = True
                return
            status, named, body = found.pages.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **named}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            self.do_GET()

        def log_message(self, *said):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    found.port, found.server = server.server_port, server
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield found
    found.over.set()
    server.shutdown()
    server.server_close()
    thread.join()
