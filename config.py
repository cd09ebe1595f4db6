"""Every setting, read once from the environment; starting Relais names each wrong value.

The fields' comments are the reference that docs/administrators/settings.md repeats; a test
fails when one is missing there.
"""

import base64
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

import settings_file
from settings_file import WrongSettings as WrongSettings

ROOT = Path(__file__).resolve().parent
# From how alike two words are an index is asked for them (app/core/search.py).
LIKENESS = "-c pg_trgm.strict_word_similarity_threshold=0.3"
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
SENDER = "Relais <relais@localhost>"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost", ""})
DURABILITIES = ("process", "interval", "each")


# What stands for our own PostgreSQL or Redis in production, where it must be chosen.
EMBEDDED = "embedded"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_MAILBOX = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@([^@\s<>]+)", re.ASCII)
_NAMED_MAILBOX = re.compile(r"([^<>@\r\n]*)<([^<>\s]+)>")


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


def _split(value: str) -> SplitResult:
    """Cut an address; raises: ValueError for a space, or a port that is none."""
    if re.search(r"\s", value):
        raise ValueError
    parts = urlsplit(value)
    if parts.port == 0:
        raise ValueError
    return parts


def _is_host(name: str | None) -> bool:
    """Whether a text names a machine: an IP address, or labels that a DNS can hold. Pure."""
    try:
        ip_address(name or "")
    except ValueError:
        return bool(name and _HOST_NAME.fullmatch(name)) and not (name or "").isdigit()
    return True


def _host(value: str) -> str:
    """an IP address or a machine's name"""
    if not _is_host(value):
        raise ValueError
    return value


def _database(value: str) -> str:
    """an address such as postgresql://user:password@host/base"""
    from psycopg import Error, conninfo

    parts = _split(value)
    try:
        asked = conninfo.conninfo_to_dict(value)
    except Error as unreadable:
        raise ValueError from unreadable
    # without a host PostgreSQL's own socket is meant
    good = parts.hostname is None or _is_host(parts.hostname)
    if parts.scheme != "postgresql" or not asked.get("dbname") or not good:
        raise ValueError
    return value


def _redis(value: str) -> str:
    """an address such as redis://host:6379/0, rediss://… or unix:///path"""
    parts = _split(value)
    if parts.scheme in ("redis", "rediss"):
        good = _is_host(parts.hostname) and bool(re.fullmatch(r"/?\d*", parts.path))
    else:
        good = parts.scheme in ("unix", "redis+unix") and len(parts.path) > 1
    if not good:
        raise ValueError
    return value


def _or_embedded(parse: Callable[[str], str]) -> Callable[[str], str]:
    """Return what reads an address, or the word that asks for a server of our own."""

    def parse_either(value: str) -> str:
        return value if value == EMBEDDED else parse(value)

    parse_either.__doc__ = parse.__doc__
    return parse_either


def _server(*schemes: str) -> Callable[[str], str]:
    """Return what reads an address of a machine, with nothing behind it."""

    def parse(value: str) -> str:
        parts = _split(value)
        beyond = parts.path.strip("/") or parts.query or parts.fragment
        if parts.scheme not in schemes or not _is_host(parts.hostname) or beyond:
            raise ValueError
        return value

    starts = " or ".join(f"{scheme}://" for scheme in schemes)
    parse.__doc__ = f"an address that starts with {starts}, a machine's name and perhaps a port"
    return parse


def _issuer(value: str) -> str:
    """an address such as https://login.example.com/realm"""
    parts = _split(value)
    if parts.scheme not in ("http", "https") or not _is_host(parts.hostname):
        raise ValueError
    if parts.query or parts.fragment:
        raise ValueError
    return value


def _store(value: str) -> str:
    """file:///folder, or s3://bucket, gs://bucket or az://container"""
    parts = _split(value) if "://" in value else SplitResult("", "", "", "", "")
    if parts.scheme == "file":
        good = not parts.netloc and len(parts.path) > 1
    else:
        good = parts.scheme in ("s3", "gs", "az") and bool(parts.netloc)
    if not good:
        raise ValueError
    return value


def _origin(value: str) -> str:
    """an address such as https://careers.example.com, without a path"""
    parts = _split(value)
    bare = parts.scheme in ("http", "https") and parts.netloc == value.partition("://")[2]
    if not bare or "@" in parts.netloc or not _is_host(parts.hostname):
        raise ValueError
    return value


def _mailbox(value: str) -> str:
    """an e-mail address alone, such as audit@example.com"""
    found = _MAILBOX.fullmatch(value)
    if not found or not _is_host(found[1]):
        raise ValueError
    return value


def _sender(value: str) -> str:
    """a sender such as Relais <relais@example.com>"""
    named = _NAMED_MAILBOX.fullmatch(value)
    _mailbox(named[2] if named else value)
    return value


def _time_zone(value: str) -> str:
    """a time zone's name such as Europe/Paris, from the IANA list"""
    try:
        ZoneInfo(value)
    except (KeyError, OSError, ValueError) as unknown:
        raise ValueError from unknown
    return value


def _text(value: str) -> str:
    """a text"""
    return value


def _switch(value: str) -> bool:
    """true or false"""
    if value not in ("true", "false"):
        raise ValueError
    return value == "true"


def _path(value: str) -> Path:
    """a folder's path"""
    # not from where somebody stands: programs and commands must find the same folder
    return ROOT / Path(value).expanduser()


def _domains(value: str) -> tuple[str, ...]:
    """mail domains such as example.com separated by commas, without an @"""
    domains = tuple(word.strip().lower() for word in value.split(",") if word.strip())
    if not all(map(_DOMAIN.fullmatch, domains)):
        raise ValueError
    return domains


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
    HOST: str = setting(_host, "127.0.0.1")
    PORT: int = setting(_whole(1, 65535), 8000)
    # Web processes; each keeps the pages of tracked links in memory and its own click journal.
    WEB_PROCESSES: int = setting(_whole(1, 64), 2)
    # Where tracked links are answered by processes of their own, so that no page delays them: a
    # reverse proxy sends links there. 0: the web processes answer them too.
    LINKS_PORT: int = setting(_whole(0, 65535), 0)
    # Processes for tracked links, if they have some of their own.
    LINKS_PROCESSES: int = setting(_whole(1, 64), 1)
    # Threads of a web process that answer pages.
    WEB_THREADS: int = setting(_whole(1, 64), 4)
    # PostgreSQL 16 or later, as postgresql://user:password@host/base. Empty: embedded, which
    # production must say.
    DATABASE_URL: str = setting(_or_embedded(_database), "")
    # The same database as the role that owns its tables, for migrations only. Empty:
    # DATABASE_URL does both, and only triggers protect the ledger.
    DATABASE_OWNER_URL: str = setting(_database, "")
    # Redis or Valkey. Empty: embedded, which production must say.
    REDIS_URL: str = setting(_or_embedded(_redis), "")
    # Everything this node writes: embedded databases, files, click journal, hashed assets.
    VAR_DIR: Path = setting(_path, ROOT / "var")
    # Where files go: a folder (file:///…), which must be there, or S3 (s3://bucket/prefix).
    # Empty: VAR_DIR/files.
    STORAGE_URL: str = setting(_store, "")
    # Mail server, as smtp://user:password@host:587 (STARTTLS, required) or smtps://…:465.
    # smtp+plain://host:25 sends in clear text, without credentials except on this machine. Empty:
    # messages are kept and shown on the outbox page. Required in production.
    SMTP_URL: str = setting(_server("smtp", "smtps", "smtp+plain"), "")
    # The sender of mails. Required in production.
    MAIL_FROM: str = setting(_sender, SENDER)
    # A mailbox of its own that takes answers to questions, as reply@example.com, where the server
    # delivers reply+anything@example.com too; and how it is read: imaps://user:password@host:993
    # (imap+plain:// on this machine alone). Both or none. Empty: ambassadors answer in the app.
    REPLIES_AT: str = setting(_mailbox, "")
    IMAP_URL: str = setting(_server("imaps", "imap+plain"), "")
    # Where the ledger's signed checkpoint is mailed each day: an address that those who
    # run the database cannot empty. Empty: nowhere.
    CHECKPOINTS_TO: str = setting(_mailbox, "")
    # Public keys that signed before SECRET_KEY was changed, separated by commas: what they signed
    # is still believed. `flask ledger keys` prints the present one.
    RETIRED_SIGNING_KEYS: tuple[str, ...] = setting(_public_keys, ())
    # OpenID Connect provider: its issuer's address. Empty: no such button.
    OIDC_ISSUER: str = setting(_issuer, "")
    OIDC_CLIENT_ID: str = setting(_text, "")
    OIDC_CLIENT_SECRET: str = setting(_text, "")
    # The provider's name on the button.
    OIDC_NAME: str = setting(_text, "OpenID Connect")
    # Mail domains whose people may sign in by OpenID Connect without an invitation, separated
    # by commas. Empty: only invited people.
    SIGN_IN_DOMAINS: tuple[str, ...] = setting(_domains, ())
    # How many proxies in front of Relais set X-Forwarded-For and -Proto.
    TRUSTED_PROXIES: int = setting(_whole(0, 5), 0)
    # When a click is safe: "process" survives the death of the process, "interval" is on the
    # disk within 200 ms, "each" is on the disk before the answer leaves.
    JOURNAL_DURABILITY: str = setting(_one_of(*DURABILITIES), "process")
    # How long a sign-in lasts, in days.
    SESSION_DAYS: int = setting(_whole(1, 90), 14)
    # After how many days without a visit a sign-in ends, in any case.
    SESSION_IDLE_DAYS: int = setting(_whole(1, 90), 7)
    # Largest request body, in bytes, but for forms that take a CV (40 MB) or a table (50).
    MAX_CONTENT_LENGTH: int = setting(_whole(1_000_000, 100_000_000), 12_000_000)
    # Language for those who ask for none: "fr" or "en".
    DEFAULT_LANGUAGE: str = setting(_one_of("fr", "en"), "fr")
    # Time zone of dates on screen.
    TIMEZONE: str = setting(_time_zone, "Europe/Paris")
    # Whether the share kit offers Xing, whose page to share from no longer works for everybody.
    SHARE_XING: bool = setting(_switch, False)
    # Whether LinkedIn opens on its page that may hold the text, undocumented, instead of the one
    # that takes the link alone. The text is copied first either way.
    SHARE_LINKEDIN_COMPOSER: bool = setting(_switch, False)
    # Whether sources of openings may be read without a secured connection, by http://.
    FETCH_HTTP: bool = setting(_switch, False)
    LOG_LEVEL: str = setting(_one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Config":
        """Read the settings; a value that is empty is as one that is missing.

        environment: the process's own when None, after the settings file was put into it
        raises: WrongSettings that names every wrong value, with what was expected
        """
        if environment is None:
            settings_file.load()
            environment = os.environ
        values: dict[str, Any] = {}
        problems: list[str] = []
        for setting_ in fields(cls):
            name, parse = setting_.name, setting_.metadata["parse"]
            if not (written := environment.get(name, "").strip()):
                continue
            try:
                values[name] = parse(written)
            except ValueError:
                problems.append(f"{name}: expected {parse.__doc__}")
        config = cls(**values)
        problems += config.contradictions()
        if not environment.get("ENVIRONMENT", "").strip() and config.is_open_to_others:
            problems.append(
                "ENVIRONMENT: others can reach HOST or BASE_URL: say whether this is production, "
                "or development, whose accounts have a known password"
            )
        if problems:
            raise WrongSettings(problems)
        # from here on, embedded is the empty address
        return replace(
            config,
            DATABASE_URL="" if config.DATABASE_URL == EMBEDDED else config.DATABASE_URL,
            REDIS_URL="" if config.REDIS_URL == EMBEDDED else config.REDIS_URL,
        )

    def contradictions(self) -> list[str]:
        """Name values that are right alone and wrong together. Pure."""
        problems = []
        if self.ENVIRONMENT == "production":
            if len(self.SECRET_KEY) < 32 or self.SECRET_KEY == KNOWN_SECRET:
                problems.append(
                    "SECRET_KEY: production needs one of your own, at least 32 characters; "
                    'make one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
                )
            problems += self._missing_in_production()
        if self.LINKS_PORT == self.PORT:
            problems.append("LINKS_PORT: tracked links need a port that is not PORT")
        mail = urlsplit(self.SMTP_URL)
        if mail.scheme == "smtp+plain" and mail.username and mail.hostname not in LOOPBACK:
            problems.append(
                "SMTP_URL: smtp+plain would send the password in clear text: take smtp or smtps, "
                "or leave the credentials out"
            )
        problems += self._wrong_about_replies()
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
        if self.DATABASE_OWNER_URL and self.DATABASE_URL in ("", EMBEDDED):
            problems.append("DATABASE_URL: DATABASE_OWNER_URL needs it, the same database")
        return problems

    def _wrong_about_replies(self) -> list[str]:
        """Say what keeps answers by mail from being read."""
        problems = []
        if bool(self.REPLIES_AT) != bool(self.IMAP_URL):
            problems.append("REPLIES_AT and IMAP_URL: set both, or neither")
        read = urlsplit(self.IMAP_URL)
        if read.scheme == "imap+plain" and read.hostname not in LOOPBACK:
            problems.append(
                "IMAP_URL: imap+plain would send the password in clear text: take imaps"
            )
        return problems

    def _missing_in_production(self) -> list[str]:
        """Name what a company's people would miss. Pure."""
        problems = []
        base = urlsplit(self.BASE_URL)
        if base.scheme != "https" and base.hostname not in LOOPBACK:
            problems.append(
                "BASE_URL: production needs the address that people type, such as "
                "https://careers.example.com; http: is for this machine alone"
            )
        if not self.DATABASE_URL:
            problems.append(
                "DATABASE_URL: production needs postgresql://user:password@host/base, "
                f'or "{EMBEDDED}" where `make run` is to keep its own PostgreSQL'
            )
        if not self.REDIS_URL:
            problems.append(
                "REDIS_URL: production needs redis://host:6379/0, "
                f'or "{EMBEDDED}" where `make run` is to keep its own Valkey'
            )
        if self.OIDC_ISSUER.startswith("http:"):
            problems.append("OIDC_ISSUER: production needs one whose address is https")
        if not self.SMTP_URL:
            problems.append("SMTP_URL: production needs smtp://user:password@host:587")
        if self.MAIL_FROM == SENDER:
            problems.append("MAIL_FROM: production needs a sender such as Relais <relais@…>")
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
        prefix = (
            "__Host-" if https else ""
        )  # browsers then take it from this host alone (RFC 6265bis)
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
                "connect_args": {
                    **NOTICED_SOON,
                    "application_name": "relais",
                    "options": LIKENESS,
                },
            },
            "COOKIE_PREFIX": prefix,
            "SESSION_COOKIE_NAME": f"{prefix}relais_session",
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
