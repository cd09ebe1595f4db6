"""Turn lines of the journal into classified clicks, ready for their table. Pure, but for caches."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from app.tracking.journal.lines import JournalLine
from app.tracking.loading.classify import BURST, ClickEvidence, ClickVerdict, classify
from app.tracking.rules import CHANNEL_NETWORKS, VERSION, ClickClass, PreviewFetcher

BURST_VERDICT = ClickVerdict(ClickClass.SCANNER, BURST)
_WITH_BROWSER = (ClickClass.HUMAN, ClickClass.OWN)


class LinkFacts(NamedTuple):
    """What the loader knows of a link."""

    link_id: str  # hexadecimal, as all ids here
    publication_id: str  # "" for somebody's own link, which is to none
    ambassador_id: str
    networks: frozenset[PreviewFetcher]  # whose preview shows that it was posted

    @classmethod
    def of(
        cls,
        link_id: UUID,
        publication_id: UUID | None,
        ambassador_id: UUID,
        channel: str | None,
    ) -> "LinkFacts":
        """Make them from a row of referral_links."""
        networks = CHANNEL_NETWORKS[channel] if channel else frozenset()
        publication = publication_id.hex if publication_id else ""
        return cls(link_id.hex, publication, ambassador_id.hex, networks)


class ClassifiedClick(NamedTuple):
    """A click and its class: one row of the table."""

    click_id: str
    milliseconds: int
    link: LinkFacts
    verdict: ClickVerdict
    browser: str
    referrer: str
    language: str
    internal: bool
    visitor: str

    def copied(self) -> str:
        """Return the row as COPY reads it, in the order of `COLUMNS`. No value needs escaping."""
        verdict = self.verdict
        return (
            f"{self.click_id}\t{timestamp(self.milliseconds)}\t{self.link.link_id}"
            f"\t{verdict.kind}\t{verdict.reason}\t{verdict.network or NULL}\t{VERSION}"
            f"\t{self.browser}\t{self.referrer}\t{self.language}"
            f"\t{'t' if self.internal else 'f'}\t\\\\x{self.visitor}\n"
        )


COLUMNS = (
    "id", "at", "link_id", "class", "reason", "network", "rules_version", "browser", "referrer",
    "language", "internal", "visitor",
)  # fmt: skip
NULL = "\\N"


def classify_click(line: JournalLine, link: LinkFacts) -> ClassifiedClick:
    """Classify a journalled click for its link."""
    own = bool(line.person) and line.person == link.ambassador_id
    verdict = classify(
        ClickEvidence(line.method, line.https, line.user_agent, line.purpose, line.fetch_mode, own)
    )
    agent = line.user_agent
    return ClassifiedClick(
        line.click_id,
        line.milliseconds,
        link,
        verdict,
        browser_of(agent) if agent and verdict.kind in _WITH_BROWSER else "",
        line.referrer,
        line.language,
        bool(line.person) and not own,
        line.visitor,
    )


def as_burst(click: ClassifiedClick) -> ClassifiedClick:
    """Return a human click as one of a scanner's burst."""
    return click._replace(verdict=BURST_VERDICT)


@lru_cache(maxsize=16_384)
def browser_of(user_agent: str) -> str:
    """Return the family of a browser, such as "Firefox"; empty when it is not known."""
    import ua_parser  # some 2 MB, wasted on a web process

    browser = ua_parser.parse_user_agent(user_agent)
    return browser.family.translate(_PLAIN) if browser else ""


_PLAIN = str.maketrans("", "", "\\\t\n\r")


@lru_cache(maxsize=4096)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def timestamp(milliseconds: int) -> str:
    """Return an instant as PostgreSQL reads it."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{_second(seconds)}.{rest:03}+00"


def array(values: Iterable[object]) -> str:
    """Write values as an array literal, to be cast in the statement.

    Only for what needs no quoting: hexadecimal, numbers, dates and our own words. psycopg
    adapts each element by itself, which cost the loader a fifth of its time (measured).
    """
    return "{" + ",".join(map(str, values)) + "}"
