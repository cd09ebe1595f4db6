"""The steps of a recruitment, in the company's own words."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from app.core.database import db
from app.core.models import Version
from app.publishing.queries import process_steps
from tests.factories.people import make_organisation, make_person, sign_in
from tests.web.account.helpers import activities, where_to


def filled(client: FlaskClient) -> dict[str, str]:
    """Return what the page's form holds."""
    page = BeautifulSoup(client.get("/admin/process").text, "html.parser")
    boxes = {str(box["name"]): str(box.get("value", "")) for box in page.select("form input[name]")}
    return boxes | {
        str(box["name"]): box.text.lstrip("\r\n") for box in page.select("form textarea")
    }


def titles() -> list[str]:
    return [step.title_en for step in process_steps()]


def test_steps_are_reordered_emptied_and_added(client: FlaskClient) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin", language="en"))
    before = titles()
    assert len(before) == 4
    form = filled(client)
    form["steps-0-order"], form["steps-1-order"] = "2", "1"
    for name in list(form):
        if name.startswith("steps-3-"):
            form[name] = ""
    form |= {"steps-4-order": "9", "steps-4-title_fr": "Bienvenue", "steps-4-title_en": "Welcome",
             "steps-4-delay_en": "On the first day"}  # fmt: skip

    assert where_to(client.post("/admin/process", data=form)) == "/admin/process"

    assert titles() == [before[1], before[0], before[2], "Welcome"]
    assert process_steps()[3].delay_en == "On the first day"
    [noted] = activities("organisation.changed")
    assert noted.data == {"changed": ["process"]}
    assert db.session.get_one(Version, "organisation").number == 1


def test_a_step_has_its_title_in_both_languages_and_keeps_what_was_typed(
    client: FlaskClient,
) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin", language="en"))
    before = titles()
    form = filled(client) | {"steps-4-title_en": "Welcome"}

    answer = client.post("/admin/process", data=form)

    assert answer.status_code == 422
    assert "Write the title in both languages." in answer.text
    assert 'value="Welcome"' in answer.text
    assert titles() == before


def test_the_same_steps_saved_again_change_nothing(client: FlaskClient) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin"))
    ids = [step.id for step in process_steps()]

    where_to(client.post("/admin/process", data=filled(client)))

    assert [step.id for step in process_steps()] == ids
    assert not activities("organisation.changed")


def test_the_days_of_the_first_answer_stay_when_the_steps_are_saved(client: FlaskClient) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin"))
    process_steps()[0].answer_days = 5
    db.session.commit()

    where_to(client.post("/admin/process", data=filled(client) | {"steps-0-title_en": "Applied"}))

    assert titles()[0] == "Applied"
    assert process_steps()[0].answer_days == 5


def test_the_days_of_the_first_answer_are_set_and_taken_back(client: FlaskClient) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin"))

    where_to(client.post("/admin/process", data=filled(client) | {"steps-0-answer_days": "7"}))
    set_to = process_steps()[0].answer_days
    where_to(client.post("/admin/process", data=filled(client) | {"steps-0-answer_days": ""}))

    assert set_to == 7
    assert process_steps()[0].answer_days is None


@pytest.mark.parametrize("typed", ["0", "91", "-3", "5.5", "a week", "9" * 30])
def test_days_that_promise_nothing_are_typed_again(client: FlaskClient, typed: str) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin", language="en"))
    before = process_steps()[0].answer_days

    answer = client.post("/admin/process", data=filled(client) | {"steps-0-answer_days": typed})

    assert answer.status_code == 422
    assert "Write a whole number from 1 to 90." in answer.text
    assert f'value="{typed}"' in answer.text
    assert process_steps()[0].answer_days == before


def test_every_step_may_go(client: FlaskClient) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin"))
    form = {name: value if name == "csrf_token" else "" for name, value in filled(client).items()}

    where_to(client.post("/admin/process", data=form))

    assert titles() == []


@pytest.mark.parametrize("number", ["²", "9" * 5_000, "٣", "-1"])
def test_a_step_with_a_number_that_no_page_writes_is_left_out(
    client: FlaskClient, number: str
) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin", language="en"))
    before = titles()
    extra = {f"steps-{number}-title_fr": "De trop", f"steps-{number}-title_en": "Too much"}

    answer = client.post("/admin/process", data=filled(client) | extra)

    assert where_to(answer) == "/admin/process"
    assert titles() == before
