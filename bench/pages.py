"""What pages cost a small company, and one that has used Relais for years.

    python -m bench.pages [--keep FOLDER] [--size M|L] [--rounds N] [--only WORDS]

The demonstration (S) and the same company filled up to a size (bench/filling) stand in one
PostgreSQL. Each page is asked of both in turn, in this one process, so that ratios hold on a
machine that others use; statements are counted as PostgreSQL gets them, and processor time is
this process's own. Filling L takes some minutes: --keep leaves it in a folder for the next run.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import event, select, text

from app import create_app, demo
from app.core import clock
from app.core.database import db
from app.core.services import embedded
from app.people.entrance import sessions
from app.people.models import Person
from bench.filling import SIZES, fill
from bench.filling.people import BUSIEST
from config import Config

ROUNDS = 12
GOAL = 1.5  # times S, at the 95th percentile
RECRUITER, MANAGER, AMBASSADOR, EDITOR, PROGRAMME, ADMIN = (
    f"{name}@ormelune.example"
    for name in (
        "claire.dumont", "mehdi.oulmane", "zoe.lambert", "baptiste.renaud", "noemie.garrec",
        "dominique.achard",
    )
)  # fmt: skip
NOBODY = ""

_OPENING = (
    "SELECT '/fr/offres/' || slug || '-' || number FROM publications"
    " JOIN publication_texts ON publication_id = publications.id AND language = 'fr'"
    " WHERE kind = 'opening' AND state = '{}' ORDER BY published_at LIMIT 1"
)
_LATEST = (
    "SELECT '/applications/' || id FROM applications"
    " WHERE state = 'open' AND repeats_id IS NULL ORDER BY at DESC, id DESC OFFSET 3 LIMIT 1"
)
_DEEP = (
    "SELECT '/applications?page=' || greatest(1, count(*) / 30) FROM applications"
    " WHERE state = 'open' AND repeats_id IS NULL"
)
_NAME = "SELECT '/names/' || id FROM typed_names WHERE state = 'open' ORDER BY at LIMIT 1"
_EDITOR = (
    "SELECT '/openings/' || publications.id FROM publications JOIN people ON people.id = author_id"
    " WHERE kind = 'opening' AND state = 'published' ORDER BY published_at LIMIT 1"
)
_KIT = (
    "SELECT '/share/' || id FROM publications WHERE kind = 'opening' AND state = 'published'"
    " AND audience_languages = '{}' ORDER BY published_at LIMIT 1"
)

# what it is, who asks for it, its address or the query that finds it
PAGES: list[tuple[str, str, str]] = [
    ("applications", RECRUITER, "/applications"),
    ("applications, all states", RECRUITER, "/applications?state="),
    ("applications, last page", RECRUITER, _DEEP),
    ("applications, a name", RECRUITER, "/applications?q=martin"),
    ("applications, a word of few CVs", RECRUITER, "/applications?q=bargouard"),
    ("applications, a word of many CVs", RECRUITER, "/applications?q=kubernetes"),
    ("applications of a hiring manager", MANAGER, "/applications"),
    ("application", RECRUITER, _LATEST),
    ("recommended, to contact", RECRUITER, "/applications/recommended"),
    ("names to match", RECRUITER, "/names"),
    ("a name to match", RECRUITER, _NAME),
    ("openings being written", EDITOR, "/openings"),
    ("opening editor", RECRUITER, _EDITOR),
    ("hub", AMBASSADOR, "/hub"),
    ("hub, many links", BUSIEST, "/hub"),
    ("all to relay", AMBASSADOR, "/hub/all"),
    ("my relays", AMBASSADOR, "/my-relays"),
    ("my relays, many links", BUSIEST, "/my-relays"),
    ("receipts", AMBASSADOR, "/receipts"),
    ("share kit", AMBASSADOR, _KIT),
    ("programme", PROGRAMME, "/programme"),
    ("people", ADMIN, "/admin/people"),
    ("people, a name", ADMIN, "/admin/people?q=martin"),
    ("clicks", ADMIN, "/operations/clicks"),
    ("career site", NOBODY, "/fr/offres"),
    ("openings, a word", NOBODY, "/fr/offres?q=python"),
    ("openings, a misspelt word", NOBODY, "/fr/offres?q=pyhton"),
    ("opening", NOBODY, _OPENING.format("published")),
    ("closed opening", NOBODY, _OPENING.format("closed")),
    ("stories", NOBODY, "/fr/contenus"),
    ("sitemap", NOBODY, "/sitemap.xml"),
]


# ── two companies side by side ──────────────────────────────────────────────────────────────


@contextmanager
def standing(kept: Path | None) -> Iterator[Path]:
    """Return the folder where companies stand: one that is kept, or one for this run alone."""
    folder = kept or Path(tempfile.mkdtemp(prefix="relais-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # PostgreSQL's own user must be able to enter
    try:
        yield folder.resolve()
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def companies(folder: Path, size: str) -> Iterator[dict[str, Config]]:
    """Start a PostgreSQL that holds the demonstration, and it filled up to a size, if not S."""
    ours = not embedded.postgres_of(folder).is_running()
    postgres = embedded.start_postgres(folder, settings={"max_connections": "100"})
    valkey = embedded.start_valkey(folder)
    try:
        small = embedded.with_addresses(Config(VAR_DIR=folder, LOG_LEVEL="ERROR"))
        embedded.prepare_database(postgres)
        with create_app(small).app_context():
            upgrade()
            demo.load_once()
            db.session.remove()  # a database that a session still holds is no template
            db.engine.dispose()
        found = {"S": small}
        if size != "S":
            found[size] = _filled(small, postgres, size)
        yield found
    finally:
        if ours:
            valkey.stop()
            postgres.stop()


def _filled(small: Config, postgres: embedded.Postgres, size: str) -> Config:
    """Return the company of a size, filled if that has not been done."""
    name = f"{embedded.DATABASE}_{size.lower()}"
    large = _at(small, postgres, name)
    with psycopg.connect(postgres.url("postgres", user="postgres"), autocommit=True) as server:
        known = server.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if known is None:
            half = f"{name}_half"  # until it is whole: one that was broken off is begun anew
            server.execute(f'DROP DATABASE IF EXISTS "{half}"')
            embedded.prepare_database(postgres, half, template=embedded.DATABASE)
            fill(_at(small, postgres, half), SIZES[size])
            server.execute(f'ALTER DATABASE "{half}" RENAME TO "{name}"')
    with create_app(large).app_context():
        upgrade()
        db.engine.dispose()
    return large


def _at(config: Config, postgres: embedded.Postgres, name: str) -> Config:
    """Return the same settings with another database of the same PostgreSQL."""
    return replace(
        config,
        DATABASE_URL=postgres.url(name),
        DATABASE_OWNER_URL=postgres.url(name, user=embedded.OWNER),
    )


# ── asking ──────────────────────────────────────────────────────────────────────────────────


@dataclass
class Asked:
    """How often a page was asked of one company, and what it took."""

    wall: list[float] = field(default_factory=list)  # milliseconds
    processor: list[float] = field(default_factory=list)
    statements: int = 0
    size: int = 0  # bytes

    @property
    def p50(self) -> float:
        """The median time."""
        return statistics.median(self.wall)

    @property
    def p95(self) -> float:
        """The time that one in twenty exceeds."""
        return statistics.quantiles(self.wall, n=20, method="inclusive")[-1]


class Visitors:
    """Browsers of one company, one for each person that asks."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.browsers: dict[str, FlaskClient] = {}
        self.sent = 0
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", self._count)

    def _count(self, *_: Any) -> None:
        self.sent += 1

    def browser_of(self, email: str) -> FlaskClient | None:
        """Return a browser in which somebody is signed in; None: this company lacks them."""
        if email not in self.browsers:
            browser = self.app.test_client()
            if email and not self._sign_in(browser, email):
                return None
            self.browsers[email] = browser
        return self.browsers[email]

    def _sign_in(self, browser: FlaskClient, email: str) -> bool:
        with self.app.app_context():
            person = db.session.scalar(select(Person).where(Person.email == email))
            if person is None:
                return False
            token = sessions.open_session(person, device="bench", now=clock.now())
            db.session.commit()
        with browser.session_transaction() as session:
            session["_user_id"] = token
        return True

    def address(self, given: str) -> str | None:
        """Return an address, or what the query that stands for it finds."""
        if not given.startswith("SELECT"):
            return given
        with self.app.app_context():
            found = db.session.scalar(text(given))
            return str(found) if found else None

    def ask(self, browser: FlaskClient, address: str, asked: Asked) -> None:
        """Ask for a page once."""
        before, busy, begun = self.sent, time.process_time(), time.perf_counter()
        answer = browser.get(address)
        asked.wall.append((time.perf_counter() - begun) * 1000)
        asked.processor.append((time.process_time() - busy) * 1000)
        asked.statements, asked.size = self.sent - before, len(answer.data)
        if answer.status_code not in (200, 410):
            sys.exit(f"{address} answered {answer.status_code}")


def measure(small: Visitors, large: Visitors, page: tuple[str, str, str], rounds: int) -> None:
    """Ask for a page of both in turn, once for what is cached and then so often; print its row."""
    title, who, where = page
    asked: list[tuple[Asked, Callable[[], None]]] = []
    for visitors in (small, large):
        # somebody whom only the filled company knows is compared with an ambassador of S
        browser = visitors.browser_of(who) or visitors.browser_of(AMBASSADOR)
        address = visitors.address(where)
        if browser is None or address is None:
            print(f"{title:<34} nothing of the kind")
            return
        took = Asked()
        asked.append((took, lambda v=visitors, b=browser, a=address, t=took: v.ask(b, a, t)))  # type: ignore[misc]
    for took, ask in asked:
        ask()
        took.wall.clear()
        took.processor.clear()
    for _ in range(rounds):
        for _, ask in asked:
            ask()
    (s, _), (el, _) = asked
    ratio = el.p95 / s.p95
    busy = [statistics.median(each.processor) for each in (s, el)]
    print(
        f"{title:<34} {s.statements:>3} {el.statements:>4} {s.p50:>7.1f} {s.p95:>7.1f}"
        f" {el.p50:>8.1f} {el.p95:>8.1f} {ratio:>6.2f}{' ' if ratio <= GOAL else '!'}"
        f" {busy[0]:>7.1f} {busy[1]:>7.1f} {el.size / 1024:>6.0f}",
        flush=True,
    )


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--keep", type=Path, help="where the companies stand, now and afterwards")
    given.add_argument("--size", choices=sorted(SIZES), default="L")
    given.add_argument("--rounds", type=int, default=ROUNDS)
    given.add_argument("--only", default="", help="words of the pages' titles")
    asked = given.parse_args()
    with standing(asked.keep) as folder, companies(folder, asked.size) as found:
        small, large = (Visitors(create_app(each)) for each in found.values())
        print(
            f"\nPages, S beside {asked.size}; ratio of the p95, ! above {GOAL};"
            " processor of this process, medians\n"
            f"{'':<34} {'statements':>8} {'S p50':>5} {'S p95':>7} {'p50 ms':>8} {'p95 ms':>8}"
            f" {'ratio':>6}  {'S cpu':>6} {'cpu ms':>7} {'KB':>6}"
        )
        for page in PAGES:
            if asked.only in page[0]:
                measure(small, large, page, asked.rounds)


if __name__ == "__main__":
    main()
