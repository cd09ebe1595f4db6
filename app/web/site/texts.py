"""Legal notice, personal data, accessibility: the company's words, or sensible ones until then."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.publishing import career_site
from app.web.access import public
from app.web.prose import render
from app.web.site import bp
from app.web.site.frame import alternates, same_page


@bp.get("/fr/mentions-legales", defaults={"language": "fr"})
@bp.get("/en/legal-notice", defaults={"language": "en"})
@public
def legal_notice(language: str) -> ResponseReturnValue:
    """Say who publishes this site."""
    return _text("legal_notice", "legal", language)


@bp.get("/fr/vos-donnees", defaults={"language": "fr"})
@bp.get("/en/your-data", defaults={"language": "en"})
@public
def your_data(language: str) -> ResponseReturnValue:
    """Say what becomes of what candidates send."""
    return _text("your_data", "privacy", language)


@bp.get("/fr/accessibilite", defaults={"language": "fr"})
@bp.get("/en/accessibility", defaults={"language": "en"})
@public
def accessibility(language: str) -> ResponseReturnValue:
    """State how accessible these pages are, and how to say when they are not."""
    return _text("accessibility", "", language)


def _text(page: str, column: str, language: str) -> ResponseReturnValue:
    """Show the company's own text; the template has one for when there is none."""
    organisation = career_site.organisation()
    written = getattr(organisation, f"{column}_{language}") if organisation and column else ""
    return render_template(
        f"site/texts/{page}.html",
        written=render(written) if written.strip() else None,
        website=organisation.website if organisation else "",
        alternates=alternates(language, same_page(f"site.{page}")),
    )
