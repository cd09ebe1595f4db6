"""What the pages before signing in share: where one goes next, and in which language one reads."""

from typing import Any

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.i18n import LANGUAGES, language
from app.people.entrance import known_browser, openid
from app.people.entrance.links import INCOMPLETE, DeadLink, Purpose
from app.people.entrance.sign_in import safe_path
from app.people.models import Person
from app.tracking.front import employee_cookie
from app.web import navigation

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}


def kept() -> dict[str, Any]:
    """Return what each of these pages hands to the next: where to go after, and the language."""
    values = {"next": safe_path(request.values.get("next")), "lang": request.args.get("lang")}
    return {key: value for key, value in values.items() if value}


def entrance(template: str, **context: Any) -> str:
    """Draw one of these pages, with itself in the other language."""
    assert request.endpoint is not None
    here = {**(request.view_args or {}), **kept()}
    alternates = [
        {
            "language": code,
            "label": LANGUAGE_NAMES[code],
            "href": url_for(request.endpoint, **{**here, "lang": code}),
            "current": code == language(),
        }
        for code in LANGUAGES
    ]
    return render_template(
        template,
        alternates=alternates,
        kept=kept(),
        openid=openid.is_configured(),
        provider=openid.name_of_provider(),
        mail_leaves=bool(current_app.config["SMTP_URL"]),
        **context,
    )


def enter(person: Person, target: str | None) -> Response:
    """Send someone who has just signed in where they were going, else to their first page."""
    response = make_response(redirect(safe_path(target) or navigation.first_page_of(person)))
    employee_cookie.set_cookie(response, person.id)
    known_browser.set_cookie(response, person.email)
    return response


def dead_link(purpose: Purpose, refusal: DeadLink) -> ResponseReturnValue:
    """Say why a link opens nothing, and what does: 404 for one that lost a part on its way."""
    incomplete = refusal.code == INCOMPLETE
    page = entrance(
        "account/dead_link.html", purpose=purpose, refusal=refusal, incomplete=incomplete
    )
    return page, 404 if incomplete else 410
