"""The hub: what is worth relaying now, why, and the list of everything."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time, pgettext
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.attribution.deciding import confirmations
from app.core import clock
from app.core.calendar import local_date, start_of_day
from app.core.database import transaction
from app.core.i18n import format_date, ngettext
from app.core.i18n import gettext as _
from app.core.i18n.days import short_day
from app.core.text.clean import tidy_line
from app.hiring.referrals.referrals import people_brought, people_counted
from app.people.permissions import Permission
from app.people.slugs import place_names
from app.publishing import queries as publishing
from app.publishing.kinds import FAMILIES
from app.publishing.wording import title_of
from app.sharing import home, networks, preferences, queries, ranking_wording
from app.sharing.home import Sitting
from app.sharing.links import sample_link
from app.sharing.models import Channel
from app.sharing.networks import Post
from app.sharing.queries import RelayableFilters, Suggested
from app.sharing.ranking import Worth, choose
from app.tracking import queries as tracking
from app.tracking.queries import RelayTotals
from app.web import navigation
from app.web.access import allowed
from app.web.ambassador import bp, cards, credit_words, referral_words
from app.web.ambassador.forms import HubForm, ThemesForm
from app.web.ambassador.relays import figures
from app.web.media import cover_url, picture_url
from app.web.recruiting.triage.awaits import what_awaits

NEWS_SHOWN = 4
QUICK = (Channel.LINKEDIN, Channel.WHATSAPP)  # one tap away on each card
FILTERS = ("q", "kind", "team", "place", "theme")


@bp.get("/hub")
@allowed(Permission.RELAY)
def hub() -> ResponseReturnValue:
    """Show three publications worth relaying now, each with the reason why it is there."""
    now = clock.now()
    facts, relayable = queries.facts_for(current_user, now=now)
    known = tracking.at_home(current_user, since=_start_of_month(now))
    today = home.shown_today(known.last, now=now)
    since = home.sitting(known.last, visits=known.visits, now=now)
    chosen = choose(facts, queries.reader(current_user), now, today=today)
    suggested = queries.suggested(
        (each.publication_id for each in chosen), current_user.language, on=QUICK
    )
    page = render_template(
        "ambassador/hub.html",
        came_back=_came_back(since, known.visits, now),
        cards=[_card(each, suggested[each.publication_id]) for each in chosen],
        relayable=relayable,
        first_steps=url_for("admin.first_steps")
        if not facts and navigation.steps_left(current_user)
        else None,
        greeting=_greeting(now, len(chosen)),
        brought_words=referral_words,
        day=short_day,
        awaits=what_awaits(current_user, now=now),
        **_news(known.totals, now),
    )
    seen = {each.publication_id for each in chosen}
    with transaction():  # behind the page: nothing of it is read again
        home.remember(
            current_user,
            shown=[each for each in facts if each.id in seen],
            today=today,
            visits=known.visits,
            since=since,
            now=now,
        )
    return page


def _came_back(since: Sitting, visits: int, now: datetime) -> str:
    """Say in one line what came of the reader's links while they were away; "" for nothing."""
    came = since.came(visits)
    if not since.since or not came:
        return ""
    return ngettext(
        "%(num)d person opened your link since %(when)s.",
        "%(num)d people opened your links since %(when)s.",
        came,
        when=_when(since.since, now),
    )


def _when(last: datetime, now: datetime) -> str:
    """Return the day of the last visit, or its hour if that was today."""
    day = local_date(last)
    return format_time(last, "short") if day == local_date(now) else format_date(day, "EEEE d MMMM")


def _start_of_month(now: datetime) -> datetime:
    return start_of_day(local_date(now).replace(day=1))


def _news(totals: dict[Channel, RelayTotals], now: datetime) -> dict[str, Any]:
    """Return what became of the reader's relays: the latest people, and this month's figures."""
    people = people_brought(current_user, now=now, limit=NEWS_SHOWN)
    brought, hired = people_counted(current_user, now=now, since=_start_of_month(now))
    return {
        "people": confirmations.with_over(people, current_user, now=now),
        "credits": credit_words.of(people),
        "month": figures(totals, brought, hired),
    }


def _greeting(now: datetime, worth: int) -> str:
    """Say what day it is and what waits."""
    today = format_date(local_date(now), "EEEE d MMMM")
    today = today[:1].upper() + today[1:]
    if worth == 0:
        return _("%(today)s. Nothing new to relay.", today=today)
    return ngettext(
        "%(today)s. One publication to relay.",
        "%(today)s. %(num)d publications to relay.",
        worth,
        today=today,
    )


def _card(worth: Worth, suggested: Suggested) -> dict[str, Any]:
    """Return what one card of the hub shows, with what its quick buttons send."""
    publication = suggested.publication
    disclosure = cards.disclosure(Channel.LINKEDIN, suggested.language)
    post = Post(suggested.on[Channel.WHATSAPP], sample_link(), disclosure=disclosure)
    return {
        "publication": publication,
        "title": title_of(publication),
        "facts": cards.summary_line(publication),
        "reason": ranking_wording.sentence(worth, publication),
        "reason_icon": ranking_wording.ICONS[worth.reason],
        "cover_src": cover_url(publication),
        "cover_kind": publication.kind_code,
        "language": suggested.language,
        "words": {**suggested.on, Channel.COPY: suggested.words},
        "disclosure": disclosure,
        # a text too long for the address that opens WhatsApp is copied first
        "whatsapp": "paste" if networks.copied_first(Channel.WHATSAPP, post) else "open",
        "form_id": uuid4(),
    }


@bp.get("/hub/all")
@allowed(Permission.RELAY)
def everything() -> ResponseReturnValue:
    """List all that a person may relay, narrowed by what the address says."""
    filters = _filters()
    page = queries.everything(
        current_user, filters, page=request.args.get("page", 1, type=int), now=clock.now()
    )
    asked: dict[str, Any] = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    return render_template(
        "ambassador/everything.html",
        page=page,
        page_href=lambda number: url_for(".everything", **asked, page=number),
        filters=filters,
        choices=_choices(),
        chosen={name: str(getattr(filters, name) or "") for name in FILTERS if name != "q"},
        cards=cards,
        picture_url=picture_url,
    )


def _choices() -> list[tuple[str, str, list[tuple[UUID | str, str]]]]:
    """Return each filter with what it may be: name, label, options."""
    language = current_user.language
    teams = [(team.id, team.name(language)) for team in publishing.teams()]
    places = list(place_names(publishing.places()).items())
    themes = [(theme.id, theme.name(language)) for theme in publishing.themes()]
    kinds = [(family.noun, str(family.title)) for family in FAMILIES.values()]
    return [
        ("kind", pgettext("filter", "Kind"), [("", _("Openings and stories")), *kinds]),
        ("team", pgettext("filter", "Team"), [("", _("All teams")), *teams]),
        ("place", pgettext("filter", "Place"), [("", _("All places")), *places]),
        ("theme", pgettext("filter", "Theme"), [("", _("All themes")), *themes]),
    ]


def _filters() -> RelayableFilters:
    """Read the address; what it says wrongly narrows nothing."""
    kind = request.args.get("kind", "")
    return RelayableFilters(
        search=tidy_line(request.args.get("q"))[:200],
        kind=kind if kind in FAMILIES else "",
        team=request.args.get("team", type=UUID),
        place=request.args.get("place", type=UUID),
        theme=request.args.get("theme", type=UUID),
    )


@bp.get("/hub/themes")
@allowed(Permission.RELAY)
def themes() -> ResponseReturnValue:
    """Show the themes that a person may follow."""
    form = _themes_form()
    form.themes.data = list(queries.followed_themes(current_user))
    return render_template("ambassador/themes.html", form=form)


@bp.post("/hub/themes")
@allowed(Permission.RELAY)
def follow() -> ResponseReturnValue:
    """Follow the themes that are ticked, and no other."""
    form = _themes_form()
    if not form.validate_on_submit():
        return render_template("ambassador/themes.html", form=form), 422
    with transaction():
        preferences.follow_themes(current_user, form.themes.data or [])
    flash(_("Your themes are saved. Your home page follows them from now on."))
    return redirect(url_for(".hub"))


def _themes_form() -> ThemesForm:
    form = ThemesForm()
    form.themes.choices = [
        SelectChoice(str(theme.id), theme.name(current_user.language))
        for theme in publishing.themes()
    ]
    return form


@bp.post("/hub/set-aside")
@allowed(Permission.RELAY)
def set_aside() -> ResponseReturnValue:
    """Stop offering a publication, or offer it again."""
    form = HubForm()
    if not form.validate_on_submit():
        abort(400)
    publication = queries.publication_for(current_user, form.publication.data, now=clock.now())
    with transaction():
        if form.again.data:
            preferences.offer_again(current_user, publication)
        else:
            preferences.set_aside(current_user, publication, now=clock.now())
    if not form.again.data:
        undone = {
            "text": _("Set aside. It stays in the list of everything you can relay."),
            "undo_action": url_for(".set_aside"),
            "undo_fields": {"publication": str(publication.id), "again": "1"},
        }
        flash(undone)  # type: ignore[arg-type]  # a toast with its undo, see ui/overlay.html
    return redirect(url_for(".hub"))
