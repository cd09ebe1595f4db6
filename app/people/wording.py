"""Roles and ways of signing in, as screens say them."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

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
    Role.AUDITOR: _l("Reads publications and operations, changes nothing."),
    Role.EXECUTIVE: _l("Opens nothing more: receives no bonus."),
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
