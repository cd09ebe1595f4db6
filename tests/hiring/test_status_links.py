"""Addresses of status pages: signed, ended by time or by a newer one, of two kinds."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from app.hiring.applying.status_page import renew_link
from app.hiring.status_links import (
    MAILED_LASTS,
    SHOWN_LASTS,
    DeadStatusLink,
    mailed_link,
    open_link,
    shown_token,
)
from tests.factories.hiring import NOON, make_application


def token_of(link: str) -> str:
    return link.rpartition("/")[2]


def refusal_of(token: str) -> str:
    with pytest.raises(DeadStatusLink) as refusal:
        open_link(token)
    return refusal.value.code


@pytest.fixture
def application(app):
    with time_machine.travel(NOON, tick=False):
        yield make_application()


def test_the_mailed_link_opens_its_application_and_proves_the_mailbox(application):
    found = open_link(token_of(mailed_link(application, now=NOON)))

    assert found.subject is application
    assert found.mailed is True


def test_the_link_shown_on_screen_proves_only_the_form(application):
    found = open_link(shown_token(application, now=NOON))

    assert found.subject is application
    assert found.mailed is False


def test_a_link_shown_on_screen_is_no_mailed_one_with_another_letter(application):
    token = shown_token(application, now=NOON)

    assert refusal_of("m" + token[1:]) == "dead_link"


@pytest.mark.parametrize(
    "make", [lambda a: token_of(mailed_link(a, now=NOON)), lambda a: shown_token(a, now=NOON)]
)
def test_each_link_ends(application, make):
    token = make(application)
    lasts = MAILED_LASTS if token.startswith("m") else SHOWN_LASTS

    with time_machine.travel(NOON + lasts + timedelta(seconds=2), tick=False):
        assert refusal_of(token) == "expired_link"


def test_a_newer_link_ends_the_older_ones(application):
    old = token_of(mailed_link(application, now=NOON))
    renew_link(application, now=NOON)

    assert refusal_of(old) == "replaced_link"
    assert open_link(token_of(mailed_link(application, now=NOON))).subject is application


@pytest.mark.parametrize(
    "token", ["", "m", "e", "x", "mAAAA", "m" + "A" * 400, "é", "m%00", "../../etc/passwd", "m=="]
)
def test_what_we_did_not_sign_opens_nothing(application, token):
    assert refusal_of(token) == "dead_link"


def test_every_letter_of_a_link_counts(application):
    token = token_of(mailed_link(application, now=NOON))
    for at in range(1, len(token), 7):
        other = "A" if token[at] != "A" else "B"
        assert refusal_of(token[:at] + other + token[at + 1 :])


def test_a_link_to_what_is_no_more_opens_nothing(application):
    class Gone:
        id = uuid4()

    assert refusal_of(shown_token(Gone, now=NOON)) == "dead_link"
