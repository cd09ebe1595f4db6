"""Posting to channels: what is worth relaying, once a week, and a line to try one."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from app.core.calendar import week_begun, zone
from app.core.database import db
from app.core.errors import Refusal
from app.core.fetching.fetch import fetch
from app.core.fetching.limits import Limits
from app.core.i18n import gettext as _
from app.core.text.clean import tidy_line
from app.people.entrance.links import absolute
from app.people.models import Person
from app.publishing.models import Publication, audience_places, audience_teams
from app.publishing.wording import title_of
from app.sharing import queries
from app.sharing.chats.channels import address_of
from app.sharing.chats.models import ChatChannel, ChatPost
from app.sharing.chats.payloads import PostedLine, payload

SHOWN = 3
LATE = timedelta(days=2)  # a post that could not leave in time still does, then waits a week
AGAIN = timedelta(hours=1)  # after an answer that may be another the next time
LIMITS = Limits(largest=64 * 1024, connect=5, silence=8, whole=12, redirects=0)
LONGEST_ANSWER = 200


class NotPosted(Refusal):
    """The channel did not take the post.

    again: whether it may the next time
    """

    code = "not_posted"

    def __init__(self, sentence: str, *, again: bool) -> None:
        super().__init__(sentence)
        self.again = again


def due(*, now: datetime) -> list[tuple[UUID, date]]:
    """Return which channels wait for a post, and of which week."""
    waiting = []
    active = select(ChatChannel).where(ChatChannel.active).order_by(ChatChannel.id)
    for channel in db.session.scalars(active):
        week, since = week_begun(zone(), now, day=channel.day, hour=channel.hour)
        if since < LATE and channel.created_at <= now - since:
            waiting.append((channel.id, week))
    done = {
        (row.channel_id, row.week)
        for row in db.session.execute(select(ChatPost.channel_id, ChatPost.week))
    }
    return [each for each in waiting if each not in done]


def post(channel_id: UUID, week: date, *, now: datetime) -> bool:
    """Post a week's publications to a channel, unless it was done or there is nothing new.

    The channel stays locked meanwhile, so that two workers never both post. What may be taken the
    next time is tried again an hour later; what is refused for good waits for an administrator.

    returns: whether it was posted
    """
    channel = db.session.scalar(
        select(ChatChannel).where(ChatChannel.id == channel_id).with_for_update(skip_locked=True)
    )
    done = select(ChatPost.week).where(ChatPost.channel_id == channel_id, ChatPost.week == week)
    if channel is None or db.session.scalar(done):
        return False
    if answered_lately(channel, now=now):
        return False
    publications, refused_for_good = _new_to(channel, now=now), False
    if publications:
        with force_locale(channel.language):
            heading = _("Worth relaying this week")
        try:
            post_publications(channel, heading, publications, now=now)
        except NotPosted as refused:
            if refused.again:
                return False
            refused_for_good = True
    offered = [] if refused_for_good else [each.id for each in publications]
    db.session.execute(
        insert(ChatPost).values(channel_id=channel_id, week=week, offered=offered, at=now)
    )
    return bool(offered)


def answered_lately(channel: ChatChannel, *, now: datetime) -> bool:
    """Say whether a channel refused a post less than an hour ago. Pure."""
    return bool(channel.answer and channel.asked_at and now - channel.asked_at < AGAIN)


def post_publications(
    channel: ChatChannel, heading: str, publications: Sequence[Publication], *, now: datetime
) -> None:
    """Post publications, each with its way to the share kit. raises: NotPosted"""
    with force_locale(channel.language):
        lines = _lines(publications, channel.language)
    _hand_over(channel, heading, lines, now=now)


def try_out(channel: ChatChannel, *, by: Person, now: datetime) -> None:
    """Post a line that says that the channel works. raises: NotPosted, noted on the channel too"""
    with force_locale(channel.language):
        heading = _("Relais posts here each week what is worth relaying.")
        line = PostedLine(
            _("This is a try by %(name)s", name=by.name),
            _("Nothing to do."),
            absolute("ambassador.hub"),
        )
        _hand_over(channel, heading, [line], now=now)


def _hand_over(
    channel: ChatChannel, heading: str, lines: Sequence[PostedLine], *, now: datetime
) -> None:
    """Post, and note what was answered on the channel. raises: NotPosted"""
    channel.asked_at, channel.answer = now, ""
    with force_locale(channel.language):
        body = payload(channel.kind, heading, lines, _("Prepare the relay"))
        # it is not followed: whoever answers at another address is not whom we were told of
        moved = _("The address leads to another one: write the one that the channel gives.")
    try:
        answer = fetch(
            address_of(channel),
            LIMITS,
            method="POST",
            body=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "User-Agent": "Relais"},
        )
    except Refusal as refused:
        with force_locale(channel.language):
            channel.answer = moved if refused.code == "redirects" else str(refused.sentence)
        raise NotPosted(channel.answer, again=True) from refused
    if 200 <= answer.status < 300:
        return
    words = tidy_line(answer.read().decode("utf-8", "replace"))[:LONGEST_ANSWER]
    channel.answer = f"{answer.status} {words}".strip()
    raise NotPosted(channel.answer, again=answer.status >= 500 or answer.status in (408, 429))


def _lines(publications: Sequence[Publication], language: str) -> list[PostedLine]:
    suggested = queries.suggested((each.id for each in publications), language)
    return [
        PostedLine(
            title_of(each),
            suggested[each.id].words or (each.team.name(language) if each.team else ""),
            absolute("ambassador.kit", publication_id=str(each.id)),
        )
        for each in publications
    ]


def _new_to(channel: ChatChannel, *, now: datetime) -> Sequence[Publication]:
    """Return the latest publications that everybody may relay and that it was not told of."""
    told = select(func.unnest(ChatPost.offered)).where(ChatPost.channel_id == channel.id)
    found = select(Publication.id).where(
        queries.published(now), for_all(), Publication.id.not_in(told)
    )
    if channel.team_id:
        found = found.where(Publication.team_id == channel.team_id)
    latest = found.order_by(Publication.published_at.desc(), Publication.number.desc())
    ids = db.session.scalars(latest.limit(SHOWN)).all()
    suggested = queries.suggested(ids, channel.language)
    return [suggested[each].publication for each in ids]


def for_all() -> ColumnElement[bool]:
    """Return the condition that a publication names no audience: a channel is read by anybody."""
    named = [
        exists().where(table.c.publication_id == Publication.id).correlate(Publication)
        for table in (audience_teams, audience_places)
    ]
    languages = func.cardinality(Publication.audience_languages) == 0
    return and_(*(~each for each in named), languages)
