"""Openings that come from elsewhere: a followed source, one that is gone, a table with errors.

Nothing is asked of the Internet: the answers of the sources stand beside this file. A demonstration
that goes on for weeks finds nobody at their addresses, which is shown as it is anywhere.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from app.core.database import db
from app.core.fetching.fetch import Fetched
from app.core.fetching.limits import Limits
from app.demo.agenda import Agenda, at_work
from app.demo.cast import Cast
from app.demo.chance import chance
from app.people.models import Person
from app.publishing.feeds.models import Feed, FeedOpening, FeedRun, RunState
from app.publishing.feeds.runs import apply, begin, settings
from app.publishing.feeds.runs.changes import opening_content
from app.publishing.feeds.runs.follow import Fetcher, follow
from app.publishing.feeds.tables.matching import matched
from app.publishing.write import save

FOLDER: Final = Path(__file__).parent
FOLLOWED: Final = "https://recrutement.ormelune.example/offres.xml"
GONE: Final = "https://ancien-site.ormelune.example/jobs.xml"
SALARIES: Final = ("18 000 € - 20 000 € par an", "19 000 € - 21 000 € par an")
A_WEEK: Final = 7 * 24 * 60  # minutes: nobody is there to answer


def plan(agenda: Agenda, cast: Cast, *, today: datetime) -> None:
    """Plan what comes in from elsewhere, and what a recruiter does with it."""
    recruiter, days = cast.people["Claire Dumont"], timedelta(days=1)
    first = at_work(today - 12 * days, chance("imports", "first"))

    def follow_first(now: datetime) -> None:
        feed = _followed("Ormelune Exploitation", FOLLOWED, recruiter, now)
        run = follow(feed.id, now=now, ask=_answering(_document(SALARIES[0])))
        assert run
        _applied(run, recruiter, now)

    def correct(now: datetime) -> None:
        row = db.session.scalars(
            select(FeedOpening).where(FeedOpening.external_id == "EX-31")
        ).one()
        content, opening = opening_content(row.opening), row.opening
        words = content.words["fr"]
        title = f"{words.title}, de nuit une semaine sur cinq"
        corrected = replace(content, words={"fr": replace(words, title=title)})
        save(opening, corrected, version=opening.version, by=recruiter, now=now)

    def follow_again(now: datetime) -> None:
        feed = db.session.scalars(select(Feed).where(Feed.address == FOLLOWED)).one()
        run = follow(feed.id, now=now, ask=_answering(_document(SALARIES[1])))
        assert run
        _go_on(run, now)

    def follow_gone(now: datetime) -> None:
        feed = _followed("Ancien site", GONE, recruiter, now)
        for hours in (0, 80):
            follow(feed.id, now=now + timedelta(hours=hours), ask=_answering(b"", status=404))

    agenda.plan(first, follow_first)
    agenda.plan(first + 2 * days, correct)
    agenda.plan(at_work(today - 3 * days, chance("imports", "again")), follow_again)
    agenda.plan(at_work(today - 9 * days, chance("imports", "gone")), follow_gone)
    agenda.plan(
        at_work(today - 2 * days, chance("imports", "table")), lambda now: _table(recruiter, now)
    )


def _followed(name: str, address: str, by: Person, now: datetime) -> Feed:
    feed = begin.follow_address(address, "indeed", name=name, language="fr", by=by, now=now)
    settings.change_feed(feed, by=by, now=now, every_minutes=A_WEEK)
    return feed


def _table(by: Person, now: datetime) -> None:
    feed = begin.feed_of_tables(by, name="Offres des agences", language="fr", now=now)
    data = (FOLDER / "agences.csv").read_bytes()
    run = begin.upload(feed, data, name="agences.csv", complete=False, by=by, now=now)
    columns = matched(run.headings, feed.columns)
    begin.choose_columns(run, {each.key: each.meaning for each in columns})
    begin.read_run(run.id)
    _applied(run, by, now)


def _applied(run: FeedRun, by: Person, now: datetime) -> None:
    apply.begin_applying(run, by=by)
    _go_on(run, now)


def _go_on(run: FeedRun, now: datetime) -> None:
    while run.state is RunState.APPLYING:
        apply.apply_some(run.id, now=now)


def _document(salary: str) -> bytes:
    return (FOLDER / "offres.xml").read_text().replace("SALAIRE", salary).encode()


def _answering(content: bytes, status: int = 200) -> Fetcher:
    def ask(address: str, _limits: Limits, **_asked: Any) -> Fetched:
        headers = {"content-type": "application/xml"}
        return Fetched(status=status, address=address, headers=headers, file=BytesIO(content))

    return ask
