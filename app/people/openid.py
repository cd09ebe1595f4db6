"""Signing in by the company's own provider: OpenID Connect, code flow with PKCE and a nonce."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import MismatchingStateError
from flask import current_app
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from joserfc.errors import JoseError
from requests import RequestException
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import activity
from app.core.errors import Refusal
from app.extensions import db, oauth
from app.people import sign_in
from app.people.links import absolute
from app.people.models import Person, PersonRole, Role

log = structlog.get_logger(__name__)

SECONDS = 10  # that the provider may take to answer
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


def provider() -> Any:
    """Return Authlib's client of the configured provider; it reads the metadata on first use."""
    issuer = current_app.config["OIDC_ISSUER"].rstrip("/")
    client_id = current_app.config["OIDC_CLIENT_ID"]
    # Authlib keeps one client a name in the process: another provider is another name
    name = "openid_" + hashlib.sha256(f"{issuer} {client_id}".encode()).hexdigest()[:8]
    return oauth.create_client(name) or oauth.register(
        name,
        client_id=client_id,
        client_secret=current_app.config["OIDC_CLIENT_SECRET"],
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
        },
    )


def redirect_to_provider(*, language: str) -> ResponseReturnValue:
    """Send the browser to the provider's own page.

    raises: NotLetIn when the provider does not answer
    """
    try:
        answer: ResponseReturnValue = provider().authorize_redirect(
            absolute("people.openid_callback"), ui_locales=language
        )
    except (RequestException, AuthlibBaseError, RuntimeError, ValueError) as away:
        raise _unreachable(away) from away
    return answer


def claims_from_callback() -> Mapping[str, Any]:
    """Return what the provider says of whoever comes back, its signature and nonce checked.

    raises: NotLetIn that says what to do
    """
    client = provider()
    try:
        token = client.authorize_access_token()
        claims = dict(token.get("userinfo") or {})
        if claims and "email" not in claims:  # some providers give it at their endpoint only
            more = client.userinfo(token=token)
            claims |= more if more.get("sub") == claims.get("sub") else {}
    except MismatchingStateError as stale:
        raise NotLetIn(
            _l("This sign-in was started elsewhere or too long ago. Start it again here."),
            code="stale",
        ) from stale
    except AuthlibBaseError as refused:
        log.warning("openid_refused", error=refused.error, description=refused.description)
        raise NotLetIn(
            _l("The sign-in service did not confirm who you are. Start again, or use a link."),
            code="refused_by_provider",
        ) from refused
    except (RequestException, JoseError, RuntimeError, ValueError) as away:
        raise _unreachable(away) from away
    if not claims.get("sub"):
        raise _unreachable(ValueError("no id_token"))
    return claims


def _unreachable(error: Exception) -> NotLetIn:
    log.error("openid_failed", error=f"{type(error).__name__}: {error}")
    return NotLetIn(
        _l("The sign-in service does not answer as it should. Use a sign-in link meanwhile."),
        code="unreachable",
    )


def person_of_claims(claims: Mapping[str, Any], *, now: datetime) -> Person:
    """Return the account of whom the provider names, made or linked at the first sign-in.

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
    address = str(claims.get("email") or "").strip().lower()
    if not address or claims.get("email_verified") not in (True, "true"):
        raise NotLetIn(
            _l("The sign-in service gave no verified e-mail address for you. Ask your IT service."),
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
    if address.rpartition("@")[2] not in current_app.config["SIGN_IN_DOMAINS"]:
        raise NotLetIn(
            _l("Nobody has invited this address yet. Ask an administrator for an invitation."),
            code="not_invited",
        )
    return _arrive(address, claims, now)


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
