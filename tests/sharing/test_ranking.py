"""What the hub chooses for a person, and the reason it shows."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.publishing.models import PublicationFamily
from app.sharing.ranking import WEIGHTS, RankingFacts, RankingReason, Reader, choose, reasons_for

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


def test_what_the_reader_relayed_lately_gives_way_and_comes_back_after_a_month():
    lately = facts(1, relayed_at=NOON - timedelta(days=29))
    before = facts(2, relayed_at=NOON - timedelta(days=30))

    assert [each.publication_id for each in choose([lately, before], ZOE, NOON)] == [before.id]


def test_what_the_reader_set_aside_is_not_offered_again():
    assert choose([facts(set_aside=True)], ZOE, NOON) == []


def test_nothing_to_choose_from_gives_nothing():
    assert choose([], ZOE, NOON) == []
