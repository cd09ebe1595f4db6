"""What the career site must know of a kind of publication: its pages, addresses and words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Generic
from uuid import UUID

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core.i18n import gettext as _
from app.publishing import kinds
from app.publishing.events import queries as events
from app.publishing.events.calendar_file import end_of_event, is_cancelled, where_of
from app.publishing.events.rsvp import takes_answers
from app.publishing.kinds import Family, end_of, state_on
from app.publishing.kinds.description import P
from app.publishing.models import (
    EndReason,
    Opening,
    Publication,
    PublicationState,
    PublicationText,
    Story,
)
from app.publishing.queries import similar_openings
from app.publishing.recall.recall import why_recalled
from app.web.context import organisation_of_page
from app.web.media import cover_url, picture_url
from app.web.site.addresses import absolute, apply_path, publication_path, text_in
from app.web.site.events.structured import event_data
from app.web.site.events.words import hours_of, printed
from app.web.site.pages.cards import HrefOf, card, near_row
from app.web.site.pages.opening_page import opening_page
from app.web.site.pages.story_page import story_page
from app.web.site.pages.structured import job_posting


@dataclass(frozen=True, kw_only=True)
class ShownPublication:
    """A page of a publication, as it is or as it is no more.

    values: what its template reads
    stands_on: what else stands on it, as `core.freshness.changed` names it
    listed: search engines may keep it
    until: when the clock alone changes it, if it will
    """

    template: str
    values: Mapping[str, Any]
    stands_on: frozenset[tuple[str, UUID]]
    status: int = 200
    listed: bool = True
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class PublicFamily(Generic[P]):
    """A family on the career site.

    folders: what begins its addresses, by language
    many: the endpoint of its list, and so of its feed; the pages' own is the family's noun
    title: of its list and its feed
    """

    family: Family[P]
    folders: Mapping[str, str]
    many: str
    title: LazyString


@dataclass(frozen=True, kw_only=True, eq=False)
class PublicKind(Generic[P]):
    """A kind on the career site.

    online, gone, paused: its page while it is online, after, and in between where it may pause
    recommends: says that somebody of this name recommends it
    beside: what only the career site's page has, not that of a tracked link
    structured: what search engines read of a page at this address
    printed: what stands under the title of a poster; nothing: what its card says
    scan: what a poster asks one to do
    """

    online: Callable[..., ShownPublication]
    gone: Callable[..., ShownPublication]
    recommends: Callable[[str], str]
    paused: Callable[..., ShownPublication] | None = None
    beside: Callable[[P, str], Mapping[str, Any]] = lambda *_: {}
    structured: Callable[[P, PublicationText, str], Mapping[str, Any] | None] = lambda *_: None
    printed: Callable[[P], Sequence[str]] = lambda _: ()
    scan: LazyString = _l("Scan this code to read on")


def public_kind_of(publication: Publication) -> PublicKind[Any]:
    """Return what the career site knows of a publication's kind."""
    return PUBLIC_KINDS[publication.kind_code]


def show(
    publication: Publication,
    language: str,
    *,
    now: datetime,
    href_of: HrefOf = publication_path,
) -> ShownPublication:
    """Gather the page of what is or was published.

    href_of: where its openings lead; on a tracked link's page, through that link
    """
    public = public_kind_of(publication)
    state = state_on(publication, now)
    page = public.online if state is PublicationState.PUBLISHED else public.gone
    if state is PublicationState.PAUSED and public.paused:
        page = public.paused
    return page(publication, language, now=now, href_of=href_of)


def _opening(opening: Opening, language: str, **how: Any) -> ShownPublication:
    page = opening_page(opening, language, **how)
    return ShownPublication(
        template="site/opening.html", values={"page": page}, stands_on=page.stands_on
    )


def _closed(opening: Opening, language: str, **how: Any) -> ShownPublication:
    near = similar_openings(opening, now=how["now"])
    rows = [near_row(each, opening, language, **how) for each in near]
    return ShownPublication(
        template="site/closed.html",
        values={
            "opening": opening,
            "text": text_in(opening, language),
            "near": rows,
            "why": why_recalled(opening, language),
        },
        stands_on=frozenset(("publication", each.id) for each in near),
        status=410,
    )


def _paused(opening: Opening, language: str, **how: Any) -> ShownPublication:
    page = _closed(opening, language, **how)
    return replace(page, template="site/paused.html", status=200, listed=False)


def _story(story: Story, language: str, **how: Any) -> ShownPublication:
    page = story_page(story, language, **how)
    return ShownPublication(
        template="site/story.html", values={"page": page}, stands_on=page.stands_on
    )


def _event(story: Story, language: str, *, now: datetime, href_of: HrefOf) -> ShownPublication:
    page = _story(story, language, now=now, href_of=href_of)
    if story.starts_at is None:
        return page
    told = events.story_of(story, now=now)
    ends = end_of_event(story)
    values = {
        **page.values,
        "event": story,
        "event_hours": hours_of(story),
        "where": where_of(story) if story.place or story.address else "",
        "over": ends <= now,
        "takes_answers": takes_answers(story, now),
        "told": card(told, language, href_of=href_of) if told else None,
        "ics_href": url_for("site.event_calendar", language=language, number=story.number),
    }
    told_of = {("publication", told.id)} if told else set()
    until = min((at for at in (story.starts_at, ends) if at > now), default=None)
    return replace(page, values=values, stands_on=page.stands_on | told_of, until=until)


def _withdrawn(story: Story, language: str, **how: Any) -> ShownPublication:
    page = _story(story, language, **how)
    values = {**page.values, "why": why_recalled(story, language)}
    return replace(page, template="site/withdrawn.html", status=410, values=values)


def _event_gone(story: Story, language: str, **how: Any) -> ShownPublication:
    """An event that does not take place says so, to people and to machines, unless recalled."""
    page = _withdrawn(story, language, **how)
    if story.end_reason is EndReason.RECALLED or not is_cancelled(story):
        return page
    text = text_in(story, language)
    structured = _event_data(story, text, absolute(publication_path(story, language)))
    cancelled = {"cancelled": text.title, "structured": structured}
    return replace(page, values={**page.values, **cancelled})


def _event_data(story: Story, text: PublicationText, url: str) -> Mapping[str, Any] | None:
    company, cover = organisation_of_page(), cover_url(story)
    return event_data(
        story,
        text,
        company=company.name if company else "",
        company_url=(company.website if company else "") or absolute("/"),
        url=url,
        picture=absolute(cover) if cover else None,
    )


def _job_posting(opening: Opening, text: PublicationText, url: str) -> Mapping[str, Any]:
    company = organisation_of_page()
    end = end_of(opening)
    logo = picture_url(company.logo) if company else None
    return job_posting(
        opening,
        text,
        company=company.name if company else "",
        company_url=(company.website if company else "") or absolute("/"),
        url=url,
        valid_through=end - timedelta(seconds=1) if end else None,
        logo=absolute(logo) if logo else None,
    )


PUBLIC_FAMILIES: dict[str, PublicFamily[Any]] = {
    "opening": PublicFamily(
        family=kinds.OPENINGS,
        folders={"fr": "offres", "en": "openings"},
        many="openings",
        title=kinds.OPENINGS.title,
    ),
    "story": PublicFamily(
        family=kinds.STORIES,
        folders={"fr": "contenus", "en": "stories"},
        many="stories",
        title=_l("Our stories"),
    ),
}
PUBLIC_KINDS: dict[str, PublicKind[Any]] = {
    "opening": PublicKind(
        online=_opening,
        gone=_closed,
        paused=_paused,
        recommends=lambda name: _("%(name)s recommends this opening to you", name=name),
        beside=lambda opening, language: {"apply_href": apply_path(opening, language)},
        structured=_job_posting,
        scan=_l("Scan this code to read on and apply"),
    ),
    "article": PublicKind(
        online=_story,
        gone=_withdrawn,
        recommends=lambda name: _("%(name)s recommends this article to you", name=name),
    ),
    "portrait": PublicKind(
        online=_story,
        gone=_withdrawn,
        recommends=lambda name: _("%(name)s recommends this portrait to you", name=name),
    ),
    "event": PublicKind(
        online=_event,
        gone=_event_gone,
        beside=lambda event, language: {
            "register_href": url_for("site.register", language=language, number=event.number)
        },
        recommends=lambda name: _("%(name)s recommends this event to you", name=name),
        structured=_event_data,
        printed=printed,
        scan=_l("Scan this code to read on and say that you come"),
    ),
    "news": PublicKind(
        online=_story,
        gone=_withdrawn,
        recommends=lambda name: _("%(name)s recommends this news to you", name=name),
    ),
    "curated": PublicKind(
        online=_story,
        gone=_withdrawn,
        recommends=lambda name: _("%(name)s recommends this page to you", name=name),
    ),
}
