"""Journeys of every kind end with the credits that their assumptions lead one to expect."""

import os
from collections import Counter
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bench import attribution_journeys
from bench.attribution_journeys import ASSUMPTIONS
from bench.journeys.plan import ROWS, Drawn, Who, draw_journeys, journey
from bench.journeys.run import outcomes_of, running
from bench.journeys.score import misses, score, swings, why_wrong, with_share
from bench.journeys.storage import Jar
from config import ROOT

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
PARTS = {
    "owner": Who.OWNER,
    "second": Who.SECOND,
    "forwarder": Who.FORWARDER,
    "friend": Who.STRANGER,
    "-": None,
}

# kind, what differs from an honest candidate with nothing in the way: truth; whom Relais, the
# cookie and the UTM session credit
CASES = """
one_sitting                                                      : owner; owner owner owner
one_sitting     answer=silent                                    : owner; owner owner owner
one_sitting     answer=false                                     : owner; - owner owner
one_sitting     answer=false lies_by=naming_a_friend             : owner; friend owner owner
one_sitting     answer=false lies_by=naming_a_friend friend_confirms=no : owner; - owner owner
one_sitting     consent=refuses                                  : owner; owner - owner
one_sitting     query=stripped                                   : owner; owner owner -
one_sitting     query=added                                      : owner; owner owner -
one_sitting     starts_on=computer                               : owner; owner owner owner
one_sitting     phone_engine=webkit                              : owner; owner owner owner
back_by_site                                                     : owner; owner owner -
back_by_site    answer=silent                                    : owner; - owner -
back_by_site    consent=refuses                                  : owner; owner - -
back_by_site    names=first_name_only                            : owner; - owner -
back_by_site    names=misspelt                                   : owner; owner owner -
back_by_site    names=forgotten                                  : owner; - owner -
back_by_site    confirms=no                                      : owner; - owner -
back_by_site    confirms=no reminded=after_first                 : owner; owner owner -
back_by_site    confirms=no reminded=after_second                : owner; owner owner -
back_by_site    confirms=no sees_count=yes                       : owner; owner owner -
back_by_site    names=first_name_only recruiter=recognises       : owner; owner owner -
back_by_site    names=first_name_only recruiter=mistakes         : owner; - owner -
back_by_site names=first_name_only recruiter=mistakes wrong_one_confirms=yes : owner; friend owner -
back_by_site    names=first_name_only recruiter=asks             : owner; - owner -
back_by_site    names=first_name_only recruiter=asks asked_again=in_full : owner; owner owner -
back_by_site    names=first_name_only recruiter=asks asked_again=no_better : owner; - owner -
back_by_site names=misspelt confirms=no reminded=after_first : owner; owner owner -
back_by_site    names=forgotten answers_mail=yes                 : owner; owner owner -
back_by_site    names=first_name_only rest_of_name=last_name     : owner; owner owner -
back_by_site    names=first_name_only rest_of_name=where         : owner; - owner -
back_by_site    names=first_name_only asked_again=in_full        : owner; - owner -
back_by_site names=first_name_only asked_again=in_full writes_again=yes : owner; owner owner -
told names=first_name_only recruiter=mistakes asked_again=in_full writes_again=yes: owner; owner - -
back_by_site    names=forgotten recalls=first_name               : owner; - owner -
back_by_site names=forgotten recalls=first_name rest_of_name=last_name : owner; - owner -
back_by_site names=forgotten recalls=first_name recruiter=recognises : owner; owner owner -
back_by_site names=forgotten recalls=where recruiter=recognises  : owner; - owner -
back_by_site names=forgotten recalls=where recruiter=asks asked_again=in_full : owner; - owner -
back_by_site    names=forgotten names_later=yes                  : owner; owner owner -
back_by_site    confirms=no tells_them=yes                       : owner; owner owner -
back_by_site    confirms=no contests=yes                         : owner; owner owner -
back_by_site    confirms=no contests=yes upheld=no               : owner; - owner -
back_by_site    confirms=no asks_in_person=yes                   : owner; - owner -
back_by_site    confirms=no asks_in_person=yes answers_colleague=yes : owner; owner owner -
back_by_site    confirms=no answers_colleague=yes                : owner; - owner -
back_by_site confirms=no reminded=after_first asks_in_person=yes : owner; owner owner -
back_by_site    names=forgotten reopens_link=yes                 : owner; owner owner -
back_by_site    confirms=no reopens_link=yes                     : owner; owner owner -
back_by_site    answer=silent reopens_link=yes                   : owner; - owner -
back_by_site    mistakes_person=yes finds_mistake=yes            : owner; owner owner -
back_by_site    keeps_page=yes confirms=no                       : owner; owner owner -
back_by_site    keeps_page=yes answer=silent                     : owner; owner owner -
back_by_site    mistakes_person=yes                              : owner; - owner -
back_by_site    mistakes_person=yes wrong_one_confirms=yes       : owner; friend owner -
back_by_site    answer=false                                     : owner; - owner -
other_device                                                     : owner; owner owner owner
other_device    back_by=site                                     : owner; owner - -
other_device    back_by=site confirms=no reopens_link=yes        : owner; owner - -
other_device    back_by=site answer=silent                       : owner; - - -
other_device    query=stripped                                   : owner; owner owner -
other_device    consent=refuses                                  : owner; owner - owner
in_app                                                           : owner; owner owner owner
in_app          leaves_app_at=form                               : owner; owner - -
in_app          leaves_app_at=form answer=silent                 : owner; owner - -
in_app          leaves_app_at=search                             : owner; owner - -
in_app          leaves_app_at=search answer=silent               : owner; - - -
in_app          consent=refuses                                  : owner; owner - owner
forwarded                                                        : owner; owner owner owner
forwarded       knows_owner=no                                   : owner; - owner owner
forwarded       knows_owner=no answer=silent                     : owner; owner owner owner
forwarded       forwarded_by=colleague                           : forwarder; forwarder owner owner
forwarded       forwarded_by=colleague answer=silent             : forwarder; owner owner owner
forwarded       forwarded_by=colleague confirms=no               : forwarder; - owner owner
forwarded       forwarded_by=colleague names=forgotten           : forwarder; - owner owner
days_later                                                       : owner; owner owner owner
days_later      phone_engine=webkit                              : owner; owner owner owner
days_later      back_by=site                                     : owner; owner owner -
days_later      back_by=site phone_engine=webkit                 : owner; owner - -
days_later      back_by=site starts_on=computer computer_engine=webkit : owner; owner - -
days_later      back_by=site answer=silent                       : owner; - owner -
weeks_later                                                      : owner; owner owner owner
weeks_later     back_by=site                                     : owner; owner - -
weeks_later     back_by=site answer=silent                       : owner; - - -
weeks_later     consent=refuses                                  : owner; owner - owner
two_links       convinced_by=last                                : second; second second second
two_links       convinced_by=first                               : owner; owner second second
two_links       convinced_by=first answer=silent                 : owner; second second second
two_links       convinced_by=first confirms=no                   : owner; - second second
two_links       convinced_by=first applies_through=first         : owner; owner owner owner
two_links       convinced_by=last applies_through=first          : second; second owner owner
told                                                             : owner; owner - -
told            answer=silent                                    : owner; - - -
told            answer=silent answers_mail=yes                   : owner; owner - -
told            answer=silent answers_mail=yes names=forgotten   : owner; - - -
told            keeps_page=yes confirms=no                       : owner; - - -
told recalls=where names=forgotten recruiter=asks asked_again=in_full looks_up=yes: owner; owner - -
told            confirms=no reopens_link=yes                     : owner; - - -
told            recommended=yes                                  : owner; owner - -
told            recommended=yes confirms=no                      : owner; - - -
told            recommended=yes consents=yes confirms=no         : owner; owner - -
told            recommended=yes consents=yes answer=silent       : owner; owner - -
told            recommended=yes consents=yes answer=false        : owner; - - -
told            answer=false lies_by=naming_a_friend             : owner; friend - -
alone                                                            : -; - - -
alone           answer=silent                                    : -; - - -
alone           answer=silent answers_mail=yes                   : -; - - -
alone           answer=false                                     : -; friend - -
alone           answer=false friend_confirms=no                  : -; - - -
alone           passed_a_link=yes                                : -; - owner owner
alone           passed_a_link=yes answer=silent                  : -; owner owner owner
"""


def _read(line: str) -> tuple[Drawn, Who | None, list[Who | None]]:
    circumstances, _, expected = line.partition(":")
    kind, *others = circumstances.split()
    truth, _, credits = expected.partition(";")
    drawn = Drawn(kind=kind, **dict(each.split("=") for each in others))
    return drawn, PARTS[truth.strip()], [PARTS[each] for each in credits.split()]


EXPECTED = [_read(line) for line in CASES.strip().splitlines()]
NAMES = [" ".join(line.partition(":")[0].split()) for line in CASES.strip().splitlines()]


@pytest.fixture(scope="module")
def outcomes(services, tmp_path_factory):
    """All cases, played side by side on an installation of their own."""
    name = f"test_{os.getpid()}_journeys"
    services.create_database(name)
    var = tmp_path_factory.mktemp("journeys")
    journeys = [journey(n, drawn, Random(n)) for n, (drawn, *_) in enumerate(EXPECTED)]
    try:
        with (
            services.redis_database() as number,
            running(services.config(name, redis_database=number, var=var)) as app,
        ):
            yield outcomes_of(app, journeys)
    finally:
        services.drop_database(name)


@pytest.mark.parametrize("number", range(len(EXPECTED)), ids=NAMES)
def test_a_journey_is_credited_as_its_circumstances_say(outcomes, number):
    _, truth, credits = EXPECTED[number]
    outcome = outcomes[number]

    assert outcome.truth == truth
    found = [outcome.credits[way] for way in ("relais", "cookie", "utm")]
    assert found == credits


def test_no_page_on_a_candidates_way_sets_a_cookie(outcomes):
    assert [each.cookies_set for each in outcomes] == [0] * len(EXPECTED)


def test_every_kind_of_journey_is_played(outcomes):
    assert {each.drawn.kind for each in outcomes} == set(ROWS)


def test_recall_and_precision_count_what_was_right(outcomes):
    whole = score(outcomes, "relais")

    assert whole.journeys == len(EXPECTED)
    assert whole.brought == sum(truth is not None for _, truth, _ in EXPECTED)
    assert whole.credited == sum(credits[0] is not None for *_, credits in EXPECTED)
    right = sum(truth is not None and credits[0] == truth for _, truth, credits in EXPECTED)
    assert (whole.recall, whole.precision) == (right / whole.brought, right / whole.credited)


def test_nobody_to_credit_and_nobody_credited_has_no_recall_and_no_precision(outcomes):
    alone = [each for each in outcomes if each.truth is None and not each.credits["relais"]]

    assert (score(alone, "relais").recall, score(alone, "relais").precision) == (None, None)


def test_every_wrong_credit_has_a_reason_in_words(outcomes):
    wrong = sum(1 for each in outcomes if each.credits["relais"] != each.truth)

    assert sum(misses(outcomes).values()) == wrong


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("back_by_site names=first_name_only", "typed a first name only"),
        (
            "back_by_site names=first_name_only recruiter=mistakes",
            "the recruiter took the name for another’s, who said no",
        ),
        (
            "back_by_site names=first_name_only recruiter=mistakes wrong_one_confirms=yes",
            "the recruiter took the name for another’s, who confirmed",
        ),
        ("back_by_site names=forgotten", "did not recall the name"),
        ("back_by_site names=forgotten recalls=first_name", "did not recall the name"),
        (
            "back_by_site confirms=no contests=yes upheld=no",
            "the ambassador confirmed too late, and their appeal was dismissed",
        ),
        ("back_by_site confirms=no", "the ambassador never confirmed"),
        ("back_by_site mistakes_person=yes", "named the wrong colleague, who said no"),
        ("told answer=silent", "left the question empty"),
        ("two_links convinced_by=first answer=silent", "left the wrong ambassador as shown"),
        (
            "forwarded knows_owner=no",
            "did not know the owner of the forwarded link, removed them",
        ),
    ],
)
def test_the_reason_is_the_one_that_stood_in_the_way(outcomes, case, reason):
    assert why_wrong(outcomes[NAMES.index(case)]) == reason


def test_the_report_says_whether_the_goal_is_reached(outcomes):
    figures = attribution_journeys.figures_of(outcomes)

    honest = figures["groups"]["answers honestly"]["relais"]
    assert figures["goal_reached"]["recall"] is (honest["recall"] >= 0.95)
    assert figures["goal_reached"]["precision"] is (honest["precision"] >= 0.99)


# ── what journeys are drawn from ────────────────────────────────────────────────────────────


def test_every_circumstance_has_an_assumption_and_every_value_a_case():
    assert {each.name for each in ASSUMPTIONS} == {each.name for each in fields(Drawn)}
    played = {(name, value) for drawn, *_ in EXPECTED for name, value in vars(drawn).items()}
    stated = {(each.name, value) for each in ASSUMPTIONS for value in each.shares}
    assert stated == played


def test_the_same_seed_draws_the_same_journeys():
    first, second = (list(draw_journeys(50, ASSUMPTIONS, seed=7)) for _ in range(2))

    assert first == second
    assert first != list(draw_journeys(50, ASSUMPTIONS, seed=8))


def test_journeys_are_drawn_by_their_shares():
    kinds = Counter(each.drawn.kind for each in draw_journeys(5000, ASSUMPTIONS, seed=1))

    for kind, percent in ASSUMPTIONS[0].shares.items():
        assert kinds[kind] / 50 == pytest.approx(percent, abs=2)


def test_the_documentation_states_every_assumption_as_it_is_drawn():
    text = (ROOT / "docs" / "journeys.md").read_text()

    for each in ASSUMPTIONS:
        assert f"| `{each.name}` |" in text
        for value, percent in each.shares.items():
            assert f"{value} {percent} %" in text, each.name
        assert all(address in text for address in f"{each.source} {each.background}".split())


def test_a_share_that_is_varied_weighs_journeys_as_a_new_draw_would(outcomes):
    consent = next(each for each in ASSUMPTIONS if each.name == "consent")
    weigh = with_share(consent, "refuses", 0.78)

    assert weigh(Drawn(consent="refuses")) == pytest.approx(2)
    assert weigh(Drawn(consent="accepts")) == pytest.approx(0.22 / 0.61)
    swing = next(each for each in swings(outcomes, "cookie", [consent]) if each.value == "refuses")
    assert swing.less.recall > score(outcomes, "cookie").recall > swing.more.recall


# ── the storage of a browser ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("engine", "by_script", "after", "kept"),
    [
        ("other", True, timedelta(days=29), True),
        ("other", True, timedelta(days=30), False),
        ("webkit", True, timedelta(days=7), True),
        ("webkit", True, timedelta(days=7, minutes=1), False),
        ("webkit", False, timedelta(days=29), True),
    ],
)
def test_a_cookie_is_kept_as_long_as_its_browser_keeps_it(engine, by_script, after, kept):
    jar = Jar(engine)
    jar.visit(NOON)
    jar.write("ref", "awa", expires=NOON + timedelta(days=30), by_script=by_script)

    jar.visit(NOON + after)

    assert (jar.read("ref") == "awa") is kept


def test_closing_ends_what_was_kept_for_the_session_only():
    jar = Jar()
    jar.write("session", "1")
    jar.write("ref", "awa", expires=NOON)

    jar.close()

    assert (jar.read("session"), jar.read("ref")) == (None, "awa")
