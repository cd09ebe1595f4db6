"""My relays: what became of each, the people brought, every state with its sentence."""

from collections.abc import Sequence
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
from app.core.calendar import local_date
from app.core.i18n.days import short_day, short_moment
from app.core.pagination import Page
from app.hiring.queries.recommendations import recommendations_of
from app.hiring.referrals.referrals import Referral, ReferralOutcome, people_brought
from app.people.permissions import Permission
from app.publishing.kinds import is_online
from app.publishing.wording import title_of
from app.sharing import qr, queries, wording
from app.sharing.links import address_of
from app.sharing.models import Channel, ReferralLink
from app.tracking import queries as tracking
from app.tracking.models import Grade, Relay
from app.web.access import allowed
from app.web.ambassador import bp, recommendation_words, referral_words, relay_words

PERIODS = {"30d": timedelta(days=30), "12m": timedelta(days=365), "all": None}
PER_PAGE = 20
PEOPLE_SHOWN = 8
NARROWS = ("period", "grade", "channel", "people", "page")


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


def rows_since(since: datetime | None) -> list[RelayRow]:
    """Return the reader's relays, the latest first, without their titles. Three statements."""
    links = queries.links_made(current_user, since=since)
    ids = [link.id for link in links]
    relays, visits = tracking.relays_of(ids), tracking.visits_of(ids)
    return [RelayRow(link, relays.get(link.id), visits.get(link.id, 0)) for link in links]


@bp.get("/my-relays")
@allowed(Permission.RELAY)
def my_relays() -> ResponseReturnValue:
    """List one's relays with their grades and visits, and the people they brought."""
    now = clock.now()
    period = request.args.get("period", "12m")
    span = PERIODS.get(period, PERIODS["12m"])
    since = now - span if span else None
    rows = rows_since(since)
    brought = confirmations.with_over(people_brought(current_user, now=now), current_user, now=now)
    people = [each for each in brought if since is None or each.at >= since]
    recommendations = recommendations_of(current_user, now=now, since=since)
    page = _page(_narrowed(rows))
    shown = people if request.args.get("people") == "all" else people[:PEOPLE_SHOWN]
    titles = queries.titles(
        {row.link.publication_id for row in page.items}
        | {each.opening.id for each in shown}
        | {each.recommendation.opening_id for each in recommendations},
        current_user.language,
    )
    return render_template(
        "ambassador/my_relays.html",
        figures=figures(rows, people),
        period=period if period in PERIODS else "12m",
        people=shown,
        recommendations=recommendations,
        recommendation_words=recommendation_words,
        titles=titles,
        brought=len(people),
        brought_words=referral_words,
        page=page,
        page_href=lambda number: _here(page=number),
        here=_here,
        made=len(rows),
        grade=request.args.get("grade", ""),
        channel=request.args.get("channel", ""),
        channel_options=[
            (each.value, wording.name(each))
            for each in Channel
            if any(row.link.channel is each for row in rows)
        ],
        day=short_day,
        words=relay_words,
        names=wording.NAMES,
        icons=wording.ICONS,
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
        relayable=is_online(link.publication, local_date(clock.now())),
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


def _narrowed(rows: Sequence[RelayRow]) -> list[RelayRow]:
    """Keep the relays that the address asks for."""
    grade, channel = request.args.get("grade"), request.args.get("channel")
    return [
        row
        for row in rows
        if (not grade or row.grade == grade) and (not channel or row.link.channel == channel)
    ]


def _page(rows: Sequence[RelayRow]) -> Page[RelayRow]:
    """Cut the page that the address asks for."""
    last = max(1, -(-len(rows) // PER_PAGE))
    number = min(max(1, request.args.get("page", 1, type=int)), last)
    return Page(rows[(number - 1) * PER_PAGE : number * PER_PAGE], number, PER_PAGE, len(rows))


def _here(**changes: Any) -> str:
    """Return this page's address with some of what it says changed; "" drops it."""
    asked: dict[str, Any] = {name: request.args.get(name) for name in NARROWS} | changes
    return url_for(".my_relays", **{name: value for name, value in asked.items() if value})


def figures(rows: Sequence[RelayRow], people: Sequence[Referral]) -> dict[str, int]:
    """Sum up relays and the people they brought."""
    return {
        "relays": len(rows),
        "confirmed": sum(row.grade is Grade.CONFIRMED for row in rows),
        "visits": sum(row.visits for row in rows),
        "people": len(people),
        "hired": sum(each.result is ReferralOutcome.HIRED for each in people),
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
