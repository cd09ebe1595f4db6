"""Every setting, read once from the environment; starting Relais names each wrong value.

The fields' comments are the reference that docs/administrators/settings.md repeats; a test
fails when one is missing there.
"""

import base64
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
# The default of earlier versions: everybody knows it.
KNOWN_SECRET = "development-only-secret-never-use-it-in-production"  # noqa: S105
# Of each connection to PostgreSQL: an unplugged server must not look like a quiet one.
NOTICED_SOON: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 5000,
}
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost", ""})
DURABILITIES = ("process", "interval", "each")


class WrongSettings(Exception):
    """One line for each setting that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        number = int(value)
        if not low <= number <= high:
            raise ValueError
        return number

    parse.__doc__ = f"a whole number from {low} to {high}"
    return parse


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in words:
            raise ValueError
        return value

    parse.__doc__ = "one of " + ", ".join(words)
    return parse


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value and urlsplit(value).scheme not in schemes:
            raise ValueError
        return value

    parse.__doc__ = "an address that starts with " + " or ".join(f"{s}:" for s in schemes)
    return parse


def _origin(value: str) -> str:
    """an address such as https://careers.example.com, without a path"""
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path):
        raise ValueError
    return value


def _text(value: str) -> str:
    """a text"""
    return value


def _path(value: str) -> Path:
    """a folder's path"""
    return Path(value).expanduser().absolute()


def _words(value: str) -> tuple[str, ...]:
    """words separated by commas"""
    return tuple(word.strip().lower() for word in value.split(",") if word.strip())


def _public_keys(value: str) -> tuple[str, ...]:
    """public keys as `flask ledger keys` prints them, separated by commas"""
    keys = tuple(word.strip() for word in value.split(",") if word.strip())
    for key in keys:
        if len(base64.b64decode(key + "=", altchars=b"-_", validate=True)) != 32:
            raise ValueError
    return keys


def setting(parse: Callable[[str], Any], default: Any) -> Any:
    """Declare a field with the function that reads its text."""
    return field(default=default, metadata={"parse": parse})


@dataclass(frozen=True)
class Config:
    """The settings of one installation. Each field is the environment variable of its name."""

    # "development" or "production". Production never loads the demonstration company. Unless it is
    # set, an address that others can reach, or https, is refused.
    ENVIRONMENT: str = setting(_one_of("development", "production"), "development")
    # Signs sessions, links and forms. At least 32 characters; required in production. Empty in
    # development: one is drawn and kept under VAR_DIR.
    SECRET_KEY: str = setting(_text, "")
    # The address that people type, such as https://careers.example.com; in links and mails.
    # Empty: http://HOST:PORT.
    BASE_URL: str = setting(_origin, "")
    # Where the four processes listen.
    HOST: str = setting(_text, "127.0.0.1")
    PORT: int = setting(_whole(1, 65535), 8000)
    # Web processes; each keeps the pages of tracked links in memory and its own click journal.
    WEB_PROCESSES: int = setting(_whole(1, 64), 2)
    # Threads of a web process that answer pages.
    WEB_THREADS: int = setting(_whole(1, 64), 4)
    # PostgreSQL 16 or later, as postgresql://user:password@host/base. Empty: embedded.
    DATABASE_URL: str = setting(_url("postgresql"), "")
    # The same database as the role that owns its tables, for migrations only. Empty:
    # DATABASE_URL does both, and only triggers protect the ledger.
    DATABASE_OWNER_URL: str = setting(_url("postgresql"), "")
    # Redis or Valkey. Empty: embedded.
    REDIS_URL: str = setting(_url("redis", "rediss", "unix", "redis+unix"), "")
    # Everything this node writes: embedded databases, files, click journal, hashed assets.
    VAR_DIR: Path = setting(_path, ROOT / "var")
    # Where files go: a folder (file:///…) or S3 (s3://bucket/prefix). Empty: VAR_DIR/files.
    STORAGE_URL: str = setting(_url("file", "s3", "gs", "az"), "")
    # Mail server, as smtp://user:password@host:587 (STARTTLS, required) or smtps://…:465.
    # smtp+plain://host:25 sends in clear text, without credentials except on this machine. Empty:
    # messages are kept and shown on the outbox page.
    SMTP_URL: str = setting(_url("smtp", "smtps", "smtp+plain"), "")
    # The sender of mails.
    MAIL_FROM: str = setting(_text, "Relais <relais@localhost>")
    # Where the ledger's signed checkpoint is mailed each day: an address that those who
    # run the database cannot empty. Empty: nowhere.
    CHECKPOINTS_TO: str = setting(_text, "")
    # Public keys that signed before SECRET_KEY was changed, separated by commas: what they signed
    # is still believed. `flask ledger keys` prints the present one.
    RETIRED_SIGNING_KEYS: tuple[str, ...] = setting(_public_keys, ())
    # OpenID Connect provider: its issuer's address. Empty: no such button.
    OIDC_ISSUER: str = setting(_url("https", "http"), "")
    OIDC_CLIENT_ID: str = setting(_text, "")
    OIDC_CLIENT_SECRET: str = setting(_text, "")
    # The provider's name on the button.
    OIDC_NAME: str = setting(_text, "OpenID Connect")
    # Mail domains whose people may sign in by OpenID Connect without an invitation, separated
    # by commas. Empty: only invited people.
    SIGN_IN_DOMAINS: tuple[str, ...] = setting(_words, ())
    # How many proxies in front of Relais set X-Forwarded-For and -Proto.
    TRUSTED_PROXIES: int = setting(_whole(0, 5), 0)
    # When a click is safe: "process" survives the death of the process, "interval" is on the
    # disk within 200 ms, "each" is on the disk before the answer leaves.
    JOURNAL_DURABILITY: str = setting(_one_of(*DURABILITIES), "process")
    # How long a sign-in lasts, in days.
    SESSION_DAYS: int = setting(_whole(1, 90), 14)
    # Largest request body, in bytes.
    MAX_CONTENT_LENGTH: int = setting(_whole(1_000_000, 100_000_000), 12_000_000)
    # Language for those who ask for none: "fr" or "en".
    DEFAULT_LANGUAGE: str = setting(_one_of("fr", "en"), "fr")
    # Time zone of dates on screen.
    TIMEZONE: str = setting(_text, "Europe/Paris")
    LOG_LEVEL: str = setting(_one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Config":
        """Read the settings.

        raises: WrongSettings that names every wrong value, with what was expected
        """
        values: dict[str, Any] = {}
        problems: list[str] = []
        for setting_ in fields(cls):
            name, parse = setting_.name, setting_.metadata["parse"]
            if name not in environment:
                continue
            try:
                values[name] = parse(environment[name].strip())
            except ValueError:
                problems.append(f"{name}: expected {parse.__doc__}")
        config = cls(**values)
        problems += config.contradictions()
        if "ENVIRONMENT" not in environment and config.is_open_to_others:
            problems.append(
                "ENVIRONMENT: others can reach HOST or BASE_URL: say whether this is production, "
                "or development, whose accounts have a known password"
            )
        if problems:
            raise WrongSettings(problems)
        return config

    def contradictions(self) -> list[str]:
        """Name values that are right alone and wrong together. Pure."""
        problems = []
        if self.ENVIRONMENT == "production":
            if len(self.SECRET_KEY) < 32 or self.SECRET_KEY == KNOWN_SECRET:
                problems.append(
                    "SECRET_KEY: production needs one of your own, at least 32 characters; "
                    'make one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
                )
            if not self.BASE_URL:
                problems.append("BASE_URL: production needs the address that people type")
        mail = urlsplit(self.SMTP_URL)
        if mail.scheme == "smtp+plain" and mail.username and mail.hostname not in LOOPBACK:
            problems.append(
                "SMTP_URL: smtp+plain would send the password in clear text: take smtp or smtps, "
                "or leave the credentials out"
            )
        broker = urlsplit(self.REDIS_URL)
        if (
            self.ENVIRONMENT == "production"
            and broker.scheme == "redis"
            and broker.hostname not in LOOPBACK
            and not broker.password
        ):
            problems.append("REDIS_URL: production needs a password for a Redis on another machine")
        if self.OIDC_ISSUER and not (self.OIDC_CLIENT_ID and self.OIDC_CLIENT_SECRET):
            problems.append("OIDC_CLIENT_ID: OIDC_ISSUER needs it, and OIDC_CLIENT_SECRET")
        return problems

    @property
    def is_open_to_others(self) -> bool:
        """Whether other machines than this one may come here."""
        address = urlsplit(self.BASE_URL)
        here = {self.HOST, address.hostname or ""} <= LOOPBACK
        return not here or address.scheme == "https"

    @property
    def base_url(self) -> str:
        """The installation's address, without a slash at its end."""
        return self.BASE_URL or f"http://{self.HOST}:{self.PORT}"

    def for_flask(self) -> dict[str, Any]:
        """Return the settings as Flask and its extensions name them."""
        https = self.base_url.startswith("https:")
        redis_url = self.REDIS_URL or "redis://127.0.0.1:6379/0"
        return {
            **{field.name: getattr(self, field.name) for field in fields(self)},
            "BASE_URL": self.base_url,
            "REDIS_URL": redis_url,
            "SQLALCHEMY_DATABASE_URI": self.DATABASE_URL.replace(
                "postgresql://", "postgresql+psycopg://", 1
            ),
            "SQLALCHEMY_ENGINE_OPTIONS": {
                "pool_size": self.WEB_THREADS,
                "max_overflow": 4,
                "pool_pre_ping": True,
                "hide_parameters": True,  # an error's words go to the log: no name, no token
                "pool_timeout": 5,
                "connect_args": {**NOTICED_SOON, "application_name": "relais"},
            },
            "SESSION_COOKIE_NAME": "relais_session",
            "SESSION_COOKIE_SECURE": https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_SSL_STRICT": False,
            "RATELIMIT_STORAGE_URI": re.sub("^unix:", "redis+unix:", redis_url),
            "RATELIMIT_STORAGE_OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
            "RATELIMIT_HEADERS_ENABLED": False,
            "BABEL_DEFAULT_LOCALE": self.DEFAULT_LANGUAGE,
            "BABEL_DEFAULT_TIMEZONE": self.TIMEZONE,
            "TEMPLATES_AUTO_RELOAD": self.ENVIRONMENT == "development",
            # each blueprint says whether its pages may be compressed; the public ones do
            "COMPRESS_REGISTER": False,
            "COMPRESS_ALGORITHM": ["br", "gzip"],
            "MAX_FORM_MEMORY_SIZE": 2_000_000,
        }
