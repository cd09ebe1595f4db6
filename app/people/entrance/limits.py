"""How often one may try. Counters are named by a hash with a key of the day: no address is kept."""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, request
from limits import parse
from redis.exceptions import RedisError
from werkzeug.exceptions import HTTPException

from app.core import clock, signing
from app.core.calendar import utc_date
from app.core.text.clean import tidy_line
from app.core.text.mailboxes import bare_mailbox
from app.extensions import limiter

# By network address, which a whole company may share, and by account, whoever tries to enter it.
# Where a password is checked only failures count: everybody arriving at nine is not an attack.
FAILURES_OF_ADDRESS = "60 per 10 minutes"
FAILURES_OF_ACCOUNT = "10 per 10 minutes; 50 per day"
MAILS_OF_ADDRESS = "60 per hour"
MAILS_OF_ACCOUNT = "5 per 15 minutes; 20 per day"
LINKS_OF_ADDRESS = "120 per 10 minutes"


def keyed(kind: str, value: str) -> str:
    """Return the counter's name for a value today; tomorrow the same value has another."""
    key = signing.key(f"limits:{utc_date(clock.now()).isoformat()}")
    return f"{kind}:{hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:32]}"


def of_address() -> str:
    """Name the counter of the network address that asks."""
    return keyed("address", request.remote_addr or "")


def of_account() -> str:
    """Name the counter of the account that the form names, whether or not there is one."""
    return keyed("account", bare_mailbox(tidy_line(typed("email"))).lower())


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


def limited(
    address: str,
    account: str | None = None,
    *,
    failures: bool = False,
    methods: Sequence[str] = ("POST",),
    account_key: Callable[[], str] = of_account,
) -> Callable[[Any], Any]:
    """Limit a view by network address, and by account where the form names one.

    failures: only answers that refuse are counted
    account_key: names the counter of the account
    """
    when: dict[str, Any] = {
        "methods": list(methods),
        "deduct_when": failed if failures else None,
    }

    def mark(view: Any) -> Any:
        if account:
            view = limiter.limit(account, key_func=account_key, **when)(view)
        return limiter.limit(address, key_func=of_address, **when)(view)

    return mark
