"""`flask clicks`: why a click was not counted, and where the loader stands."""

import json

import pytest

from app.tracking.rules import VERSION
from tests.tracking.user_agents import cases


def classified(app, *lines):
    return app.test_cli_runner().invoke(args=["clicks", "classify"], input="\n".join(lines))


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


def test_status_tells_backlog_lag_and_quarantine(app):
    result = app.test_cli_runner().invoke(args=["clicks", "status"])

    assert result.exit_code == 0
    for word in ("backlog", "lag", "quarantined", "lost", "rules"):
        assert word in result.output
