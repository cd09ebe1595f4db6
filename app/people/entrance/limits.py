"""How often one may try. Counters are named by a hash with a key of the day: no address is kept."""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from flask_login import current_user
from limits import parse
from redis.exceptions import RedisError
from werkzeug.exceptions import HTTPException

from app.core import clock, signing
from app.core.calendar import utc_date
from app.core.text.clean import tidy_line
from app.core.text.mailboxes import bare_mailbox
from app.extensions import limiter
from app.people.entrance import known_browser
from app.people.entrance.network import network_of


@dataclass(frozen=True)
class OfAccount:
    """How often one may try to enter an account, whether or not there is one.

    near: from one network, or in all browsers in which that account signed in before
    anywhere: from all other networks together, so that one attacker keeps nobody out
    """

    near: str
    anywhere: str


# By network, which a whole company may share. Where a password is checked only failures count:
# everybody arriving at nine is not an attack.
FAILURES_OF_ADDRESS = "60 per 10 minutes"
FAILURES_OF_ACCOUNT = OfAccount("10 per 10 minutes; 50 per day", "100 per hour; 400 per day")
FAILURES_OF_ONESELF = "10 per 10 minutes; 50 per day"
MAILS_OF_ADDRESS = "60 per hour"
MAILS_OF_ACCOUNT = OfAccount("5 per 15 minutes; 20 per day", "20 per hour; 60 per day")
LINKS_OF_ADDRESS = "120 per 10 minutes"


def keyed(kind: str, value: str) -> str:
    """Return the counter's name for a value today; tomorrow the same value has another."""
    key = signing.key(f"limits:{utc_date(clock.now()).isoformat()}")
    return f"{kind}:{hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:32]}"


def network() -> str:
    """Return the network that asks: of IPv6, the /64."""
    return network_of(request.remote_addr or "")


def of_address() -> str:
    """Name the counter of the network that asks."""
    return keyed("address", network())


def account() -> str:
    """Return the account that the form names, whether or not there is one."""
    return bare_mailbox(tidy_line(typed("email"))).lower()


def of_oneself() -> str:
    """Name the counter of who is signed in."""
    return keyed("oneself", str(current_user.id))


def typed(name: str) -> str:
    """Return what a form says in a field; "" when it is too large to be read.

    The view refuses it then. An error here would pass for counters that cannot be reached.
    """
    try:
        return request.form.get(name, "")
    except HTTPException:
        return ""


def spends(limit: str, key: str, amount: int) -> bool:
    """Count an amount under a key, and say whether it is within the limit.

    limit: such as "100 per hour"
    Counters that cannot be reached let it pass.
    """
    try:
        return bool(limiter.limiter.hit(parse(limit), key, cost=amount))
    except RedisError:
        return True


def failed(response: Response) -> bool:
    """Return whether an attempt failed, so that it counts; not when we could not even look."""
    return response.status_code >= 400 and response.status_code != 503


def of_who_is_signed_in(how_often: str, *, failures: bool) -> Callable[[Any], Any]:
    """Limit how often a person does something of their own, such as guess the present password.

    failures: only answers that refuse are counted
    """
    counted = failed if failures else None
    return limiter.limit(how_often, key_func=of_oneself, methods=["POST"], deduct_when=counted)


def limited(
    address: str,
    of_account: OfAccount | None = None,
    *,
    failures: bool = False,
    methods: Sequence[str] = ("POST",),
    account: Callable[[], str] = account,
) -> Callable[[Any], Any]:
    """Limit a view by network address, and by account where the form names one.

    failures: only answers that refuse are counted
    account: reads the account that the form names
    """
    when: dict[str, Any] = {
        "methods": list(methods),
        "deduct_when": failed if failures else None,
    }

    def near() -> str:
        known = known_browser.signed_in_before(account())
        return keyed("account", f"{'' if known else network()} {account()}")

    def mark(view: Any) -> Any:
        if of_account:
            view = limiter.limit(of_account.near, key_func=near, **when)(view)
            view = limiter.limit(
                of_account.anywhere,
                key_func=lambda: keyed("account", account()),
                exempt_when=lambda: not account() or known_browser.signed_in_before(account()),
                **when,
            )(view)
        return limiter.limit(address, key_func=of_address, **when)(view)

    return mark
