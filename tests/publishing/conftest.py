"""Who writes, and when."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.people.models import Person, Role
from tests.factories.people import make_organisation, make_person, sign_in

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.fixture
def recruiter(app: Flask) -> Person:
    """Somebody who writes openings."""
    return make_person(role=Role.RECRUITER, first_name="Claire", last_name="Dumont")


@pytest.fixture
def editor(app: Flask) -> Person:
    """Somebody who writes stories."""
    return make_person(role=Role.EDITOR, first_name="Baptiste", last_name="Renaud")


@pytest.fixture
def desk(client: FlaskClient, recruiter: Person) -> FlaskClient:
    """The browser of a recruiter."""
    make_organisation()
    sign_in(client, recruiter)
    return client


@pytest.fixture
def story_desk(client: FlaskClient, editor: Person) -> FlaskClient:
    """The browser of a communicator."""
    make_organisation()
    sign_in(client, editor)
    return client
