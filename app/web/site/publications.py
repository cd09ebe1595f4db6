"""The page of each publication, at the addresses of its family."""

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.core import clock
from app.publishing import career_site
from app.web.access import public, view_of
from app.web.site import bp
from app.web.site.addresses import (
    publication_path,
    publication_url,
    text_in,
    translations,
)
from app.web.site.frame import alternates
from app.web.site.kinds import PUBLIC_FAMILIES, PublicFamily, public_kind_of, show


def publication(
    kept: PublicFamily[Any], language: str, slug: str, number: int
) -> ResponseReturnValue:
    """Show a publication; 410 with others once it is closed or withdrawn, 404 before.

    kept: the family of the address
    """
    found = career_site.by_number(kept.family, number)
    text = text_in(found, language)
    if (text.language, text.slug) != (language, slug):
        return moved(publication_path(found, language), permanent=text.language == language)
    page = show(found, language, now=clock.now())
    others = alternates(language, translations(found))
    if page.status != 200 or not page.listed:
        return render_template(page.template, **page.values, alternates=others), page.status
    kind = public_kind_of(found)
    url = publication_url(found, language)
    return render_template(
        page.template,
        **page.values,
        **kind.beside(found, language),
        canonical=url,
        translations=translations(found),
        structured=kind.structured(found, text, url),
        alternates=others,
    )


def by_number(kept: PublicFamily[Any], language: str, number: int) -> ResponseReturnValue:
    """Lead from the address that feeds know a publication by to the one of its title."""
    found = career_site.by_number(kept.family, number)
    written = text_in(found, language).language == language
    return moved(publication_path(found, language), permanent=written)


def moved(path: str, *, permanent: bool) -> Response:
    """Lead to the right address: for good when only the words in it were wrong.

    A publication that is not written in a language may be tomorrow, so that one is not for good.
    """
    query = request.query_string.decode("ascii", "ignore")
    return redirect(f"{path}?{query}" if query else path, 301 if permanent else 302)


for family in PUBLIC_FAMILIES.values():
    noun, one = family.family.noun, public(view_of(publication, family))
    numbered = public(view_of(by_number, family))
    for spoken, folder in family.folders.items():
        for rule, endpoint, view in (
            ("<slug>-<int:number>", noun, one),
            ("<int:number>", f"{noun}_by_number", numbered),
        ):
            bp.add_url_rule(
                f"/{spoken}/{folder}/{rule}",
                endpoint=endpoint,
                view_func=view,
                defaults={"language": spoken},
            )
