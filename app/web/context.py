"""What every page is given: the company's name, logo and style, the menu, one's own name."""

from typing import Any

import structlog
from flask import g, has_request_context, url_for
from flask_login import current_user
from sqlalchemy.exc import OperationalError

from app.core.database import db
from app.people import brand
from app.people.entrance import links
from app.people.models import Organisation, Person
from app.people.organisation import UNNAMED, current_organisation
from app.web import navigation
from app.web.media import picture_url

log = structlog.get_logger(__name__)


def of_page() -> dict[str, Any]:
    """Return what layouts read; in a mail, which no request asks for, the company alone.

    Stands when the database is away: the page that says so is drawn with it.
    """
    organisation = organisation_of_page()
    values: dict[str, Any] = {
        "organisation": {
            "name": organisation.name if organisation else UNNAMED,
            "logo_url": _logo_url(organisation),
            "website": organisation.website if organisation else "",
            "privacy_contact": organisation.privacy_contact if organisation else "",
            "asks_referrer": organisation is not None and organisation.asks_referrer,
        },
        "brand_color": organisation.brand_color if organisation else brand.DEFAULT,
    }
    if has_request_context():
        values |= {"brand_css_url": brand_css_url(organisation)} | _of_reader()
    return values


def organisation_of_page() -> Organisation | None:
    """Read the organisation once a request, and not at all once the database was found away.

    Not even the one that was read before: its row was given back with what the request began.
    """
    if g.get("database_away"):
        return None
    if "organisation" in g:
        known: Organisation | None = g.organisation
        return known
    found = None
    try:
        found = current_organisation()
    except OperationalError as away:
        db.session.rollback()
        log.error("organisation_unread", error=str(away.orig))
    if has_request_context():  # a job's or a page drawer's context lasts: nothing is kept there
        g.organisation = found
    return found


def _logo_url(organisation: Organisation | None) -> str | None:
    if organisation is None or organisation.logo is None:
        return None
    if has_request_context():
        return picture_url(organisation.logo)
    return links.absolute("media.picture", file_id=str(organisation.logo.id))


def brand_css_url(organisation: Organisation | None) -> str | None:
    """Return the address of the company's style; None when its colour is the tokens' own."""
    if organisation is None or organisation.brand_color == brand.DEFAULT:
        return None
    return url_for("admin.brand_css", v=brand.style_version(organisation.brand_color))


def _of_reader() -> dict[str, Any]:
    """Return the menu and the preferences of who is signed in; nothing for anyone else."""
    if g.get("database_away") or not current_user.is_authenticated:
        return {}
    person: Person = current_user._get_current_object()
    return {
        "current_theme": person.appearance.value,
        "areas": navigation.areas_of(person),
        "to_answer": navigation.to_answer(person),
        "up_to_many": navigation.up_to_many,
        "home_url": navigation.home_of(person),
        "person_menu": {
            "name": person.name,
            "detail": person.job_title,
            "photo_url": picture_url(person.portrait),
            "account_href": url_for("account.account"),
            "preferences_action": url_for("account.preferences"),
            "sign_out_action": url_for("account.sign_out"),
        },
    }
