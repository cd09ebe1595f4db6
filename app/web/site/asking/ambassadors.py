"""Talk to an ambassador: who agreed to be asked, by team, place, theme and language."""

from typing import Any
from urllib.parse import urlencode

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.calendar import local_date
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _
from app.core.text.clean import without_nul
from app.sharing.asking import queries
from app.sharing.asking.models import AskProfile
from app.sharing.asking.queries import AmbassadorsWanted
from app.web.access import public
from app.web.site import bp
from app.web.site.addresses import absolute
from app.web.site.asking.ask import photo_of
from app.web.site.frame import alternates, same_page
from app.web.site.ways import STRAIGHT, SiteWay


@bp.get("/fr/ambassadeurs", defaults={"language": "fr"}, strict_slashes=False)
@bp.get("/en/ambassadors", defaults={"language": "en"}, strict_slashes=False)
@public
def ambassadors(language: str) -> ResponseReturnValue:
    """List the people whom one may ask."""
    return render_template("site/asking/ambassadors.html", **ambassadors_page(language))


def ambassadors_page(language: str, *, way: SiteWay = STRAIGHT) -> dict[str, Any]:
    """Return what the template of the list reads. Six statements at most."""
    today = local_date(clock.now())
    names = {"team": "team", "place": "place", "theme": "theme", "language": "spoken"}
    chosen = {key: without_nul(request.args.get(name, "")) for key, name in names.items()}
    found = queries.ambassadors(
        AmbassadorsWanted(**chosen), after=request.args.get("after", ""), today=today
    )
    path = way.ambassadors(language)
    asked = {names[key]: value for key, value in chosen.items()}
    kept = {key: value for key, value in asked.items() if value}
    further = f"{path}?{urlencode(kept | {'after': found.after})}" if found.after else None
    return {
        "people": [_shown(each, language, way) for each in found.rows],
        "facets": queries.facets(language, today=today),
        "chosen": asked,
        "filtered": bool(kept),
        "path": path,
        "first": f"{path}?{urlencode(kept)}" if "after" in request.args else None,
        "further": further,
        "way": way,
        "alternates_of_page": {
            each: absolute(address) for each, address in same_page("site.ambassadors").items()
        },
        "alternates": alternates(language, {each: way.ambassadors(each) for each in LANGUAGES}),
    }


def _shown(profile: AskProfile, language: str, way: SiteWay) -> dict[str, Any]:
    person = profile.person
    team = person.team.name(language) if person.team else ""
    spoken = {"fr": _("French"), "en": _("English")}
    return {
        "name": profile.shown_name,
        "line": ", ".join(filter(None, [team, person.place.name if person.place else ""])),
        "photo_url": photo_of(profile),
        "sentence": profile.sentence,
        "language": profile.sentence_language,
        "languages": [spoken[each] for each in LANGUAGES if each in profile.languages],
        "themes": sorted(theme.name(language) for theme in profile.themes),
        "href": way.ambassador(profile.code, language),
    }
