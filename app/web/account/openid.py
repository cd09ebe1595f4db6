"""Signing in by the company's provider."""

from flask import abort, request, session
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.database import transaction
from app.core.i18n import language
from app.people.entrance import limits, openid, sign_in
from app.people.entrance.openid import NotLetIn
from app.web.access import public
from app.web.account import bp
from app.web.account.entrance import enter, entrance, kept

AFTER = "after_openid"


def _began_here() -> bool:
    """Return whether this browser went to the provider, as its signed cookie says."""
    state = request.args.get("state", "")
    return bool(state) and any(
        key.startswith("_state_") and key.endswith(f"_{state}") for key in session
    )


@bp.get("/sign-in/oidc")
@public
def openid_start() -> ResponseReturnValue:
    """Go to the provider's page."""
    _need_provider()
    session[AFTER] = kept().get("next")
    from app.people.entrance import openid_provider

    try:
        return openid_provider.redirect_to_provider(language=language())
    except NotLetIn as refusal:
        return entrance("account/not_let_in.html", refusal=refusal), 502


@bp.get("/sign-in/oidc/callback")
@public
@limits.limited(limits.FAILURES_OF_PROVIDER, failures=True, methods=("GET", "HEAD"))
@limits.limited(
    limits.FAILURES_OF_ADDRESS, failures=True, methods=("GET", "HEAD"), spared=_began_here
)
def openid_callback() -> ResponseReturnValue:
    """Sign in whoever comes back from the provider, or say why not."""
    _need_provider()
    target = session.pop(AFTER, None)
    now = clock.now()
    from app.people.entrance import openid_provider

    try:
        claims = openid_provider.claims_from_callback()
        with transaction():
            person = openid.person_of_claims(claims, now=now)
            sign_in.start(person, by="openid", now=now)
    except NotLetIn as refusal:
        with transaction():
            sign_in.note_failure(None, by="openid", now=now)
        return entrance("account/not_let_in.html", refusal=refusal), 403
    return enter(person, target)


def _need_provider() -> None:
    if not openid.is_configured():
        abort(404)
