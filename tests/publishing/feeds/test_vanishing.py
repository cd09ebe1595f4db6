"""An opening closes when its feed no longer holds it for sure, and never many unasked."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.publishing.feeds.vanishing import FedOpening, agreed, is_suspended, vanished

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def several(count, **more):
    return [FedOpening(f"{n:02}", is_open=True, **more) for n in range(count)]


def test_an_opening_is_first_missing_and_closed_by_a_second_reading():
    one = FedOpening("a", is_open=True)
    other = FedOpening("b", is_open=True)
    first = vanished([one, other], {"b"}, now=NOON)
    again = FedOpening("a", is_open=True, missing_at=first.missing["a"])

    assert (first.missing, first.close) == ({"a": NOON}, ())
    assert vanished([again, other], {"b"}, now=NOON + HOUR).close == ("a",)
    assert vanished([again, other], {"b"}, now=NOON + HOUR - timedelta(seconds=1)).close == ()
    assert vanished([again, other], {"a", "b"}, now=NOON + HOUR).missing == {}


@pytest.mark.parametrize(
    ("count", "gone", "asked"),
    [(9, 5, True), (10, 5, False), (10, 6, True), (4, 4, False), (5, 5, True), (8, 4, False),
     (100, 50, False), (100, 51, True)],
)  # fmt: skip
def test_over_half_and_at_least_five_are_asked(count, gone, asked):
    openings = several(count, missing_at=NOON - HOUR)
    present = {each.external_id for each in openings[gone:]} | {"refused"}
    result = vanished(openings, present, now=NOON)

    assert (len(result.ask), len(result.close)) == ((gone, 0) if asked else (0, gone))


def test_an_empty_document_closes_nothing_unasked():
    result = vanished(several(1, missing_at=NOON - HOUR), set(), now=NOON)

    assert (result.close, result.ask) == ((), ("00",))


def test_a_refused_opening_is_present():
    assert vanished(several(1, missing_at=NOON - HOUR), {"00"}, now=NOON).close == ()


def test_what_the_feed_closed_comes_back_and_what_a_person_closed_does_not():
    openings = [
        FedOpening("a", is_open=False, closed_by_feed=True), FedOpening("b", is_open=False),
        FedOpening("c", is_open=True),
    ]  # fmt: skip

    assert vanished(openings, {"a", "b", "c"}, now=NOON).reopen == ("a",)


def test_a_closed_opening_is_not_closed_again():
    gone = FedOpening("a", is_open=False, missing_at=NOON - HOUR)

    assert vanished([gone], {"b"}, now=NOON).close == ()


def test_agreeing_closes_what_was_shown_but_what_came_back():
    assert agreed(("a", "b"), {"b", "c"}) == ("a",)


@pytest.mark.parametrize(
    ("gone_for", "suspended"),
    [(None, False), (timedelta(), False), (timedelta(days=3) - HOUR, False),
     (timedelta(days=3), True)],
)  # fmt: skip
def test_an_address_that_is_gone_for_three_days_is_left(gone_for, suspended):
    first = None if gone_for is None else NOON - gone_for

    assert is_suspended(first, now=NOON) is suspended


@given(st.lists(st.frozensets(st.integers(0, 8)), min_size=1, max_size=12))
def test_whatever_the_readings_nothing_closes_that_was_there_within_an_hour(readings):
    """Readings each 40 minutes of a feed of nine openings: closed only after two absences."""
    state = {n: FedOpening(str(n), is_open=True) for n in range(9)}
    seen = dict.fromkeys(range(9), NOON)
    for step, present in enumerate(readings):
        now = NOON + step * timedelta(minutes=40)
        result = vanished(state.values(), {str(n) for n in present}, now=now)
        seen |= dict.fromkeys(present, now)
        count = sum(each.is_open for each in state.values())
        assert len(result.close) < 5 or 2 * len(result.close) <= count
        for n in range(9):
            name = str(n)
            closed = name in result.close
            assert not closed or now - seen[n] >= HOUR
            is_open = (state[n].is_open and not closed) or name in result.reopen
            by_feed = closed or (state[n].closed_by_feed and name not in result.reopen)
            state[n] = FedOpening(name, is_open, by_feed, result.missing.get(name))
