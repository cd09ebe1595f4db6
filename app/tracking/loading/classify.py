"""Decide what made a click, from one request alone and then from a visitor's few seconds. Pure.

Credit never reads a click's class: classes feed measures and relay grades.
source: docs/tracking.md, "How a click is classified"; the tables are in rules.py
"""

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from app.tracking import rules
from app.tracking.loading.many_patterns import Matcher, any_of
from app.tracking.rules import ClickClass, Fetcher, PreviewFetcher

REMEMBERED = 65_536  # distinct requests, some 30 MB at most
ACTED = "acted"
BURST = "burst"


class ClickEvidence(NamedTuple):
    """What the rules read of a request. A missing header is None.

    purpose: the values of `rules.PURPOSE_HEADERS`, joined
    own: the signed employee cookie names the link's ambassador
    """

    method: str
    https: bool
    user_agent: str | None
    purpose: str | None = None
    fetch_mode: str | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class ClickVerdict:
    """A class, why, and for a preview whose fetcher it was."""

    kind: ClickClass
    reason: str
    network: PreviewFetcher | None = None


HEAD = ClickVerdict(ClickClass.HEAD, "head")
PREFETCH = ClickVerdict(ClickClass.PREFETCH, "prefetch")
NO_USER_AGENT = ClickVerdict(ClickClass.ROBOT, "no_user_agent")
OWN = ClickVerdict(ClickClass.OWN, "own")
IN_APP = ClickVerdict(ClickClass.HUMAN, "in_app")
SCANNER = ClickVerdict(ClickClass.SCANNER, "scanner")
NOT_A_BROWSER = ClickVerdict(ClickClass.ROBOT, "not_a_browser")
ROBOT = ClickVerdict(ClickClass.ROBOT, "robot")
NOT_NAVIGATION = ClickVerdict(ClickClass.ROBOT, "not_navigation")
NO_FETCH_METADATA = ClickVerdict(ClickClass.SCANNER, "no_fetch_metadata")
HUMAN = ClickVerdict(ClickClass.HUMAN, "human")

_IN_APP = re.compile(rules.IN_APP)
_SCANNER = re.compile(rules.SCANNER, re.IGNORECASE | re.ASCII)
_ROBOT = re.compile(rules.ROBOT, re.IGNORECASE | re.ASCII)
_CHROME = re.compile("Chrome/([0-9]{1,9})")


@lru_cache(maxsize=REMEMBERED)
def classify(evidence: ClickEvidence) -> ClickVerdict:
    """Classify one request: the first row that holds decides."""
    if evidence.method == "HEAD":
        return HEAD
    purpose = evidence.purpose
    if purpose and any(word in purpose for word in rules.PREFETCH_WORDS):
        return PREFETCH
    user_agent = (evidence.user_agent or "").strip()
    if not user_agent:
        return NO_USER_AGENT
    if network := fetcher_of(user_agent):
        return ClickVerdict(ClickClass.PREVIEW, "preview", network)
    if evidence.own:
        return OWN
    return judge(user_agent) or _judge_fetch(user_agent, evidence)


def judge(user_agent: str) -> ClickVerdict | None:
    """Apply the rows that read nothing but the User-Agent (6 to 9)."""
    browser = user_agent.startswith(rules.BROWSER_STARTS)
    if browser and _IN_APP.search(user_agent):
        return IN_APP
    if _SCANNER.search(user_agent):
        return SCANNER
    if not browser:
        return NOT_A_BROWSER
    scanners, crawlers = published_list()
    if scanners(user_agent):
        return SCANNER
    if crawlers(user_agent) or _ROBOT.search(user_agent):
        return ROBOT
    return None


def _judge_fetch(user_agent: str, evidence: ClickEvidence) -> ClickVerdict:
    """Apply the rows on fetch metadata (10 to 12)."""
    if evidence.fetch_mode is not None:
        return HUMAN if evidence.fetch_mode == "navigate" else NOT_NAVIGATION
    if evidence.https and _is_recent_chrome(user_agent):
        return NO_FETCH_METADATA
    return HUMAN


def _is_recent_chrome(user_agent: str) -> bool:
    versions = map(int, _CHROME.findall(user_agent))
    return any(version >= rules.CHROME_WITH_FETCH_METADATA for version in versions)


def fetcher_of(user_agent: str) -> PreviewFetcher | None:
    """Name the network whose preview fetcher signs like this."""
    lower = user_agent.lower()
    return next((each.network for each in rules.FETCHERS if _signs(each, lower)), None)


def _signs(fetcher: Fetcher, lower: str) -> bool:
    if fetcher.unless_starts and lower.startswith(fetcher.unless_starts.lower()):
        return False
    return (
        any(text.lower() in lower for text in fetcher.contains)
        or (bool(fetcher.all_of) and all(text.lower() in lower for text in fetcher.all_of))
        or any(lower.startswith(text.lower()) for text in fetcher.starts)
    )


@cache
def published_list() -> tuple[Matcher, Matcher]:
    """Compile crawler-user-agents once: what matches its scanners, what matches the others."""
    from crawleruseragents import CRAWLER_USER_AGENTS_DATA

    scanners: list[str] = []
    crawlers: list[str] = []
    for entry in CRAWLER_USER_AGENTS_DATA:
        if not entry["pattern"].startswith(rules.NOT_CRAWLERS):
            chosen = scanners if "scanner" in entry.get("tags", ()) else crawlers
            chosen.append(entry["pattern"])
    return any_of(scanners), any_of(crawlers)


def bursts(clicks: Sequence[tuple[int, Hashable]]) -> list[bool]:
    """Tell which human clicks of one visitor belong to a burst. Pure.

    clicks: (milliseconds, code), sorted by time; those already found to be a burst's included,
        so that the answer does not depend on how clicks came in batches
    """
    found = [False] * len(clicks)
    window: Counter[Hashable] = Counter()
    first, marked = 0, 0
    for last, (at, code) in enumerate(clicks):
        window[code] += 1
        while at - clicks[first][0] > rules.BURST_MILLISECONDS:
            left = clicks[first][1]
            window[left] -= 1
            if not window[left]:
                del window[left]
            first += 1
        if len(window) >= rules.BURST_CODES:
            for index in range(max(first, marked), last + 1):
                found[index] = True
            marked = last + 1
    return found
