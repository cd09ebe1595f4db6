"""Fixtures of the tests of readings."""

import pytest

from app.core.database import db
from tests.publishing.feeds.runs.sources import feed_of


@pytest.fixture
def of_lever(recruiter):
    feed = feed_of(recruiter)
    feed.format, feed.address = "lever", "https://jobs.lever.co/ormelune"
    db.session.flush()
    return feed
