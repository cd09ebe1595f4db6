"""An ambassador with a link that is out, and somebody who came by it."""

import pytest
from flask import Flask

from app.core.database import db
from app.people.models import Organisation, Person
from app.sharing.models import ReferralLink
from tests.factories.people import make_organisation
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link


@pytest.fixture(autouse=True)
def organisation(app: Flask) -> Organisation:
    """The company."""
    return make_organisation()


@pytest.fixture
def zoe(app: Flask) -> Person:
    """An ambassador."""
    return make_ambassador(
        first_name="Zoé", last_name="Lambert", email="zoe.lambert@ormelune.example", language="fr"
    )


@pytest.fixture
def link(zoe: Person) -> ReferralLink:
    """A link of hers to an opening."""
    made = make_link(publication=make_published_opening(), ambassador=zoe)
    db.session.commit()
    return made
