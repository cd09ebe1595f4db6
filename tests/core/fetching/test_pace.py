"""A site is asked one thing at a time, by however many workers, and not at once again."""

import pytest

from app.core.fetching import pace
from app.core.fetching.refusals import Unfetchable
from app.core.jobs import queue


def test_whoever_comes_meanwhile_waits_and_another_site_does_not(app):
    waits = []
    with (
        pace.turn("a.example", apart=1),
        pace.turn("b.example", apart=1),
        pytest.raises(Unfetchable) as refused,
        pace.turn("A.example", apart=1, patience=0.5, sleep=waits.append),
    ):
        pass
    assert refused.value.code == "busy"
    assert sum(waits) == pytest.approx(0.5)


def test_a_while_passes_between_two_requests_and_what_dies_frees_the_site(app):
    with pace.turn("a.example", apart=5):
        held = queue.redis.pttl("fetching:a.example")
    after = queue.redis.pttl("fetching:a.example")
    assert 5000 < held <= pace.LONGEST_REQUEST * 1000, "it ends even if nobody ends it"
    assert 0 < after <= 5000

    def pass_(_seconds):
        queue.redis.delete("fetching:a.example")

    with pace.turn("a.example", apart=5, sleep=pass_):
        assert queue.redis.pttl("fetching:a.example") > 5000


def test_one_worker_alone_does_a_thing_and_says_that_it_lives(app):
    with pace.alone("x", seconds=50) as lives:
        assert lives
        with pace.alone("x", seconds=50) as other:
            assert other is None
        queue.redis.pexpire("alone:x", 10)
        lives()
        assert queue.redis.pttl("alone:x") > 1000
    queue.redis.delete("alone:x")
    with pace.alone("x", seconds=50) as next_one:
        assert next_one
