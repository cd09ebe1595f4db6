"""What an administrator changes in an account, and what people change in their own."""

from collections.abc import Collection
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.core import activity, files, freshness, locks, mail
from app.core.database import db
from app.core.errors import Refusal
from app.core.files import pictures
from app.core.locks import Lock
from app.people import invite
from app.people.entrance import sessions, sign_in
from app.people.models import Appearance, Person, PersonRole, Place, Role, Team

PORTRAIT_SIDE = 320  # pixels


class LastAdministrator(Refusal):
    """Nobody would be left to administer Relais without this person."""

    code = "last_administrator"


class TakenAddress(Refusal):
    """Another account has this address."""

    code = "taken_address"


class OneselfRefused(Refusal):
    """Nobody closes their own account: another administrator does."""

    code = "oneself"


def change_roles(person: Person, roles: Collection[Role], *, by: Person, now: datetime) -> None:
    """Give a person exactly these roles.

    raises: LastAdministrator
    """
    before, after = person.roles, frozenset(roles)
    if before == after:
        return
    if Role.ADMIN in before - after:
        _keep_an_administrator(without=person, field="roles")
    person.role_rows = [row for row in person.role_rows if row.role in after] + [
        PersonRole(role=role) for role in sorted(after - before)
    ]
    activity.record(
        "person.role_changed",
        person,
        by=by,
        data={"added": sorted(after - before), "removed": sorted(before - after)},
        now=now,
    )


def place_person(
    person: Person,
    *,
    team: Team | None,
    place: Place | None,
    job_title: str,
    employee: bool,
    by: Person,
    now: datetime,
) -> None:
    """Put a person in a team and a place, with a job title."""
    values = {"team": team, "place": place, "job_title": job_title, "employee": employee}
    changed = sorted(key for key, value in values.items() if getattr(person, key) != value)
    for key in changed:
        setattr(person, key, values[key])
    _note_change(person, changed, by=by, now=now)


def disable(person: Person, *, by: Person, now: datetime) -> None:
    """Close an account: signed out everywhere at once; what it did stays. Twice changes nothing.

    raises: OneselfRefused, LastAdministrator
    """
    if person.disabled_at is not None:
        return
    if person.id == by.id:
        raise OneselfRefused(_l("Ask another administrator to close your own account."))
    if Role.ADMIN in person.roles:
        _keep_an_administrator(without=person, field=None)
    person.disabled_at = now
    sessions.revoke_all(person, by=by, now=now)
    activity.record("person.disabled", person, by=by, now=now)
    freshness.changed("person", person.id)


def enable(person: Person, *, by: Person, now: datetime) -> None:
    """Open a closed account again."""
    if person.disabled_at is None:
        return
    person.disabled_at = None
    activity.record("person.enabled", person, by=by, now=now)
    freshness.changed("person", person.id)


def _keep_an_administrator(*, without: Person, field: str | None) -> None:
    """Refuse to lose the last administrator who can sign in.

    Two of them closing each other's account at once wait for one another here, and the second
    finds nobody left.
    """
    locks.hold(Lock.ADMINISTRATORS)
    others = db.session.scalar(
        select(func.count())
        .select_from(PersonRole)
        .join(Person)
        .where(
            PersonRole.role == Role.ADMIN,
            Person.id != without.id,
            Person.disabled_at.is_(None),
            Person.joined_at.is_not(None),
        )
    )
    if not others:
        raise LastAdministrator(
            _l(
                "%(name)s is the last administrator who can sign in. Give someone else the role "
                "first.",
                name=without.name,
            ),
            field=field,
        )


def describe(
    person: Person,
    *,
    first_name: str,
    last_name: str,
    job_title: str | None = None,
    by: Person,
    now: datetime,
) -> None:
    """Change a person's name and, unless it is None, their job title."""
    values = {"first_name": first_name, "last_name": last_name}
    if job_title is not None:
        values["job_title"] = job_title
    changed = sorted(key for key, value in values.items() if getattr(person, key) != value)
    for key in changed:
        setattr(person, key, values[key])
    _note_change(person, changed, by=by, now=now)


def correct_address(person: Person, address: str, *, by: Person, now: datetime) -> None:
    """Change the address of an account, and tell both mailboxes; links sent before are dead.

    Who has not come yet is invited at the new address instead.

    raises: TakenAddress
    """
    before, after = person.email, address.lower()
    if after == before:
        return
    known = sign_in.person_of_address(after)
    if known is not None and known.id != person.id:
        raise TakenAddress(_l("%(name)s has this address.", name=known.name), field="email")
    person.email = after
    try:
        db.session.flush()
    except IntegrityError as taken:  # by somebody who was invited this very moment
        raise TakenAddress(_l("Somebody has this address already."), field="email") from taken
    _note_change(person, ["email"], by=by, now=now)
    if person.joined_at is None and person.invited_at is not None:
        invite.invite_again(person, by=by, now=now)
        return
    for mailbox in (before, after):
        mail.send(
            to=mailbox,
            template="people/mail/address_changed",
            language=person.language,
            now=now,
            first_name=person.first_name,
            by=by.name,
            by_address=by.email,
            before=before,
            after=after,
        )


def set_portrait(person: Person, data: bytes, *, name: str, now: datetime) -> None:
    """Change one's portrait.

    raises: BadPicture
    """
    before = person.portrait
    person.portrait = pictures.store_picture(
        data, name=name, max_side=PORTRAIT_SIDE, square=True, field="portrait"
    )
    db.session.flush()
    if before:
        files.remove(before)
    _note_change(person, ["portrait"], by=person, now=now)


def remove_portrait(person: Person, *, now: datetime) -> None:
    """Go back to initials."""
    if before := person.portrait:
        person.portrait = None
        db.session.flush()
        files.remove(before)
        _note_change(person, ["portrait"], by=person, now=now)


def live_in(person: Person, time_zone: str | None) -> None:
    """Say by which clocks a person lives. time_zone: one of `zones()`; None: the company's"""
    person.time_zone = time_zone


def prefer(
    person: Person, *, language: str | None = None, appearance: Appearance | None = None
) -> None:
    """Change the language or the appearance of one's own screens and mails."""
    if language:
        person.language = language
    if appearance:
        person.appearance = appearance


def _note_change(person: Person, changed: list[str], *, by: Person, now: datetime) -> None:
    if changed:
        activity.record("person.changed", person, by=by, data={"changed": changed}, now=now)
        freshness.changed("person", person.id)
