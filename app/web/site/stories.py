"""Stories: their list and the page of each."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.i18n import gettext as _
from app.publishing import career_site
from app.publishing.models import PublicationState, StoryKind
from app.publishing.wording import STORY_KINDS
from app.web.access import public
from app.web.media import picture_url
from app.web.site import bp
from app.web.site.addresses import (
    absolute,
    publication_path,
    publication_url,
    text_in,
    translations,
)
from app.web.site.frame import alternates, same_page
from app.web.site.openings import moved
from app.web.site.pages.cards import card
from app.web.site.pages.story_page import story_page


@bp.get("/fr/contenus", defaults={"language": "fr"}, strict_slashes=False)
@bp.get("/en/stories", defaults={"language": "en"}, strict_slashes=False)
@public
def stories(language: str) -> ResponseReturnValue:
    """List the stories, latest first, of every kind or of one."""
    asked = request.args.get("kind", "")
    kind = StoryKind(asked) if asked in set(StoryKind) else None
    page = career_site.published_stories(kind=kind, page=request.args.get("page", 1, type=int))
    values: dict[str, Any] = {"kind": kind.value} if kind else {}
    return render_template(
        "site/stories.html",
        page=page,
        cards=[card(story, language) for story in page.items],
        kind=kind,
        kinds=_kinds(language, kind),
        page_href=url_for("site.stories", language=language, **values, page="PAGE"),
        alternates_of_page={
            each: absolute(path) for each, path in same_page("site.stories").items()
        },
        alternates=alternates(language, same_page("site.stories", **values)),
    )


def _kinds(language: str, current: StoryKind | None) -> list[dict[str, Any]]:
    """The ways to narrow the list: every kind, or one."""
    every = {"label": _("All kinds"), "href": url_for("site.stories", language=language)}
    kinds = [
        {
            "label": label,
            "href": url_for("site.stories", language=language, kind=kind.value),
            "current": kind is current,
        }
        for kind, label in STORY_KINDS.items()
    ]
    return [every | {"current": current is None}, *kinds]


@bp.get("/fr/contenus/<slug>-<int:number>", defaults={"language": "fr"})
@bp.get("/en/stories/<slug>-<int:number>", defaults={"language": "en"})
@public
def story(language: str, slug: str, number: int) -> ResponseReturnValue:
    """Show a story; 410 once it is withdrawn, 404 while it is a draft."""
    found = career_site.story_by_number(number)
    text = text_in(found, language)
    if (text.language, text.slug) != (language, slug):
        return moved(publication_path(found, language), permanent=text.language == language)
    page = story_page(found, language, now=clock.now())
    others = alternates(language, translations(found))
    if found.state is not PublicationState.PUBLISHED:
        return render_template("site/withdrawn.html", page=page, alternates=others), 410
    picture = picture_url(found.cover)
    return render_template(
        "site/story.html",
        page=page,
        canonical=publication_url(found, language),
        translations=translations(found),
        og_image=absolute(picture) if picture else None,
        alternates=others,
    )
