"""The browser folds, and names jobs, as Python does: one table for both."""

import sys
import unicodedata

import pytest
from playwright.sync_api import Page

from app.core.text.fold import fold
from app.publishing.titles.same_jobs import jobs, jobs_in
from tests.core.text.test_fold import HARD
from tests.publishing.titles.titles import TITLES

pytestmark = [pytest.mark.browser]

LETTERS = [
    letter
    for letter in map(chr, range(1, sys.maxunicode + 1))
    if unicodedata.category(letter) not in ("Cn", "Co", "Cs")
]


def folded(scripts: Page, texts: list[str]) -> list[str]:
    found: list[str] = scripts.evaluate("texts => texts.map((text) => folding(text))", texts)
    return found


def test_the_browser_folds_hard_names_as_python_does(scripts: Page) -> None:
    written = [written for written, _ in HARD]

    assert folded(scripts, written) == [fold(each) for each in written]


def test_the_browser_folds_every_letter_that_python_knows_alike(scripts: Page) -> None:
    found = folded(scripts, LETTERS)

    differing = [
        (f"U+{ord(letter):04X}", fold(letter), each)
        for letter, each in zip(LETTERS, found, strict=True)
        if fold(letter) != each
    ]
    assert differing == []


def test_the_browser_finds_in_titles_the_jobs_that_python_finds(scripts: Page) -> None:
    named = [
        {"names": [" ".join(name) for name in job.names], "broad": job.broad} for job in jobs()
    ]
    titles = [title for title, _ in TITLES]

    found = scripts.evaluate(
        """([jobs, titles]) => {
          const { jobsIn } = contactMatching.matcher({ jobs, openings: [] }, () => true, "");
          return titles.map(jobsIn);
        }""",
        [named, titles],
    )

    assert {title: sorted(each) for title, each in zip(titles, found, strict=True)} == {
        title: jobs_in(title) for title in titles
    }
