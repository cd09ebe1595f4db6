"""What is recalled says so on every page, and whoever relayed it is told once."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core import activity
from app.core.database import db
from app.core.models import Activity, Message, Version
from app.people.models import Person, Role
from app.publishing.models import EndReason, PublicationState
from app.publishing.publish import WrongState, reopen
from app.publishing.recall.recall import Said, Unsaid, correct_aloud, recall, why_recalled
from app.web.site.landing import SiteRenderer
from tests.factories.people import make_organisation, make_person, sign_in
from tests.factories.publishing import make_opening, make_published_opening, make_published_story
from tests.factories.sharing import make_ambassador, make_link
from tests.publishing.conftest import NOON

SAID = Said("Le salaire était faux.", "The pay was wrong.", "Je corrige : …", "I correct: …")


def told() -> list[str]:
    for each in db.session.scalars(select(Activity).order_by(Activity.id)).all():
        activity.deliver(each.id)
        activity.deliver(each.id)
    return sorted(
        message.to_address
        for message in db.session.scalars(select(Message)).all()
        if message.template == "sharing/mail/recalled"
    )


@pytest.mark.parametrize("lacking", ["note_fr", "note_en"])
def test_readers_are_told_in_both_languages(app: Flask, recruiter: Person, lacking: str) -> None:
    opening = make_published_opening()

    with pytest.raises(Unsaid) as refusal:
        recall(opening, Said(**{**vars(SAID), lacking: " "}), by=recruiter, now=NOON)

    assert refusal.value.field == lacking
    assert opening.state is PublicationState.PUBLISHED


@pytest.mark.parametrize(
    ("make", "folder"), [(make_published_opening, "offres"), (make_published_story, "contenus")]
)
def test_its_page_and_its_links_answer_410_and_say_why(
    app: Flask, client: FlaskClient, recruiter: Person, make: Any, folder: str
) -> None:
    make_organisation()
    publication = make()
    link = make_link(publication=publication)
    before = db.session.scalar(select(Version.number).where(Version.kind == "publication")) or 0

    recall(publication, SAID, by=recruiter, now=NOON)
    db.session.commit()

    page = client.get(f"/fr/{folder}/{publication.text('fr').slug}-{publication.number}")
    with app.test_request_context():
        landing = SiteRenderer().page(publication.id, "en")
    other = client.get(f"/r/{make_link().code}/{publication.number}/fr")
    assert publication.end_reason is EndReason.RECALLED
    assert (page.status_code, landing.status, other.status_code) == (410, 410, 410)
    assert "Le salaire était faux." in page.text
    assert "Le salaire était faux." in other.text
    assert "The pay was wrong." in "".join(str(piece) for piece in landing.pieces)
    after = db.session.scalar(select(Version.number).where(Version.kind == "publication")) or 0
    assert after > before, "every process that keeps its page is told with the commit"
    assert link.code


def test_each_person_who_relayed_it_is_told_once_however_many_links(
    app: Flask, recruiter: Person
) -> None:
    make_organisation()
    opening = make_published_opening()
    zoe, hugo = make_ambassador(), make_ambassador()
    for _ in range(3):
        make_link(publication=opening, ambassador=zoe)
    make_link(publication=opening, ambassador=hugo)
    make_link()

    recall(opening, SAID, by=recruiter, now=NOON)
    db.session.commit()

    assert told() == sorted([zoe.email, hugo.email])
    message = db.session.scalars(select(Message).where(Message.to_address == zoe.email)).first()
    assert message
    assert "Je corrige : …" in message.text


def test_a_correction_leaves_it_online_and_tells_as_well(app: Flask, recruiter: Person) -> None:
    make_organisation()
    opening, zoe = make_published_opening(), make_ambassador()
    make_link(publication=opening, ambassador=zoe)

    correct_aloud(opening, SAID, by=recruiter, now=NOON)
    db.session.commit()

    assert opening.state is PublicationState.PUBLISHED
    assert told() == [zoe.email]


def test_a_draft_has_nobody_to_tell(app: Flask, recruiter: Person) -> None:
    for verb in (recall, correct_aloud):
        with pytest.raises(WrongState):
            verb(make_opening(), SAID, by=recruiter, now=NOON)


def test_what_is_reopened_no_longer_says_that_it_was_recalled(
    app: Flask, recruiter: Person
) -> None:
    opening = make_published_opening()
    recall(opening, SAID, by=recruiter, now=NOON)

    reopen(opening, by=recruiter, now=NOON)

    assert why_recalled(opening, "fr") == ""


def test_the_page_keeps_what_was_typed_when_a_language_lacks(client: FlaskClient) -> None:
    make_organisation()
    opening = make_published_opening()
    sign_in(client, make_person(role=Role.RECRUITER))
    db.session.commit()
    path = f"/openings/{opening.id}/recall"

    refused = client.post(path, data={"kind": "recalled", "note_fr": "Le salaire était faux."})
    done = client.post(path, data={"kind": "recalled", **vars(SAID)})

    assert refused.status_code == 422
    assert "Le salaire était faux." in refused.text
    assert 'id="note_en-error"' in refused.text
    assert done.status_code == 303
    assert opening.state is PublicationState.CLOSED
