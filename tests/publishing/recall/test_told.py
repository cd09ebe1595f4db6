"""Those who relayed what was recalled or corrected read it on their home page until they saw it."""

from datetime import timedelta

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from app.core import clock
from app.core.database import db
from app.people.models import Role
from app.publishing.recall.recall import Said, correct_aloud, recall
from tests.factories.people import make_organisation, make_person, sign_in
from tests.factories.publishing import make_published_opening, make_published_story
from tests.factories.sharing import make_ambassador, make_link

SAID = Said("Le salaire était faux.", "The pay was wrong.", "Je corrige : 42 k€.", "I correct.")
PATH = "/my-relays/told"


def line(client: FlaskClient) -> str:
    page = BeautifulSoup(client.get("/hub").text, "html.parser")
    found = page.select_one(f'.came-back a[href="{PATH}"]')
    return " ".join(found.text.split()) if found else ""


def test_one_line_on_the_hub_until_what_was_said_is_read(client: FlaskClient) -> None:
    make_organisation()
    zoe, editor = make_ambassador(), make_person(role=Role.EDITOR)
    opening, story = make_published_opening(title="Une offre"), make_published_story()
    for _ in range(2):
        make_link(publication=opening, ambassador=zoe)
    make_link(publication=story, ambassador=zoe)
    sign_in(client, zoe)
    assert line(client) == ""

    recall(opening, SAID, by=editor, now=clock.now())
    db.session.commit()
    assert "Une publication que vous avez relayée a été rappelée" in line(client)
    correct_aloud(story, SAID, by=editor, now=clock.now())
    db.session.commit()
    assert line(client).startswith("2 publications")

    page = client.get(PATH).text
    assert "Une offre" in page
    assert page.count("Je corrige : 42 k€.") >= 2
    assert 'class="fresh"' in page
    assert line(client) == ""
    again = client.get(PATH).text
    assert "Je corrige : 42 k€." in again
    assert 'class="fresh"' not in again


def test_nobody_is_told_of_what_they_relayed_afterwards_or_not_or_said_themselves(
    client: FlaskClient,
) -> None:
    make_organisation()
    editor, zoe = make_person(role=Role.EDITOR), make_ambassador()
    story, other = make_published_story(), make_published_story()
    make_link(publication=story, ambassador=editor)
    make_link(publication=other, ambassador=make_ambassador())
    for each in (story, other):
        correct_aloud(each, SAID, by=editor, now=clock.now() - timedelta(hours=1))
    make_link(publication=story, ambassador=zoe)
    db.session.commit()

    for person in (zoe, editor):
        sign_in(client, person)
        assert line(client) == ""
        assert "Je corrige" not in client.get(PATH).text
