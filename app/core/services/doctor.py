"""`flask doctor`: look at each thing that an installation stands on, and say what to do.

A part that needs something of a domain is added by `register`, as those of /readyz are.
"""

import json
import os
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException
from urllib.parse import urlencode

import obstore
import psycopg
from flask import current_app
from redis.exceptions import RedisError, ResponseError

import settings_file
from app.core import clock, mail, signing
from app.core.files import current_store
from app.core.i18n import LANGUAGES, catalogues
from app.core.jobs import queue
from app.core.services import embedded, health, schema
from config import KNOWN_SECRET, NOTICED_SOON

PROBE = "doctor"  # purpose of the token that has /healthz say how a request arrived
LOWEST_REDIS = (6, 2)
LITTLE_SPACE = 1024**3  # bytes
CLOCKS_APART = 2.0  # seconds


class Unwell(Exception):
    """What is wrong, and what to do about it."""

    def __init__(self, words: str, advice: str) -> None:
        super().__init__(words)
        self.advice = advice


@dataclass(frozen=True)
class Observation:
    """What was seen of one part; with an advice it is not well."""

    part: str
    words: str
    advice: str = ""


# name of a part → what it says; raises Unwell
Look = Callable[[], str]
_looks: dict[str, Look] = {}


def register(**looks: Look) -> None:
    """Add parts that a domain looks after."""
    _looks.update(looks)


def examine() -> Iterator[Observation]:
    """Look at every part; what a part raises is a finding, and keeps no other from being seen."""
    ours: dict[str, Look] = {
        "database": database,
        "owner": owner,
        "schema": version,
        "redis": redis,
        "mail": mail_server,
        "disk": disk,
        "files": files,
        "clock": clocks,
        "proxy": proxy,
        "key": key,
        "translations": translations,
    }
    for part, look in {**ours, **_looks, "programs": programs}.items():
        try:
            yield Observation(part, look())
        except Unwell as unwell:
            yield Observation(part, str(unwell), unwell.advice)
        except Exception as broken:  # a look must not end the others
            yield Observation(
                part, f"{type(broken).__name__}: {schema.first_line(broken)}", "See above."
            )


def _connect(setting: str) -> "psycopg.Connection[tuple[object, ...]]":
    try:
        return psycopg.connect(current_app.config[setting], **NOTICED_SOON)
    except (psycopg.Error, UnicodeError) as away:
        raise Unwell(
            f"cannot be reached: {schema.first_line(away)}",
            f"Look at {setting}, and whether PostgreSQL runs and lets us in (pg_hba.conf).",
        ) from away


def database() -> str:
    """Whether PostgreSQL answers, is recent enough and keeps every letter."""
    with _connect("DATABASE_URL") as connection:
        number = connection.info.server_version // 10000
        letters = connection.info.parameter_status("server_encoding")
    if number < embedded.LOWEST_VERSION:
        raise Unwell(
            f"PostgreSQL {number}",
            f"Upgrade it to {embedded.LOWEST_VERSION} or later (pg_upgrade).",
        )
    if letters != "UTF8":
        raise Unwell(f"encoding {letters}", "Make the database anew with ENCODING 'UTF8'.")
    return f"PostgreSQL {number} answers"


def owner() -> str:
    """Whether another role than the program's owns the tables, in the same database."""
    if "DATABASE_OWNER_URL" in settings_file.values():
        raise Unwell(
            "every program can read the owner's address",
            "Move DATABASE_OWNER_URL from the settings file to /etc/relais/owner.env, which root "
            "alone can read (deploy/owner.env).",
        )
    url = current_app.config["DATABASE_OWNER_URL"]
    if not url or url == current_app.config["DATABASE_URL"]:
        return _of_programs()
    which = "SELECT current_database(), pg_postmaster_start_time(), current_user"
    with _connect("DATABASE_URL") as program, _connect("DATABASE_OWNER_URL") as owning:
        ours = program.execute(which).fetchone() or ()
        theirs = owning.execute(which).fetchone() or ()
        may = owning.execute(
            "SELECT has_schema_privilege('public', 'CREATE') AND has_database_privilege("
            "current_database(), 'CREATE')"
        ).fetchone()
    if ours[:2] != theirs[:2]:
        raise Unwell(
            "DATABASE_OWNER_URL is another database than DATABASE_URL",
            "Let both name the same one; only the role differs.",
        )
    if not (may and may[0]):
        raise Unwell(
            f"{theirs[2]} may not change the schema", f"ALTER DATABASE … OWNER TO {theirs[2]};"
        )
    return f"{theirs[2]} owns the tables, programs are {ours[2]}"


def _of_programs() -> str:
    """Whether the programs' role owns no table, where nobody said who does."""
    with _connect("DATABASE_URL") as connection:
        name, owns = connection.execute(
            "SELECT current_user, EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public'"
            " AND pg_has_role(current_user, tableowner, 'MEMBER'))"
        ).fetchone() or ("", False)
    if owns:
        raise Unwell(
            "the programs' role owns the tables",
            "Make a role that owns them (deploy/roles.sql) and name it in DATABASE_OWNER_URL "
            "(deploy/owner.env): then not even a program can alter the ledger.",
        )
    return f"programs are {name}, which owns no table"


def version() -> str:
    """Whether the schema is the code's."""
    try:
        schema.demand(current_app.config["DATABASE_URL"])
    except schema.WrongSchema as wrong:
        raise Unwell(str(wrong), "flask db upgrade") from wrong
    with _connect("DATABASE_URL") as connection:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    found = str(row[0]) if row else ""
    if found > schema.expected():
        raise Unwell(
            f"version {found}, this Relais knows {schema.expected()}",
            "Install the release that made it, or restore the backup made before the upgrade.",
        )
    return f"version {found}, as the code needs"


def redis() -> str:
    """Whether Redis answers, is recent enough, and neither drops keys nor forgets at a restart."""
    try:
        found = queue.redis.info("server")
    except (RedisError, OSError) as away:
        raise Unwell(
            f"cannot be reached: {type(away).__name__}", "Look at REDIS_URL, and whether it runs."
        ) from away
    said = str(found.get("valkey_version") or found["redis_version"])
    if tuple(int(part) for part in said.split(".")[:2]) < LOWEST_REDIS:
        raise Unwell(f"Redis {said}", "Upgrade it to 6.2 or later, or to Valkey.")
    try:
        # one name each: Redis 6 takes no more
        set_to = {
            **queue.redis.config_get("maxmemory-policy"),
            **queue.redis.config_get("appendonly"),
        }
    except ResponseError:
        return f"version {said} answers; its configuration is not ours to read"
    if set_to.get("maxmemory-policy") != "noeviction":
        raise Unwell(
            f"maxmemory-policy is {set_to.get('maxmemory-policy')}: jobs may be dropped",
            "Set maxmemory-policy noeviction in redis.conf.",
        )
    if set_to.get("appendonly") != "yes":
        raise Unwell(
            "appendonly is off: a restart forgets jobs and the visitors' salt of the day",
            "Set appendonly yes in redis.conf.",
        )
    return f"version {said} answers"


def mail_server() -> str:
    """Whether the mail server lets us in; nothing is sent."""
    url = current_app.config["SMTP_URL"]
    if not url:
        raise Unwell("no server: messages are kept on the outbox page", "Set SMTP_URL.")
    try:
        mail.greet(url)
    except OSError as refused:  # smtplib's own are among them
        raise Unwell(
            f"{type(refused).__name__}: {schema.first_line(refused)}",
            "Look at SMTP_URL: the name, the port (587 or 465), user and password, %-encoded.",
        ) from refused
    return f"the server lets us in; sender {current_app.config['MAIL_FROM']}"


def disk() -> str:
    """Whether VAR_DIR can be written and has room."""
    folder = current_app.config["VAR_DIR"]
    tried = folder / f".doctor-{os.getpid()}"
    try:
        tried.write_bytes(b"\0" * 65536)
        tried.unlink()
    except OSError as refused:
        raise Unwell(
            f"{folder} cannot be written ({refused.strerror})",
            f"Make room, or: chown -R relais: {folder}",
        ) from refused
    free = shutil.disk_usage(folder).free
    if free < LITTLE_SPACE:
        raise Unwell(
            f"{free // 1024**2} MB free in {folder}",
            "Make room: without it clicks are no longer counted and files not taken.",
        )
    return f"{free // 1024**3} GB free in {folder}"


def files() -> str:
    """Whether files can be kept, and taken away again."""
    tried = f"doctor-{os.getpid()}"
    try:
        store = current_store()
        obstore.put(store, tried, b"well")
        obstore.delete(store, tried)
    except Exception as refused:  # each kind of store has its own
        raise Unwell(
            f"no file can be kept: {schema.first_line(refused)}",
            "Look at STORAGE_URL, whether that disk is mounted or that server answers, and the "
            "right to write and delete there.",
        ) from refused
    return f"files go to {current_app.config['STORAGE_URL'] or 'VAR_DIR/files'}"


def clocks() -> str:
    """Whether this machine and PostgreSQL agree on the time."""
    with _connect("DATABASE_URL") as connection:
        before = time.time()
        row = connection.execute("SELECT extract(epoch FROM clock_timestamp())").fetchone()
        apart = abs(float(str(row[0] if row else 0)) - (before + time.time()) / 2)
    if apart > CLOCKS_APART:
        raise Unwell(
            f"this machine and PostgreSQL are {apart:.0f} s apart",
            "Let both follow a time server (systemd-timesyncd, chrony).",
        )
    return "this machine and PostgreSQL agree"


def proxy() -> str:
    """Whether people reach us at BASE_URL, and the proxy says who they are as we expect."""
    base = current_app.config["BASE_URL"]
    token = signing.sign(PROBE, "a", expires=clock.now() + timedelta(minutes=1))
    try:
        with urllib.request.urlopen(  # noqa: S310 - http or https, as settings are read
            f"{base}/healthz?{urlencode({'arrived': token})}", timeout=10
        ) as answer:
            seen = json.load(answer).get("arrived")
    except (urllib.error.URLError, HTTPException, OSError, ValueError) as refused:
        raise Unwell(
            f"{base} does not answer: {schema.first_line(refused)}",
            "Look at the proxy (deploy/nginx, deploy/caddy), its certificate and the name's DNS "
            "record; from inside a network it may be reachable from outside only.",
        ) from refused
    if not seen:
        raise Unwell(
            f"{base} is another installation, or has another SECRET_KEY",
            "Let the name lead here, and all nodes have the same settings.",
        )
    expected = current_app.config["TRUSTED_PROXIES"]
    if seen["proxies"] != expected:
        raise Unwell(
            f"{seen['proxies']} proxies set X-Forwarded-For, TRUSTED_PROXIES is {expected}",
            f"Set TRUSTED_PROXIES={seen['proxies']}, once that is how many you have.",
        )
    if seen["scheme"] != base.partition(":")[0]:
        raise Unwell(
            f"people use {base}, we see {seen['scheme']}",
            "Let the proxy set X-Forwarded-Proto (deploy/nginx/relais.conf).",
        )
    return f"{base} leads here, by {seen['proxies']} proxies"


def key() -> str:
    """Whether SECRET_KEY is one of our own."""
    if current_app.config["SECRET_KEY"] == KNOWN_SECRET:
        raise Unwell(
            "the one that everybody knows",
            'Make one: python3 -c "import secrets; print(secrets.token_urlsafe(48))"',
        )
    return "SECRET_KEY is one of your own; keep a copy of it outside this machine"


def translations() -> str:
    """Whether French is compiled."""
    if any(catalogues.is_stale(language) for language in LANGUAGES):
        raise Unwell("older than their catalogues", "flask translations compile")
    return "compiled"


def programs() -> str:
    """Whether loader, worker and scheduler give signs of life."""
    parts = health.report().parts
    names = ("loader", "worker", "scheduler")
    silent = [name for name in names if parts.get(name, {}).get("state") != "ok"]
    if silent:
        units = " ".join(f"relais@{name}" for name in silent)
        raise Unwell(
            f"no sign of life, or late: {', '.join(silent)}",
            f"systemctl status {units}; journalctl -u relais@{silent[0]}",
        )
    return "loader, worker and scheduler give signs of life"
