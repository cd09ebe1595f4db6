"""Clicks for tests: written as the front writes them, judged and stored as the loader does."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import current_app
from psycopg import Connection
from psycopg.rows import TupleRow
from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.core.ids import uuid7_at
from app.people.models import Person
from app.sharing.models import ReferralLink
from app.tracking.journal.lines import JournalLine, decode, encode
from app.tracking.loading.classified import classify_click
from app.tracking.loading.loader import Loader
from app.tracking.loading.store import Batch, Store
from app.tracking.models import LinkTotal

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
LINKEDIN = "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)"
_visitors = count(1)


def make_line(
    code: str,
    *,
    at: datetime | None = None,
    user_agent: str = FIREFOX,
    method: str = "GET",
    visitor: str = "",
    person: Person | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Write a click as the front does; by a visitor of its own, unless one is named.

    headers: by their WSGI names, such as HTTP_SEC_FETCH_MODE
    """
    environ = {"REQUEST_METHOD": method, "HTTP_USER_AGENT": user_agent, **(headers or {})}
    return encode(
        uuid7_at(at or clock.now()).hex,
        code,
        True,
        visitor or f"{next(_visitors):016x}",
        person.id.hex if person else "",
        environ,
    )


def follow(link: ReferralLink, **values: Any) -> UUID:
    """Have somebody follow a link, and the click loaded; takes what `make_line` takes."""
    return store_line(make_line(link.code, **values))


def store_line(text: bytes) -> UUID:
    """Load one line of a journal; returns the click's id."""
    line = decode(text.rstrip(b"\n"))
    assert isinstance(line, JournalLine)
    store, connection = make_store(), driver_connection()
    facts = store.links_of(connection, [line.code])[line.code]
    store.store(connection, Batch(clicks=[classify_click(line, facts)]))
    db.session.expire_all()
    return UUID(line.click_id)


def make_store() -> Store:
    """Make a loader's end of the database."""
    return Store(ZoneInfo(current_app.config["TIMEZONE"]))


def driver_connection() -> Connection[TupleRow]:
    """Return psycopg's connection under the session: the loader's verbs want one."""
    db.session.flush()
    connection: Any = db.session.connection().connection.driver_connection
    return connection  # type: ignore[no-any-return]


def visits_of(links: Iterable[ReferralLink]) -> dict[UUID, int]:
    """The visits that pages show of these links; none of one without any."""
    ids = [link.id for link in links]
    totals = db.session.scalars(select(LinkTotal).where(LinkTotal.link_id.in_(ids)))
    return {each.link_id: each.visits for each in totals if each.visits}


def load_journal() -> int:
    """Load what the application's own journal has, in the test's transaction; returns lines."""
    config = current_app.config
    loader = Loader(
        folder=config["VAR_DIR"] / "journal",
        database_url=config["DATABASE_URL"],
        zone=ZoneInfo(config["TIMEZONE"]),
    )
    connection, lines = driver_connection(), 0
    while loaded := loader.load_once(connection):
        lines += loaded
    db.session.expire_all()
    return lines
