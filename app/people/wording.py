"""Roles, ways of signing in and days, as screens say them."""

from datetime import date, datetime, timedelta

from flask_babel import LazyString, get_timezone
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.i18n import format_date
from app.people.models import Person, Role

ROLE_NAMES: dict[Role, LazyString] = {
    Role.AMBASSADOR: _l("Ambassador"),
    Role.RECRUITER: _l("Recruiter"),
    Role.EDITOR: _l("Editor"),
    Role.HIRING_MANAGER: _l("Hiring manager"),
    Role.PROGRAMME_MANAGER: _l("Programme manager"),
    Role.ADMIN: _l("Administrator"),
    Role.AUDITOR: _l("Auditor"),
    Role.EXECUTIVE: _l("Executive"),
}

ROLE_MEANS: dict[Role, LazyString] = {
    Role.AMBASSADOR: _l("Relays, recommends. Sees no candidate’s file."),
    Role.RECRUITER: _l("Writes openings, follows applications."),
    Role.EDITOR: _l("Writes and publishes stories."),
    Role.HIRING_MANAGER: _l("Reads the applications of their own openings."),
    Role.PROGRAMME_MANAGER: _l("Rules of attribution, appeals."),
    Role.ADMIN: _l("Settings, people, sign-in."),
    Role.AUDITOR: _l("Reads the activity and the operations, changes nothing."),
    Role.EXECUTIVE: _l("Opens nothing more: takes no part in bonuses."),
}


def other_roles(person: Person) -> list[LazyString]:
    """Name the roles that a person has beside the one that nearly everyone has."""
    return [
        name
        for role, name in ROLE_NAMES.items()
        if role in person.roles and role is not Role.AMBASSADOR
    ]


def sign_in_way(person: Person) -> str:
    """Say how a person signs in: by the provider, by password, or by a link each time."""
    if person.oidc_subject:
        return str(_("Company account"))
    return str(_("Password") if person.password_hash else _("E-mail link"))


def day_in_words(at: datetime | None, *, now: datetime) -> str:
    """Say a day as people do: today, yesterday, 12 March, 2 Feb 2025."""
    if at is None:
        return "–"
    zone = get_timezone()
    day, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    if day == today:
        return str(_("today"))
    if day == today - timedelta(days=1):
        return str(_("yesterday"))
    return short_day(day, today=today)


def short_day(day: date, *, today: date) -> str:
    """Write a date without its year when it is this year's."""
    return format_date(day, "d MMM" if day.year == today.year else "d MMM y")
