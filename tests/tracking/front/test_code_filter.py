"""Guessing codes costs the database nothing; a real link is found whatever guessers do."""

import pytest

from app.core.database import db
from app.core.ids import short_code
from app.tracking.front.code_filter import ABSENT_SECONDS, BUDGET, CodeFilter
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link


class Clock:
    """A clock that stands still until it is moved."""

    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def codes(app):
    """The codes of ten links."""
    opening, ambassador = make_published_opening(), make_ambassador()
    return [make_link(publication=opening, ambassador=ambassador).code for _ in range(10)]


def refreshed(known):
    known.refresh(db.session.connection().connection.driver_connection)
    return known


def test_every_link_that_exists_is_worth_a_look(clock, codes):
    known = refreshed(CodeFilter(clock))

    assert all(known.worth_a_look(code) for code in codes * 50)


def test_ten_thousand_guesses_in_a_second_are_hardly_looked_up(clock, codes):
    known = refreshed(CodeFilter(clock))

    looked_up = 0
    for _ in range(10_000):
        guess = short_code()
        if known.worth_a_look(guess):
            looked_up += 1
            known.found_nothing(guess)

    assert looked_up <= BUDGET * 1.5


def test_a_real_link_is_found_in_the_middle_of_guesses(clock, codes):
    known = refreshed(CodeFilter(clock))
    for _ in range(1000):
        known.worth_a_look(short_code())

    assert all(known.worth_a_look(code) for code in codes)


def test_a_code_that_was_not_there_is_not_looked_up_again_for_a_moment(clock, codes):
    known = refreshed(CodeFilter(clock))
    guess = short_code()
    known.found_nothing(guess)

    assert not known.worth_a_look(guess)
    clock.now += ABSENT_SECONDS
    assert known.worth_a_look(guess)


def test_a_link_made_after_the_last_refresh_is_found_within_the_budget(clock, codes):
    known = refreshed(CodeFilter(clock))

    assert known.worth_a_look(make_link().code)


def test_looks_that_find_something_cost_nothing(clock, codes):
    known = refreshed(CodeFilter(clock))

    for _ in range(int(BUDGET) * 3):
        code = short_code()
        assert known.worth_a_look(code)
        known.found(code)


def test_the_budget_comes_back_with_time(clock, codes):
    known = refreshed(CodeFilter(clock))
    while known.worth_a_look(short_code()):
        pass

    clock.now += 1

    assert known.worth_a_look(short_code())


def test_new_links_enter_at_the_next_refresh(clock, codes):
    known = refreshed(CodeFilter(clock))
    while known.worth_a_look(short_code()):
        pass
    link = make_link()
    assert not known.worth_a_look(link.code)

    refreshed(known)

    assert known.worth_a_look(link.code)


def test_a_refresh_that_nobody_needs_asks_the_database_nothing(clock, codes, statements):
    known = refreshed(CodeFilter(clock))
    assert known.worth_a_look(codes[0])

    known.refresh(connection=None)  # would fail if it were used
