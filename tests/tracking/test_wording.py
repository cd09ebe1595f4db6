"""How figures of the journal are said."""

import pytest
from flask_babel import force_locale

from app.tracking.wording import delay


@pytest.mark.parametrize(
    ("seconds", "in_french", "in_english"),
    [(0.2, "0 s", "0 s"), (3.4, "3s", "3s"), (90, "90s", "90s"), (7300, "2h", "2h")],
)
def test_how_far_behind_loading_is(app, seconds, in_french, in_english):
    with force_locale("fr"):
        assert "".join(delay(seconds).split()) == "".join(in_french.split())
    with force_locale("en"):
        assert "".join(delay(seconds).split()) == "".join(in_english.split())
