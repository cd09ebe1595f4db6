"""Signed values: made here, for one purpose, until their time."""

import base64
import string
from datetime import timedelta

import pytest

from app.core import clock, signing

URL_SAFE = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


def test_a_signed_value_comes_back(app):
    assert (
        signing.unsign("reset", signing.sign("reset", "une valeur.à points"))
        == "une valeur.à points"
    )


@pytest.mark.parametrize("place", [0, 5, 20, -1])
def test_an_altered_token_is_refused(app, place):
    token = list(signing.sign("reset", "someone"))
    token[place] = "A" if token[place] != "A" else "B"

    with pytest.raises(signing.BadToken):
        signing.unsign("reset", "".join(token))


@pytest.mark.parametrize("token", ["", "x", "é", "AAAA", "A" * 4000, "\x00", "==", "%00"])
def test_what_was_never_a_token_is_refused(app, token):
    with pytest.raises(signing.BadToken):
        signing.unsign("reset", token)


def test_a_token_of_another_purpose_is_refused(app):
    with pytest.raises(signing.BadToken):
        signing.unsign("sign-in", signing.sign("reset", "someone"))


def test_a_token_past_its_time_is_expired(app):
    token = signing.sign("reset", "someone", expires=clock.now() - timedelta(seconds=2))

    with pytest.raises(signing.Expired):
        signing.unsign("reset", token)


@pytest.mark.parametrize("value", ["a", "ab", "abc", "?>?>?>?>?>?>"])
def test_a_token_is_written_in_one_way_only(app, value):
    """Links that serve once are remembered as they are written: no other spelling may open."""
    token = signing.sign("reset", value)
    last = URL_SAFE.index(token[-1])
    others = {
        token.replace("-", "+"),
        token.replace("_", "/"),
        token + "=" * (-len(token) % 4),
        token[:-1] + URL_SAFE[last ^ 1],
    } - {token}

    for other in others:
        with pytest.raises(signing.BadToken):
            signing.unsign("reset", other)


def test_a_sealed_value_comes_back_and_is_read_by_nobody_else(app):
    token = signing.seal("answer", "Zoé Lambert")

    assert signing.unseal("answer", token) == "Zoé Lambert"
    assert b"Lambert" not in base64.urlsafe_b64decode(token + "==")
    assert token != signing.seal("answer", "Zoé Lambert")


@pytest.mark.parametrize("token", ["", "x", "é", "AAAA", "A" * 4000, "\x00", "==", "%00"])
def test_what_was_never_sealed_is_refused(app, token):
    with pytest.raises(signing.BadToken):
        signing.unseal("answer", token)


@pytest.mark.parametrize("place", [0, 12, 20, -1])
def test_an_altered_or_misused_seal_is_refused(app, place):
    token = signing.seal("answer", "someone")
    altered = list(token)
    altered[place] = "A" if altered[place] != "A" else "B"

    for wrong, purpose in (("".join(altered), "answer"), (token, "reset")):
        with pytest.raises(signing.BadToken):
            signing.unseal(purpose, wrong)
