"""Q2: a tracked redirect to an outside address, against a bare `redirect()` and against nginx.

    python -m bench.tracked_redirect

As bench.tracked_link, with publications whose target is elsewhere. nginx answers the same with
`return 302` from one worker, when it is installed: with no log, and with the log of requests
that it keeps unless told otherwise, which is the nearest it has to a click on disk. An empty
WSGI application on our own server says what is left for anybody to gain.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import psutil
from flask import Flask

from app import create_app
from app.tracking.front.front import put_first
from app.tracking.front.pages import LandingPage
from bench.harness import (
    Server,
    cost_ratio,
    fill,
    free_port,
    in_turn,
    installation,
    load,
    ratio,
    report,
    rows_of,
    serving,
    wait_for,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LINKS = 1000
SECONDS = 3
OUTSIDE = "https://elsewhere.example/article"
NGINX = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log {log};
  keepalive_requests 100000000;
  client_body_temp_path {folder};
  proxy_temp_path {folder};
  fastcgi_temp_path {folder};
  uwsgi_temp_path {folder};
  scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; location / {{ return 302 {outside}; }} }}
}}
"""


class Outside:
    """A renderer whose every publication is somewhere else."""

    def page(self, publication_id: UUID, _language: str) -> LandingPage:
        """Send visitors away."""
        return LandingPage(302, location=f"{OUTSIDE}?{publication_id}", languages=("fr", "en"))

    def ambassador(self, _ambassador_id: UUID, _language: str) -> Mapping[str, str]:
        """Draw nobody."""
        return {}

    def quote(self, _words: str, _language: str) -> str:
        """Draw nothing."""
        return ""

    def missing(self, _language: str) -> LandingPage:
        """Say that there is nothing."""
        return LandingPage(404, ("nothing",))

    def unavailable(self, _language: str) -> LandingPage:
        """Say that it cannot be told."""
        return LandingPage(503, ("later",))


def tracked() -> Flask:
    """The application with a front that redirects."""
    app = create_app()
    app.wsgi_app = Flask("behind").wsgi_app  # type: ignore[method-assign]
    put_first(app, Outside())
    return app


def empty(_environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
    """Answer as little as a WSGI application can."""
    start_response("302 FOUND", [("Location", OUTSIDE), ("Content-Length", "0")])
    return []


@contextmanager
def nginx(*, log: bool) -> Iterator[Server]:
    """Serve `return 302` by nginx."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "nginx.conf"
        kept = f"{folder}/access.log" if log else "off"
        settings.write_text(NGINX.format(folder=folder, port=port, outside=OUTSIDE, log=kept))
        process = subprocess.Popen([shutil.which("nginx") or "nginx", "-c", str(settings)])
        try:
            wait_for(port)
            yield Server(port, psutil.Process(process.pid).children()[0])
        finally:
            process.terminate()
            process.wait()


def main() -> None:
    """Measure and print."""
    with installation() as config, ExitStack() as running:
        paths = [f"/r/{code}" for code in fill(config, links=LINKS)]
        servers = {
            "bare redirect()": running.enter_context(serving("bench.harness:bare", config)),
            "tracked redirect": running.enter_context(
                serving("bench.tracked_redirect:tracked", config)
            ),
            "empty WSGI": running.enter_context(
                serving("bench.tracked_redirect:empty", config, factory=False)
            ),
        }
        if shutil.which("nginx"):
            servers["nginx"] = running.enter_context(nginx(log=False))
            servers["nginx with its log"] = running.enter_context(nginx(log=True))
        for server in servers.values():
            load(server, paths, seconds=SECONDS)
        loads = in_turn(
            {
                name: partial(load, server, paths, seconds=SECONDS)
                for name, server in servers.items()
            }
        )
    rows = rows_of(loads)
    rows["ratio to redirect()"] = ratio(loads["tracked redirect"], loads["bare redirect()"])
    rows["ratio of processor time"] = cost_ratio(
        loads["tracked redirect"], loads["bare redirect()"]
    )
    for other in ("empty WSGI", "nginx", "nginx with its log"):
        if other in loads:
            rows[f"ratio to {other}"] = ratio(loads["tracked redirect"], loads[other])
    report("Q2 tracked redirect (goal: 4.5 times a bare redirect(), half of nginx)", rows)


if __name__ == "__main__":
    main()
