"""Everything that the page of a story shows, gathered once for every way of reaching it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from markupsafe import Markup

from app.core.calendar import local_date
from app.core.i18n import format_date
from app.core.i18n import gettext as _
from app.core.models import StoredFile
from app.people.models import Person
from app.publishing import queries
from app.publishing.kinds import OPENINGS, STORIES, kind_of
from app.publishing.models import PublicationText, Story
from app.web.media import cover_url
from app.web.prose import render, spaced
from app.web.site.addresses import publication_path, text_in
from app.web.site.pages.cards import Card, Face, HrefOf, PublicationRow, card, face, row
from app.web.site.pages.people_asked import PeopleAsked, people_asked


@dataclass(frozen=True)
class StoryPage:
    """A story in one language, in words ready for `site/story.html`."""

    story: Story
    text: PublicationText
    language: str
    kind: str
    body: Markup
    byline: str
    cover: StoredFile | None
    picture: str | None
    about: Face | None
    team: str
    work_with: str
    openings: tuple[PublicationRow, ...]
    openings_note: str
    next: tuple[Card, ...]
    open_count: int
    colophon: str
    questions: tuple[PeopleAsked, ...]
    stands_on: frozenset[tuple[str, UUID]]


def story_page(
    story: Story, language: str, *, now: datetime, href_of: HrefOf = publication_path
) -> StoryPage:
    """Gather a story's page. Six statements beside those that read the story."""
    text = text_in(story, language)
    openings = queries.latest_of_team(OPENINGS, story.team_id, now=now, limit=3)
    others = queries.latest_of_team(STORIES, story.team_id, now=now, besides=story.id, limit=2)
    about = kind_of(story).subject(story)
    questions = people_asked(story.id, today=local_date(now))
    people = {story.author_id} | ({about.id} if about else set())
    people |= {each.ambassador_id for each in questions}
    keys = {("publication", each.id) for each in [*openings, *others]}
    keys |= {("person", key) for key in people}
    if story.team_id:
        keys.add(("team", story.team_id))
    team = story.team.name(language) if story.team else ""
    ours = bool(openings) and all(each.team_id == story.team_id for each in openings)
    return StoryPage(
        story=story,
        text=text,
        language=language,
        kind=str(kind_of(story).name),
        body=Markup(spaced(render(text.body), text.language)),
        byline=_byline(story, text, about),
        cover=story.cover,
        picture=cover_url(story),
        about=face(about) if about else None,
        team=team,
        work_with=_("Work with %(name)s", name=about.first_name) if about else _("Work with us"),
        openings=tuple(row(each, language, now=now, href_of=href_of) for each in openings),
        openings_note=_("In the %(team)s team", team=team) if team and ours else "",
        next=tuple(card(each, language, href_of=href_of) for each in others),
        open_count=queries.online_count(OPENINGS, now=now),
        colophon=_colophon(about),
        questions=questions,
        stands_on=frozenset(keys),
    )


def _byline(story: Story, text: PublicationText, about: Person | None) -> str:
    date = format_date(story.published_at or story.updated_at, "long")
    minutes = text.minutes
    names = {"author": story.author.name, "date": date, "minutes": minutes}
    if about and about.id != story.author_id:
        return _("In conversation with %(author)s, %(date)s. %(minutes)s min read.", **names)
    return _("By %(author)s, %(date)s. %(minutes)s min read.", **names)


def _colophon(about: Person | None) -> str:
    if about is None:
        return ""
    return _(
        "%(name)s has agreed to this portrait, and may correct or withdraw it.", name=about.name
    )
