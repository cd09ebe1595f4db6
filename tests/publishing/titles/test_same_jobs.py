"""What is called otherwise, or in the other language, is one job."""

import pytest

from app.publishing.titles.same_jobs import jobs, jobs_in, words_of
from tests.publishing.titles.titles import TITLES

CAPITALS = {"it", "ai", "si"}  # words of every sentence in small letters


def names_of(title: str) -> set[str]:
    return {" ".join(jobs()[each].names[0]) for each in jobs_in(title)}


@pytest.mark.parametrize(("title", "named"), TITLES)
def test_a_title_names_the_jobs_that_it_is_about(title: str, named: set[str]) -> None:
    assert names_of(title) == named


def test_every_name_of_a_job_is_found_and_none_stands_twice_in_a_line() -> None:
    lost = {
        " ".join(name)
        for number, job in enumerate(jobs())
        for name in job.names
        if number
        not in jobs_in(" ".join(each.upper() if each in CAPITALS else each for each in name))
    }

    assert len(jobs()) >= 150
    assert lost == set()


def test_what_any_title_has_tells_none_from_another() -> None:
    assert words_of("Ingénieur senior H/F", "Senior manager") == []
    assert words_of("Ingénieur·e nucléaire à Lyon") == ["lyon", "nucleaire"]
