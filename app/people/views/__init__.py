"""Pages of sign-in, of one's account, and of the people and organisation settings."""

from app.people.views import (
    account,
    admin,
    brand,
    charter,
    invitation,
    openid,
    organisation,
    people,
    reset,
    sign_in,
    teams,
)
from app.people.views.blueprint import bp

__all__ = [
    "account", "admin", "bp", "brand", "charter", "invitation", "openid", "organisation", "people",
    "reset", "sign_in", "teams",
]  # fmt: skip
