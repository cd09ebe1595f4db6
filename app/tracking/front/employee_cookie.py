"""The employee cookie on tracked links: an employee's own click is told from a stranger's.

Set at sign-in, sent to `/r/` only, and read by nothing but the classification of clicks: it
opens no door. Anonymous visitors never get one.
"""

from uuid import UUID

from flask import Response, current_app

from app.core import signing

NAME = "relais_self"
PATH = "/r/"
PURPOSE = "self"
_PREFIX = f"{NAME}="


def cookie_for(person_id: UUID) -> str:
    """Return the cookie's value for a person who signs in."""
    return signing.sign(PURPOSE, person_id.hex)


def set_cookie(response: Response, person_id: UUID) -> None:
    """Give the cookie with the answer to a sign-in."""
    response.set_cookie(
        NAME,
        cookie_for(person_id),
        path=PATH,
        max_age=current_app.config["SESSION_DAYS"] * 86_400,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def clear_cookie(response: Response) -> None:
    """Take the cookie back with the answer to a sign-out."""
    response.delete_cookie(NAME, path=PATH)


def value_in(cookies: str) -> str:
    """Find the cookie's value in a Cookie header; empty when it is not there. Pure."""
    for cookie in cookies.split(";"):
        stripped = cookie.strip()
        if stripped.startswith(_PREFIX):
            return stripped[len(_PREFIX) :].strip('"')
    return ""


def read(value: str) -> str:
    """Return the id, 32 hexadecimal digits, of the person a cookie names; empty when forged."""
    try:
        return UUID(hex=signing.unsign(PURPOSE, value)).hex
    except (signing.BadToken, ValueError):
        return ""
