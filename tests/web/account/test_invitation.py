"""Inviting, accepting, inviting again."""

from datetime import UTC, datetime, timedelta

import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.database import db
from app.core.mail import as_email
from app.people.entrance import passwords
from app.people.models import Person, Role
from tests.factories.people import (
    make_organisation,
    make_person,
    make_place,
    make_team,
    sign_in,
)
from tests.web.account.helpers import activities, is_signed_in, last_mail, link_in, where_to

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FRESH = "seven small boats at anchor"


def invite(client: FlaskClient, people: str, **more: object):
    data = {"people": people, "language": "fr", "roles": ["ambassador"], "team": "", "place": ""}
    return client.post("/admin/people/invite", data={**data, **more})


def of_address(address: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == address)).one()


def test_an_invited_person_chooses_a_password_and_a_language_and_is_in(
    client: FlaskClient, app
) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin"))
    team, place = make_team(), make_place()

    answer = invite(
        client,
        "Noé Petit <Noe.Petit@ormelune.example>",
        team=str(team.id),
        place=str(place.id),
        roles=["ambassador", "recruiter"],
    )

    assert where_to(answer) == "/admin/people"
    invited = of_address("noe.petit@ormelune.example")
    assert (invited.first_name, invited.last_name) == ("Noé", "Petit")
    assert (invited.team, invited.place) == (team, place)
    assert invited.roles == {Role.AMBASSADOR, Role.RECRUITER}
    assert invited.joined_at is None

    theirs = app.test_client()
    link = link_in(last_mail(invited.email))
    assert theirs.get(link).status_code == 200
    where_to(theirs.post(link, data={"password": FRESH, "language": "en"}))

    assert is_signed_in(theirs)
    assert invited.joined_at is not None
    assert invited.language == "en"
    assert passwords.matches(FRESH, invited.password_hash)


def test_an_invitation_serves_once(client: FlaskClient, app) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin"))
    invite(client, "noe@ormelune.example")
    link = link_in(last_mail("noe@ormelune.example"))
    theirs = app.test_client()
    theirs.post(link, data={"password": FRESH, "language": "fr"})

    again = app.test_client().post(link, data={"password": "another sentence", "language": "fr"})

    assert again.status_code == 410
    assert passwords.matches(FRESH, of_address("noe@ormelune.example").password_hash)


def test_an_invitation_sent_again_ends_the_one_before(client: FlaskClient, app) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin"))
    invite(client, "noe@ormelune.example")
    person = of_address("noe@ormelune.example")
    first = link_in(last_mail(person.email))

    where_to(client.post(f"/admin/people/{person.id}/invite-again"))
    second = link_in(last_mail(person.email))

    theirs = app.test_client()
    assert theirs.get(first).status_code == 410
    assert theirs.get(second).status_code == 200


def test_an_invitation_is_dead_after_a_week(client: FlaskClient, app) -> None:
    make_organisation()
    admin = make_person(role="admin")
    with time_machine.travel(NOON, tick=False):
        sign_in(client, admin)
        invite(client, "noe@ormelune.example")
    link = link_in(last_mail("noe@ormelune.example"))

    with time_machine.travel(NOON + timedelta(days=6, hours=23), tick=False):
        assert app.test_client().get(link).status_code == 200
    with time_machine.travel(NOON + timedelta(days=7, minutes=1), tick=False):
        dead = app.test_client().post(link, data={"password": FRESH, "language": "fr"})
    assert dead.status_code == 410


def test_someone_who_has_joined_is_not_invited_again(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin"))
    joined = make_person()

    assert client.post(f"/admin/people/{joined.id}/invite-again").status_code == 422


def test_good_lines_are_invited_and_the_others_come_back_with_their_reasons(
    client: FlaskClient,
) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin", language="en"))
    here = make_person()

    answer = invite(
        client,
        "Noé Petit <noe@ormelune.example>\nno address at all\n"
        f"{here.email}\nnoe@ormelune.example\n",
    )

    assert answer.status_code == 422
    assert of_address("noe@ormelune.example").invited_at is not None
    assert "Write a name and an address" in answer.text
    assert "This address has an account already." in answer.text
    assert "Line 1 has this address too." in answer.text
    kept = answer.text.partition("<textarea")[2].partition("</textarea>")[0]
    assert "no address at all" in kept
    assert "Noé Petit" not in kept


def test_the_log_names_neither_people_nor_addresses(client: FlaskClient) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin"))

    invite(client, "Noé Petit <noe.petit@ormelune.example>")

    [written] = activities("person.invited")
    assert written.subject_id == of_address("noe.petit@ormelune.example").id
    assert written.data == {}


def test_an_answer_to_an_invitation_carries_its_link_to_no_person(client: FlaskClient) -> None:
    make_organisation()
    admin = make_person(role="admin")
    sign_in(client, admin)

    invite(client, "noe@ormelune.example")

    message = last_mail("noe@ormelune.example")
    assert as_email(message, sender="relais@ormelune.example")["Reply-To"] is None
    assert admin.email in message.text


def test_a_weak_password_is_refused_and_leaves_the_invitation_usable(
    client: FlaskClient, app
) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin"))
    invite(client, "Noé Petitjean <noe@ormelune.example>")
    link = link_in(last_mail("noe@ormelune.example"))
    theirs = app.test_client()

    weak = theirs.post(link, data={"password": "petitjean 123", "language": "fr"})
    assert weak.status_code == 422
    where_to(theirs.post(link, data={"password": FRESH, "language": "fr"}))
