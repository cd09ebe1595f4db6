"""Settings are read once, and a wrong one is named with what was expected."""

import stat
from dataclasses import fields

import pytest

from app.core.services.private import with_secret
from config import ROOT, Config, WrongSettings

GOOD_SECRET = "x" * 48


def problems(**environment: str) -> list[str]:
    try:
        Config.from_environment(environment)
    except WrongSettings as wrong:
        return wrong.problems
    return []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("ENVIRONMENT", "staging"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("REDIS_URL", "localhost"),
        ("BASE_URL", "careers.example.com"),
        ("BASE_URL", "https://careers.example.com/jobs"),
        ("JOURNAL_DURABILITY", "sometimes"),
        ("SESSION_DAYS", "0"),
        ("SMTP_URL", "mail.example.com"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(name, value):
    assert [line.startswith(f"{name}: expected ") for line in problems(**{name: value})] == [True]


def test_every_wrong_value_is_named_at_once():
    named = {line.split(":")[0] for line in problems(PORT="eighty", WEB_THREADS="none")}

    assert named == {"PORT", "WEB_THREADS"}


@pytest.mark.parametrize(
    "secret", [None, "short", "development-only-secret-never-use-it-in-production"]
)
def test_production_refuses_a_secret_that_others_know(secret):
    environment = {"ENVIRONMENT": "production", "BASE_URL": "https://careers.example.com"}
    if secret:
        environment["SECRET_KEY"] = secret

    assert "secrets.token_urlsafe" in problems(**environment)[0]


def test_production_starts_with_a_secret_of_its_own():
    config = Config.from_environment(
        {"ENVIRONMENT": "production", "BASE_URL": "https://a.example", "SECRET_KEY": GOOD_SECRET}
    )

    assert config.for_flask()["SESSION_COOKIE_SECURE"] is True


def test_cookies_are_sent_over_http_where_the_address_is_http():
    config = Config.from_environment(
        {"BASE_URL": "http://192.0.2.10:8000", "ENVIRONMENT": "development"}
    )

    assert config.for_flask()["SESSION_COOKIE_SECURE"] is False


@pytest.mark.parametrize(
    "settings",
    [
        {"BASE_URL": "https://careers.example.com"},
        {"BASE_URL": "http://careers.example.com"},
        {"BASE_URL": "https://localhost"},
        {"HOST": "0.0.0.0"},
        {"HOST": "::"},
        {"HOST": "192.0.2.10"},
    ],
)
def test_what_others_can_reach_does_not_start_as_a_development_by_oversight(settings):
    assert problems(**settings)[0].startswith("ENVIRONMENT: ")
    assert problems(**settings, ENVIRONMENT="development") == []


@pytest.mark.parametrize("settings", [{}, {"PORT": "8080"}, {"HOST": "::1"}, {"HOST": "localhost"}])
def test_what_only_this_machine_reaches_starts_without_a_setting(settings):
    assert problems(**settings) == []


def test_a_development_draws_a_secret_once_that_is_nobody_elses(tmp_path):
    first, again = (with_secret(Config(VAR_DIR=tmp_path)).SECRET_KEY for _ in range(2))
    other = with_secret(Config(VAR_DIR=tmp_path / "other")).SECRET_KEY

    assert Config().SECRET_KEY == ""
    assert len(first) >= 32
    assert first == again != other
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("url", "refused"),
    [
        ("smtp+plain://user:word@mail.example.com:25", True),
        ("smtp+plain://mail.example.com:25", False),
        ("smtp+plain://user:word@127.0.0.1:2525", False),
        ("smtp://user:word@mail.example.com:587", False),
    ],
)
def test_no_password_of_the_mail_server_travels_in_clear(url, refused):
    assert [line.split(":")[0] for line in problems(SMTP_URL=url)] == ["SMTP_URL"] * refused


@pytest.mark.parametrize(
    ("url", "refused"),
    [
        ("redis://redis:6379/0", True),
        ("redis://:word@redis:6379/0", False),
        ("rediss://redis:6379/0", False),
        ("redis://127.0.0.1:6379/0", False),
        ("unix:///run/valkey.sock", False),
    ],
)
def test_production_asks_for_the_password_of_a_redis_elsewhere(url, refused):
    production = {
        "ENVIRONMENT": "production",
        "BASE_URL": "https://a.example",
        "SECRET_KEY": GOOD_SECRET,
    }

    named = [line.split(":")[0] for line in problems(REDIS_URL=url, **production)]

    assert named == ["REDIS_URL"] * refused


def test_every_setting_is_documented():
    page = (ROOT / "docs" / "administrators" / "settings.md").read_text()

    assert [each.name for each in fields(Config) if f"`{each.name}`" not in page] == []


def test_an_error_of_the_database_is_logged_without_what_was_typed():
    assert Config().for_flask()["SQLALCHEMY_ENGINE_OPTIONS"]["hide_parameters"]
