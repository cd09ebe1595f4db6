"""Everything that the page of an opening shows, gathered once for every way of reaching it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import get_locale
from markupsafe import Markup

from app.core.calendar import local_date
from app.core.i18n import format_date
from app.core.i18n import gettext as _
from app.people.models import Person, Place
from app.publishing import queries, wording
from app.publishing.kinds import OPENINGS, STORIES
from app.publishing.models import Opening, Publication, PublicationText, Story
from app.web.media import cover_url
from app.web.prose import render, spaced
from app.web.site.addresses import publication_path, text_in
from app.web.site.pages.cards import (
    Card,
    Face,
    HrefOf,
    PublicationRow,
    card,
    face,
    job_of,
    near_row,
)
from app.web.site.pages.people_asked import PeopleAsked, people_asked

MOST_FACES = 4


@dataclass(frozen=True)
class Fact:
    """One fact: its icon, its name, its words."""

    icon: str
    term: str
    value: str


@dataclass(frozen=True)
class Step:
    """One step between an application and an offer."""

    title: str
    delay: str
    text: str


@dataclass(frozen=True)
class OpeningPage:
    """An opening in one language, in words ready for `site/opening.html`."""

    opening: Opening
    text: PublicationText
    language: str
    body: Markup
    place: str
    facts: tuple[Fact, ...]
    offer: tuple[Fact, ...]
    salary: str
    salary_note: str
    promise: str
    dates: str
    team: str
    team_about: str
    faces: tuple[Face, ...]
    stories: tuple[Card, ...]
    steps: tuple[Step, ...]
    near: tuple[PublicationRow, ...]
    open_count: int
    picture: str | None
    questions: tuple[PeopleAsked, ...]
    stands_on: frozenset[tuple[str, UUID]]


def opening_page(
    opening: Opening, language: str, *, now: datetime, href_of: HrefOf = publication_path
) -> OpeningPage:
    """Gather an opening's page. Eight statements beside those that read the opening."""
    text = text_in(opening, language)
    stories = queries.latest_of_team(STORIES, opening.team_id, now=now, limit=2)
    near = queries.similar_openings(opening, now=now)
    steps = tuple(_steps(language))
    people = list(_people(opening, stories))
    questions = people_asked(opening.id, today=local_date(now))
    answered = frozenset(("person", each.ambassador_id) for each in questions)
    return OpeningPage(
        opening=opening,
        text=text,
        language=language,
        body=_body(text.body, text.language),
        place=wording.place_in_short(opening),
        facts=_facts(opening),
        offer=_offer(opening, language),
        salary=wording.salary(opening),
        salary_note=wording.salary_period(opening),
        promise=_promise(steps),
        dates=_dates(opening),
        team=opening.team.name(language) if opening.team else "",
        team_about=opening.team.about(language) if opening.team else "",
        faces=tuple(shown for _person, shown in people),
        stories=tuple(card(story, language, href_of=href_of) for story in stories),
        steps=steps,
        near=tuple(near_row(each, opening, language, now=now, href_of=href_of) for each in near),
        open_count=queries.online_count(OPENINGS, now=now),
        picture=cover_url(opening),
        questions=questions,
        stands_on=answered
        | _stands_on([*stories, *near], [person for person, _shown in people], opening),
    )


def _body(markdown: str, language: str) -> Markup:
    return Markup(spaced(render(markdown), language))


def _facts(opening: Opening) -> tuple[Fact, ...]:
    facts = (
        Fact("map-pin", _("Place"), wording.where(opening)),
        Fact("file-text", _("Contract"), wording.contract(opening)),
        Fact("clock", _("Working time"), wording.working_time(opening)),
        Fact("calendar", _("Start"), wording.start(opening)),
    )
    return tuple(fact for fact in facts if fact.value)


def _offer(opening: Opening, language: str) -> tuple[Fact, ...]:
    terms = (
        Fact("wallet", _("Salary"), wording.salary_in_full(opening)),
        Fact("laptop", _("Working from home"), wording.remote(opening)),
        Fact("sprout", _("Experience"), wording.seniority(opening)),
        Fact("users", _("Team"), opening.team.name(language) if opening.team else ""),
        Fact("tag", _("Themes"), ", ".join(theme.name(language) for theme in opening.themes)),
        Fact("map-pin", _("Where exactly"), "; ".join(map(_address, opening.places))),
        Fact("hash", _("Reference"), str(opening.number)),
    )
    return tuple(term for term in terms if term.value)


def _address(place: Place) -> str:
    town = f"{place.postal_code} {place.name}".strip()
    locale = get_locale()
    country = locale.territories.get(place.country, place.country) if locale else place.country
    return ", ".join(filter(None, (town, place.region, country)))


def _promise(steps: Sequence[Step]) -> str:
    """Say by the apply button what comes next, when the company says how soon."""
    if steps and steps[0].delay:
        return _("No account needed. First answer: %(delay)s.", delay=steps[0].delay)
    return _("No account needed.")


def _dates(opening: Opening) -> str:
    published = format_date(opening.published_at, "long") if opening.published_at else ""
    if not published:
        return ""
    if opening.closes_on is None:
        return _("Published on %(date)s.", date=published)
    until = format_date(opening.closes_on, "long")
    return _("Published on %(date)s, open until %(until)s.", date=published, until=until)


def _steps(language: str) -> list[Step]:
    french = language == "fr"
    return [
        Step(
            step.title_fr if french else step.title_en,
            step.delay_fr if french else step.delay_en,
            step.text_fr if french else step.text_en,
        )
        for step in queries.process_steps()
    ]


def _people(opening: Opening, stories: Sequence[Story]) -> list[tuple[Person, Face]]:
    """Whom a candidate would meet: who leads the hire, who is already public in the team's
    stories, and the recruiter, who is their contact. Nobody else is shown without having agreed.
    """
    leads = [opening.hiring_manager] if opening.hiring_manager else []
    told = [
        story.about_person or story.author for story in stories if story.team_id == opening.team_id
    ]
    shown = {person.id: person for person in [*leads, *told] if _works_here(person)}
    if opening.recruiter:
        shown.pop(opening.recruiter.id, None)
    rows = [(person, face(person)) for person in list(shown.values())[: MOST_FACES - 1]]
    if opening.recruiter and _works_here(opening.recruiter):
        title = job_of(opening.recruiter)
        line = _("%(job)s, your contact", job=title) if title else _("Your contact")
        rows.append((opening.recruiter, face(opening.recruiter, line)))
    return rows


def _works_here(person: Person) -> bool:
    return person.is_active and person.left_on is None


def _stands_on(
    publications: Sequence[Publication], people: Sequence[Person], opening: Opening
) -> frozenset[tuple[str, UUID]]:
    """What else stands on the page, as `core.freshness.changed` names it."""
    keys = {("publication", each.id) for each in publications}
    keys |= {("person", person.id) for person in people}
    if opening.team_id:
        keys.add(("team", opening.team_id))
    return frozenset(keys)
