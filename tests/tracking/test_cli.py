"""`flask clicks`: why a click was not counted, and where the loader stands."""

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from app.core.database import db
from app.core.ids import uuid7
from app.tracking.models import JournalNode, QuarantinedLine
from app.tracking.rules import VERSION
from bench.user_agents import cases
from config import ROOT


def classified(app, *lines):
    text = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    return app.test_cli_runner().invoke(args=["clicks", "classify"], input=text)


def request(user_agent="Mozilla/5.0 Firefox/140.0", **fields):
    return json.dumps({"headers": {"User-Agent": user_agent}, **fields})


def test_each_line_is_answered_by_one_line_in_order(app):
    table = cases()[::7]
    lines = [
        json.dumps(
            {
                "method": "GET",
                "scheme": "https",
                "headers": {"user-agent": case.user_agent}
                | ({"sec-fetch-mode": case.fetch_mode} if case.fetch_mode else {}),
                "self_is_owner": False,
            }
        )
        for case in table
    ]

    result = classified(app, *lines)

    assert result.exit_code == 0
    assert [json.loads(line) for line in result.output.splitlines()] == [
        {"class": c.kind, "network": c.network, "reason": c.reason, "version": VERSION}
        for c in table
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"method": "HEAD"}, "head"),
        ({"method": "GET", "headers": {"SEC-PURPOSE": "prefetch", "User-Agent": "x"}}, "prefetch"),
        ({"headers": {}}, "no_user_agent"),
        ({"headers": {"USER-AGENT": "Mozilla/5.0 Firefox/140"}, "self_is_owner": True}, "own"),
        ({"headers": {"User-Agent": "Mozilla/5.0 Chrome/142.0"}}, "no_fetch_metadata"),
        ({"scheme": "http", "headers": {"User-Agent": "Mozilla/5.0 Chrome/142.0"}}, "human"),
        ({"method": "head", "headers": {}}, "no_user_agent"),  # no method of HTTP
        ({"headers": {"User-Agent": ""}}, "no_user_agent"),
        ({"headers": {"User-Agent": None}}, "no_user_agent"),
        ({"headers": {"User-Agent": "x", "Purpose": "", "X-Moz": "a, prefetch"}}, "prefetch"),
        ({"headers": {"User-Agent": "x", "purpose": "none", "PURPOSE": "preview"}}, "prefetch"),
        (
            {"headers": {"User-Agent": "Mozilla/5.0 Firefox/140", "Sec-Fetch-Mode": None}},
            "human",
        ),
        ({"headers": {"User-Agent": "curl/8"}, "unknown": ["field"]}, "not_a_browser"),
    ],
)
def test_every_field_counts_and_headers_ignore_case(app, line, expected):
    result = classified(app, json.dumps(line))

    assert json.loads(result.output)["reason"] == expected


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        '"text"',
        '{"headers": []}',
        '{"headers": {"User-Agent": 1}}',
        '{"headers": {"User-Agent": ["curl/8"]}}',
        '{"headers": null}',
        '{"scheme": null}',
        "[" * 100_000,
        b"\xff\xfe",
        '{"headers": {}} {"headers": {}}',
        '{"method": 1}',
        '{"self_is_owner": "yes"}',
    ],
)
def test_a_wrong_line_is_named_with_what_was_expected(app, line):
    result = classified(app, request(), line, request())

    assert result.exit_code == 2
    assert len(result.stdout.splitlines()) == 1
    assert "line 2" in result.stderr
    assert "expected" in result.stderr


def test_what_stands_before_a_wrong_line_is_answered_and_what_follows_is_not(app):
    result = classified(app, request("curl/8"), request(), "?", request())

    answers = [json.loads(line)["reason"] for line in result.stdout.splitlines()]
    assert answers == ["not_a_browser", "human"]


@pytest.mark.parametrize("text", ["", "\n", "  \n\n"])
def test_nothing_asked_is_nothing_answered(app, text):
    result = classified(app, text)

    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_may_end_as_on_any_system_and_begin_with_a_mark(app, newline):
    result = classified(app, "\ufeff" + request() + newline + newline + request())

    assert result.exit_code == 0
    assert len(result.output.splitlines()) == 2


def flask_alone(*args, **streams):
    """Run a command in a program of its own that can reach no service."""
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    services = {
        "DATABASE_URL": nowhere,
        "DATABASE_OWNER_URL": nowhere,
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", *args],
        cwd=ROOT,
        env={**os.environ, **services},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **streams,
    )


def test_classifying_needs_no_database_and_bears_a_reader_who_leaves():
    lines = (request("curl/8") + "\n").encode() * 20_000
    with flask_alone("clicks", "classify") as running:
        writing = threading.Thread(target=feed, args=(running.stdin, lines))
        writing.start()
        first = json.loads(running.stdout.readline())
        running.stdout.close()
        said = running.stderr.read().decode()
        writing.join()

    assert first["reason"] == "not_a_browser"
    assert "Traceback" not in said


def feed(pipe, lines):
    """Write to a program that may leave before the end."""
    with suppress(BrokenPipeError):
        pipe.write(lines)
    with suppress(BrokenPipeError):
        pipe.close()


def test_status_tells_backlog_lag_and_quarantine(app):
    result = app.test_cli_runner().invoke(args=["clicks", "status"])

    assert result.exit_code == 0
    for word in ("backlog", "lag", "quarantined", "lost", "rules"):
        assert word in result.output


def test_status_tells_each_node_and_on_request_each_line_set_aside(app):
    node, segment = uuid7(), uuid7()
    at = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
    db.session.add_all(
        [
            JournalNode(id=node, seen_at=at, backlog=12, oldest_at=at, rules_version=VERSION),
            QuarantinedLine(segment_id=segment, position=7, line=b"no click", reason="form", at=at),
        ]
    )
    db.session.flush()

    brief, whole = (
        app.test_cli_runner().invoke(args=["clicks", "status", *more])
        for more in ([], ["--quarantine"])
    )

    assert f"node {node}: seen 2026-11-23 11:00:00, backlog 12 bytes, oldest of" in brief.output
    assert "no click" not in brief.output
    assert f"{segment}@7 form" in whole.output
    assert "no click" in whole.output


@pytest.mark.own_database  # the command commits what it reads of the journal
def test_reload_says_how_many_clicks_were_missing(app):
    result = app.test_cli_runner().invoke(args=["clicks", "reload"])

    assert result.exit_code == 0
    assert "clicks were missing" in result.output
