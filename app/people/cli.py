"""`flask people`: the first account, when nobody can sign in yet."""

import sys

import click
from flask import current_app

from app.core import activity, clock
from app.core.database import db, transaction
from app.core.i18n import LANGUAGES
from app.core.services.commands import Commands
from app.core.text.mailbox_slips import likely_meant
from app.core.text.mailboxes import BadMailbox
from app.people import invite, queries
from app.people.entrance import links, passwords, sign_in
from app.people.entrance.links import Purpose
from app.people.models import Person, PersonRole, Role
from app.people.organisation import UNNAMED, the_organisation

people = Commands("people", help="Accounts.")


@people.command("create")
@click.option("--email", prompt="E-mail address", help="Work e-mail address.")
@click.option("--name", prompt="First and last name", help="First and last name.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in Role]),
    help="May be repeated. By default: admin and ambassador.",
)
@click.option("--language", type=click.Choice(LANGUAGES), default="fr", show_default=True)
@click.option("--organisation", help="The company's name, when it is not set yet.")
@click.option(
    "--password",
    help="Without it a link to choose one is printed. A dash reads it from standard input, so "
    "that it appears in no list of processes.",
)
def create(
    email: str,
    name: str,
    roles: tuple[str, ...],
    language: str,
    organisation: str | None,
    password: str | None,
) -> None:
    """Make an account, by default an administrator's."""
    try:
        invitee = invite.read_invitee(name, email)
    except BadMailbox as refusal:
        raise click.ClickException(f"{email}: {refusal.sentence}") from refusal
    if sign_in.person_of_address(invitee.email):
        raise click.ClickException(f"{invitee.email}: this address has an account already.")
    if meant := likely_meant(invitee.email, current_app.config["SIGN_IN_DOMAINS"]):
        click.echo(f"Did you mean {meant}? The account is made as it was written.", err=True)
    secret = sys.stdin.readline().rstrip("\n") if password == "-" else password  # noqa: S105
    now = clock.now()
    with transaction():
        company = the_organisation(now=now)
        if organisation and company.name == UNNAMED:
            company.name = organisation
        person = _make(invitee, roles or (Role.ADMIN, Role.AMBASSADOR), language, secret)
        link = links.make_link(Purpose.INVITATION, person, now=now)
    click.echo(f"{person.name} <{person.email}>: {', '.join(sorted(person.roles))}")
    if secret is None:
        click.echo(f"Open this link within 7 days to choose a password; it serves once:\n{link}")


def _make(
    invitee: invite.Invitee, roles: tuple[str, ...], language: str, password: str | None
) -> Person:
    now = clock.now()
    person = Person(
        email=invitee.email,
        first_name=invitee.first_name,
        last_name=invitee.last_name,
        language=language,
        invited_at=now,
        created_at=now,
    )
    person.role_rows = [PersonRole(role=Role(role)) for role in sorted(set(roles))]
    if password is not None:
        passwords.demand_strength(password, sign_in.names_around(person))
        person.password_hash = passwords.hash_password(password)
    db.session.add(person)
    db.session.flush()
    activity.record("person.invited", person, now=now)
    return person


@people.command("list")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="Only this role.")
def list_people(role: str | None) -> None:
    """List accounts: address, name, roles, state."""
    wanted = queries.Wanted(role=Role(role) if role else None)
    number, last = 1, 1
    while number <= last:
        page = queries.people(wanted, page=number)
        last = page.last
        for person in page.items:
            words = ",".join(sorted(person.roles)) or "-"
            click.echo(f"{person.email}\t{person.name}\t{words}\t{queries.state_of(person)}")
        number += 1
