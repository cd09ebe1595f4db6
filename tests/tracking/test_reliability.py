"""kill -9 of everything that `make run` starts, under load: nothing is lost, nothing doubled (Z1).

A short run of `python -m bench.reliability`, which does the same two hundred times.
"""

from bench.reliability.__main__ import run
from bench.reliability.drills import show_a_change
from bench.reliability.kills import KINDS
from bench.reliability.site import running_site

SEED = 2026
MORE = 4  # kills at random, after one of each kind


def test_whatever_is_killed_comes_back_and_nothing_is_lost_or_doubled():
    outcome = run(kills=len(KINDS) + MORE, seed=SEED, hurry=True)

    assert outcome.differences == []
    assert set(outcome.kills.times) == {kind.name for kind in KINDS}
    assert outcome.told.clicks, "nobody followed a link"
    assert outcome.told.applications, "nobody applied"
    assert outcome.told.links, "nobody shared"


def test_every_process_shows_a_change_also_when_it_was_cut_off_from_the_news():
    with running_site() as site:
        show_a_change(site, cut=False)
        show_a_change(site, cut=True)
