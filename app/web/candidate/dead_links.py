"""What a link that opens nothing is answered: why, and what to do instead."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core.errors import Refusal
from app.core.i18n import language
from app.hiring.consent_links import DeadConsentLink
from app.hiring.referrals.recommendations import NothingLeft
from app.hiring.status_links import DeadStatusLink
from app.web.candidate import languages
from app.web.candidate.forms import AskLinkForm

P = ParamSpec("P")


def opens_link(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Let a view open a signed link; one that leads nowhere gets a page that says why.

    410 when it once led somewhere, 404 when a part of it was lost on its way. Inside the view, so
    that a database that goes away while the page is drawn is said like anywhere else.
    """

    @wraps(view)
    def opened(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        try:
            return view(*args, **kwargs)
        except DeadStatusLink as dead:
            incomplete = dead.code == DeadStatusLink.code
            page = _page(
                "candidate.status",
                "candidate/dead_link.html",
                dead,
                form=AskLinkForm(),
                incomplete=incomplete,
            )
            return page, 404 if incomplete else 410
        except (DeadConsentLink, NothingLeft) as dead:
            forged = dead.code == DeadConsentLink.code
            page = _page("candidate.consent", "candidate/consent_over.html", dead, forged=forged)
            return page, 404 if forged else 410

    return opened


def _page(endpoint: str, template: str, dead: Refusal, **values: Any) -> str:
    """Say why a link opens nothing; its other languages are at the address that it leads to."""
    languages.speak(language())
    token = (request.view_args or {})["token"]
    return render_template(
        template,
        sentence=dead.sentence,
        alternates=languages.others(endpoint, token=token),
        **values,
    )
