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
        ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtp://mail.example.com:fivehundred"),
        ("SMTP_URL", "smtp://mail example.com"),
        ("SMTP_URL", "smtp://user:p#ss@mail.example.com"),
        ("TIMEZONE", "Europe/Pariss"),
        ("TIMEZONE", "Paris"),
        ("TIMEZONE", "../../etc/passwd"),
        ("TIMEZONE", "Europe"),
        ("MAIL_FROM", "nonsense"),
        ("MAIL_FROM", "Relais <relais>"),
        ("MAIL_FROM", "Relais <relais@example.com"),
        ("MAIL_FROM", "relais@example.com, other@example.com"),
        ("MAIL_FROM", "relais@@example.com"),
        ("MAIL_FROM", "élodie@example.com"),
        ("CHECKPOINTS_TO", "audit"),
        ("CHECKPOINTS_TO", "Audit <audit@example.com>"),
        ("DATABASE_URL", "postgresql://"),
        ("DATABASE_URL", "postgresql://db.example.com"),
        ("DATABASE_URL", "postgresql://user@db:port/relais"),
        ("DATABASE_URL", "postgresql://user@db/relais?hots=x"),
        ("DATABASE_URL", "postgres://user@db/relais"),
        ("DATABASE_OWNER_URL", "embedded"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "redis://cache/first"),
        ("REDIS_URL", "unix:"),
        ("STORAGE_URL", "s3://"),
        ("STORAGE_URL", "file:files"),
        ("STORAGE_URL", "file://files"),
        ("STORAGE_URL", "/srv/files"),
        ("BASE_URL", "https://"),
        ("BASE_URL", "https://careers example.com"),
        ("BASE_URL", "https://careers.example.com?x=1"),
        ("BASE_URL", "https://me@careers.example.com"),
        ("BASE_URL", "https://careers.example.com:99999"),
        ("OIDC_ISSUER", "https://"),
        ("OIDC_ISSUER", "login.example.com"),
        ("SIGN_IN_DOMAINS", "@example.com"),
        ("SIGN_IN_DOMAINS", "example.com, zoe@example.com"),
        ("SIGN_IN_DOMAINS", "https://example.com"),
        ("SIGN_IN_DOMAINS", "example"),
        ("HOST", "http://localhost"),
        ("HOST", "127.0.0.1:8000"),
        ("LOG_LEVEL", "loud"),
        ("DEFAULT_LANGUAGE", "de"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(name, value):
    assert [line.startswith(f"{name}: expected ") for line in problems(**{name: value})] == [True]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP_URL", "smtp://relais%40example.com:p%40ss@mail.example.com:587"),
        ("SMTP_URL", "smtps://[2001:db8::1]:465"),
        ("TIMEZONE", "America/Argentina/Buenos_Aires"),
        ("TIMEZONE", "UTC"),
        ("MAIL_FROM", "relais@example.com"),
        ("MAIL_FROM", '"Ormelune, les carrières" <relais@ormelune.example>'),
        ("MAIL_FROM", "Relais <relais@localhost>"),
        ("CHECKPOINTS_TO", "audit+relais@example.com"),
        ("DATABASE_URL", "postgresql://relais:p%2Fss@db.example.com:5433/relais?sslmode=require"),
        ("DATABASE_URL", "postgresql:///relais"),
        ("DATABASE_URL", "postgresql://relais@/relais?host=%2Frun%2Fpostgresql"),
        ("DATABASE_URL", "postgresql://relais@10.0.0.5/relais"),
        ("REDIS_URL", "rediss://:secret@cache_1:6380/2"),
        ("REDIS_URL", "unix:///run/valkey.sock?db=1"),
        ("STORAGE_URL", "file:///srv/files"),
        ("STORAGE_URL", "s3://relais/files"),
        ("BASE_URL", "https://carrières.example"),
        ("BASE_URL", "http://192.0.2.10:8000"),
        ("OIDC_ISSUER", "https://login.example.com/realms/staff/"),
        ("SIGN_IN_DOMAINS", "example.com, sub.example.org"),
        ("HOST", "::"),
        ("HOST", "0.0.0.0"),
    ],
)
def test_a_right_value_is_taken_as_it_is_written(name, value):
    more = {"OIDC_CLIENT_ID": "x", "OIDC_CLIENT_SECRET": "y"} if name == "OIDC_ISSUER" else {}
    told = {"ENVIRONMENT": "development"}  # since others can reach some of these

    read = getattr(Config.from_environment({**told, name: value, **more}), name)

    assert (", ".join(read) if isinstance(read, tuple) else str(read)) == value


def test_an_empty_value_is_a_missing_one():
    empty = Config.from_environment({each.name: " " for each in fields(Config)})

    assert empty == Config()


def test_a_folder_is_the_same_wherever_a_command_is_typed(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    assert Config.from_environment({"VAR_DIR": "elsewhere"}).VAR_DIR == ROOT / "elsewhere"


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


PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": GOOD_SECRET,
    "BASE_URL": "https://careers.example.com",
    "DATABASE_URL": "postgresql://relais@db/relais",
    "REDIS_URL": "redis://:word@cache",
    "SMTP_URL": "smtp://mail.example.com:587",
    "MAIL_FROM": "Relais <relais@example.com>",
}


def test_production_starts_with_all_that_it_cannot_do_without():
    config = Config.from_environment(PRODUCTION)

    assert config.for_flask()["SESSION_COOKIE_SECURE"] is True


@pytest.mark.parametrize("missing", sorted(set(PRODUCTION) - {"ENVIRONMENT"}))
def test_production_names_what_is_missing_and_nothing_else(missing):
    (problem,) = problems(**{n: v for n, v in PRODUCTION.items() if n != missing})

    assert problem.startswith(f"{missing}: production needs")


@pytest.mark.parametrize("address", ["http://careers.example.com", "http://192.0.2.10:8000"])
def test_production_is_served_over_https(address):
    (problem,) = problems(**{**PRODUCTION, "BASE_URL": address})

    assert "https://" in problem


def test_production_on_this_machine_alone_may_do_without_https():
    Config.from_environment({**PRODUCTION, "BASE_URL": "http://127.0.0.1:8000"})


def test_production_keeps_its_own_database_only_when_told_so():
    config = Config.from_environment(
        {**PRODUCTION, "DATABASE_URL": "embedded", "REDIS_URL": "embedded"}
    )

    assert (config.DATABASE_URL, config.REDIS_URL) == ("", "")


def test_an_owner_of_no_database_is_a_contradiction():
    (problem,) = problems(DATABASE_OWNER_URL="postgresql://owner@db/relais")

    assert problem.startswith("DATABASE_URL: ")


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


def test_an_empty_environment_says_no_more_than_none():
    for empty in ("", " "):
        said = problems(HOST="0.0.0.0", ENVIRONMENT=empty)
        assert said[0].startswith("ENVIRONMENT: ")


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
    named = [line.split(":")[0] for line in problems(**{**PRODUCTION, "REDIS_URL": url})]

    assert named == ["REDIS_URL"] * refused


def test_every_setting_is_documented():
    page = (ROOT / "docs" / "administrators" / "settings.md").read_text()

    assert [each.name for each in fields(Config) if f"`{each.name}`" not in page] == []


def test_an_error_of_the_database_is_logged_without_what_was_typed():
    assert Config().for_flask()["SQLALCHEMY_ENGINE_OPTIONS"]["hide_parameters"]
