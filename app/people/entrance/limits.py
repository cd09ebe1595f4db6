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
FAILURES_OF_PROVIDER = "600 per 10 minutes"
FAILURES_OF_ACCOUNT = OfAccount("10 per 10 minutes; 50 per day", "100 per hour; 400 per day")
FAILURES_OF_ONESELF = "10 per 10 minutes; 50 per day"
MAILS_OF_ADDRESS = "60 per hour"
MAILS_OF_ACCOUNT = OfAccount("5 per 15 minutes; 20 per day", "20 per hour; 60 per day")
LINKS = "120 per 10 minutes"


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


def by_link(
    how_often: str, is_ours: Callable[[str], bool], *, methods: Sequence[str] = ("POST",)
) -> Callable[[Any], Any]:
    """Limit a view that a signed link opens: by the link, so that nobody uses up another's tries.

    is_ours: whether a token was signed here for this; forged ones are counted by network
    """

    def key() -> str:
        token = str((request.view_args or {})["token"])
        return keyed("link", token) if is_ours(token) else of_address()

    return limiter.limit(how_often, key_func=key, methods=list(methods))


def limited(
    address: str,
    of_account: OfAccount | None = None,
    *,
    failures: bool = False,
    methods: Sequence[str] = ("POST",),
    account: Callable[[], str] = account,
    spared: Callable[[], bool] | None = None,
) -> Callable[[Any], Any]:
    """Limit a view by network address, and by account where the form names one.

    A browser in which that account signed in before is not held up by its network, which one
    attacker inside could use up for everybody.

    failures: only answers that refuse are counted
    account: reads the account that the form names
    spared: whether a request is no matter of its network
    """
    when: dict[str, Any] = {
        "methods": list(methods),
        "deduct_when": failed if failures else None,
    }

    def known() -> bool:
        return known_browser.signed_in_before(account())

    def near() -> str:
        return keyed("account", f"{'' if known() else network()} {account()}")

    def mark(view: Any) -> Any:
        if of_account:
            view = limiter.limit(of_account.near, key_func=near, **when)(view)
            view = limiter.limit(
                of_account.anywhere,
                key_func=lambda: keyed("account", account()),
                exempt_when=lambda: not account() or known(),
                **when,
            )(view)
        not_of_network = spared or (known if of_account else None)
        return limiter.limit(address, key_func=of_address, exempt_when=not_of_network, **when)(view)

    return mark
