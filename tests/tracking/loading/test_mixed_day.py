"""A day of mixed traffic on two links, loaded in any batches: exactly the expected counts."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.database import db
from app.tracking import engagement, queries
from app.tracking.journal.journal import Journal
from app.tracking.loading.loader import Loader
from app.tracking.models import Click, LinkDay, PublicationDay
from app.tracking.queries import Arrivals
from tests.factories.people import make_person
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link
from tests.factories.tracking import FIREFOX, LINKEDIN, driver_connection, make_line, visits_of

MORNING = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
IN_APP = "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) [LinkedInApp]/9.29"
SAFE_LINKS = "Mozilla/5.0 (Windows NT 10.0) SafeLinks"
NAVIGATE = {"HTTP_SEC_FETCH_MODE": "navigate"}
PREFETCH = {"HTTP_SEC_PURPOSE": "prefetch;prerender", **NAVIGATE}
ANNA, BEN, GATEWAY = "00000000000000a1", "00000000000000b2", "00000000000000c3"

# minutes and seconds after MORNING, visitor, link, User-Agent, headers, who → what it counts as.
# "self" is the link's own ambassador, "colleague" another employee, "acts" somebody who applies.
DAY = [
    ("00:00", "", 0, LINKEDIN, {}, "", "preview preview"),
    ("00:01", "", 0, "Slackbot-LinkExpanding 1.0", {}, "", "preview preview"),
    ("00:30", "", 0, FIREFOX, {}, "self", "own own"),
    ("00:40", "", 0, LINKEDIN, {}, "self", "preview preview"),  # who borrows a cookie stays a robot
    ("02:00", ANNA, 0, IN_APP, {}, "", "human in_app"),
    ("02:08", ANNA, 1, IN_APP, {}, "", "human in_app"),  # two links are no burst
    ("02:30", BEN, 0, FIREFOX, PREFETCH, "", "prefetch prefetch"),
    ("02:31", BEN, 1, FIREFOX, PREFETCH, "acts", "human acted"),
    ("03:00", "", 0, FIREFOX, {}, "colleague", "human human"),
    ("03:10", "", 1, FIREFOX, {}, "colleague", "human human"),
    ("05:00", GATEWAY, 0, CHROME, NAVIGATE, "", "scanner burst"),
    ("05:04", GATEWAY, 1, CHROME, NAVIGATE, "", "scanner burst"),
    ("05:06", GATEWAY, 1, CHROME, PREFETCH, "", "prefetch prefetch"),  # neither counts nor changes
    ("05:10", GATEWAY, 2, CHROME, NAVIGATE, "", "scanner burst"),
    ("05:14", GATEWAY, 0, CHROME, NAVIGATE, "", "scanner burst"),  # 05:04 to 05:14
    ("05:21", GATEWAY, 0, CHROME, NAVIGATE, "", "human human"),
    ("06:00", "", 0, CHROME, {}, "", "scanner no_fetch_metadata"),
    ("06:10", "", 0, SAFE_LINKS, {}, "", "scanner scanner"),
    ("06:20", "", 1, CHROME, {"HTTP_SEC_FETCH_MODE": "no-cors"}, "", "robot not_navigation"),
    ("06:30", "", 1, "curl/8.14.1", {}, "", "robot not_a_browser"),
    ("06:40", "", 1, "", {}, "", "robot no_user_agent"),
    ("06:50", "", 1, f"{FIREFOX} (compatible; Unheard; crawler)", {}, "", "robot robot"),
    ("07:00", "", 0, FIREFOX, {"REQUEST_METHOD": "HEAD"}, "", "head head"),
]  # fmt: skip


@pytest.fixture
def links(app):
    opening, ambassador = make_published_opening(), make_ambassador()
    return [make_link(publication=opening, ambassador=ambassador) for _ in range(3)]


def lines_of(links):
    """The day as the journal has it."""
    colleague = make_person()
    for time, visitor, link, user_agent, headers, who, _ in DAY:
        minutes, seconds = map(int, time.split(":"))
        yield make_line(
            links[link].code,
            at=MORNING + timedelta(minutes=minutes, seconds=seconds),
            user_agent=user_agent,
            visitor=visitor,
            headers=headers,
            person={"self": links[link].ambassador, "colleague": colleague}.get(who),
        )


@pytest.mark.parametrize("batch", [1, 3, 100])
@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "backwards"])
def test_a_day_of_mixed_traffic_is_counted_exactly(links, tmp_path, batch, backwards):
    journal = Journal(tmp_path / "journal", ballast_bytes=0)
    lines = list(lines_of(links))
    for line in reversed(lines) if backwards else lines:
        journal.append(line)
    for line, (*_, who, _) in zip(lines, DAY, strict=True):
        if who == "acts":
            engagement.note_engagement(UUID(line.split(b"\t")[0].decode()), now=clock.now())
    db.session.flush()

    loader = Loader(journal.folder, "", ZoneInfo("Europe/Paris"), batch=batch)
    while loader.load_once(driver_connection()):
        pass

    db.session.expire_all()
    rows = db.session.execute(select(Click.kind, Click.reason).order_by(Click.id))
    assert [f"{kind} {reason}" for kind, reason in rows] == [row[-1] for row in DAY]
    by_class = Counter(row[-1].split()[0] for row in DAY)
    for table in (LinkDay, PublicationDay):
        sums = db.session.execute(select(table.kind, func.sum(table.clicks)).group_by(table.kind))
        assert {kind: number for kind, number in sums if number} == by_class
    assert queries.arrivals_at(links[0].id) == Arrivals(
        visits=2, colleagues=1, own=1, previews=3, machines=6
    )
    assert visits_of(links) == {links[0].id: 2, links[1].id: 2}
