"""Public forms: no cookie, so no CSRF token; a same-origin check stands for it.

They carry no authority: what they may do is in their own fields and their own address.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.extensions import csrf
from app.web.error_pages import error_page
from app.web.forms import Form
from app.web.origins import from_our_page

P = ParamSpec("P")


class PublicForm(Form):
    """A form that anyone may send: no session, so no CSRF token and no cookie."""

    class Meta:
        csrf = False


def public_form(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Let a view take forms without a session, from our own pages only; others get a 403 page."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if request.method not in ("GET", "HEAD", "OPTIONS") and not from_our_page():
            return error_page(
                403,
                sentence=_l(
                    "This form was sent from another site. Open its page here and send it again."
                ),
            )
        return view(*args, **kwargs)

    csrf.exempt(checked)
    return checked
