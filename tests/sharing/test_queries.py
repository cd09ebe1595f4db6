"""What an ambassador finds: theirs to relay, never what is for others, in few statements."""

from datetime import UTC, date, datetime, timedelta

import pytest
from werkzeug.exceptions import NotFound

from app.core.database import db
from app.publishing.models import PublicationFamily, PublicationState
from app.sharing import queries
from app.sharing.models import FollowedTheme, SetAside
from app.sharing.queries import RelayableFilters
from tests.factories.people import make_person, make_place, make_team
from tests.factories.publishing import (
    make_opening,
    make_published_opening,
    make_published_story,
    make_story,
    make_theme,
)
from tests.factories.sharing import make_ambassador, make_link

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def listed(person, **filters):
    page = queries.everything(person, RelayableFilters(**filters), page=1, now=NOON)
    return {each.id for each in page.items}


def test_everything_holds_what_is_published_for_the_person_and_nothing_else(app):
    zoe = make_person(team=make_team(), place=make_place())
    theirs = [
        make_published_opening(),
        make_published_story(audience_teams=[zoe.team]),
        make_published_opening(closes_on=date(2026, 11, 23)),
    ]
    make_published_opening(audience_teams=[make_team()])
    make_published_story(audience_languages=["en"])
    make_published_opening(closes_on=date(2026, 11, 22))
    make_opening()
    make_opening(state=PublicationState.CLOSED)
    make_opening(state=PublicationState.ARCHIVED)
    make_story()
    make_story(state=PublicationState.ARCHIVED)

    assert listed(zoe) == {each.id for each in theirs}
    assert {each.id for each in queries.facts_for(zoe, now=NOON)[0]} == {each.id for each in theirs}


def test_a_publication_for_others_does_not_exist_in_the_share_kit(app):
    zoe = make_person(team=make_team())
    hidden = [
        make_published_opening(audience_teams=[make_team()]),
        make_opening(),
        make_opening(state=PublicationState.CLOSED),
        make_published_opening(closes_on=date(2026, 11, 22)),
    ]

    for publication in hidden:
        with pytest.raises(NotFound):
            queries.publication_for(zoe, publication.id, now=NOON)


def test_filters_narrow_by_kind_team_place_theme_and_words_without_accents(app):
    zoe, team, nantes, ai = make_person(), make_team(), make_place(), make_theme()
    opening = make_published_opening(team=team, place=nantes, title="Ingénieure fiabilité")
    story = make_published_story(themes=[ai], title="Le carnet d’Inès")

    assert listed(zoe, kind=PublicationFamily.STORY) == {story.id}
    assert listed(zoe, team=team.id) == {opening.id}
    assert listed(zoe, place=nantes.id) == {opening.id}
    assert listed(zoe, theme=ai.id) == {story.id}
    assert listed(zoe, search="INGENIEURE fiab") == {opening.id}
    assert listed(zoe, search="ingénieure carnet") == set()
    assert listed(zoe, search="100%_\\") == set()


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (datetime(2026, 6, 10, 21, 30, tzinfo=UTC), 1),  # 23:30 in Paris, the day before
        (datetime(2026, 6, 10, 22, 30, tzinfo=UTC), 0),  # 00:30 on the last day
        (datetime(2026, 6, 1, 22, 30, tzinfo=UTC), 9),
    ],
)
def test_days_left_to_apply_are_counted_where_the_company_is(app, now, days):
    make_published_opening(closes_on=date(2026, 6, 11))

    (facts,), _ = queries.facts_for(make_person(), now=now)

    assert facts.days_left == days


def test_facts_say_what_the_ranking_needs(app):
    zoe, colleague, ai, cloud = make_ambassador(), make_ambassador(), make_theme(), make_theme()
    db.session.add(FollowedTheme(person_id=zoe.id, theme_id=ai.id))
    opening = make_published_opening(themes=[ai, cloud], closes_on=date(2026, 12, 1))
    make_link(publication=opening, ambassador=colleague, now=NOON - timedelta(days=40))
    make_link(publication=opening, ambassador=colleague, now=NOON - timedelta(days=2))
    make_link(publication=opening, ambassador=zoe, now=NOON - timedelta(days=3))

    (facts,), _ = queries.facts_for(zoe, now=NOON)

    assert (facts.family, facts.team_id, facts.place_id) == (
        PublicationFamily.OPENING,
        opening.team_id,
        opening.place_id,
    )
    assert facts.followed == {ai.id}
    assert facts.languages == {"fr", "en"}
    assert facts.days_left == 8
    assert (facts.relays, facts.ever_relayed) == (2, True)
    assert facts.relayed_at == NOON - timedelta(days=3)
    assert (facts.hiring, facts.set_aside) == (False, False)


@pytest.mark.parametrize("field", ["recruiter", "hiring_manager", "hiring_team"])
def test_facts_say_for_which_openings_the_reader_recruits(app, field):
    zoe = make_person()
    make_published_opening(**{field: [zoe] if field == "hiring_team" else zoe})

    (facts,), _ = queries.facts_for(zoe, now=NOON)

    assert facts.hiring


def test_facts_know_a_portrait_of_oneself_and_what_was_set_aside(app):
    zoe = make_person()
    story = make_published_story(about_person=zoe)
    db.session.add(SetAside(person_id=zoe.id, publication_id=story.id, at=NOON))

    (facts,), _ = queries.facts_for(zoe, now=NOON)

    assert facts.about_id == zoe.id
    assert facts.set_aside
    assert not facts.ever_relayed
    assert facts.relayed_at is None


def test_one_statement_gives_the_facts_of_any_number(app, statements):
    zoe = make_person()
    for _ in range(5):
        make_published_opening()
        make_published_story()
    person = (zoe.id, zoe.team_id)
    assert person

    with statements() as sent:
        db.session.refresh(zoe)
        before = len(sent)
        assert queries.facts_for(zoe, now=NOON)[1] == 10

    assert len(sent) - before == 1


def test_cards_come_with_all_they_show_in_one_statement(app, statements):
    ids = [make().id for make in [make_published_opening, make_published_story] for _ in range(4)]

    with statements() as sent:
        for found in queries.suggested(ids, "fr").values():
            each = found.publication
            assert (found.language, bool(found.words)) == ("fr", True)
            assert each.team.name("fr")
            assert each.text("fr").title
            assert each.cover is None
            assert each.themes == []

    assert len(sent) == 1


def test_a_link_belongs_to_its_ambassador_alone(app):
    zoe, link = make_ambassador(), make_link()

    with pytest.raises(NotFound):
        queries.link_of(zoe, link.id)
    assert queries.link_of(link.ambassador, link.id) is link


def test_a_link_is_found_by_its_code(app):
    link = make_link()

    assert queries.link_by_code(link.code) is link
    assert queries.link_by_code("2345678923") is None


def test_the_last_channel_is_that_of_the_latest_relay(app):
    zoe = make_ambassador()
    assert queries.last_channel(zoe) is None

    make_link(ambassador=zoe, channel="whatsapp", now=NOON)
    make_link(ambassador=zoe, channel="x", now=NOON - timedelta(days=1))

    assert queries.last_channel(zoe) == "whatsapp"


def test_a_publication_in_another_language_comes_with_its_own_words(app):
    english = make_published_opening(languages=["en"], variants=["Come along", "Join us"])
    silent = make_published_opening(languages=["en"], variants=[])

    found = queries.suggested([english.id, silent.id], "fr")

    assert (found[english.id].language, found[english.id].words) == ("en", "Come along")
    assert (found[silent.id].language, found[silent.id].words) == ("en", "")


@pytest.mark.parametrize("bond", ["about", "hiring", "team", "place", "theme", "closing"])
def test_the_ranking_looks_at_the_latest_publications_and_at_the_latest_of_each_bond(
    app, monkeypatch, bond
):
    monkeypatch.setattr(queries, "POOL", 2)
    zoe, ai = make_person(team=make_team(), place=make_place()), make_theme()
    db.session.add(FollowedTheme(person_id=zoe.id, theme_id=ai.id))
    old = {"published_at": NOON - timedelta(days=90)}
    bound = {
        "about": lambda: make_published_story(about_person=zoe, **old),
        "hiring": lambda: make_published_opening(hiring_manager=zoe, **old),
        "team": lambda: make_published_story(team=zoe.team, **old),
        "place": lambda: make_published_opening(place=zoe.place, **old),
        "theme": lambda: make_published_story(themes=[ai], **old),
        "closing": lambda: make_published_opening(closes_on=date(2026, 12, 1), **old),
    }[bond]()
    forgotten = make_published_story(published_at=NOON - timedelta(days=60))
    latest = [make_published_opening(published_at=NOON - timedelta(days=n)) for n in (1, 2)]

    facts, relayable = queries.facts_for(zoe, now=NOON)

    assert {each.id for each in facts} == {bound.id, *(each.id for each in latest)}
    assert forgotten.id not in {each.id for each in facts}
    assert relayable == 4


def test_what_was_relayed_lately_or_set_aside_takes_no_place_among_the_latest(app, monkeypatch):
    monkeypatch.setattr(queries, "POOL", 2)
    zoe = make_ambassador()
    fresh = [make_published_opening(published_at=NOON - timedelta(days=n)) for n in (1, 2)]
    older = [make_published_opening(published_at=NOON - timedelta(days=n)) for n in (8, 9)]
    make_link(publication=fresh[0], ambassador=zoe, now=NOON - timedelta(hours=1))
    db.session.add(SetAside(person_id=zoe.id, publication_id=fresh[1].id, at=NOON))

    facts, _ = queries.facts_for(zoe, now=NOON)

    assert {each.id for each in facts} == {each.id for each in older}
