"""What stands around every public page: the way home, the menu, the legal links, the languages."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, has_request_context, request, url_for

from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _
from app.core.i18n import language as language_now

# The words that lead to a language are always in that language.
THIS_PAGE_IN = {"fr": "Cette page en français", "en": "This page in English"}


def of_public_page() -> dict[str, Any]:
    """Return what `layouts/public.html` reads, for a view that is open to anyone.

    Nothing in a mail, which no request asks for.
    """
    if not has_request_context():
        return {}
    view = current_app.view_functions.get(request.endpoint or "")
    return {} if getattr(view, "permissions", None) is not None else public_frame()


def public_frame() -> dict[str, Any]:
    """Return what `layouts/public.html` reads, whoever is signed in."""
    language = language_now()
    return {
        "home_url": url_for("site.home", language=language),
        "site_nav": [
            _link(_("Openings"), "site.openings", language),
            _link(_("Teams"), "site.teams", language) | {"wide": True},
            _link(_("Our stories"), "site.stories", language) | {"wide": True},
        ],
        "legal_links": [
            _link(_("Your data"), "site.your_data", language),
            _link(_("Legal notice"), "site.legal_notice", language),
            _link(_("Accessibility"), "site.accessibility", language),
            {"label": _("For employees"), "href": url_for("account.sign_in")},
        ],
    }


def alternates(language: str, addresses: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the links to a page's other languages, from its address in each."""
    return [
        {"language": each, "label": THIS_PAGE_IN[each], "href": href}
        for each, href in addresses.items()
        if each != language
    ]


def same_page(endpoint: str, **values: Any) -> dict[str, str]:
    """Return the address of a page that exists in every language, in each of them."""
    return {each: url_for(endpoint, language=each, **values) for each in LANGUAGES}


def _link(label: str, endpoint: str, language: str) -> dict[str, Any]:
    return {
        "label": label,
        "href": url_for(endpoint, language=language),
        "current": request.endpoint == endpoint,
    }
