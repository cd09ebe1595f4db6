"""The charter: two who publish at the same time."""

import threading

import pytest
from flask import Flask

from app.core import clock
from app.core.database import db, transaction
from app.people.charter import StaleCharter, current_charter, publish_charter
from tests.factories.people import make_charter


@pytest.mark.own_database
def test_of_two_who_publish_at_once_the_second_is_told_that_the_charter_has_changed(app: Flask):
    make_charter()
    ready = threading.Barrier(2)
    refused: list[str] = []

    def publish() -> None:
        with app.app_context():
            ready.wait(timeout=30)
            try:
                with transaction():
                    publish_charter("texte", "text", replaces=1, by=None, now=clock.now())
            except StaleCharter as refusal:
                refused.append(refusal.code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert refused == ["stale_charter"]
    assert current_charter().version == 2
