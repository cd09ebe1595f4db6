"""Signed values: made here, for one purpose, until their time."""

from datetime import timedelta

import pytest

from app.core import clock, signing


def test_a_signed_value_comes_back(app):
    assert (
        signing.unsign("reset", signing.sign("reset", "une valeur.à points"))
        == "une valeur.à points"
    )


@pytest.mark.parametrize("place", [0, 5, 20, -1])
def test_an_altered_token_is_refused(app, place):
    token = list(signing.sign("reset", "someone"))
    token[place] = "A" if token[place] != "A" else "B"

    with pytest.raises(signing.BadSignature):
        signing.unsign("reset", "".join(token))


@pytest.mark.parametrize("token", ["", "x", "é", "AAAA", "A" * 4000, "\x00", "==", "%00"])
def test_what_was_never_a_token_is_refused(app, token):
    with pytest.raises(signing.BadSignature):
        signing.unsign("reset", token)


def test_a_token_of_another_purpose_is_refused(app):
    with pytest.raises(signing.BadSignature):
        signing.unsign("sign-in", signing.sign("reset", "someone"))


def test_a_token_past_its_time_is_expired(app):
    token = signing.sign("reset", "someone", expires=clock.now() - timedelta(seconds=2))

    with pytest.raises(signing.Expired):
        signing.unsign("reset", token)
