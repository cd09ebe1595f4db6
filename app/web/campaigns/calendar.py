"""The calendar: what is published and planned in a month, by day, team or theme."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.calendar import local_date
from app.core.i18n import format_date, language
from app.core.text.typography import typeset
from app.people.models import Team
from app.publishing import queries as publishing
from app.publishing.campaigns import calendar
from app.publishing.campaigns.calendar import CalendarFilters, Month
from app.publishing.campaigns.models import Campaign
from app.publishing.campaigns.queries import may_read
from app.publishing.campaigns.states import days_of, state_on
from app.publishing.kinds import family_of, is_online, kind_of
from app.publishing.models import Publication, Theme
from app.publishing.wording import title_of
from app.web.campaigns import RUN, bp, words
from app.web.campaigns.views import me
from app.web.site.addresses import publication_path

VIEWS = ("days", "teams", "themes")
FOLDERS = {"opening": ("openings", "briefcase"), "story": ("stories", "newspaper")}  # of desks
FARTHEST = 50  # years from now


@bp.get("/calendar")
@RUN
def planned() -> ResponseReturnValue:
    """Show a month, narrowed by what the address says; what it says wrongly narrows nothing."""
    now = clock.now()
    today = local_date(now)
    month = _month(request.args.get("month", ""), today)
    view = request.args.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    filters = CalendarFilters(
        request.args.get("team", type=UUID), request.args.get("theme", type=UUID)
    )
    teams, themes = publishing.teams(), publishing.themes()
    silent_teams, silent_themes = calendar.silent_teams(month), calendar.silent_themes(month)
    silent = {each.id for each in silent_teams} | {each.id for each in silent_themes}
    return render_template(
        "campaigns/calendar.html",
        month=month,
        key=_key(month.first, 0),
        today=today,
        now=now,
        view=view,
        views=_views(view),
        filters=filters,
        teams=teams,
        themes=themes,
        before=_address(month=_key(month.first, -1)),
        after=_address(month=_key(month.first, 1)),
        title=_month_in_words(month),
        bars=[_bar(each, month, today) for each in calendar.campaigns_in(month, filters)],
        silent_teams=_names(silent_teams),
        silent_themes=_names(silent_themes),
        days=calendar.days(month, filters) if view == "days" else {},
        rows=_rows(view, month, {"teams": teams, "themes": themes}, silent),
        entry=_entry,
    )


def _month(typed: str, today: date) -> Month:
    """Read “2026-12”; anything else is the month of today. Pure."""
    year, dash, month = typed.partition("-")
    if dash and year.isascii() and year.isdigit() and month.isascii() and month.isdigit():
        near = len(year) == 4 and abs(int(year) - today.year) <= FARTHEST
        if near and len(month) == 2 and 1 <= int(month) <= 12:
            return Month.of(date(int(year), int(month), 1))
    return Month.of(today)


def _key(first: date, months: int) -> str:
    at = first.year * 12 + first.month - 1 + months
    return f"{at // 12:04}-{at % 12 + 1:02}"


def _month_in_words(month: Month) -> str:
    written = format_date(month.first, "MMMM y")
    return written[:1].upper() + written[1:]


def _address(**changes: Any) -> str:
    """Return the address of the same calendar with something changed."""
    kept = {name: request.args.get(name) for name in ("month", "view", "team", "theme")}
    return url_for(".planned", **{k: v for k, v in (kept | changes).items() if v})


def _views(current: str) -> list[dict[str, Any]]:
    labels = {"days": _("By day"), "teams": _("By team"), "themes": _("By theme")}
    return [
        {"label": labels[each], "href": _address(view=each), "current": each == current}
        for each in VIEWS
    ]


def _bar(campaign: Campaign, month: Month, today: date) -> dict[str, Any]:
    """Return a campaign as a bar over the days of a month, from 0."""
    begins, ends = days_of(campaign)
    first, last = max(begins, month.first), min(ends, month.last)
    return {
        "campaign": campaign,
        "name": campaign.name(language()),
        "state": words.STATES[state_on(campaign, today)],
        "days": words.days_of(campaign),
        "x": (first - month.first).days,
        "width": (last - first).days + 1,
        "of": month.last.day,
    }


def _entry(publication: Publication, now: datetime) -> dict[str, Any]:
    """Return how a publication shows on its day; its title, where its reader may read it."""
    is_planned, writes = calendar.is_planned(publication), may_read(me(), publication)
    hidden = is_planned and not writes
    title = str(kind_of(publication).name) if hidden else title_of(publication) or _("Untitled")
    return {
        "title": title,
        "icon": FOLDERS[family_of(publication).noun][1],
        "kind": kind_of(publication).name,
        "team": publication.team.name(language()) if publication.team else "",
        "planned": is_planned,
        "href": _way_to(publication, writes=writes, now=now),
    }


def _way_to(publication: Publication, *, writes: bool, now: datetime) -> str | None:
    """Return where a publication is written, or read; None where its reader does neither."""
    if writes:
        folder, _icon = FOLDERS[family_of(publication).noun]
        return url_for(f"writing.{folder}_editor", publication_id=publication.id)
    return publication_path(publication, language()) if is_online(publication, now) else None


def _names(rows: Iterable[Team | Theme]) -> list[str]:
    return sorted(each.name(language()) for each in rows)


def _rows(
    view: str,
    month: Month,
    listed: Mapping[str, Sequence[Team | Theme]],
    silent: Collection[UUID],
) -> list[dict[str, Any]]:
    """Return a row a team, or a theme, with how much appears in each week."""
    if view not in listed:
        return []
    counts = calendar.by_team(month) if view == "teams" else calendar.by_theme(month)
    return [
        {
            "name": typeset(each.name(language()), language()),
            "weeks": [counts.get(each.id, {}).get(week[0], 0) for week in month.weeks],
            "silent": each.id in silent,
        }
        for each in listed[view]
    ]
