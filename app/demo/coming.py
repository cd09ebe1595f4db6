"""What is on its way: events, one that is told, a planned story, a proposal, questions."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from app.core.calendar import instants_of, local_date
from app.core.i18n import LANGUAGES
from app.core.text.slugs import slug_of
from app.demo import content
from app.demo.agenda import Agenda, at_work
from app.demo.cast import Cast
from app.demo.chance import chance
from app.demo.press import DRAFTED, words_of
from app.people.models import Person, Role
from app.publishing import publish, write
from app.publishing.content import content_of
from app.publishing.events.aftermath import tell
from app.publishing.events.rsvp import answer
from app.publishing.kinds import (
    ARTICLE,
    CURATED,
    EVENT,
    CuratedContent,
    EventContent,
    OpeningContent,
    StoryContent,
)
from app.publishing.life.hours import Hours
from app.publishing.life.hours import plan as plan_hours
from app.publishing.models import Story
from app.publishing.questions.question import YES, OpeningQuestion, QuestionKind
from app.publishing.stories.review import submit
from app.publishing.texts import NetworkText
from app.publishing.usual.openings import keep_as_usual
from app.sharing.starts.models import TextLength
from app.sharing.starts.propose import change_template


def plan(agenda: Agenda, cast: Cast, *, today: datetime) -> None:
    """Plan what nothing has come of yet."""
    told = content.coming()
    for name in ("event", "open_event"):
        _plan_event(agenda, cast, told[name], today=today)
    begun = _plan_event(agenda, cast, told["past_event"], today=today)
    _plan_story_of(agenda, cast, told["story_of_event"], begun, today=today)
    drafted = at_work(today - timedelta(days=4), chance("scheduled"))
    agenda.plan(drafted, partial(_schedule, cast, told["scheduled"], today=today))
    proposed = at_work(today - timedelta(days=told["proposed"]["days_ago"]), chance("proposed"))
    agenda.plan(proposed, partial(_propose, cast, told["proposed"]))
    asked = at_work(today - timedelta(days=told["questions"]["days_ago"]), chance("questions"))
    agenda.plan(asked, partial(_ask, cast, told["questions"]))
    _plan_curated(agenda, cast, told["curated"], today=today)
    for name, act in (("usual", _keep_usual), ("sentences", _change_sentences)):
        day = at_work(today - timedelta(days=told[name]["days_ago"]), chance(name))
        agenda.plan(day, partial(act, cast, told[name]))


def _hour(told: dict[str, Any], today: datetime) -> datetime:
    """The hour of a working day that is told by its distance."""
    day = local_date(today) + timedelta(days=told["in_days"])
    while day.weekday() > 4:
        day += timedelta(days=1)
    return instants_of(day, time(told["hour"]))[0]


def _written(cast: Cast, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "words": words_of(told["words"]),
        "team_id": cast.teams[told["team"]].id,
        "theme_ids": frozenset(cast.themes[code].id for code in told["themes"]),
        "author_id": cast.people[told["author"]].id,
        "cover_id": _cover(told["cover"]),
    }


def _cover(key: str) -> Any:
    path = content.PICTURES / "covers" / f"{key}.webp"
    return write.add_cover(path.read_bytes(), name=path.name).id


def _plan_event(
    agenda: Agenda, cast: Cast, told: dict[str, Any], *, today: datetime
) -> list[Story]:
    """Plan an event and its guests; returns the list that has it once it is begun."""
    editor: Person = cast.with_role(Role.EDITOR)
    begun: list[Story] = []
    chosen = chance("event", told["cover"])
    published = at_work(today - timedelta(days=told["published_days_ago"]), chosen)

    def draft(now: datetime) -> None:
        starts, place = _hour(told, today), told.get("place")
        event = write.start(EVENT, by=editor, now=now)
        written = EventContent(
            **_written(cast, told),
            starts_at=starts,
            ends_at=starts + timedelta(hours=told["lasts_hours"]),
            place_id=cast.places[place].id if place else None,
            address=told.get("address", ""),
            online_url=told.get("online_url", ""),
            capacity=told["capacity"],
        )
        write.save(event, written, version=event.version, by=editor, now=now)
        begun.append(event)

    agenda.plan(published - DRAFTED, draft)
    agenda.plan(published, lambda now: publish.publish(begun[0], by=editor, now=now))
    for number, name in enumerate(told["guests"]):
        at = published + timedelta(hours=3 + 11 * number)
        email = f"{slug_of(name)}@courriel.example"
        agenda.plan(at, partial(_come, begun, name, email))
    return begun


def _plan_story_of(
    agenda: Agenda, cast: Cast, told: dict[str, Any], begun: list[Story], *, today: datetime
) -> None:
    """Plan that the author of an event tells how it was, and that it goes online."""
    editor, author = cast.with_role(Role.EDITOR), cast.people[told["author"]]
    written = at_work(today - timedelta(days=told["days_ago"]), chance("story of event"))

    def publish_it(now: datetime) -> None:
        story = tell(begun[0], by=author, now=now)
        before = content_of(story)
        assert isinstance(before, StoryContent)
        words = {
            language: replace(own, body=before.words[language].body + own.body)
            for language, own in words_of(told["words"]).items()
        }
        content = replace(before, words=words, cover_id=_cover(told["cover"]))
        write.save(story, content, version=story.version, by=editor, now=now)
        publish.publish(story, by=editor, now=now)

    agenda.plan(written, publish_it)


def _come(begun: list[Story], name: str, email: str, now: datetime) -> None:
    answer(begun[0], name=name, email=email, language="fr", now=now)


def _plan_curated(agenda: Agenda, cast: Cast, told: dict[str, Any], *, today: datetime) -> None:
    editor, begun = cast.with_role(Role.EDITOR), []
    published = at_work(today - timedelta(days=told["published_days_ago"]), chance("curated"))

    def draft(now: datetime) -> None:
        link = write.start(CURATED, by=editor, now=now)
        written = _written(cast, told)
        words = {
            language: replace(
                each,
                for_networks=(NetworkText("linkedin", told[f"for_linkedin_{language}"].strip()),),
            )
            for language, each in written.pop("words").items()
        }
        content = CuratedContent(
            **written,
            words=words,
            source_url=told["source_url"],
            source_name=told["source_name"],
            cover_credit=told["source_name"],
        )
        write.save(link, content, version=link.version, by=editor, now=now)
        begun.append(link)

    agenda.plan(published - DRAFTED, draft)
    agenda.plan(published, lambda now: publish.publish(begun[0], by=editor, now=now))


def _keep_usual(cast: Cast, told: dict[str, Any], now: datetime) -> None:
    opening = cast.openings[told["opening"]]
    keep_as_usual(opening, told["name"], by=cast.with_role(Role.RECRUITER), now=now)


def _change_sentences(cast: Cast, told: dict[str, Any], now: datetime) -> None:
    by = cast.with_role(Role.EDITOR)
    for language in LANGUAGES:
        change_template(told["kind"], language, TextLength.SHORT, told[language], by=by, now=now)


def _schedule(cast: Cast, told: dict[str, Any], now: datetime, *, today: datetime) -> None:
    editor, hour = cast.with_role(Role.EDITOR), _hour(told, today)
    story = write.start(ARTICLE, by=editor, now=now)
    content = StoryContent(**_written(cast, told))
    write.save(story, content, version=story.version, by=editor, now=now)
    plan_hours(story, Hours(publish_at=hour, embargo_until=hour), by=editor, now=now)


def _propose(cast: Cast, told: dict[str, Any], now: datetime) -> None:
    author = cast.people[told["author"]]
    story = write.start(ARTICLE, by=author, now=now)
    typed = replace(
        content_of(story),
        words=words_of(told["words"]),
        theme_ids=frozenset(cast.themes[code].id for code in told["themes"]),
    )
    write.save(story, typed, version=story.version, by=author, now=now)
    submit(story, by=author, now=now)


def _ask(cast: Cast, told: dict[str, Any], now: datetime) -> None:
    opening = cast.openings[told["opening"]]
    before = content_of(opening)
    assert isinstance(before, OpeningContent)
    asks = (
        OpeningQuestion(
            id=uuid5(NAMESPACE_URL, "yes_no"), kind=QuestionKind.YES_NO, fits=(YES,),
            text_fr=told["yes_no_fr"], text_en=told["yes_no_en"],
        ),
        OpeningQuestion(
            id=uuid5(NAMESPACE_URL, "choice"), kind=QuestionKind.CHOICE,
            text_fr=told["choice_fr"], text_en=told["choice_en"],
            choices_fr=told["choices_fr"], choices_en=told["choices_en"],
        ),
    )  # fmt: skip
    by = cast.with_role(Role.RECRUITER)
    write.save(opening, replace(before, questions=asks), version=opening.version, by=by, now=now)
