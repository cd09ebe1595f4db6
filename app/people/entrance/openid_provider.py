"""Talk to the company's provider: OpenID Connect, code flow with PKCE and a nonce.

Imported only by the pages that need it: Authlib and requests take 11 MB of a web process, which
most installations can save.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import MismatchingStateError
from authlib.integrations.flask_client import OAuth
from flask import current_app
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from joserfc.errors import JoseError
from requests import RequestException

from app.people.entrance.links import absolute
from app.people.entrance.openid import NotLetIn

log = structlog.get_logger(__name__)

SECONDS = 10  # that the provider may take to answer
ASYMMETRIC = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
oauth = OAuth()
oauth.app = current_app  # whichever answers the request


class NotTrustworthy(ValueError):
    """What the provider says of itself is not what may be believed."""


def provider() -> Any:
    """Return Authlib's client of the configured provider; it reads the metadata on first use.

    Authlib believes whatever the metadata say, "none" for a signature included: they are read and
    narrowed first.

    raises: NotTrustworthy, or what the connection raises
    """
    issuer = current_app.config["OIDC_ISSUER"].rstrip("/")
    client_id = current_app.config["OIDC_CLIENT_ID"]
    # Authlib keeps one client a name in the process: another provider is another name
    name = "openid_" + hashlib.sha256(f"{issuer} {client_id}".encode()).hexdigest()[:8]
    client = oauth.create_client(name) or oauth.register(
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
    _narrow(client.load_server_metadata(), issuer)
    return client


def _narrow(metadata: dict[str, Any], issuer: str) -> None:
    """Refuse metadata of another issuer, and leave only signatures that its public key checks.

    source: OpenID Connect Discovery 1.0, section 4.3; RFC 8725, sections 3.1 and 3.8
    """
    said = metadata.get("issuer")
    if not isinstance(said, str) or said.rstrip("/") != issuer:
        raise NotTrustworthy(f"the metadata are of the issuer {said!r}")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    signed = [each for each in offered if each in ASYMMETRIC]
    if not signed:
        raise NotTrustworthy(f"no signature that a public key checks among {offered!r}")
    metadata["id_token_signing_alg_values_supported"] = signed
    if current_app.config["ENVIRONMENT"] == "production":
        for key in ENDPOINTS:
            if not str(metadata.get(key, "https:")).startswith("https:"):
                raise NotTrustworthy(f"{key} is not https")


def redirect_to_provider(*, language: str) -> ResponseReturnValue:
    """Send the browser to the provider's own page.

    raises: NotLetIn when the provider does not answer
    """
    try:
        answer: ResponseReturnValue = provider().authorize_redirect(
            absolute("account.openid_callback"), ui_locales=language
        )
    except (RequestException, AuthlibBaseError, RuntimeError, ValueError) as away:
        raise _unreachable(away) from away
    return answer


def claims_from_callback() -> Mapping[str, Any]:
    """Return what the provider says of the person who comes back, signature and nonce checked.

    raises: NotLetIn that says what to do
    """
    try:
        client = provider()
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
        _l(
            "The sign-in service is not answering as it should. Use a sign-in link in the meantime."
        ),
        code="unreachable",
    )
