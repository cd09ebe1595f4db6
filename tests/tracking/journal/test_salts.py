"""Visitors: told apart for a day, by a salt that outlives nothing."""

import hmac
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from app.tracking.journal.keyed_hash import KeyedHash
from app.tracking.journal.salts import DAY_MILLISECONDS, KEY, Salts, shared_salt

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NOON_MS = int(NOON.timestamp() * 1000)
AGENT = "Mozilla/5.0 Firefox/140.0"


@pytest.fixture
def redis(app):
    return Redis.from_url(app.config["REDIS_URL"])


def salts_of(redis, host="careers.example.com", now=NOON):
    salts = Salts(host, redis)
    assert salts.refresh(now)
    return salts


def test_the_keyed_hash_is_hmac_sha_256():
    for length in (1, 32, 64, 65, 200):
        key = bytes(range(length % 256))
        assert KeyedHash(key).digest(b"text") == hmac.digest(key, b"text", "sha256")


def test_a_visitor_is_the_same_for_all_processes_of_a_day(redis):
    first, second = salts_of(redis), salts_of(redis)

    assert first.visitor("203.0.113.9", AGENT, NOON_MS) == second.visitor(
        "203.0.113.9", AGENT, NOON_MS + 3_600_000
    )


def test_a_visitor_is_the_first_eight_bytes_of_the_hmac_that_is_documented(redis):
    salt = shared_salt(redis, NOON_MS // DAY_MILLISECONDS)
    message = b"careers.example.com\x00203.0.113.9\x00" + AGENT.encode()

    assert salts_of(redis).visitor("203.0.113.9", AGENT, NOON_MS) == (
        hmac.digest(salt, message, "sha256")[:8].hex()
    )


@pytest.mark.parametrize(
    ("address", "agent", "host", "later"),
    [
        ("203.0.113.10", AGENT, "careers.example.com", 0),
        ("203.0.113.9", "another", "careers.example.com", 0),
        ("203.0.113.9", AGENT, "jobs.example.com", 0),
        ("203.0.113.9", AGENT, "careers.example.com", DAY_MILLISECONDS),
    ],
    ids=["address", "browser", "host", "day"],
)
def test_another_address_browser_host_or_day_is_another_visitor(redis, address, agent, host, later):
    usual = salts_of(redis).visitor("203.0.113.9", AGENT, NOON_MS)

    assert salts_of(redis, host).visitor(address, agent, NOON_MS + later) != usual


def test_of_an_ipv6_address_the_network_counts(redis):
    salts = salts_of(redis)

    one = salts.visitor("2001:db8:1:2:3:4:5:6", AGENT, NOON_MS)
    same = salts.visitor("2001:db8:1:2:ffff::1", AGENT, NOON_MS)
    other = salts.visitor("2001:db8:1:3::1", AGENT, NOON_MS)

    assert one == same != other


def test_the_salt_is_gone_after_twenty_six_hours(redis):
    shared_salt(redis, 20_000)
    name = KEY.format(day="2024-10-04")

    assert 0 < redis.ttl(name) <= 26 * 3600
    assert redis.ttl(name) > 25 * 3600


def test_a_second_process_does_not_prolong_the_life_of_a_salt(redis):
    shared_salt(redis, 20_000)
    redis.expire(KEY.format(day="2024-10-04"), 60)

    shared_salt(redis, 20_000)

    assert redis.ttl(KEY.format(day="2024-10-04")) <= 60


def test_tomorrows_salt_is_there_before_midnight(redis):
    salts = salts_of(redis, now=NOON.replace(hour=23, minute=30))
    redis.flushdb()

    before = salts.visitor("203.0.113.9", AGENT, NOON_MS + DAY_MILLISECONDS)
    salts.refresh(NOON + timedelta(hours=12, minutes=1))

    assert salts.visitor("203.0.113.9", AGENT, NOON_MS + DAY_MILLISECONDS) == before


def test_yesterdays_salt_is_forgotten_by_the_process_too(redis):
    salts = salts_of(redis)
    yesterday = salts.visitor("203.0.113.9", AGENT, NOON_MS)

    salts.refresh(NOON + timedelta(days=1))

    assert salts.visitor("203.0.113.9", AGENT, NOON_MS) != yesterday


def test_without_redis_each_process_draws_a_salt_of_its_own():
    nobody = Redis(unix_socket_path="/nonexistent", socket_connect_timeout=1)
    first, second = Salts("h", nobody), Salts("h", nobody)

    assert not first.refresh(NOON)
    assert first.visitor("203.0.113.9", AGENT, NOON_MS) == first.visitor(
        "203.0.113.9", AGENT, NOON_MS
    )
    assert first.visitor("203.0.113.9", AGENT, NOON_MS) != second.visitor(
        "203.0.113.9", AGENT, NOON_MS
    )


def test_the_shared_salt_is_taken_up_when_redis_is_back(redis):
    salts = Salts("careers.example.com", redis)
    alone = salts.visitor("203.0.113.9", AGENT, NOON_MS)

    salts.refresh(NOON)

    assert salts.visitor("203.0.113.9", AGENT, NOON_MS) != alone
    assert salts.visitor("203.0.113.9", AGENT, NOON_MS) == salts_of(redis).visitor(
        "203.0.113.9", AGENT, NOON_MS
    )


@pytest.mark.parametrize("shift", [timedelta(days=-2), timedelta(hours=-3), timedelta(days=2)])
def test_a_visitor_is_the_same_when_the_clock_was_wrong_for_a_while(redis, shift):
    salts = salts_of(redis)
    before = salts.visitor("203.0.113.9", AGENT, NOON_MS)

    assert salts.refresh(NOON + shift)
    salts.visitor("203.0.113.9", AGENT, int((NOON + shift).timestamp() * 1000))
    assert salts.refresh(NOON)

    assert salts.visitor("203.0.113.9", AGENT, NOON_MS) == before
