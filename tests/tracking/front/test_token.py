"""The signed click token: the only thing a form knows of a visit."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.core.ids import uuid7, uuid7_at
from app.tracking.front import token

CODE = "Zx7kQ2mPaB"


def test_a_token_gives_back_the_click_and_its_time(app):
    at = datetime(2026, 11, 23, 9, 30, 15, 123000, tzinfo=UTC)
    click_id = uuid7_at(at)

    read = token.read(token.make(click_id, CODE), CODE)

    assert read == token.ClickToken(click_id, at)


def test_a_token_is_url_safe_and_always_as_long(app):
    made = {token.make(uuid7(), CODE) for _ in range(200)}

    assert {len(each) for each in made} == {token.LENGTH}
    assert all(set(each) <= set("-_") | set(map(chr, range(48, 123))) for each in made)


def test_a_token_of_another_code_is_refused(app):
    assert token.read(token.make(uuid7(), CODE), "aaaaaaaaaa") is None


def test_a_token_under_another_secret_is_refused(app):
    made = token.TokenMaker(b"another key").make(uuid7().bytes, CODE).decode()

    assert token.read(made, CODE) is None


@pytest.mark.parametrize("at", range(token.LENGTH))
def test_a_token_with_a_changed_character_is_refused(app, at):
    made = token.make(UUID(int=7 << 120), CODE)
    changed = made[:at] + ("A" if made[at] != "A" else "B") + made[at + 1 :]

    assert token.read(changed, CODE) is None


@pytest.mark.parametrize(
    "forged",
    ["", "x", "é" * token.LENGTH, "\0" * token.LENGTH, "A" * 31, "A" * 33, "A" * 32, "=" * 32],
)
def test_what_is_not_a_token_is_refused(app, forged):
    assert token.read(forged, CODE) is None
