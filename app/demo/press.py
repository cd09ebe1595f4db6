"""Ormelune's publications, drafted, illustrated, published and closed, and its campaigns."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from app.core.calendar import local_date
from app.demo import content
from app.demo.agenda import Agenda, at_work
from app.demo.cast import Cast
from app.demo.chance import chance
from app.people.models import Person, Role
from app.publishing import publish, write
from app.publishing.campaigns import run
from app.publishing.campaigns.models import Campaign
from app.publishing.campaigns.run import CampaignWords
from app.publishing.kinds import ARTICLE, OPENING, OpeningContent, StoryContent
from app.publishing.models import Contract, Remote, Seniority, StoryKind, WorkingTime
from app.publishing.texts import Words
from app.sharing.invitations import send
from app.sharing.invitations.models import INVITATION

DRAFTED: Final = timedelta(days=2)  # before its publication


def plan(agenda: Agenda, cast: Cast, company: content.Company, *, today: datetime) -> None:
    """Plan what becomes of each opening and story."""
    for opening in company.openings:
        _plan_opening(agenda, cast, opening, today=today)
    for story in company.stories:
        _plan_story(agenda, cast, story, today=today)
    for campaign in company.campaigns:
        _plan_campaign(agenda, cast, campaign, today=today)


def published_at(publication: content.Opening | content.Story, *, today: datetime) -> datetime:
    """When it is published: on a working morning or afternoon."""
    day = today - timedelta(days=publication.published_days_ago)
    return at_work(day, chance("published", publication.key))


def _plan_opening(agenda: Agenda, cast: Cast, told: content.Opening, *, today: datetime) -> None:
    recruiter = cast.people[told.recruiter]
    published = published_at(told, today=today)

    def draft(now: datetime) -> None:
        opening = write.start(OPENING, by=recruiter, now=now)
        written = OpeningContent(
            words=words_of(told.words),
            team_id=cast.teams[told.team].id,
            theme_ids=frozenset(cast.themes[code].id for code in told.themes),
            place_id=cast.places[told.place].id,
            other_place_ids=tuple(cast.places[each].id for each in told.other_places),
            contract=Contract(told.contract),
            working_time=WorkingTime(told.working_time),
            remote=Remote(told.remote),
            remote_days=told.remote_days,
            salary_min=_euros(told.salary[0]),
            salary_max=_euros(told.salary[1]),
            seniority=Seniority(told.seniority),
            starts_on=_month_after(today + timedelta(days=told.starts_in_days)),
            closes_on=_in_days(today, told.closes_in_days),
            hiring_manager_id=cast.people[told.hiring_manager].id,
            recruiter_id=recruiter.id,
        )
        write.save(opening, written, version=opening.version, by=recruiter, now=now)
        cast.openings[told.key] = opening

    agenda.plan(published - DRAFTED, draft)
    agenda.plan(
        published,
        lambda now: publish.publish(cast.openings[told.key], by=recruiter, now=now),
    )
    if told.closed_days_ago:
        closed = at_work(today - timedelta(days=told.closed_days_ago), chance("closed", told.key))
        agenda.plan(
            closed,
            lambda now: publish.fill(cast.openings[told.key], by=recruiter, now=now),
        )


def _plan_story(agenda: Agenda, cast: Cast, told: content.Story, *, today: datetime) -> None:
    cover = content.cover_of(told)
    editor = cast.with_role(Role.EDITOR)
    published = published_at(told, today=today)

    def draft(now: datetime) -> None:
        story = write.start(ARTICLE, by=editor, now=now)
        written = StoryContent(
            words=words_of(told.words),
            team_id=cast.teams[told.team].id,
            theme_ids=frozenset(cast.themes[code].id for code in told.themes),
            story_kind=StoryKind(told.kind),
            author_id=cast.people[told.author].id,
            about_person_id=cast.people[told.about].id if told.about else None,
            cover_id=write.add_cover(cover.read_bytes(), name=cover.name).id,
        )
        write.save(story, written, version=story.version, by=editor, now=now)
        cast.stories[told.key] = story

    agenda.plan(published - DRAFTED, draft)
    agenda.plan(published, lambda now: publish.publish(cast.stories[told.key], by=editor, now=now))


def _plan_campaign(agenda: Agenda, cast: Cast, told: content.Campaign, *, today: datetime) -> None:
    by = cast.people[told.by]
    first, last = (today + timedelta(days=each) for each in told.days)
    launched = at_work(min(first, today) - timedelta(days=2), chance("launched", told.name_en))

    def launch(now: datetime) -> None:
        campaign = _campaign(cast, told, local_date(first), local_date(last), by=by, now=now)
        for each in told.publications:
            run.add_publication(campaign, cast.publication(each), by=by, now=now)
        run.launch(campaign, version=campaign.version, by=by, now=now)
        agenda.plan(
            at_work(first, chance("invited", told.name_en)), lambda at: invite(campaign, at)
        )

    def invite(campaign: Campaign, now: datetime) -> None:
        page = send.send_page(campaign.id, INVITATION, after=None, now=now)
        while page.after:
            page = send.send_page(campaign.id, INVITATION, after=page.after, now=now)

    agenda.plan(launched, launch)


def _campaign(
    cast: Cast, told: content.Campaign, first: date, last: date, *, by: Person, now: datetime
) -> Campaign:
    words = CampaignWords(
        name_fr=told.name_fr,
        name_en=told.name_en,
        purpose_fr=told.purpose_fr,
        purpose_en=told.purpose_en,
        first_on=first,
        last_on=last,
        goal=told.goal,
        team_ids=frozenset(cast.teams[each].id for each in told.teams),
        reminds=told.reminds,
    )
    return run.begin(words, by=by, now=now)


def words_of(told: dict[str, content.Words]) -> dict[str, Words]:
    """Return words as publications keep them."""
    return {
        language: Words(
            title=each.title,
            summary=each.summary,
            body=each.body,
            cover_alt=each.cover_alt,
            variants=each.variants,
        )
        for language, each in told.items()
    }


def _euros(amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def _in_days(today: datetime, days: int | None) -> date | None:
    return None if days is None else local_date(today + timedelta(days=days))


def _month_after(day: datetime) -> date:
    """The first of the month that follows: contracts begin on it."""
    return (local_date(day).replace(day=28) + timedelta(days=4)).replace(day=1)
