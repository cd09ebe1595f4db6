"""Sign in through the company's own provider: find the account of the person that it names.

The protocol is in `openid_provider.py`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import activity
from app.core.database import db
from app.core.errors import Refusal
from app.core.text.mailboxes import BadMailbox, a_label, bare_mailbox, read_mailbox
from app.people.entrance import sign_in
from app.people.models import Person, PersonRole, Role

UNNAMED = "OpenID Connect"  # the setting's default


class NotLetIn(Refusal):
    """The provider, or what it says of a person, opens no account here."""

    code = "not_let_in"


def is_configured() -> bool:
    """Return whether the installation names a provider."""
    return bool(current_app.config["OIDC_ISSUER"])


def name_of_provider() -> str:
    """Return what OIDC_NAME calls the provider; "" when nobody named it."""
    name: str = current_app.config["OIDC_NAME"]
    return "" if name == UNNAMED else name


def person_of_claims(claims: Mapping[str, Any], *, now: datetime) -> Person:
    """Return the account of the person whom the provider names, made or linked the first time.

    An account is found by the provider's own id of that person; else by an e-mail address that
    the provider has verified, of someone invited, or in one of SIGN_IN_DOMAINS.

    raises: NotLetIn with what to do
    """
    subject = f"{current_app.config['OIDC_ISSUER'].rstrip('/')} {claims['sub']}"
    person = db.session.scalar(select(Person).where(Person.oidc_subject == subject))
    if person is None:
        person = _by_verified_address(claims, now)
        person.oidc_subject = subject
    if not person.is_active:
        raise NotLetIn(
            _l("Your account here is closed. An administrator can open it again."), code="closed"
        )
    return person


def _by_verified_address(claims: Mapping[str, Any], now: datetime) -> Person:
    address = _address_in(claims)
    if not address or claims.get("email_verified") not in (True, "true"):
        raise NotLetIn(
            _l(
                "The sign-in service gave no verified e-mail address for you. Ask your IT "
                "department."
            ),
            code="no_verified_address",
        )
    person = sign_in.person_of_address(address)
    if person is not None:
        if person.oidc_subject is not None:
            raise NotLetIn(
                _l("This address belongs to another sign-in account. Ask an administrator."),
                code="other_subject",
            )
        return person
    domain = a_label(address.rpartition("@")[2])
    if domain not in {a_label(own) for own in current_app.config["SIGN_IN_DOMAINS"]}:
        raise NotLetIn(
            _l("Nobody has invited this address yet. Ask an administrator for an invitation."),
            code="not_invited",
        )
    return _arrive(address, claims, now)


def _address_in(claims: Mapping[str, Any]) -> str:
    """Return the address that a provider names, as it is kept here; "" for none.

    It proves who comes, so nothing is taken off it to make an address of it.
    """
    claimed = str(claims.get("email") or "").strip()
    try:
        return read_mailbox(claimed).lower() if bare_mailbox(claimed) == claimed else ""
    except BadMailbox:
        return ""


def _arrive(address: str, claims: Mapping[str, Any], now: datetime) -> Person:
    """Make the account of someone whose address is in one of SIGN_IN_DOMAINS."""
    person = Person(
        email=address,
        first_name=str(claims.get("given_name") or claims.get("name") or address.split("@")[0]),
        last_name=str(claims.get("family_name") or ""),
        language=_language(claims),
        created_at=now,
    )
    person.role_rows = [PersonRole(role=Role.AMBASSADOR)]
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError:  # the same person, in another tab, a moment before
        return sign_in.person_of_address(address) or person
    activity.record("person.arrived", person, by=person, data={"by": "openid"}, now=now)
    return person


def _language(claims: Mapping[str, Any]) -> str:
    asked = str(claims.get("locale") or "")[:2].lower()
    default: str = current_app.config["DEFAULT_LANGUAGE"]
    return asked if asked in ("fr", "en") else default
