"""Inviting, accepting, inviting again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.core.database import db
from app.core.mail import as_email
from app.core.models import Message
from app.people.entrance import passwords
from app.people.models import Person, Role
from tests.activities import deliver_activities
from tests.conftest import CountStatements
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
    answer = client.post("/admin/people/invite", data={**data, **more})
    deliver_activities("person.invited")
    return answer


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
    deliver_activities("person.invited")
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
    shown = answer.text.replace("\xa0", " ")
    assert "Write a name and an address" in shown
    assert "1 line needs nothing: that person has an account already." in shown
    assert "Line 1 has this address too." in shown
    kept = answer.text.partition("<textarea")[2].partition("</textarea>")[0]
    assert "no address at all" in kept
    assert "Noé Petit" not in kept
    assert here.email not in kept


def test_a_list_pressed_twice_invites_each_person_once(client: FlaskClient) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin", language="en"))
    names = "\n".join(f"Noé Petit{n} <noe{n}@ormelune.example>" for n in range(3))

    first, second = invite(client, names), invite(client, names)

    assert where_to(first) == where_to(second) == "/admin/people"
    sent = db.session.scalars(select(Message.to_address)).all()
    assert sorted(sent) == [f"noe{n}@ormelune.example" for n in range(3)]
    shown = client.get("/account").text.replace("\xa0", " ")
    assert "Nobody new: 3 people of the list have an account already." in shown


@pytest.mark.own_database
def test_two_presses_at_once_invite_each_person_once(app: Flask) -> None:
    make_organisation()
    admin = make_person(role="admin")
    db.session.commit()
    names = "\n".join(f"noe{n}@ormelune.example" for n in range(20))
    browsers = [app.test_client() for _ in range(2)]
    for browser in browsers:
        sign_in(browser, admin)

    def press(browser: FlaskClient) -> int:
        data = {"people": names, "language": "fr", "roles": ["ambassador"], "team": "", "place": ""}
        return browser.post("/admin/people/invite", data=data).status_code

    with ThreadPoolExecutor(2) as both:
        assert list(both.map(press, browsers)) == [302, 302]

    invited = select(func.count()).select_from(Person).where(Person.joined_at.is_(None))
    assert db.session.scalar(invited) == 20


def test_an_invitation_writes_no_mail_while_somebody_waits(
    client: FlaskClient, statements: CountStatements
) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin"))
    names = "\n".join(f"noe{n}@ormelune.example" for n in range(50))
    data = {"people": names, "language": "fr", "roles": ["ambassador"], "team": "", "place": ""}

    with statements() as sent:
        client.post("/admin/people/invite", data=data)

    assert not any("INSERT INTO messages" in statement for statement in sent)


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
