"""What is logged tells of trouble, and makes none."""

import contextlib
import json
import re
import sys
from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs

from app.core.database import db
from app.core.services import logs
from app.people.models import Role
from tests.factories.people import make_person, sign_in


@pytest.fixture
def full_disk(monkeypatch):
    """Logs that go to a file on a full disk."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w", buffering=1) as full:
        monkeypatch.setattr(sys, "stderr", full)
        logs.configure("ERROR")
        yield
        monkeypatch.undo()
        logs.configure("ERROR")
        with contextlib.suppress(OSError):  # what could not be written
            full.close()


def test_a_log_that_cannot_be_written_stops_nothing(full_disk):
    for _ in range(2):
        structlog.get_logger("test").error("clicks_are_being_lost")


TOKEN = "b2Zmc2V0LXRva2VuLXRoYXQtb3BlbnMtc29tZXRoaW5n"


@pytest.fixture
def logged(client):
    """Ask for a page as anybody; returns its line in the log."""
    logs.configure("INFO")

    def ask(path: str, method: str = "GET") -> dict:
        with capture_logs() as said:
            client.open(path, method=method)
        (line,) = (each for each in said if each["event"] == "request")
        return line

    yield ask
    logs.configure("ERROR")


def test_no_route_shows_its_token_or_its_code_in_the_log(app, logged):
    rules = [r for r in app.url_map.iter_rules() if r.arguments & {"token", "code"}]
    assert len(rules) >= 15

    for rule in rules:
        path = re.sub(r"<any\(fr, en\):\w+>", "fr", rule.rule)
        path = re.sub(r"<int:\w+>", "12", path)
        path = re.sub(r"<(token|code)>", TOKEN, path)
        for method in rule.methods & {"GET", "POST"}:
            said = logged(path, method)
            assert TOKEN not in json.dumps(said), rule.rule
            assert said["path"].split("/")[1] == path.split("/")[1]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (f"/c/{TOKEN}/apply/more", "/c/…"),
        (f"/c/x/{TOKEN}", "/c/…"),
        (f"/{TOKEN}", "/…"),
        (f"/{TOKEN}/{TOKEN}", "/…/…"),
        (f"/nowhere/{TOKEN}", "/nowhere/…"),
    ],
)
def test_a_path_that_is_no_page_shows_its_beginning_alone(logged, path, shown):
    assert logged(path)["path"] == shown


def test_a_refusal_says_whose_account_it_was_and_names_nobody_else(app, client, logged):
    auditor = make_person(roles=[Role.AUDITOR], email="audit@ormelune.example")
    assert "person" not in logged("/fr/offres")

    sign_in(client, auditor)
    db.session.commit()
    refused = logged("/admin/people")

    assert (refused["status"], refused["person"]) == (403, str(auditor.id))
    assert "audit@" not in json.dumps(refused)


def test_too_many_attempts_say_who_made_them(app, client, logged):
    assert logs.TOLD_WHO == (403, 429)
    with app.test_request_context():
        assert logs._whom() == {"person": "anonymous"}
