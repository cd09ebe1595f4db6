"""`flask clicks`: ask why a click was not counted, where the loader stands, classify again."""

import json
import sys
from collections.abc import Mapping
from typing import Any

import click
from flask import current_app

from app.core import calendar, clock
from app.core.services.commands import Commands
from app.tracking import health, queries
from app.tracking.loading.classify import ClickEvidence, ClickVerdict, classify
from app.tracking.loading.loader import connect
from app.tracking.loading.reclassify import reclassify
from app.tracking.loading.reload import reload
from app.tracking.rules import PURPOSE_HEADERS, VERSION

clicks = Commands("clicks", help="Tracked links: classification, loading, corrections.")

EXPECTED = (
    '{"method": "GET", "scheme": "https", "headers": {"User-Agent": "…"}, "self_is_owner": false}'
)


class WrongInput(Exception):
    """A line holds something else than what was expected."""


def evidence_in(line: bytes) -> ClickEvidence:
    """Read what the rules need from one line of JSON. Pure.

    raises: WrongInput
    """
    try:
        request = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as wrong:
        raise WrongInput(f"not JSON: {wrong}") from wrong
    if not isinstance(request, dict):
        raise WrongInput("not an object")
    headers = _headers(request.get("headers", {}))
    return ClickEvidence(
        method=_field(request, "method", "GET"),
        https=_field(request, "scheme", "https").lower() == "https",
        user_agent=headers.get("user-agent"),
        purpose=";".join(headers[name] for name in PURPOSE_HEADERS if name in headers) or None,
        fetch_mode=headers.get("sec-fetch-mode"),
        own=_field(request, "self_is_owner", False),
    )


def _headers(given: object) -> dict[str, str]:
    """Return headers by their names in lower case, a repeated one joined as servers join it.

    null is a header that was not sent.
    """
    if not isinstance(given, dict):
        raise WrongInput("headers: expected an object of texts")
    headers: dict[str, str] = {}
    for name, value in given.items():
        if value is not None and not isinstance(value, str):
            raise WrongInput(f"headers: {name}: expected a text")
        if value is not None:
            key = name.lower()
            headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return headers


def _field(request: Mapping[str, Any], name: str, default: Any) -> Any:
    value = request.get(name, default)
    if type(value) is not type(default):
        kind = "true or false" if isinstance(default, bool) else "a text"
        raise WrongInput(f"{name}: expected {kind}")
    return value


def as_json(verdict: ClickVerdict) -> str:
    """Write a verdict as one line. Pure."""
    return json.dumps(
        {
            "class": verdict.kind,
            "network": verdict.network,
            "reason": verdict.reason,
            "version": VERSION,
        }
    )


@clicks.command("classify", cls=click.Command)  # reads no database
def classify_command() -> None:
    """Read requests as JSON lines; print what each would count as, in the same order.

    A wrong line ends it with exit status 2 and is named; the lines before it have been answered.
    """
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            click.echo(as_json(classify(evidence_in(line))))
        except WrongInput as wrong:
            click.echo(f"line {number}: {wrong}; expected {EXPECTED}", err=True)
            sys.exit(2)


@clicks.command("status")
@click.option("--quarantine", is_flag=True, help="Show the lines that could not be read.")
def status_command(quarantine: bool) -> None:
    """Show how far loading is, on this node and the others, and what was set aside."""
    here = health.standing(current_app.config["VAR_DIR"] / "journal", now=clock.now())
    click.echo(f"backlog      {here.backlog} bytes")
    click.echo(f"lag          {here.lag} s")
    click.echo(f"quarantined  {here.quarantined} lines in the last 24 hours")
    click.echo(f"lost         {here.lost} clicks in the last 24 hours, for want of disk")
    click.echo(f"rules        version {VERSION}")
    for node in queries.journal_nodes():
        late = f", oldest of {node.oldest_at:%Y-%m-%d %H:%M:%S}" if node.oldest_at else ""
        click.echo(
            f"node {node.id}: seen {node.seen_at:%Y-%m-%d %H:%M:%S}, "
            f"backlog {node.backlog} bytes{late}, rules version {node.rules_version}"
        )
    if quarantine:
        for line in queries.quarantined_lines():
            click.echo(
                f"{line.at:%Y-%m-%d %H:%M:%S} {line.segment_id}@{line.position} {line.reason}"
            )
            click.echo(f"  {line.line!r}")


@clicks.command("reclassify")
@click.option("--dry-run", is_flag=True, help="Report what would move, change nothing.")
def reclassify_command(dry_run: bool) -> None:
    """Classify again, by the present rules, the clicks whose journal this node still has."""
    config = current_app.config
    with connect(config["DATABASE_URL"]) as connection:
        moved = reclassify(
            connection,
            config["VAR_DIR"] / "journal",
            calendar.zone(),
            dry_run=dry_run,
        )
    for (before, after), times in sorted(moved.changes.items()):
        click.echo(f"{before} → {after}: {times}")
    said = "would change" if dry_run else "changed"
    click.echo(f"{sum(moved.changes.values())} of {moved.looked_at} clicks {said}")


@clicks.command("reload")
def reload_command() -> None:
    """Load again what this node still has of its journal, after a backup was restored.

    Each node runs it for its own journal, which goes back a week. Clicks that are stored already
    stay as they are.
    """
    config = current_app.config
    with connect(config["DATABASE_URL"]) as connection:
        done = reload(connection, config["VAR_DIR"] / "journal", calendar.zone())
    click.echo(f"{done.stored} of {done.found} clicks were missing and are stored")
