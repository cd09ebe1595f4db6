"""Signing in by the company's provider."""

from flask import abort, session
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.database import transaction
from app.core.i18n import language
from app.people import limits, openid, sign_in
from app.people.openid import NotLetIn
from app.people.permissions import public
from app.people.views.blueprint import bp
from app.people.views.entrance import enter, entrance, kept

AFTER = "after_openid"


@bp.get("/sign-in/oidc")
@public
def openid_start() -> ResponseReturnValue:
    """Go to the provider's page."""
    _need_provider()
    session[AFTER] = kept().get("next")
    from app.people import openid_client  # see there

    try:
        return openid_client.redirect_to_provider(language=language())
    except NotLetIn as refusal:
        return entrance("people/not_let_in.html", refusal=refusal), 502


@bp.get("/sign-in/oidc/callback")
@public
@limits.limited(limits.FAILURES_OF_ADDRESS, failures=True, methods=("GET", "HEAD"))
def openid_callback() -> ResponseReturnValue:
    """Sign in whoever comes back from the provider, or say why not."""
    _need_provider()
    target = session.pop(AFTER, None)
    now = clock.now()
    from app.people import openid_client

    try:
        claims = openid_client.claims_from_callback()
        with transaction():
            person = openid.person_of_claims(claims, now=now)
            sign_in.start(person, by="openid", now=now)
    except NotLetIn as refusal:
        with transaction():
            sign_in.note_failure(None, by="openid", now=now)
        return entrance("people/not_let_in.html", refusal=refusal), 403
    return enter(person, target)


def _need_provider() -> None:
    if not openid.is_configured():
        abort(404)
