"""The charter: published in versions, accepted once for each (S11)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.database import db
from app.people.charter import StaleCharter, accept, current_charter, has_accepted, publish_charter
from app.people.models import CharterAcceptance
from tests.factories.people import make_charter, make_organisation, make_person, sign_in
from tests.web.account.helpers import activities, where_to

WORDS = {"text_fr": "Parlez en votre nom.", "text_en": "Speak in your own name."}


def test_accepting_leads_on_to_what_one_was_doing(client: FlaskClient) -> None:
    person = make_person()
    make_charter()
    sign_in(client, person)
    assert not has_accepted(person)

    answer = client.post("/charter", data={"version": "1", "next": "/account/security"})

    assert where_to(answer) == "/account/security"
    assert has_accepted(person)
    assert [each.data for each in activities("charter.accepted")] == [{"version": 1}]


def test_accepting_never_leads_to_another_site(client: FlaskClient) -> None:
    make_charter()
    sign_in(client, make_person())

    answer = client.post("/charter", data={"version": "1", "next": "//evil.example"})

    assert "evil" not in where_to(answer)


def test_accepting_twice_is_written_once(client: FlaskClient) -> None:
    make_charter()
    sign_in(client, make_person())

    for _ in range(2):
        where_to(client.post("/charter", data={"version": "1"}))

    assert db.session.query(CharterAcceptance).count() == 1
    assert len(activities("charter.accepted")) == 1


def test_a_new_version_is_to_be_accepted_again(app: Flask) -> None:
    person = make_person()
    make_charter(version=1, accepted_by=[person])
    assert has_accepted(person)

    make_charter(version=2)

    assert not has_accepted(person)


@pytest.mark.parametrize("version", ["1", "3", "x", ""])
def test_only_the_version_in_force_is_accepted(client: FlaskClient, version: str) -> None:
    person = make_person()
    make_charter(version=1)
    make_charter(version=2)
    sign_in(client, person)

    assert client.post("/charter", data={"version": version}).status_code == 422
    assert not has_accepted(person)


def test_without_a_charter_nobody_has_accepted_and_the_page_says_so(client: FlaskClient) -> None:
    person = make_person(language="en")
    sign_in(client, person)

    assert not has_accepted(person)
    assert "There is no charter yet" in client.get("/charter").text
    with pytest.raises(StaleCharter):
        accept(person, 1, clock.now())


@pytest.mark.parametrize(("language", "words"), [("fr", "Parlez"), ("en", "Speak")])
def test_the_charter_is_read_in_one_s_language(
    client: FlaskClient, language: str, words: str
) -> None:
    make_charter()
    sign_in(client, make_person(language=language))

    assert words in client.get("/charter").text


def test_what_an_administrator_writes_is_inert(client: FlaskClient) -> None:
    make_charter(text_fr="<script>alert(1)</script> [ici](javascript:alert(1))")
    sign_in(client, make_person())

    page = client.get("/charter").text

    assert "<script>alert" not in page
    assert "javascript:" not in page.replace("[ici](javascript:", "")


def test_publishing_makes_the_next_version(client: FlaskClient) -> None:
    make_organisation()
    make_charter(version=4)
    sign_in(client, make_person(role="admin"))

    where_to(client.post("/admin/charter", data={**WORDS, "replaces": "4"}))

    charter = current_charter()
    assert charter is not None
    assert (charter.version, charter.text_en) == (5, WORDS["text_en"])
    assert [each.data for each in activities("charter.published")] == [{"version": 5}]


def test_two_people_who_publish_at_once_do_not_replace_each_other_s_words(app: Flask) -> None:
    admin = make_person(role="admin")
    publish_charter("un", "one", replaces=0, by=admin, now=clock.now())

    with pytest.raises(StaleCharter):
        publish_charter("autre", "other", replaces=0, by=admin, now=clock.now())


def test_both_languages_are_needed(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin"))

    assert client.post("/admin/charter", data={"text_fr": "Oui."}).status_code == 422
    assert current_charter() is None
