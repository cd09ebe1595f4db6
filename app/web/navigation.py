"""The areas of the menu that a person's permissions open, and the settings behind Admin.

An area stands here by the name of its first page: it appears once that page exists.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, g, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ScalarSelect, select

from app.core import clock
from app.core.database import db
from app.core.pagination import MANY_WAITING
from app.core.text.fold import fold
from app.people.models import Person
from app.people.permissions import Permission, permissions_of
from app.publishing import setting_up
from app.publishing.setting_up import SetUp

ADMINISTRATION = frozenset(
    {
        Permission.MANAGE_PEOPLE,
        Permission.MANAGE_ORGANISATION,
        Permission.SEE_OPERATIONS,
    }
)


@dataclass(frozen=True)
class Area:
    """One entry of the menu, or of the settings."""

    key: str
    label: LazyString
    icon: str
    endpoint: str
    opened_by: frozenset[Permission]  # any of them
    prefixes: tuple[str, ...] = ()  # its other pages' addresses, to show where one is
    about: LazyString | str = ""
    words: LazyString | str = ""  # other words that people search it by


AREAS = (
    Area(
        "hub", _l("Home"), "house", "ambassador.hub", frozenset({Permission.RELAY}),
        prefixes=("/recommend",),
    ),
    Area(
        "relays", _l("My relays"), "send", "ambassador.my_relays", frozenset({Permission.RELAY}),
        prefixes=("/my-credits", "/receipts", "/declarations", "/recommendations", "/questions"),
    ),
    Area(
        "openings", _l("Openings"), "briefcase", "writing.openings",
        frozenset({Permission.READ_PUBLICATIONS}),
        prefixes=("/share-texts/opening",),
    ),
    Area(
        "stories", _l("Stories"), "newspaper", "writing.stories",
        frozenset({Permission.READ_PUBLICATIONS}),
        prefixes=("/calendar", "/campaigns", "/share-texts"),
    ),
    Area(
        "pipeline", _l("Applications"), "users-round", "recruiting.applications",
        frozenset({Permission.SEE_APPLICATIONS}), prefixes=("/credits", "/names"),
    ),
    Area(
        "programme", _l("Programme"), "scale", "programme.programme",
        frozenset({Permission.MANAGE_POLICY, Permission.JUDGE_APPEALS}),
        prefixes=("/credits", "/names"),
    ),
    Area(
        "admin", _l("Admin"), "settings", "admin.admin", ADMINISTRATION,
        prefixes=("/operations", "/outbox"),
    ),
)  # fmt: skip

SETTINGS = (
    Area(
        "people", _l("People and roles"), "users-round", "admin.people",
        frozenset({Permission.MANAGE_PEOPLE}),
        about=_l("Invite, give roles, close an account."),
        words=_l("accounts invitations roles passwords administrators"),
    ),
    Area(
        "teams", _l("Teams and places"), "building-2", "admin.teams",
        frozenset({Permission.MANAGE_ORGANISATION}),
        about=_l("Departments, sites and cities."),
        words=_l("departments offices sites cities sub-brands"),
    ),
    Area(
        "organisation", _l("Organisation"), "landmark", "admin.organisation",
        frozenset({Permission.MANAGE_ORGANISATION}),
        about=_l("Name, presentation, legal notice, personal data."),
        words=_l("company about website legal privacy texts"),
    ),
    Area(
        "process", _l("Recruitment steps"), "route", "admin.process",
        frozenset({Permission.MANAGE_ORGANISATION}),
        about=_l("What candidates read about what follows their application."),
        words=_l("process delays interviews candidates"),
    ),
    Area(
        "brand", _l("Logo and colour"), "palette", "admin.brand",
        frozenset({Permission.MANAGE_ORGANISATION}),
        about=_l("How pages, mails and share cards look."),
        words=_l("brand colours contrast image"),
    ),
    Area(
        "charter", _l("Charter"), "scroll-text", "admin.charter_settings",
        frozenset({Permission.MANAGE_ORGANISATION}),
        about=_l("What each person accepts before their first relay."),
        words=_l("rules networks acceptance versions"),
    ),
    Area(
        "relaying", _l("Words of relays"), "message-square-warning", "admin.relaying",
        frozenset({Permission.MANAGE_ORGANISATION}),
        about=_l("Whom one works for, words to leave out, questions to ambassadors."),
        words=_l("disclosure forbidden words employer questions"),
    ),
    Area(
        "chats", _l("Chat channels"), "messages-square", "admin.chats",
        frozenset({Permission.MANAGE_ORGANISATION}),
        about=_l("Where the week is posted: Slack, Teams, Mattermost."),
        words=_l("slack teams mattermost webhook digest"),
    ),
    Area(
        "invitations", _l("Invitations"), "bell", "admin.invitations",
        frozenset({Permission.MANAGE_ORGANISATION}),
        about=_l("How often campaigns may invite a person, and when never."),
        words=_l("campaigns weekly cap quiet hours evenings"),
    ),
    Area(
        "jobs", _l("Background work"), "cog", "operations.jobs",
        frozenset({Permission.SEE_OPERATIONS}),
        about=_l("What failed, what is waiting."),
        words=_l("jobs queue workers errors"),
    ),
    Area(
        "clicks", _l("Tracked links"), "link", "operations.operations",
        frozenset({Permission.SEE_OPERATIONS}),
        about=_l("What clicks counted as, what could not be read."),
        words=_l("clicks journal loader quarantine robots visits"),
    ),
    Area(
        "outbox", _l("Outbox"), "mails", "operations.outbox",
        frozenset({Permission.SEE_OPERATIONS}),
        about=_l("E-mails sent, or waiting."),
        words=_l("mail outbox smtp delivery"),
    ),
)  # fmt: skip


Counter = Callable[[Person, datetime], ScalarSelect[int] | None]
_counters: dict[str, tuple[str, Counter]] = {}


def counts(area: str, name: str) -> Callable[[Counter], Counter]:
    """Register how much of something waits for a person: the menu counts it in an area.

    The counter returns a select, all of which are sent as one statement, or None for who has
    nothing to do with it. Pages read the counts of theirs by name, in `to_answer`.

    area: "" for what pages count and the menu does not
    """

    def register(counter: Counter) -> Counter:
        _counters[name] = area, counter
        return counter

    return register


def to_answer(person: Person) -> dict[str, int]:
    """Return how much waits for who is signed in, by its name. One statement a request."""
    if "to_answer" not in g:
        now = clock.now()
        selects = {name: counter(person, now) for name, (_, counter) in _counters.items()}
        columns = [each.label(name) for name, each in selects.items() if each is not None]
        g.to_answer = dict(db.session.execute(select(*columns)).one()._mapping) if columns else {}
    found: dict[str, int] = g.to_answer
    return found


def areas_of(person: Person) -> list[dict[str, Any]]:
    """Return the menu of a person, in its order, with the current area marked."""
    shown = _open_to(person, AREAS)
    current = _current(shown)
    of_area = to_answer(person)
    return [
        {
            "key": area.key,
            "label": area.label,
            "icon": area.icon,
            "href": url_for(area.endpoint),
            "current": area is current,
            "count": up_to_many(sum(of_area.get(name, 0) for name in _names_of(area))),
        }
        for area in shown
    ]


def settings_of(person: Person, search: str = "") -> list[dict[str, Any]]:
    """Return the settings that a person may open, those that hold the words searched for."""
    wanted = fold(search).split()
    return [
        {
            "title": area.label,
            "detail": area.about,
            "icon": area.icon,
            "href": url_for(area.endpoint),
        }
        for area in _open_to(person, SETTINGS)
        if all(word in fold(f"{area.label} {area.about} {area.words}") for word in wanted)
    ]


def home_of(person: Person) -> str:
    """Return where a person's day begins: the first area of their menu, else their account."""
    shown = _open_to(person, AREAS)
    return url_for(shown[0].endpoint if shown else "account.account")


def steps_left(person: Person) -> SetUp | None:
    """Return the first steps for whoever can take them; None for others, and when all is done."""
    if Permission.MANAGE_ORGANISATION not in permissions_of(person.roles):
        return None
    found = setting_up.first_steps()
    return None if found.finished else found


def first_page_of(person: Person) -> str:
    """Return what signing in leads to: what is left to set up, if one can, else one's home."""
    return url_for("admin.first_steps") if steps_left(person) else home_of(person)


def up_to_many(count: int) -> str:
    """Write how much waits, counted up to MANY_WAITING and one: “99+”; nothing for none. Pure."""
    return f"{MANY_WAITING}+" if count > MANY_WAITING else str(count or "")


def _names_of(area: Area) -> list[str]:
    return [name for name, (key, _) in _counters.items() if key == area.key]


def _open_to(person: Person, areas: tuple[Area, ...]) -> list[Area]:
    held = permissions_of(person.roles)
    return [
        area
        for area in areas
        if area.endpoint in current_app.view_functions and held & area.opened_by
    ]


def _current(areas: list[Area]) -> Area | None:
    """Return the area whose address begins that of the page: the longest one."""
    found = [
        (len(prefix), area)
        for area in areas
        for prefix in (url_for(area.endpoint), *area.prefixes)
        if request.path == prefix or request.path.startswith(f"{prefix.rstrip('/')}/")
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None
