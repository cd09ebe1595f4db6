"""What administrators change in accounts, and who must always remain."""

import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.database import db, transaction
from app.core.models import Version
from app.people import accounts
from app.people.accounts import LastAdministrator, OneselfRefused, TakenAddress
from app.people.models import Person, Role
from tests.core.test_activity import wait_until_one_waits_for_a_lock
from tests.factories.people import make_person, make_place, make_team, sign_in
from tests.web.account.helpers import activities, where_to

EVERY = {"team": "", "place": "", "employee": "y"}


def test_roles_team_place_and_title_are_given_together(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin"))
    person, team, place = make_person(), make_team(), make_place()

    answer = client.post(
        f"/admin/people/{person.id}",
        data={
            "job_title": "Architecte",
            "team": str(team.id),
            "place": str(place.id),
            "roles": ["ambassador", "recruiter", "executive"],
        },
    )

    where_to(answer)
    assert person.roles == {Role.AMBASSADOR, Role.RECRUITER, Role.EXECUTIVE}
    assert (person.team, person.place, person.job_title) == (team, place, "Architecte")
    assert person.employee is False


def test_a_change_of_roles_is_written_with_what_came_and_went(client: FlaskClient) -> None:
    admin, person = make_person(role="admin"), make_person(role="editor")
    sign_in(client, admin)

    client.post(f"/admin/people/{person.id}", data={**EVERY, "roles": ["ambassador", "recruiter"]})

    [written] = activities("person.role_changed")
    assert written.actor_id == admin.id
    assert written.data == {"added": ["recruiter"], "removed": ["editor"]}


def test_saving_without_a_change_writes_nothing(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin"))
    person = make_person()

    client.post(
        f"/admin/people/{person.id}",
        data={**EVERY, "roles": ["ambassador"], "job_title": person.job_title},
    )

    assert activities("person.role_changed") == []
    assert activities("person.changed") == []


def test_an_invented_role_or_team_is_refused(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin"))
    person = make_person()
    nowhere = "01890000-0000-7000-8000-000000000000"

    for wrong in ({"roles": ["emperor"]}, {"team": nowhere}, {"team": "'; DROP TABLE people"}):
        answer = client.post(
            f"/admin/people/{person.id}", data={**EVERY, "roles": ["ambassador"], **wrong}
        )
        assert answer.status_code == 422


def test_the_last_administrator_keeps_the_role(client: FlaskClient) -> None:
    admin = make_person(role="admin", language="en")
    make_person(role="admin", disabled_at=clock.now())
    make_person(role="admin", joined_at=None)
    sign_in(client, admin)

    answer = client.post(f"/admin/people/{admin.id}", data={**EVERY, "roles": ["ambassador"]})

    assert answer.status_code == 422
    assert "the last administrator who can sign in" in answer.text
    db.session.expire_all()
    assert Role.ADMIN in admin.roles


def test_a_name_that_is_markup_is_read_as_a_name(client: FlaskClient) -> None:
    tag = "<meta http-equiv=refresh content='0;url=https://evil.example/'>"
    admin = make_person(role="admin", last_name=tag, language="en")
    sign_in(client, admin)

    answer = client.post(f"/admin/people/{admin.id}", data={**EVERY, "roles": ["ambassador"]})

    assert "the last administrator who can sign in" in answer.text
    assert "<meta http-equiv=refresh" not in answer.text


def test_closing_the_last_administrator_is_refused(app: Flask) -> None:
    """Said by the verb: on screen only that person could ask, who is refused already."""
    admin, other = make_person(role="admin"), make_person()

    with pytest.raises(LastAdministrator):
        accounts.disable(admin, by=other, now=clock.now())


def test_one_of_two_administrators_may_go(client: FlaskClient) -> None:
    admin, other = make_person(role="admin"), make_person(role="admin")
    sign_in(client, admin)

    where_to(client.post(f"/admin/people/{other.id}/close"))

    assert other.disabled_at is not None


def test_nobody_closes_their_own_account(app: Flask) -> None:
    admin = make_person(role="admin")
    make_person(role="admin")

    with pytest.raises(OneselfRefused):
        accounts.disable(admin, by=admin, now=clock.now())


def test_a_refused_closing_is_said_on_the_person_s_page(client: FlaskClient) -> None:
    admin = make_person(role="admin", language="en")
    sign_in(client, admin)

    answer = client.post(f"/admin/people/{admin.id}/close")

    assert answer.status_code == 422
    assert "Ask another administrator" in answer.text


@pytest.mark.own_database
def test_two_administrators_who_close_each_other_at_once_leave_one(app: Flask) -> None:
    pair = [make_person(role="admin").id, make_person(role="admin").id]
    ready = threading.Barrier(2)
    refused: list[str] = []

    def close(mine: int) -> None:
        with app.app_context():
            me, other = (db.session.get_one(Person, pair[each]) for each in (mine, 1 - mine))
            assert {me.disabled_at, other.disabled_at} == {None}
            ready.wait(timeout=30)
            try:
                with transaction():
                    accounts.disable(other, by=me, now=clock.now())
            except LastAdministrator as refusal:
                refused.append(refusal.code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=close, args=(each,)) for each in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    db.session.expire_all()
    still_open = [each for each in pair if db.session.get_one(Person, each).is_active]
    assert len(still_open) == 1
    assert refused == ["last_administrator"]


@pytest.mark.own_database
def test_an_address_that_somebody_gets_this_very_moment_is_refused(app: Flask) -> None:
    admin, person, rival = (make_person(role=role).id for role in ("admin", None, None))
    refused: list[str] = []

    def correct() -> None:
        with app.app_context():
            by, changed = (db.session.get_one(Person, each) for each in (admin, person))
            try:
                with transaction():
                    accounts.correct_address(
                        changed, "new@ormelune.example", by=by, now=clock.now()
                    )
            except TakenAddress as refusal:
                refused.append(refusal.code)
            finally:
                db.session.remove()

    db.session.get_one(Person, rival).email = "new@ormelune.example"
    db.session.flush()
    other = threading.Thread(target=correct)
    other.start()
    wait_until_one_waits_for_a_lock()
    db.session.commit()
    other.join(timeout=60)

    assert refused == ["taken_address"]
    db.session.expire_all()
    assert db.session.get_one(Person, person).email.startswith("personne")


def test_pages_kept_in_memory_are_told_when_a_person_changes(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin"))
    person = make_person()

    client.post(f"/admin/people/{person.id}", data={**EVERY, "job_title": "X", "roles": ["admin"]})
    client.post(f"/admin/people/{person.id}/close")

    assert db.session.get_one(Version, "person").number == 2


def test_closing_can_be_undone_from_its_message(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin"))
    person = make_person()

    page = client.post(f"/admin/people/{person.id}/close", follow_redirects=True)

    assert f'action="/admin/people/{person.id}/open"' in page.text
    client.post(f"/admin/people/{person.id}/open")
    assert person.disabled_at is None
    assert [each.kind for each in activities("person.enabled")] == ["person.enabled"]


def test_a_person_who_is_not_there_is_not_found(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin"))
    nobody = "/admin/people/01890000-0000-7000-8000-000000000000"

    assert client.get(nobody).status_code == 404
    assert client.post(f"{nobody}/close").status_code == 404
