"""Which passwords are refused, and why."""

import pytest
from flask_babel import force_locale

from app.people.entrance import passwords

ZOE = ["Zoé", "Lambert-Petit", "zoe.lambert@ormelune.example", "Ormelune"]


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "at least 12"),
        ("x" * 201, "at most 200"),
        ("aaaaaaaaaaaaaaaa", "repeats"),
        ("abababababab", "repeats"),
        ("password1234", "first passwords"),
        ("Password12345!", "first passwords"),
        ("motdepasse2026", "first passwords"),
        ("Mot de passe 2026", "first passwords"),
        ("azertyuiopqs", "first passwords"),
        ("123456789012", "first passwords"),
        ("QWERTYUIOPAS", "first passwords"),
        ("letmeinplease", "first passwords"),
        ("trustno1trustno1", "first passwords"),
        ("dragondragon", "first passwords"),
        ("P@ssw0rd12345", "first passwords"),
        ("m0td3p@ss3!!", "first passwords"),
        ("B0nj0ur!2026", "first passwords"),
        ("S0leil$oleil", "first passwords"),
        ("1qaz2wsx3edc", "first passwords"),
        ("111222333444", "repeats"),
        ("summer2026summer", "first passwords"),
        ("Décembre 2026 !", "first passwords"),
        ("manchesterunited", "first passwords"),
        ("OlympiqueDeMarseille", "first passwords"),
        ("liberté-égalité-fraternité", "first passwords"),
        ("zoe.lambert2026", "your name"),
        ("J'adore ORMELUNE", "your name"),
        ("lambert-petit-75", "your name"),
        ("Ömer Lambert 12", "your name"),
    ],
)
def test_a_password_that_someone_would_guess_is_refused(
    app: object, password: str, why: str
) -> None:
    sentence = passwords.weakness(password, ZOE)

    assert sentence is not None
    with force_locale("en"):
        assert why in str(sentence)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "trois petits bateaux verts",
        "kX9#mP2$vL5n",
        "mon chat dort au soleil",  # common words, but a sentence
        "the cat sat on the mat",
        "password eaten by a heron",  # longer than the common word in it
        "839201746528",
        "パスワードを忘れないでください",
        "a quite ordinary sentence " * 7,
    ],
)
def test_a_password_of_one_s_own_is_accepted(password: str) -> None:
    assert passwords.weakness(password, ZOE) is None


def test_a_short_name_is_not_looked_for_inside_words() -> None:
    assert passwords.weakness("a whole new world", ["Ol", "Who"]) is None


def test_only_a_hash_is_kept() -> None:
    kept = passwords.hash_password("trois petits bateaux verts")

    assert kept.startswith("$argon2id$")
    assert "bateaux" not in kept


def test_today_s_parameters_are_those_that_the_library_recommends() -> None:
    """The fixture makes hashing cheap; what runs is the library's default, of RFC 9106."""
    from argon2.profiles import RFC_9106_LOW_MEMORY

    assert passwords.PasswordHasher().memory_cost == RFC_9106_LOW_MEMORY.memory_cost
