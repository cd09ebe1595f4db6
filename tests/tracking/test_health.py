"""What /readyz knows of tracked links."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.core import clock
from app.core.database import db
from app.tracking import health
from app.tracking.journal.journal import BALLAST, Journal
from app.tracking.models import ClickLoss, QuarantinedLine
from tests.factories.sharing import make_link
from tests.factories.tracking import make_line


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal", ballast_bytes=0)


def standing(journal):
    return health.standing(journal.folder, now=clock.now())


def test_a_journal_that_is_loaded_has_no_backlog(app, journal):
    journal.append(make_line(make_link().code))
    segment = next(iter(journal.folder.glob("*.clicks")))
    db.session.execute(
        text(
            "INSERT INTO journal_segments (id, node_id, process, started_at, loaded)"
            " VALUES (:id, :id, 1, now(), :size)"
        ),
        {"id": segment.stem, "size": segment.stat().st_size},
    )

    assert standing(journal) == health.LoaderState(0, 0.0, 0, 0)


def test_a_journal_that_nobody_loads_tells_how_late_it_is(app, journal):
    line = make_line(make_link().code, at=clock.now() - timedelta(minutes=5))
    journal.append(line)

    found = standing(journal)

    assert found.backlog == len(line)
    assert 299 < found.lag < 400


def test_lines_set_aside_and_clicks_lost_show_for_a_day(app, journal):
    journal.append(make_line(make_link().code))
    for hours in (1, 30):
        at = clock.now() - timedelta(hours=hours)
        line = QuarantinedLine(segment_id=make_link().id, position=1, line=b"x", reason="y", at=at)
        loss = ClickLoss(node_id=make_link().id, clicks=5, first_at=at, last_at=at)
        db.session.add_all([line, loss])
    db.session.flush()

    found = standing(journal)

    assert (found.quarantined, found.lost) == (1, 5)


@pytest.fixture
def with_reserve(app):
    """The journal of the tests' application, its reserve laid by, whoever used it before."""
    health.journal()
    front_journal = health.front_of().journal
    front_journal.keep_ballast()
    yield front_journal
    front_journal.keep_ballast()


def test_a_journal_that_can_be_written_is_ready(with_reserve):
    assert health.journal()["state"] == "ok"


def test_a_reserve_that_is_used_up_is_told(with_reserve):
    (with_reserve.folder / BALLAST).unlink()

    assert health.journal()["state"] == "degraded"
