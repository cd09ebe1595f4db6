"""A browser in which an account signed in before: strangers who try that account do not slow it.

A cookie, given at sign-in and to nobody else. It opens nothing, names nobody to who reads it, and
is compared only with the account that a sign-in form names.
"""

import hashlib
import hmac

from flask import Response, current_app, request

from app.core import signing

LASTS = 180 * 86_400  # seconds


def set_cookie(response: Response, email: str) -> None:
    """Give the cookie with the answer to a sign-in."""
    response.set_cookie(
        _name(),
        _mark(email),
        max_age=LASTS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def signed_in_before(email: str) -> bool:
    """Return whether this account signed in with the browser that asks."""
    return hmac.compare_digest(request.cookies.get(_name(), "").encode(), _mark(email).encode())


def _mark(email: str) -> str:
    return hmac.new(
        signing.key("known-browser"), email.lower().encode(), hashlib.sha256
    ).hexdigest()


def _name() -> str:
    return f"{current_app.config['COOKIE_PREFIX']}relais_known"
