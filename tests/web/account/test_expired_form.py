"""A form whose sign-in has ended keeps what was typed, until it can be sent again."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.people.models import Role
from app.web.forms import Form, labels_of
from tests.factories.people import make_person, sign_in
from tests.web.account.helpers import activities
from tests.web.test_database_away import away

TYPED = {"name_fr": "Équipe des données", "name_en": "Data team", "about_fr": "", "about_en": ""}
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def checked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application, which asks forms for their token, as it does outside of tests."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return app


def fields_of(page: str) -> dict[str, str]:
    """What the form of a page sends."""
    form = BeautifulSoup(page, "html.parser").select_one("main form")
    assert form is not None, page
    return {str(each["name"]): str(each.get("value", "")) for each in form.select("[name]")}


def test_a_form_sent_signed_out_is_kept(client: FlaskClient) -> None:
    kept = client.post("/admin/teams/new", data=TYPED, headers=OURS)

    assert kept.status_code == 400
    assert "dans un autre onglet" in kept.text
    assert fields_of(kept.text).items() >= TYPED.items()


def test_signed_in_again_it_is_sent_as_it_was(checked: Flask, client: FlaskClient) -> None:
    sign_in(client, make_person(roles=[Role.ADMIN]))
    old = TYPED | {"csrf_token": "of another session"}

    kept = client.post("/admin/teams/new", data=old, headers=OURS)

    assert kept.status_code == 400
    assert "envoyez-le" in kept.text
    fields = fields_of(kept.text)
    assert fields["csrf_token"] != old["csrf_token"]
    assert client.post("/admin/teams/new", data=fields, headers=OURS).status_code in (302, 303)
    assert len(activities("team.created")) == 1


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_no_page_of_ours_lends_a_hand_to_another_site(
    checked: Flask, client: FlaskClient, site: str
) -> None:
    sign_in(client, make_person(roles=[Role.ADMIN]))

    refused = client.post("/admin/teams/new", data=TYPED, headers={"Sec-Fetch-Site": site})

    assert refused.status_code == 400
    assert "<form" not in refused.text
    assert TYPED["name_fr"] not in refused.text


def test_a_password_is_never_repeated(checked: Flask, client: FlaskClient) -> None:
    sent = {"email": "zoe.lambert@ormelune.example", "password": "les ormes sous la lune"}

    kept = client.post("/sign-in/password", data=sent, headers=OURS)

    assert kept.status_code == 400
    assert fields_of(kept.text)["email"] == sent["email"]
    assert sent["password"] not in kept.text


def test_without_the_database_it_is_kept_too(checked: Flask, client: FlaskClient) -> None:
    sign_in(client, make_person(roles=[Role.ADMIN]))

    with away():
        kept = client.post("/admin/teams/new", data=TYPED, headers=OURS)

    assert kept.status_code == 503
    assert fields_of(kept.text).items() >= TYPED.items()


def test_what_was_written_at_length_stands_under_the_names_of_its_fields(
    client: FlaskClient,
) -> None:
    typed = {
        "steps-0-order": "1",
        "steps-0-text_fr": "Un échange au téléphone.",
        "steps-0-text_en": "A call with us.",
        "steps-1-text_en": "An exercise at home.",
    }

    kept = client.post("/admin/process", data=typed, headers=OURS | {"Accept-Language": "en"})

    page = BeautifulSoup(kept.text, "html.parser")
    shown = [
        (each.select_one(".label").text, each.select_one("blockquote").text)
        for each in page.select(".prose")
    ]
    assert shown == [
        ("Sentence in French", "Un échange au téléphone."),
        ("Sentence in English", "A call with us."),
        ("Sentence in English", "An exercise at home."),
    ]


def test_every_field_that_a_kept_form_names_has_a_name_in_words(app: Flask) -> None:
    for form in sorted(forms_below(Form), key=repr):
        with app.test_request_context():
            named = labels_of([f"{name}-0" for name in dir(form)])
        assert not [label for label in named.values() if "<" in label or not label.strip()]


def forms_below(form: type[Form]) -> list[type[Form]]:
    return [form, *(each for below in form.__subclasses__() for each in forms_below(below))]
