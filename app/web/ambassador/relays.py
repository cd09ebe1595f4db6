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
from app.hiring.queries.by_time import Stretch
from app.hiring.queries.orders import SortPlace
from app.hiring.queries.recommendations import recommendations_counted, recommendations_shown
from app.hiring.referrals.referrals import people_counted, people_shown
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
from app.web.downloads.codes import logo_on_pages

PERIODS = {"30d": timedelta(days=30), "12m": timedelta(days=365), "all": None}
PER_PAGE = 20
# What the page shows of each part beside the others; alone, a part has pages.
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
class PartShown:
    """Some rows of a part, with the addresses of those before and after; None without any."""

    rows: Sequence[Any] = ()
    newer: str | None = None
    older: str | None = None


@bp.get("/my-relays")
@allowed(Permission.RELAY)
def my_relays() -> ResponseReturnValue:
    """List the people brought, those recommended and one's relays: some of each, or one whole."""
    now, part = clock.now(), _part()
    period = request.args.get("period", "12m")
    span = PERIODS.get(period, PERIODS["12m"])
    since = now - span if span else None
    brought_by_links = tracking.totals_of(current_user, since=since)
    totals = brought_by_links.relays
    brought, hired = people_counted(current_user, now=now, since=since)
    people = _people(since, now, _shown(part, "people"))
    recommendations, recommended = _recommendations(since, now, _shown(part, "recommendations"))
    relays = _relays(since, _shown(part, "relays"))
    titles = queries.titles(
        {row.link.publication_id for row in relays.rows}
        | {each.opening_id for each in people.rows}
        | {each.recommendation.opening_id for each in recommendations.rows},
        current_user.language,
    )
    return render_template(
        "ambassador/my_relays.html",
        part=part,
        figures=figures(totals, brought, hired),
        period=period if period in PERIODS else "12m",
        people=people,
        credits=credit_words.of(people.rows),
        recommendations=recommendations,
        recommended=recommended,
        recommendation_words=recommendation_words,
        titles=titles,
        brought=brought,
        brought_words=referral_words,
        relays=relays,
        own_visits=brought_by_links.own,
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
    if any(request.args.get(name) for name in ("grade", "channel")):
        return "relays"  # which alone have filters
    turned = any(request.args.get(name) for name in ("after", "before"))
    return asked if asked in PARTS else "relays" if turned else ""


def _shown(part: str, name: str) -> int:
    """Return how many rows of a part are shown."""
    return PARTS[name] if not part else PER_PAGE if part == name else 0


def _stretch(limit: int) -> Stretch:
    """Return which rows of a part the address asks for."""
    if limit != PER_PAGE:
        return Stretch(limit)
    after, before = (SortPlace.read(request.args.get(name, "")) for name in ("after", "before"))
    return Stretch(limit, None if before else after, before)


def _people(since: datetime | None, now: datetime, limit: int) -> PartShown:
    if not limit:
        return PartShown()
    found = people_shown(current_user, _stretch(limit), now=now, since=since)
    rows = confirmations.with_over(found.rows, current_user, now=now)
    return _turned("people", rows, newer=found.newer, older=found.older)


def _recommendations(since: datetime | None, now: datetime, limit: int) -> tuple[PartShown, int]:
    """Return some of the recommendations sent, and how many there are."""
    if not limit:
        return PartShown(), recommendations_counted(current_user, since=since)
    found, number = recommendations_shown(current_user, _stretch(limit), now=now, since=since)
    return _turned("recommendations", found.rows, newer=found.newer, older=found.older), number


def _turned(part: str, rows: Sequence[Any], *, newer: bool, older: bool) -> PartShown:
    """Give some rows, which know their places, the addresses of those around them."""
    return PartShown(
        rows,
        _here(part=part, before=rows[0].place.written()) if rows and newer else None,
        _here(part=part, after=rows[-1].place.written()) if rows and older else None,
    )


def _relays(since: datetime | None, limit: int) -> PartShown:
    """Return the relays that the address asks for."""
    if not limit:
        return PartShown()
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
    return PartShown(
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
        qr=Markup(qr.inline_svg(address_of(link), logo_on_pages())),
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
