"""The career site: its list of openings, and the page of each."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.core import calendar, clock
from app.core.i18n import language as language_now
from app.hiring.openings import takes_applications
from app.publishing import career_site
from app.publishing.models import Opening
from app.publishing.queries import published_count, similar_openings
from app.publishing.search import Asked
from app.web.access import public
from app.web.media import picture_url
from app.web.site import bp
from app.web.site.addresses import (
    absolute,
    apply_path,
    publication_path,
    publication_url,
    text_in,
    translations,
)
from app.web.site.frame import alternates, same_page
from app.web.site.listing import listing
from app.web.site.pages.cards import card, near_row
from app.web.site.pages.hero import arches, headline_of
from app.web.site.pages.opening_page import opening_page
from app.web.site.structured import job_posting

STORIES_SHOWN = 3


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """Lead to the career site in the visitor's language."""
    response = redirect(url_for("site.openings", language=language_now()))
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


@bp.get("/fr", defaults={"language": "fr"}, strict_slashes=False, endpoint="home_fr")
@bp.get("/en", defaults={"language": "en"}, strict_slashes=False, endpoint="home_en")
@public
def home_in(language: str) -> ResponseReturnValue:
    """Lead to the career site in a language."""
    return redirect(url_for("site.openings", language=language))


@bp.get("/fr/offres", defaults={"language": "fr"}, strict_slashes=False)
@bp.get("/en/openings", defaults={"language": "en"}, strict_slashes=False)
@public
def openings(language: str) -> ResponseReturnValue:
    """List the openings: words to look for, filters, and what the company says of itself."""
    asked = Asked.of(request.args)
    total = published_count(Opening)
    organisation = career_site.organisation()
    title, lead = headline_of(organisation, language)
    stories = career_site.latest_stories(STORIES_SHOWN)
    found = listing(asked, language, total=total, now=clock.now())
    here = same_page("site.openings")
    return render_template(
        "site/openings.html",
        title=title,
        lead=lead,
        listing=found,
        arches=arches(career_site.cities(), language),
        stories=[card(story, language) for story in stories],
        alternates_of_page={each: absolute(path) for each, path in here.items()},
        alternates=alternates(
            language,
            {each: asked.address(path, page=found.page.number) for each, path in here.items()},
        ),
    )


@bp.get("/fr/offres/<slug>-<int:number>", defaults={"language": "fr"})
@bp.get("/en/openings/<slug>-<int:number>", defaults={"language": "en"})
@public
def opening(language: str, slug: str, number: int) -> ResponseReturnValue:
    """Show an opening; 410 with others like it once it is closed, 404 while it is a draft."""
    found = career_site.opening_by_number(number)
    text = text_in(found, language)
    if (text.language, text.slug) != (language, slug):
        return moved(publication_path(found, language), permanent=text.language == language)
    now = clock.now()
    others = alternates(language, translations(found))
    if not takes_applications(found, calendar.local_date(now)):
        near = [near_row(each, found, language, now=now) for each in similar_openings(found)]
        page = render_template(
            "site/closed.html", opening=found, text=text, near=near, alternates=others
        )
        return page, 410
    company = career_site.organisation()
    url = publication_url(found, language)
    logo = picture_url(company.logo) if company else None
    picture = picture_url(found.cover)
    return render_template(
        "site/opening.html",
        page=opening_page(found, language, now=now),
        apply_href=apply_path(found, language),
        canonical=url,
        translations=translations(found),
        og_image=absolute(picture) if picture else None,
        posting=job_posting(
            found,
            text,
            company=company.name if company else "",
            company_url=(company.website if company else "") or absolute("/"),
            url=url,
            valid_through=calendar.end_of_day(found.closes_on) if found.closes_on else None,
            logo=absolute(logo) if logo else None,
        ),
        alternates=others,
    )


def moved(path: str, *, permanent: bool) -> Response:
    """Lead to the right address: for good when only the words in it were wrong.

    An opening that is not written in a language may be tomorrow, so that one is not for good.
    """
    query = request.query_string.decode("ascii", "ignore")
    return redirect(f"{path}?{query}" if query else path, 301 if permanent else 302)
