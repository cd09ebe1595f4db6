"""A file over the request's limit: the page that says so gives back what was typed."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.database import db
from app.people.models import Role
from tests.factories.people import make_organisation, make_person, sign_in
from tests.factories.publishing import make_published_opening, make_story

OURS = {"Origin": "http://localhost"}
HEAVY = b"\x89PNG" + bytes(13_000_000)


@pytest.fixture
def editor(client: FlaskClient) -> FlaskClient:
    make_organisation()
    sign_in(client, make_person(role=Role.EDITOR))
    return client


def test_an_editor_s_words_come_back_with_a_way_to_send_them(editor: FlaskClient) -> None:
    story = make_story()
    typed: dict[str, Any] = {"title": "Un titre gardé", "body": "Un texte & des signes <b>"}

    answer = editor.post(
        f"/stories/{story.id}", data=typed | {"cover": (BytesIO(HEAVY), "cover.png")}, headers=OURS
    )

    page = answer.get_data(as_text=True)
    assert answer.status_code == 413
    assert 'name="title" value="Un titre gardé"' in page
    assert "Un texte &amp; des signes" in page
    assert f'action="/stories/{story.id}' in page
    assert 'name="cover"' in page, "the file may be chosen again"


def test_the_pages_of_portrait_and_logo_lead_back_to_their_form(editor: FlaskClient) -> None:
    answer = editor.post(
        "/account", data={"first_name": "Inès", "portrait": (BytesIO(HEAVY), "a.png")}, headers=OURS
    )

    assert answer.status_code == 413
    assert 'name="first_name" value="Inès"' in answer.get_data(as_text=True)


def test_a_candidate_s_words_come_back(app: Flask, client: FlaskClient) -> None:
    make_organisation()
    opening = make_published_opening()
    db.session.commit()
    path = f"/fr/offres/{opening.text('fr').slug}-{opening.number}/postuler"
    typed = {"name": "Gwenaëlle Rivoal", "message": "Bonjour à vous", "referrer": "keep"}

    answer = client.post(
        path, data=typed | {"cv": (BytesIO(bytes(43_000_000)), "cv.pdf")}, headers=OURS
    )

    page = answer.get_data(as_text=True)
    assert answer.status_code == 413
    for name, words in typed.items():
        assert f'name="{name}" value="{words}"' in page


def test_a_body_that_is_no_form_is_refused_without_a_bug(editor: FlaskClient) -> None:
    for kind in ("text/plain", "multipart/form-data", "multipart/form-data; boundary=x"):
        answer = editor.post("/account", data=HEAVY, content_type=kind)
        assert answer.status_code == 413, kind


def test_a_large_form_of_more_fields_than_any_of_ours_is_refused_without_a_bug(
    editor: FlaskClient,
) -> None:
    typed: dict[str, Any] = {f"field-{number}": "x" for number in range(600)}
    file = {"portrait": (BytesIO(HEAVY), "a.png")}

    answer = editor.post("/account", data={"first_name": "Inès"} | typed | file, headers=OURS)

    assert answer.status_code == 413
    assert 'name="first_name" value="Inès"' in answer.get_data(as_text=True)
