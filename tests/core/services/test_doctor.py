"""`flask doctor` names what is wrong, says what to do, and is content with what is well."""

import socket
from dataclasses import replace
from datetime import timedelta

import pytest
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import ResponseError

import settings_file
from app import create_app
from app.core import clock, signing
from app.core.jobs import queue
from app.core.services import doctor
from config import KNOWN_SECRET
from tests.live import free_port, live_site


@pytest.fixture
def look(app):
    """Look at one part: its words, and its advice when it is not well."""

    def at(part):
        return next(each for each in doctor.examine() if each.part == part)

    return at


def test_what_the_tests_run_on_is_well(look, app):
    app.config["VAR_DIR"].mkdir(parents=True, exist_ok=True)

    for part in ("database", "owner", "schema", "redis", "disk", "files", "clock", "translations"):
        assert look(part).advice == "", part


@pytest.mark.parametrize(
    ("setting", "value", "part", "words", "advice"),
    [
        ("DATABASE_URL", "postgresql://x@127.0.0.1:1/x", "database", "cannot be", "DATABASE_URL"),
        ("DATABASE_OWNER_URL", "postgresql://x@127.0.0.1:1/x", "owner", "cannot be", "OWNER_URL"),
        ("SMTP_URL", "", "mail", "no server", "Set SMTP_URL"),
        ("SMTP_URL", "smtp://127.0.0.1:1", "mail", "ConnectionRefused", "the port"),
        ("BASE_URL", "http://127.0.0.1:1", "proxy", "does not answer", "deploy/nginx"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(
    look, app, monkeypatch, setting, value, part, words, advice
):
    monkeypatch.setitem(app.config, setting, value)

    found = look(part)

    assert words in found.words
    assert advice in found.advice


def test_a_program_that_owns_nothing_and_an_owner_that_owns_nothing_are_told_apart(
    look, app, monkeypatch
):
    program = app.config["DATABASE_URL"]
    monkeypatch.setitem(app.config, "DATABASE_OWNER_URL", program + "&application_name=x")

    assert "may not change the schema" in look("owner").words


def test_programs_that_own_nothing_are_well_without_the_owner_s_address(look, app, monkeypatch):
    owner = app.config["DATABASE_OWNER_URL"]
    monkeypatch.setitem(app.config, "DATABASE_OWNER_URL", "")

    assert look("owner").words == "programs are relais, which owns no table"
    assert look("owner").advice == ""

    monkeypatch.setitem(app.config, "DATABASE_URL", owner)
    assert "programs' role owns the tables" in look("owner").words
    assert "deploy/roles.sql" in look("owner").advice


def test_an_owner_whose_address_every_program_reads_is_told(look, monkeypatch, tmp_path):
    (tmp_path / "relais.env").write_text("DATABASE_OWNER_URL=postgresql://owner@db/relais\n")
    monkeypatch.setenv(settings_file.NAMED_BY, str(tmp_path / "relais.env"))

    assert "owner.env" in look("owner").advice


def test_a_folder_that_cannot_be_written_is_told(look, app, monkeypatch, tmp_path):
    (tmp_path / "var").write_text("a file")
    monkeypatch.setitem(app.config, "VAR_DIR", tmp_path / "var")

    assert "cannot be written" in look("disk").words


def test_a_redis_that_drops_keys_is_told(look, monkeypatch):
    given = {"maxmemory-policy": "allkeys-lru", "appendonly": "yes"}
    monkeypatch.setattr(queue.redis, "config_get", lambda name: {name: given[name]})

    assert "noeviction" in look("redis").advice


def test_a_redis_6_which_takes_one_name_at_a_time_is_read(look, monkeypatch):
    ask = queue.redis.execute_command

    def as_redis_6(*words, **options):
        if words[0] == "CONFIG GET" and len(words) > 2:
            raise ResponseError("wrong number of arguments for 'config|get' command")
        return ask(*words, **options)

    monkeypatch.setattr(queue.redis, "execute_command", as_redis_6)

    assert "answers" in look("redis").words
    assert "configuration" not in look("redis").words


def test_a_redis_that_is_away_keeps_nothing_else_from_being_seen(app, monkeypatch):
    def away(*_):
        raise RedisAway

    monkeypatch.setattr(queue.redis, "info", away)

    found = {each.part: each for each in doctor.examine()}
    assert "cannot be reached" in found["redis"].words
    assert found["database"].advice == ""


def test_a_clock_of_its_own_is_told(look, monkeypatch):
    monkeypatch.setattr(doctor.time, "time", lambda: clock.now().timestamp() + 90)

    assert "90 s apart" in look("clock").words


def test_a_key_that_everybody_knows_is_told_and_one_of_ones_own_is_fine(look, app, monkeypatch):
    assert look("key").advice == ""

    monkeypatch.setitem(app.config, "SECRET_KEY", KNOWN_SECRET)
    assert "secrets.token_urlsafe" in look("key").advice


def test_the_command_lists_every_part_and_ends_with_1_when_one_is_not_well(app):
    ended = app.test_cli_runner().invoke(args=["doctor"])

    assert ended.exit_code == 1
    for part in ("database", "redis", "mail", "clock", "proxy", "signatures", "programs"):
        assert part in ended.output
    assert "→" in ended.output


def test_how_a_request_arrived_is_told_to_nobody_without_a_token(client):
    assert "arrived" not in client.get("/healthz?arrived=1").json
    old = signing.sign(doctor.PROBE, "a", expires=clock.now() - timedelta(minutes=2))
    assert "arrived" not in client.get("/healthz", query_string={"arrived": old}).json
    other = signing.sign("reset", "a", expires=clock.now() + timedelta(minutes=2))
    assert "arrived" not in client.get("/healthz", query_string={"arrived": other}).json


@pytest.mark.own_database
def test_proxies_are_counted_as_they_are(app, services, worker):
    port = free_port()
    config = replace(
        services.config(f"{worker[0]}_own", redis_database=worker[1], var=app.config["VAR_DIR"]),
        PORT=port, WEB_PROCESSES=1,
    )  # fmt: skip
    with live_site(config, ("web",)):
        for trusted, fine in ((0, True), (1, False)):
            seen = create_app(replace(config, TRUSTED_PROXIES=trusted))
            with seen.app_context():
                found = next(each for each in doctor.examine() if each.part == "proxy")
            assert (found.advice == "") is fine, found
        assert "TRUSTED_PROXIES=0" in found.advice


def test_a_name_that_leads_elsewhere_is_told(look, app, monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        monkeypatch.setitem(app.config, "BASE_URL", f"http://127.0.0.1:{other.getsockname()[1]}")

        assert "does not answer" in look("proxy").words
