"""Settings are read once, and a wrong one is named with what was expected."""

from dataclasses import fields

import pytest

from config import ROOT, Config, WrongSettings

GOOD_SECRET = "x" * 48


def problems(**environment: str) -> list[str]:
    with pytest.raises(WrongSettings) as raised:
        Config.from_environment(environment)
    return raised.value.problems


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
    config = Config.from_environment({"BASE_URL": "http://192.0.2.10:8000"})

    assert config.for_flask()["SESSION_COOKIE_SECURE"] is False


def test_every_setting_is_documented():
    page = (ROOT / "docs" / "administrators" / "settings.md").read_text()

    assert [each.name for each in fields(Config) if f"`{each.name}`" not in page] == []


def test_an_error_of_the_database_is_logged_without_what_was_typed():
    assert Config().for_flask()["SQLALCHEMY_ENGINE_OPTIONS"]["hide_parameters"]
