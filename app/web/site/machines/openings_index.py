"""The index of openings: what a browser needs to find who its owner knows for which of them.

The same for everybody and kept by browsers, so that it is asked for before anything is read of
anybody's contacts, which never leave the browser.

source: docs/decisions/0094-contacts-stay-in-the-browser.md
"""

import json
from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.publishing.site.index import IndexedOpening, openings_index
from app.publishing.titles.same_jobs import jobs, jobs_in, words_of
from app.web.access import public
from app.web.site import bp
from app.web.site.machines.kept import answer


@bp.get("/fr/offres/index.json", defaults={"language": "fr"})
@bp.get("/en/openings/index.json", defaults={"language": "en"})
@public
def index(language: str) -> ResponseReturnValue:
    """Give every opening by the words of its titles, its places and the jobs that it names."""
    return answer(
        f"index of openings {language}",
        lambda: [index_of(openings_index(now=clock.now()), language)],
        mimetype="application/json",
    )


def index_of(openings: Sequence[IndexedOpening], language: str) -> str:
    """Write the index in a language; an opening that is not written in it comes in its own.

    openings.jobs: places in `jobs`, of those that a title names in either language
    words: of its titles, without those that any title has; about: of its team and themes
    """
    names = [
        {"names": [" ".join(name) for name in job.names], **({"broad": True} if job.broad else {})}
        for job in jobs()
    ]
    listed = [_entry(each, language) for each in openings if each.texts]
    return json.dumps(
        {"openings": listed, "jobs": names}, ensure_ascii=False, separators=(",", ":")
    )


def _entry(opening: IndexedOpening, language: str) -> dict[str, Any]:
    written = language if language in opening.texts else next(iter(opening.texts))
    title, slug = opening.texts[written]
    titles = [each for each, _slug in opening.texts.values()]
    around = [*opening.team.values(), *(name for each in opening.themes for name in each.values())]
    return {
        "number": opening.number,
        "title": title,
        "path": url_for("site.opening", language=written, slug=slug, number=opening.number),
        "contract": opening.contract.value if opening.contract else None,
        "remote": opening.remote.value if opening.remote else None,
        "team": opening.team.get(language),
        "themes": [each[language] for each in opening.themes],
        "places": [{"name": name, "region": region} for name, region in opening.places],
        "jobs": sorted({job for each in titles for job in jobs_in(each)}),
        "words": words_of(*titles),
        "about": words_of(*around),
    }
