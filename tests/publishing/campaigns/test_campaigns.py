"""The life of a campaign: what it needs, what may still change, and what its calendar says."""

from datetime import date, timedelta

import pytest

from app.core.database import db
from app.core.models import Activity
from app.people import teams
from app.publishing import publish
from app.publishing.campaigns import calendar, queries, run
from app.publishing.campaigns.calendar import CalendarFilters, Month
from app.publishing.campaigns.run import CampaignChanged, CampaignRefused, CampaignWords
from app.publishing.campaigns.states import CampaignState, stands, state_on
from app.publishing.models import PublicationState, StoryKind
from tests.factories.campaigns import FIRST, LAST, MONDAY, make_campaign
from tests.factories.people import make_person, make_team
from tests.factories.publishing import (
    make_opening,
    make_published_opening,
    make_published_story,
    make_theme,
)

TODAY = FIRST
DECEMBER = Month.of(date(2026, 12, 5))
DAY = timedelta(days=1)


@pytest.fixture
def claire(app):
    return make_person(roles=["recruiter"])


def test_a_draft_says_what_it_lacks(claire):
    draft = run.begin(CampaignWords(name_en="Winter", by_mail=False), by=claire, now=MONDAY)
    assert run.missing_in(draft, today=TODAY) == ["purpose", "publications", "days", "invitations"]
    with pytest.raises(CampaignRefused):
        run.launch(draft, version=draft.version, by=claire, now=MONDAY)

    past = make_campaign(launched=None, first_on=FIRST - 9 * DAY, last_on=FIRST - DAY)
    assert run.missing_in(past, today=TODAY) == ["days"]
    closed = make_published_opening()
    ended = make_campaign(launched=None, publications=[closed])
    publish.close(closed, by=claire, now=MONDAY)
    assert run.missing_in(ended, today=TODAY) == ["publications"]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (FIRST - DAY, CampaignState.PLANNED),
        (FIRST, CampaignState.RUNNING),
        (LAST, CampaignState.RUNNING),
        (LAST + DAY, CampaignState.OVER),
    ],
)
def test_its_state_follows_its_days_in_python_and_in_the_database(claire, day, state):
    campaign = make_campaign(by=claire)

    assert state_on(campaign, day) is state
    found = [each for each in CampaignState if db.session.query(campaign.__class__).filter(
        stands(each, day)).count()]  # fmt: skip
    assert found == [state]


def test_it_is_paused_resumed_and_stopped_and_each_twice_is_once(claire):
    campaign = make_campaign(by=claire)
    for verb in (run.pause, run.pause, run.resume, run.resume, run.stop, run.stop):
        verb(campaign, by=claire, now=MONDAY)

    kinds = [
        each.kind.partition(".")[2]
        for each in db.session.query(Activity).order_by(Activity.id)
        if each.subject_id == campaign.id
    ]
    assert kinds[-4:] == ["launched", "paused", "resumed", "stopped"]
    assert state_on(campaign, TODAY) is CampaignState.OVER
    with pytest.raises(CampaignRefused):
        run.pause(campaign, by=claire, now=MONDAY)


def test_once_launched_whom_it_invites_and_to_what_is_fixed(claire):
    campaign, team = make_campaign(by=claire), make_team()
    words = CampaignWords(name_fr="Autre", last_on=LAST + DAY, goal=40,
                          first_on=LAST, team_ids=frozenset({team.id}))  # fmt: skip

    run.describe(campaign, words, version=campaign.version, by=claire, now=MONDAY)

    assert (campaign.name_fr, campaign.last_on, campaign.goal) == ("Autre", LAST + DAY, 40)
    assert (campaign.first_on, campaign.audience_teams) == (FIRST, [])
    with pytest.raises(CampaignRefused):
        run.add_publication(campaign, make_published_story(), by=claire, now=MONDAY)
    with pytest.raises(CampaignRefused):
        run.delete(campaign, by=claire, now=MONDAY)
    with pytest.raises(CampaignRefused):
        run.describe(campaign, CampaignWords(last_on=FIRST - DAY), version=campaign.version,
                     by=claire, now=MONDAY)  # fmt: skip


def test_a_team_that_a_campaign_is_for_cannot_be_removed_and_leave_it_to_everyone(claire):
    team = make_team()
    make_campaign(team_ids=frozenset({team.id}))

    with pytest.raises(teams.StillUsed):
        teams.remove(team, by=claire, now=MONDAY)


def test_what_two_people_write_is_never_lost_unseen(claire):
    draft = make_campaign(launched=None)
    read = draft.version
    run.describe(draft, CampaignWords(name_fr="Une"), version=read, by=claire, now=MONDAY)

    with pytest.raises(CampaignChanged):
        run.describe(draft, CampaignWords(name_fr="Deux"), version=read, by=claire, now=MONDAY)
    with pytest.raises(CampaignChanged):
        run.launch(draft, version=read, by=claire, now=MONDAY)
    assert draft.name_fr == "Une"


def test_a_duplicate_is_a_draft_without_days_and_without_what_is_over(claire):
    one, other = make_published_opening(), make_published_story()
    campaign = make_campaign(publications=[one, other], goal=12, languages=frozenset({"fr"}))
    publish.close(one, by=claire, now=MONDAY)

    copy = run.duplicate(campaign, by=claire, now=MONDAY)

    assert [each.id for each in copy.publications] == [other.id]
    assert (copy.first_on, copy.launched_at, copy.goal) == (None, None, 12)
    assert copy.audience_languages == ["fr"]


def test_publications_are_found_by_a_word_and_drafts_by_those_who_write_them(claire):
    online = make_published_opening(title="Ingénieure de données")
    draft = make_opening(title="Ingénieure de plateforme")
    story = make_published_story(title="Ingénieure un jour")
    make_opening(title="Ingénieure partie", state=PublicationState.CLOSED)
    editor = make_person(roles=["editor"])

    def found(person):
        rows = queries.publications_called(person, "ingenieure", now=MONDAY)
        return {key for key, _ in rows}

    assert found(claire) == {online.id, draft.id, story.id}
    assert found(editor) == {online.id, story.id}
    assert queries.publication_called(editor, draft.id, now=MONDAY) is None
    told = make_published_story(title="Une journée", body="Avec une ingénieure.")
    rows = queries.publications_called(claire, "ingenieure", now=MONDAY)
    assert rows[-1][0] == told.id  # though it is as new: its title does not say it


def test_the_calendar_tells_days_weeks_and_who_is_silent(claire):
    loud, quiet, small = make_team(), make_team(), make_team()
    for team, people in ((loud, 5), (quiet, 5), (small, 4)):
        for _each in range(people):
            make_person(team=team)
    cloud, ai, csr = make_theme(), make_theme(), make_theme()
    late = MONDAY.replace(day=30, hour=23, minute=30)  # 1 December in Paris
    first = make_published_opening(team=loud, themes=[cloud], published_at=late)
    for _each in range(6):
        make_published_story(team=loud, themes=[cloud], published_at=MONDAY + 9 * DAY)
    make_published_opening(team=quiet, themes=[ai], published_at=MONDAY - DAY)  # November

    days = calendar.days(DECEMBER, CalendarFilters())

    assert [each.id for each in days[date(2026, 12, 1)].publications] == [first.id]
    crowded = days[date(2026, 12, 9)]
    assert (len(crowded.publications), crowded.count) == (calendar.A_DAY, 6)
    assert calendar.days(DECEMBER, CalendarFilters(theme=ai.id)) == {}
    assert len(calendar.days(DECEMBER, CalendarFilters(team=loud.id, theme=cloud.id))) == 2
    counts = {date(2026, 11, 30): 1, date(2026, 12, 7): 6}
    assert calendar.by_team(DECEMBER) == {loud.id: counts}
    assert calendar.by_theme(DECEMBER) == {cloud.id: counts}
    # a team so small that its silence would be somebody's is not named
    assert [each.id for each in calendar.silent_teams(DECEMBER)] == [quiet.id]
    assert {each.id for each in calendar.silent_themes(DECEMBER)} >= {ai.id, csr.id}


def test_a_campaign_breaks_the_silence_of_what_it_puts_forward(claire):
    quiet, ai = make_team(), make_theme()
    for _each in range(5):
        make_person(team=quiet)
    old = make_published_opening(team=quiet, themes=[ai], published_at=MONDAY - 90 * DAY)
    assert [each.id for each in calendar.silent_teams(DECEMBER)] == [quiet.id]

    campaign = make_campaign(publications=[old])

    assert list(calendar.silent_teams(DECEMBER)) == []
    assert ai not in calendar.silent_themes(DECEMBER)
    assert list(calendar.campaigns_in(DECEMBER, CalendarFilters(team=quiet.id))) == [campaign]
    assert list(calendar.campaigns_in(DECEMBER, CalendarFilters(team=make_team().id))) == []
    run.stop(campaign, by=claire, now=MONDAY)
    assert [each.id for each in calendar.silent_teams(DECEMBER)] == [quiet.id]


def test_a_month_is_whole_weeks():
    assert DECEMBER.weeks[0][0] == date(2026, 11, 30)
    assert DECEMBER.weeks[-1][-1] == date(2027, 1, 3)
    assert len(Month.of(date(2027, 2, 9)).weeks) == 4


def test_what_is_planned_and_what_takes_place_stands_on_its_day_and_is_no_silence(claire):
    planning, hosting = make_team(), make_team()
    for team in (planning, hosting):
        for _each in range(5):
            make_person(team=team)
    hour = MONDAY + 14 * DAY
    planned = make_opening(
        team=planning, state=PublicationState.SCHEDULED, publish_at=hour, published_at=None
    )
    meeting = make_published_story(
        team=hosting, story_kind=StoryKind.EVENT, published_at=MONDAY - 60 * DAY,
        starts_at=hour, ends_at=hour + timedelta(hours=2),
    )  # fmt: skip
    make_opening(team=make_team())  # a draft without an hour is planned by nobody

    days = calendar.days(DECEMBER, CalendarFilters())

    assert [each.id for each in days[date(2026, 12, 14)].publications] == [planned.id]
    assert [each.id for each in days[date(2026, 12, 14)].events] == [meeting.id]
    assert calendar.is_planned(planned)
    assert list(calendar.silent_teams(DECEMBER)) == []
    assert len(days) == 1
