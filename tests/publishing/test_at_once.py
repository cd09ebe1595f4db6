"""Two people at the same instant: nobody's words are lost, nothing happens twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.database import db, transaction
from app.core.models import Activity
from app.people.models import Person
from app.publishing.content import content_of
from app.publishing.models import Opening
from app.publishing.publish import publish
from app.publishing.write import EditedMeanwhile, save
from tests.factories.people import make_person
from tests.factories.publishing import make_opening
from tests.publishing.conftest import NOON

pytestmark = pytest.mark.own_database


def at_once(app: Flask, act: Callable[[int], str], times: int = 2) -> list[str]:
    """Do something from several connections, all past the same point before any goes on."""
    start = Barrier(times)

    def one(number: int) -> str:
        with app.app_context():
            start.wait()
            return act(number)

    with ThreadPoolExecutor(times) as threads:
        return sorted(threads.map(one, range(times)))


def test_of_two_saves_over_the_same_version_one_is_refused(app: Flask) -> None:
    opening, person = make_opening(), make_person()
    keys: tuple[UUID, UUID] = (opening.id, person.id)
    db.session.commit()

    def write(number: int) -> str:
        draft, by = db.session.get_one(Opening, keys[0]), db.session.get_one(Person, keys[1])
        content = content_of(draft)
        words = dict(content.words) | {"fr": replace(content.words["fr"], title=f"N° {number}")}
        try:
            with transaction():
                save(draft, replace(content, words=words), version=1, by=by, now=NOON)
        except EditedMeanwhile:
            return "refused"
        return "saved"

    assert at_once(app, write, times=4) == ["refused", "refused", "refused", "saved"]
    db.session.expire_all()
    assert db.session.get_one(Opening, keys[0]).version == 2


def test_publishing_at_the_same_instant_happens_once(app: Flask) -> None:
    opening, person = make_opening(), make_person()
    keys: tuple[UUID, UUID] = (opening.id, person.id)
    db.session.commit()

    def act(_: int) -> str:
        draft, by = db.session.get_one(Opening, keys[0]), db.session.get_one(Person, keys[1])
        with transaction():
            publish(draft, by=by, now=NOON)
        return "published"

    at_once(app, act, times=4)

    counted = select(func.count()).where(Activity.kind == "opening.published")
    assert db.session.scalar(counted) == 1
