"""What the hub chooses for a person, and the reason it shows."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.publishing.models import PublicationFamily
from app.sharing import queries
from app.sharing.ranking import (
    WEIGHTS,
    RankingFacts,
    RankingReason,
    Reader,
    Worth,
    choose,
    reasons_for,
)

NOON = datetime(2027, 3, 18, 12, 0, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=90)
ME, COLLEAGUE, DATA, SUPPORT, NANTES, LILLE, AI = (UUID(int=n) for n in range(1, 8))
ZOE = Reader(id=ME, team_id=DATA, place_id=NANTES, language="fr")
OPENING, STORY = PublicationFamily.OPENING, PublicationFamily.STORY


def facts(number: int = 1, family: PublicationFamily = OPENING, **values: Any) -> RankingFacts:
    """A publication that concerns nobody in particular, relayed by many for months."""
    plain: dict[str, Any] = {
        "id": UUID(int=1000 + number),
        "family": family,
        "published_at": LONG_AGO,
        "author_id": COLLEAGUE,
        "languages": frozenset({"en"}),
        "relays": 20,
        "ever_relayed": True,
    }
    return RankingFacts(**{**plain, **values})


def strongest(publication: RankingFacts, reader: Reader = ZOE) -> RankingReason:
    return reasons_for(publication, reader, NOON)[0]


@pytest.mark.parametrize(
    ("publication", "reason"),
    [
        (facts(), RankingReason.OPEN),
        (facts(family=STORY, about_id=ME), RankingReason.ABOUT_YOU),
        (facts(hiring=True), RankingReason.YOU_HIRE),
        (facts(family=STORY, author_id=ME), RankingReason.YOU_WROTE),
        (facts(author_id=ME), RankingReason.OPEN),  # a recruiter writes openings all day
        (facts(team_id=DATA), RankingReason.TEAM_HIRES),
        (facts(family=STORY, team_id=DATA), RankingReason.TEAM_SPEAKS),
        (facts(team_id=SUPPORT), RankingReason.OPEN),
        (facts(campaign="Winter", team_id=DATA), RankingReason.CAMPAIGN),
        (facts(place_id=NANTES), RankingReason.PLACE),
        (facts(place_id=LILLE), RankingReason.OPEN),
        (facts(followed=frozenset({AI})), RankingReason.THEME),
        (facts(days_left=0), RankingReason.CLOSING_SOON),
        (facts(days_left=10), RankingReason.CLOSING_SOON),
        (facts(days_left=11), RankingReason.OPEN),
        (facts(days_left=-1), RankingReason.OPEN),
        (facts(published_at=NOON - timedelta(days=7)), RankingReason.NEW),
        (facts(published_at=NOON - timedelta(days=8)), RankingReason.OPEN),
        (facts(relays=0, ever_relayed=False), RankingReason.NOBODY_YET),
        (facts(relays=4), RankingReason.FEW_RELAYS),
        (facts(relays=5), RankingReason.OPEN),
        (facts(languages=frozenset({"fr"})), RankingReason.LANGUAGE),
    ],
)
def test_a_publication_is_shown_for_its_strongest_reason(publication, reason):
    assert strongest(publication) is reason


def test_a_person_without_team_or_place_shares_none_with_a_publication_that_has_none():
    nobody = Reader(id=ME, team_id=None, place_id=None, language="fr")

    assert strongest(facts(), nobody) is RankingReason.OPEN


def test_reasons_are_written_from_the_strongest_to_the_weakest():
    assert list(WEIGHTS) == list(RankingReason)
    assert sorted(WEIGHTS.values(), reverse=True) == list(WEIGHTS.values())


def test_three_are_chosen_the_best_first():
    publications = [
        facts(1),
        facts(2, team_id=DATA, place_id=NANTES),
        facts(3, family=STORY, followed=frozenset({AI})),
        facts(4, place_id=NANTES),
        facts(5),
    ]

    chosen = choose(publications, ZOE, NOON)

    assert [each.publication_id.int - 1000 for each in chosen] == [2, 3, 4]
    assert [each.reason for each in chosen] == [
        RankingReason.TEAM_HIRES,
        RankingReason.THEME,
        RankingReason.PLACE,
    ]
    assert chosen[1].theme_id == AI


def test_the_choice_does_not_depend_on_the_order_of_what_it_is_given():
    publications = [facts(n, published_at=LONG_AGO + timedelta(days=n % 3)) for n in range(9)]

    assert choose(publications, ZOE, NOON) == choose(publications[::-1], ZOE, NOON)


def test_the_last_place_is_the_turn_of_the_team_that_was_shown_least():
    told = [facts(n, team_id=UUID(int=50 + n), team_shown=9, place_id=NANTES) for n in (1, 2, 3)]
    forgotten = facts(9, team_id=SUPPORT, team_shown=1)

    chosen = choose([*told, forgotten], ZOE, NOON)

    assert chosen[-1] == Worth(forgotten.id, RankingReason.TURN)
    assert forgotten.id not in {each.publication_id for each in chosen[:-1]}


def test_in_a_team_the_opening_that_was_shown_least_has_its_turn():
    often, seldom = facts(1, shown=8, team_shown=9), facts(2, shown=1, team_shown=9)
    others = [facts(n, hiring=True, team_shown=20) for n in (3, 4, 5)]

    assert choose([*others, often, seldom], ZOE, NOON)[-1].publication_id == seldom.id


def test_a_turn_tells_a_better_reason_where_there_is_one():
    first = [facts(n, hiring=True, team_shown=5) for n in (1, 2)]
    near = facts(3, place_id=NANTES)

    assert choose([*first, near], ZOE, NOON)[-1].reason is RankingReason.PLACE


def test_a_story_never_takes_the_turn_of_an_opening_and_stories_alone_take_all_places():
    stories = [facts(n, family=STORY, hiring=False, place_id=NANTES) for n in (1, 2, 3)]

    assert len(choose(stories, ZOE, NOON)) == 3
    assert facts(9).id in {each.publication_id for each in choose([*stories, facts(9)], ZOE, NOON)}


def test_what_had_its_share_gives_way_unless_it_is_the_readers_own():
    new = {"published_at": NOON, "had_its_share": True, "shown": 30, "team_shown": 30}
    common, mine, plain = facts(1, **new), facts(2, team_id=DATA, **new), facts(3)

    assert [each.publication_id for each in choose([common, mine, plain], ZOE, NOON, shown=2)] == [
        mine.id,
        plain.id,
    ]


def test_what_was_shown_today_stays_when_the_page_is_opened_again():
    given = facts(1, team_shown=6, shown=6, had_its_share=True, published_at=NOON)
    others = [facts(n, team_id=UUID(int=60 + n)) for n in range(2, 9)]
    today = {given.id, others[0].id, others[1].id}

    chosen = choose([given, *others], ZOE, NOON, today=today)

    assert given.id in {each.publication_id for each in chosen}
    assert chosen[-1].publication_id in today


@dataclass
class Company:
    """Hubs of a week, with the counts that the database keeps of them."""

    openings: list[RankingFacts]
    days: list[Counter[UUID]] = field(default_factory=list)

    def shown(self, opening: RankingFacts) -> int:
        return sum(day[opening.id] for day in self.days[-7:])

    def facts(self) -> list[RankingFacts]:
        often = {each.id: self.shown(each) for each in self.openings}
        usual = sum(often.values()) / len(often)
        of_team: Counter[UUID | None] = Counter()
        for each in self.openings:
            of_team[each.team_id] += often[each.id]
        return [
            replace(
                each,
                shown=often[each.id],
                team_shown=of_team[each.team_id],
                had_its_share=often[each.id] > queries.SHARE * usual,
            )
            for each in self.openings
        ]

    def open_hub(self, reader: Reader, now: datetime) -> None:
        self.days[-1].update(each.publication_id for each in choose(self.facts(), reader, now))


@pytest.mark.parametrize("people_in", [range(40), range(0, 40, 2)], ids=["all teams", "half"])
@pytest.mark.parametrize(
    "kind", ["alike", "some new", "some closing", "in one city", "in a campaign"]
)
def test_over_a_week_every_team_gets_its_share_of_the_hubs(kind, people_in):
    teams = [UUID(int=100 + n) for n in range(40)]
    more: dict[str, Any] = {
        "alike": lambda n: {},
        "some new": lambda n: {"published_at": NOON - timedelta(days=n % 9)},
        "some closing": lambda n: {"days_left": 5 + n % 30},
        "in one city": lambda n: {"place_id": NANTES if n < 5 else LILLE},
        "in a campaign": lambda n: {"campaign": "Winter" if n < 3 else ""},
    }[kind]
    company = Company([facts(n, team_id=team, **more(n)) for n, team in enumerate(teams)])
    people = [
        Reader(UUID(int=9000 + n), teams[people_in[n % len(people_in)]], NANTES, "fr")
        for n in range(30)
    ]

    for day in range(7):
        company.days.append(Counter())
        for person in people:
            company.open_hub(person, NOON + timedelta(days=day))

    often = [company.shown(each) for each in company.openings]
    assert min(often) >= 1
    assert max(often) / min(often) <= 3, sorted(often)


def test_of_equals_the_newest_comes_first():
    older, newer = facts(2), facts(1, published_at=LONG_AGO + timedelta(days=1))

    assert [each.publication_id for each in choose([older, newer], ZOE, NOON)] == [
        newer.id,
        older.id,
    ]


def test_a_story_takes_a_place_among_openings_that_are_worth_a_little_more():
    openings = [facts(n, place_id=NANTES) for n in range(1, 5)]
    story = facts(9, family=STORY, relays=3)

    assert story.id in {each.publication_id for each in choose([*openings, story], ZOE, NOON)}


def test_a_story_does_not_displace_openings_that_concern_the_reader_far_more():
    openings = [facts(n, hiring=True, team_id=DATA, place_id=NANTES) for n in range(1, 4)]
    story = facts(9, family=STORY)

    assert story.id not in {each.publication_id for each in choose([*openings, story], ZOE, NOON)}


def test_reasons_shown_differ_where_they_can():
    both = [facts(n, team_id=DATA, place_id=NANTES, relays=0, ever_relayed=False) for n in (1, 2)]

    assert [each.reason for each in choose(both, ZOE, NOON)] == [
        RankingReason.TEAM_HIRES,
        RankingReason.PLACE,
    ]


def test_a_reason_is_repeated_rather_than_replaced_by_a_hollow_one():
    both = [facts(n, team_id=DATA) for n in (1, 2)]

    assert [each.reason for each in choose(both, ZOE, NOON)] == [RankingReason.TEAM_HIRES] * 2


def test_what_the_reader_relayed_is_never_offered_again():
    relayed = [facts(n, relayed_at=NOON - timedelta(days=n)) for n in (1, 29, 31, 400)]

    assert choose([*relayed, facts(500)], ZOE, NOON) == choose([facts(500)], ZOE, NOON)


def test_what_the_reader_set_aside_is_not_offered_again():
    assert choose([facts(set_aside=True)], ZOE, NOON) == []


def test_nothing_to_choose_from_gives_nothing():
    assert choose([], ZOE, NOON) == []


def test_a_campaign_comes_first_until_its_opening_had_its_share():
    put_forward = facts(1, campaign="Winter", relays=0)
    others = [facts(number, team_id=UUID(int=number)) for number in range(2, 9)]

    assert choose([put_forward, *others], ZOE, NOON)[0] == Worth(
        put_forward.id, RankingReason.CAMPAIGN, campaign="Winter"
    )
    had = replace(put_forward, had_its_share=True, shown=40, team_shown=40)
    assert put_forward.id not in {each.publication_id for each in choose([had, *others], ZOE, NOON)}
