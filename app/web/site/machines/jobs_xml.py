"""Every opening as job boards take it: Indeed's XML, streamed however many there are.

source: docs.indeed.com/indeed-apply/xml-feed (fields, CDATA, no HTML entities)
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from html.parser import HTMLParser
from urllib.parse import quote

from flask import Flask, Response, current_app
from flask.ctx import RequestContext
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from app.core import clock
from app.core.calendar import local_date
from app.people.models import Place
from app.publishing import career_site, wording
from app.publishing.kinds import end_of
from app.publishing.models import Contract, Opening, Remote, WorkingTime
from app.web.access import public
from app.web.prose import render
from app.web.site import bp
from app.web.site.addresses import absolute, publication_url, text_in
from app.web.site.machines.kept import conditional, current_version, etag_of
from app.web.site.pages.job_titles import job_title

AT_A_TIME = 200  # openings
TIMES = {WorkingTime.FULL: "fulltime", WorkingTime.PART: "parttime"}
CONTRACTS = {
    Contract.PERMANENT: "permanent",
    Contract.FIXED_TERM: "temporary",
    Contract.APPRENTICESHIP: "apprenticeship",
    Contract.INTERNSHIP: "internship",
    Contract.FREELANCE: "contract",
    Contract.INTERIM: "interim, temporary",
}
REMOTES = {Remote.PARTIAL: "Hybrid remote", Remote.FULL: "Fully remote"}
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML
_BEGINS_A_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_BEGINS_AN_ENTITY = re.compile(r"&(?=#?\w+;)")


@bp.get("/jobs.xml")
@public
def jobs() -> ResponseReturnValue:
    """Give every opening to job boards, once for each of its places."""
    return conditional(etag_of("jobs.xml", current_version()), _streamed)


def _streamed() -> Response:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return Response(_batches(app), mimetype="application/xml")


def _batches(app: Flask) -> Iterator[str]:
    """Yield the file a few hundred openings at a time.

    Each batch in a context of its own: what asked has long been answered by then, and a board that
    reads slowly keeps no connection to the database.
    """
    last: tuple[datetime, int] | None = None
    with _asked_again(app):
        now, company = clock.now(), career_site.organisation()
        name = company.name if company else "Relais"
        head = _head(name, now)
    yield head
    while True:
        with _asked_again(app):
            openings = career_site.openings_after(last, now=now, limit=AT_A_TIME)
            batch = "".join(
                job_of(opening, place, position, company=name)
                for opening in openings
                for position, place in enumerate(opening.places)
            )
            ends = [(each.published_at, each.number) for each in openings if each.published_at]
        if not ends:
            break
        last = ends[-1]
        yield batch
    yield "</source>\n"


def _asked_again(app: Flask) -> RequestContext:
    return app.test_request_context("/jobs.xml")


def _head(company: str, now: datetime) -> str:
    about = _element("publisher", company) + _element("publisherurl", absolute("/"))
    start = '<?xml version="1.0" encoding="UTF-8"?>\n<source>\n'
    return start + about + _element("lastBuildDate", format_datetime(now))


def job_of(opening: Opening, place: Place, position: int, *, company: str) -> str:
    """Return an opening at one of its places; position: of the place, 0 for the first."""
    text, number = text_in(opening, "fr"), str(opening.number)
    assert opening.published_at, "only what is online is given"
    html = without_entities(str(render(f"{text.summary}\n\n{text.body}")))
    with force_locale(text.language):
        salary = wording.salary_in_full(opening)
    kinds = (
        TIMES.get(opening.working_time) if opening.working_time else None,
        CONTRACTS.get(opening.contract) if opening.contract else None,
    )
    end = end_of(opening)
    values = {
        "title": job_title(text.title, [each.name for each in opening.places]),
        "date": format_datetime(opening.published_at),
        "referencenumber": f"{number}-{position + 1}" if position else number,
        "requisitionid": number,
        "url": publication_url(opening, text.language),
        "company": company,
        "city": place.name,
        "state": place.region,
        "country": place.country,
        "postalcode": place.postal_code,
        "description": html,
        "salary": salary,
        "jobtype": ", ".join(kind for kind in kinds if kind),
        "remotetype": REMOTES.get(opening.remote, "") if opening.remote else "",
        "expirationdate": local_date(end - timedelta(seconds=1)).isoformat() if end else "",
    }
    written = "".join(_element(name, value) for name, value in values.items() if value)
    return f"<job>\n{written}</job>\n"


def _element(name: str, value: str) -> str:
    legal = _ILLEGAL.sub("", value).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{legal}]]></{name}>\n"


def without_entities(html: str) -> str:
    """Return HTML of ours without any entity: what would then begin a tag or one is kept apart."""
    writer = _Plain()
    writer.feed(html)
    writer.close()
    return "".join(writer.written)


class _Plain(HTMLParser):
    """Writes tags again without attributes but where a link leads, and text as it reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        safe = quote(href, safe="%/:?#[]@!$&()*+,=~-._") if href else ""
        self.written.append(f'<{tag} href="{_text(safe)}">' if href else f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.written.append(_text(data))


def _text(data: str) -> str:
    return _BEGINS_AN_ENTITY.sub("&\u2060", _BEGINS_A_TAG.sub("\u2039", data))
