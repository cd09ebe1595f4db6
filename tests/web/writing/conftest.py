"""The browsers of those who write."""

import pytest
from flask.testing import FlaskClient

from app.people.models import Person
from tests.factories.people import make_organisation, sign_in


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
