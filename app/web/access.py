"""The mark that every page carries: who may open it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.people.permissions import Permission, permissions_of
from app.web.error_pages import expired
from app.web.origins import from_our_page

P = ParamSpec("P")
R = TypeVar("R", bound=ResponseReturnValue)


def allowed(*needed: Permission) -> Callable[[Callable[P, R]], Callable[P, Any]]:
    """Open a view to signed-in people who have one of these permissions; 403 for the others.

    Without a permission: to everyone who is signed in.
    """

    def mark(view: Callable[P, R]) -> Callable[P, Any]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
            if not current_user.is_authenticated:
                if request.form and from_our_page():
                    return expired()  # with what was typed
                return redirect(url_for("account.sign_in", next=_here()))
            if needed and not permissions_of(current_user.roles).intersection(needed):
                abort(403)
            return view(*args, **kwargs)

        guarded.permissions = frozenset(needed)  # type: ignore[attr-defined]
        return guarded

    return mark


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Open a view to anyone, signed in or not."""
    view.permissions = None  # type: ignore[attr-defined]
    return view


def _here() -> str | None:
    """Where to come back to after signing in; a POST cannot be repeated, so only a GET."""
    return request.full_path.rstrip("?") if request.method == "GET" else None


def view_of(view: Callable[..., ResponseReturnValue], subject: Any) -> Callable[..., Any]:
    """Return a view of one subject from a view whose first argument is any: a family, a desk…

    A function of its own, since what counts requests asks a view for its name.
    """

    @wraps(view)
    def bound(*args: Any, **values: Any) -> ResponseReturnValue:
        return view(subject, *args, **values)

    return bound
