"""docs/tracking.md tells every rule: whoever changes one must change the page."""

import re

import pytest

from app.tracking import rules
from app.tracking.journal.lines import KEPT_HEADERS
from app.tracking.loading.classify import (
    ACTED,
    BURST,
    HEAD,
    HUMAN,
    IN_APP,
    NO_FETCH_METADATA,
    NO_USER_AGENT,
    NOT_A_BROWSER,
    NOT_NAVIGATION,
    OWN,
    PREFETCH,
    ROBOT,
    SCANNER,
)
from app.tracking.rules import ClickClass
from config import ROOT

PAGE = (ROOT / "docs" / "tracking.md").read_text()


def part(title):
    """The text under a heading, up to the next."""
    return PAGE.split(f"# {title}\n", 1)[1].split("\n#", 1)[0]


def named(text):
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", text)


def rows(text):
    """The cells of the tables in a text, without their heads."""
    lines = [line.strip("|").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in cells] for cells in lines if cells[0].strip("- ")]


def test_every_fetcher_stands_there_in_its_order():
    told = rows(part("Row 4: networks' fetchers, in this order"))[1:]

    assert [(cells[0], named(cells[1])) for cells in told] == [
        (
            str(each.network),
            [*each.all_of, *each.contains, *each.starts, *filter(None, [each.unless_starts])],
        )
        for each in rules.FETCHERS
    ]


def test_every_token_of_applications_stands_there():
    told = named(part("Row 6: applications' own browsers"))

    pattern = rules.IN_APP.replace("[0-9]", "9").replace("\\", "")
    optional = pattern.replace("Snapchat/?9", "Snapchat9|Snapchat/9")
    assert told == optional.split("|")


def test_every_scanner_stands_there():
    told = named(part("Row 7: mail scanners and office suites"))

    pattern = rules.SCANNER.replace("forti(?:guard|mail|net)", "fortiguard|fortimail|fortinet")
    assert [each.lower() for each in told] == pattern.replace("^", "").split("|")


def test_every_word_of_robots_stands_there():
    told = named(part("Row 9: words"))

    words = re.sub(r"\(\?<!cu\)|\(\?!.*", "", rules.ROBOT).split("|")
    assert [each for each in words if each not in told] == []
    assert {"cubot", "MSIE", "Konqueror", "Trident", *(f"{x}…" for x in rules.NOT_CRAWLERS)} <= set(
        told
    )


def test_every_start_of_a_browser_and_every_header_of_row_2_stand_there():
    table = part("How a click is classified")

    told = [each.lower() for each in named(table)]
    assert [each for each in rules.BROWSER_STARTS if each.lower() not in told] == []
    assert [
        each for each in (*rules.PURPOSE_HEADERS, *rules.PREFETCH_WORDS) if each not in told
    ] == []


@pytest.mark.parametrize(
    "verdict",
    [
        HEAD, PREFETCH, NO_USER_AGENT, OWN, IN_APP, SCANNER, NOT_A_BROWSER, ROBOT, NOT_NAVIGATION,
        NO_FETCH_METADATA, HUMAN,
    ],
    ids=lambda verdict: verdict.reason,
)  # fmt: skip
def test_every_verdict_has_its_row(verdict):
    assert any(
        cells[-1] == f"`{verdict.reason}`" and cells[-2] == verdict.kind
        for cells in rows(part("How a click is classified"))
    )


def test_the_page_of_rules_lists_every_class_and_every_later_correction():
    told = rows(part("How a click is classified"))

    assert {f"`{ACTED}`", f"`{BURST}`"} <= {cells[-1] for cells in told}
    assert {str(kind) for kind in ClickClass} <= {cells[-2].split(",")[0] for cells in told}


def test_every_header_that_is_kept_stands_there():
    told = part("What is kept, and what never is").lower().replace("user-agent", "`user-agent`")

    assert [name for name in KEPT_HEADERS if f"`{name}`" not in told] == []


def test_the_version_of_the_example_is_the_present_one():
    assert f'"version": {rules.VERSION}}}' in part("Why was this click not counted?")
