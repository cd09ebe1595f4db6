"""My relays: what became of each, the people brought, every state with its sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from app.attribution.deciding import confirmations
from app.core import clock
from app.core.i18n.days import short_day, short_moment
from app.hiring.queries.recommendations import (
    MOST,
    SentRecommendation,
    recommendations_counted,
    some_recommendations_of,
)
from app.hiring.referrals.referrals import Referral, people_brought, people_counted
from app.people.permissions import Permission
from app.publishing.kinds import is_online
from app.publishing.wording import title_of
from app.sharing import qr, queries, wording
from app.sharing.links import address_of
from app.sharing.models import Channel, ReferralLink
from app.tracking import queries as tracking
from app.tracking.models import Grade, Relay
from app.tracking.queries import RelayFilters, RelayTotals
from app.web.access import allowed
from app.web.ambassador import (
    bp,
    credit_words,
    recommendation_words,
    referral_words,
    relay_words,
)

PERIODS = {"30d": timedelta(days=30), "12m": timedelta(days=365), "all": None}
PER_PAGE = 20
# What the page shows of each part beside the others; alone, a part is whole.
PARTS = {"people": 4, "recommendations": 3, "relays": 5}
NARROWS = ("period", "part", "grade", "channel")


@dataclass(frozen=True)
class RelayRow:
    """One relay as the list shows it."""

    link: ReferralLink
    relay: Relay | None
    visits: int
    title: str = ""

    @property
    def grade(self) -> Grade:
        """How far it is known that it was posted."""
        return relay_words.grade_of(self.relay)

    @property
    def sentence(self) -> str:
        """What is known of it, and how."""
        return relay_words.sentence(self.link, self.relay, self.visits)


@dataclass(frozen=True)
class RelayList:
    """Some relays, with the addresses of those before and after; None where there are none."""

    rows: Sequence[RelayRow]
    newer: str | None
    older: str | None


@bp.get("/my-relays")
@allowed(Permission.RELAY)
def my_relays() -> ResponseReturnValue:
    """List the people brought, those recommended and one's relays: some of each, or one whole."""
    now, part = clock.now(), _part()
    period = request.args.get("period", "12m")
    span = PERIODS.get(period, PERIODS["12m"])
    since = now - span if span else None
    totals = tracking.totals_of(current_user, since=since)
    brought, hired = people_counted(current_user, now=now, since=since)
    people = _people(since, now, _shown(part, "people", whole=200))
    recommendations, recommended = _recommendations(
        since, now, _shown(part, "recommendations", whole=MOST)
    )
    relays = _relays(since, _shown(part, "relays", whole=PER_PAGE))
    titles = queries.titles(
        {row.link.publication_id for row in relays.rows}
        | {each.opening_id for each in people}
        | {each.recommendation.opening_id for each in recommendations},
        current_user.language,
    )
    return render_template(
        "ambassador/my_relays.html",
        part=part,
        figures=figures(totals, brought, hired),
        period=period if period in PERIODS else "12m",
        people=people,
        credits=credit_words.of(people),
        recommendations=recommendations,
        recommended=recommended,
        recommendation_words=recommendation_words,
        titles=titles,
        brought=brought,
        brought_words=referral_words,
        relays=relays,
        here=_here,
        made=sum(each.relays for each in totals.values()),
        grade=request.args.get("grade", ""),
        channel=request.args.get("channel", ""),
        channel_options=[(each.value, wording.name(each)) for each in Channel if each in totals],
        day=short_day,
        words=relay_words,
        names=wording.NAMES,
        icons=wording.ICONS,
    )


def _part() -> str:
    """Return the part that the address asks for alone; "" for some of each."""
    asked = request.args.get("part", "")
    narrowed = any(request.args.get(name) for name in ("grade", "channel", "after", "before"))
    return "relays" if narrowed else asked if asked in PARTS else ""


def _shown(part: str, name: str, *, whole: int) -> int:
    """Return how many rows of a part are shown."""
    return PARTS[name] if not part else whole if part == name else 0


def _people(since: datetime | None, now: datetime, limit: int) -> Sequence[Referral]:
    if not limit:
        return []
    people = people_brought(current_user, now=now, since=since, limit=limit)
    return confirmations.with_over(people, current_user, now=now)


def _recommendations(
    since: datetime | None, now: datetime, limit: int
) -> tuple[Sequence[SentRecommendation], int]:
    """Return some of the recommendations sent, and how many there are."""
    if not limit:
        return [], recommendations_counted(current_user, since=since)
    return some_recommendations_of(current_user, now=now, since=since, limit=limit)


def _relays(since: datetime | None, limit: int) -> RelayList:
    """Return the relays that the address asks for."""
    if not limit:
        return RelayList([], None, None)
    grade, channel = request.args.get("grade"), request.args.get("channel")
    found = tracking.relays_made(
        current_user,
        RelayFilters(
            since,
            Grade(grade) if grade in set(Grade) else None,
            Channel(channel) if channel in set(Channel) else None,
        ),
        limit=limit,
        after=request.args.get("after", type=UUID),
        before=request.args.get("before", type=UUID),
    )
    rows = [RelayRow(*row) for row in found.rows]
    first, last = (rows[0].link.id, rows[-1].link.id) if rows else (None, None)
    return RelayList(
        rows,
        _here(part="relays", before=first) if found.newer and first else None,
        _here(part="relays", after=last) if found.older and last else None,
    )


@bp.get("/my-relays/<uuid:link_id>")
@allowed(Permission.RELAY)
def relay(link_id: UUID) -> ResponseReturnValue:
    """Show one relay: its grades as they came, its words, its link."""
    link = queries.link_of(current_user, link_id)
    known = tracking.relays_of([link.id]).get(link.id)
    arrivals = tracking.arrivals_at(link.id)
    row = RelayRow(link, known, arrivals.visits, title_of(link.publication))
    return render_template(
        "ambassador/relay.html",
        row=row,
        link=link,
        relayable=is_online(link.publication, clock.now()),
        events=_events(link, known),
        arrivals=relay_words.arrivals(arrivals),
        day=short_day,
        words=relay_words,
        names=wording.NAMES,
        icons=wording.ICONS,
        address=address_of(link),
        host=current_app.config["BASE_URL"].partition("://")[2],
        qr=Markup(qr.inline_svg(address_of(link))),
    )


def _here(**changes: Any) -> str:
    """Return this page's address with some of what it says changed; "" drops it."""
    asked: dict[str, Any] = {name: request.args.get(name) for name in NARROWS} | changes
    return url_for(".my_relays", **{name: value for name, value in asked.items() if value})


def figures(totals: Mapping[Channel, RelayTotals], people: int, hired: int) -> dict[str, int]:
    """Sum up relays and the people they brought."""
    return {
        "relays": sum(each.relays for each in totals.values()),
        "confirmed": sum(each.confirmed for each in totals.values()),
        "visits": sum(each.visits for each in totals.values()),
        "people": people,
        "hired": hired,
    }


def _events(link: ReferralLink, known: Relay | None) -> list[dict[str, Any]]:
    """Return what happened to a relay, the latest first, as ui/progress.html draws it."""
    steps = [(link.created_at, Grade.DECLARED, wording.ICONS[link.channel])]
    if known and known.preview_seen_at:
        steps.append((known.preview_seen_at, Grade.PREVIEW_SEEN, "image"))
    if known and known.confirmed_at:
        steps.append((known.confirmed_at, Grade.CONFIRMED, "circle-check"))
    return [
        {
            "text": relay_words.event(grade, link, known),
            "icon": icon,
            "tone": "brand" if grade is Grade.CONFIRMED else None,
            "time": short_moment(at),
            "datetime": at.isoformat(),
        }
        for at, grade, icon in sorted(steps, key=lambda step: step[0], reverse=True)
    ]
