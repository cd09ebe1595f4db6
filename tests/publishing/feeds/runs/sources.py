"""Sources in the tests of readings: sent, answered by what stands here, applied at once."""

import io
import json
from datetime import timedelta

from sqlalchemy import select

from app.core.database import db
from app.core.fetching.fetch import Fetched
from app.core.ids import uuid7
from app.publishing import write
from app.publishing.content import content_of
from app.publishing.feeds.columns import content_with, current_values
from app.publishing.feeds.models import Feed, FeedOpening, RunState
from app.publishing.feeds.runs import apply, begin
from app.publishing.feeds.runs.follow import follow
from app.publishing.models import PublicationState, Variant
from tests.factories.people import make_place, make_team
from tests.publishing.conftest import NOON

HOUR = timedelta(hours=1)


def feed_of(recruiter, **more):
    feed = Feed(
        id=uuid7(), name="Tableau", format="table", owner_id=recruiter.id, created_at=NOON, **more
    )
    db.session.add(feed)
    db.session.flush()
    return feed


def imported(feed, recruiter, table, *, complete=False, now=NOON):
    """Send a table, look at it, apply it."""
    run = begin.upload(
        feed, table.encode(), name="offres.csv", complete=complete, by=recruiter, now=now
    )
    begin.read_run(run.id)
    apply.begin_applying(run, by=recruiter)
    while run.state is RunState.APPLYING:
        apply.apply_some(run.id, now=now)
    return run


def openings():
    return {
        row.external_id: row.opening
        for row in db.session.scalars(select(FeedOpening).order_by(FeedOpening.external_id))
    }


def edit(opening, recruiter, **values):
    content = content_of(opening)
    changed = {**current_values(content, "fr"), **values}
    write.save(
        opening, content_with(content, changed, "fr"), version=opening.version, by=recruiter,
        now=NOON,
    )  # fmt: skip


def online(*rows):
    """Let a recruiter complete and publish openings that a feed brought."""
    place, team = make_place(), make_team()
    for row in rows:
        row.place_id, row.team_id = place.id, team.id
        text = row.text("fr")
        text.summary, text.body = "Un poste", text.body or "Bonjour"
        row.variants.append(Variant(language="fr", position=0, text="Venez"))
        row.state, row.published_at = PublicationState.PUBLISHED, NOON
    db.session.flush()


def answer(content, status=200, **headers):
    def ask(address, limits, **sent):
        ask.asked.append((address, sent.get("etag")))
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        named = {"content-type": "application/json", **headers}
        return Fetched(status=status, address=address, headers=named, file=io.BytesIO(body))

    ask.asked = []
    return ask


def lever(*numbers):
    return [{"id": str(n), "text": f"Offre {n}", "description": "<p>Bonjour</p>"} for n in numbers]


def followed(feed, ask, now):
    run = follow(feed.id, now=now, ask=ask)
    while run and run.state is RunState.APPLYING:
        apply.apply_some(run.id, now=now)
    return run


def many(*numbers):
    return "Ref;Titre\n" + "".join(f"{n};Offre {n}\n" for n in numbers)
