"""How long a candidate's click waits while colleagues read pages.

    python -m bench.links_beside_staff [--keep FOLDER] [--size M|L]

Clicks come at a steady pace, as they do in life, on one tracked link; their waiting times are
noted. Meanwhile two recruiters ask for page after page: of the process that answers the click,
of another process on the same machine (`links` and `web` of the Procfile), of the same process
with the interpreter's own pace of changing hands, or nobody asks for anything. The four in turn,
once a round.
"""

import argparse
import http.client
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import select

from app import create_app
from app.core import clock
from app.core.database import db
from app.people.entrance import sessions
from app.people.models import Person
from app.sharing.models import ReferralLink
from bench.filling import SIZES
from bench.harness import HEADERS, ROUNDS, Figure, Rows, Server, report, serving
from bench.pages import RECRUITER, companies, standing
from config import Config

PAGES = ("/applications", "/hub", "/applications?q=martin", "/my-relays")
RECRUITERS = 2
SECONDS = 6.0
A_SECOND = 50  # clicks


def cookie_of(config: Config, email: str) -> str:
    """Return the cookie of a browser in which somebody is signed in."""
    app = create_app(config)
    browser = app.test_client()
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.email == email)).one()
        token = sessions.open_session(person, device="bench", now=clock.now())
        db.session.commit()
        db.engine.dispose()
    with browser.session_transaction() as session:
        session["_user_id"] = token
    cookie = browser.get_cookie("relais_session")
    return f"relais_session={cookie.value}" if cookie else ""


def a_link(config: Config) -> str:
    """Return the path of a link."""
    with create_app(config).app_context():
        code = db.session.scalars(select(ReferralLink.code).limit(1)).one()
        db.engine.dispose()
    return f"/r/{code}"


@contextmanager
def recruiters(server: Server | None, cookie: str) -> Iterator[list[str]]:
    """Have recruiters read pages one after the other; yields the pages that they got."""
    read: list[str] = []
    over = threading.Event()

    def go_on() -> None:
        assert server is not None
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as asked:
            while not over.is_set():
                for page in PAGES:
                    asked.request("GET", page, headers={"Cookie": cookie})
                    answer = asked.getresponse()
                    answer.read()
                    assert answer.status == 200, f"{page} answered {answer.status}"
                    read.append(page)

    threads = [threading.Thread(target=go_on) for _ in range(RECRUITERS if server else 0)]
    for each in threads:
        each.start()
    try:
        yield read
    finally:
        over.set()
        for each in threads:
            each.join()


def waits(server: Server, path: str) -> list[float]:
    """Follow a link at a steady pace; returns how long each click waited, in milliseconds."""
    found = []
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as asked:
        due = time.perf_counter()
        for _ in range(int(SECONDS * A_SECOND)):
            due += 1 / A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            begun = time.perf_counter()
            asked.request("GET", path, headers=HEADERS)
            asked.getresponse().read()
            found.append((time.perf_counter() - begun) * 1000)
    return found


def measure(config: Config) -> Rows:
    """Measure the four in turn."""
    path, cookie = a_link(config), cookie_of(config, RECRUITER)
    with (
        serving("wsgi:app", config, threads=4) as web,
        serving("wsgi:app", config) as links,
        serving("bench.links_beside_staff:unhurried", config, threads=4) as slow,
    ):
        cases = {
            "nobody reads pages": (links, None),
            "pages in another process": (links, web),
            "pages in the same process": (web, web),
            "the same, changing hands each 5 ms": (slow, slow),
        }
        waited: dict[str, list[list[float]]] = {name: [] for name in cases}
        pages: dict[str, list[float]] = {name: [] for name in cases}
        for server in (web, links, slow):
            waits(server, path)  # once for what is remembered
        for _ in range(ROUNDS):
            for name, (server, beside) in cases.items():
                with recruiters(beside, cookie) as read:
                    waited[name].append(waits(server, path))
                pages[name].append(len(read) / SECONDS)
    rows: Rows = {}
    for name, rounds in waited.items():
        rows[f"{name}: p50, ms"] = Figure.of(statistics.median(each) for each in rounds)
        rows[f"{name}: p99, ms"] = Figure.of(map(_p99, rounds))
        if any(pages[name]):
            rows[f"{name}: pages a second"] = Figure.of(pages[name])
    alone, *others = waited
    for name in others:
        pairs = zip(waited[name], waited[alone], strict=True)
        rows[f"{name} / {alone}: p99 (goal in another process: 2)"] = Figure.of(
            _p99(beside) / _p99(without) for beside, without in pairs
        )
    return rows


def _p99(waited: list[float]) -> float:
    return statistics.quantiles(waited, n=100)[-1]


def unhurried() -> object:
    """Return the application as it would be served without `wsgi.py`."""
    return create_app(Config.from_environment())


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--keep", type=Path, help="where the companies stand, as of bench.pages")
    given.add_argument("--size", choices=["S", *sorted(SIZES)], default="S")
    asked = given.parse_args()
    with standing(asked.keep) as folder, companies(folder, asked.size) as found:
        rows = measure(found[asked.size])
    report(f"A click beside {RECRUITERS} recruiters who read pages, size {asked.size}", rows)


if __name__ == "__main__":
    main()
