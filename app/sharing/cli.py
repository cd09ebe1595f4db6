"""`flask share`: how a network counts a text, and what address opens it."""

import json
import sys
from typing import Any

import click

from app.core.services.commands import Commands
from app.core.text.clean import clean
from app.sharing import networks
from app.sharing.models import Channel
from app.sharing.networks import Post

share = Commands("share", help="Share kit: lengths and addresses.")

EXPECTED = (
    '{"channel": "x", "words": "…", "link": "https://…", "subject": "…", "instance": "piaille.fr"}'
)
_CHANNELS = ", ".join(Channel)


class WrongPost(Exception):
    """A line holds something else than a post."""


def post_in(line: bytes) -> tuple[Channel, Post]:
    """Read a post, and where it goes, from one line of JSON. Pure.

    raises: WrongPost
    """
    try:
        given = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as wrong:
        raise WrongPost(f"not JSON: {wrong}") from wrong
    if not isinstance(given, dict):
        raise WrongPost("not an object")
    try:
        channel = Channel(_text(given, "channel"))
    except ValueError as unknown:
        raise WrongPost(f"channel: expected one of {_CHANNELS}") from unknown
    return channel, Post(
        words=clean(_text(given, "words")),
        link=_text(given, "link"),
        subject=_text(given, "subject"),
        instance=networks.instance_of(_text(given, "instance")),
    )


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise WrongPost(f"{name}: expected a text")
    try:
        value.encode()
    except UnicodeEncodeError as half:
        raise WrongPost(f"{name}: half a character (a lone surrogate)") from half
    return value


def as_json(channel: Channel, post: Post) -> str:
    """Write how long a post is and what opens it as one line. Pure."""
    count = networks.counted(channel, post)
    return json.dumps(
        {
            "count": count.count,
            "unit": count.unit,
            "limit": count.limit,
            "over": count.over,
            "address": networks.share_page(channel, post),
        }
    )


@share.command("count", cls=click.Command)  # reads no database
def count_command() -> None:
    """Read posts as JSON lines; print how long each is and what opens it, in the same order.

    A wrong line ends it with exit status 2 and is named; the lines before it have been answered.
    """
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            click.echo(as_json(*post_in(line)))
        except WrongPost as wrong:
            click.echo(f"line {number}: {wrong}; expected {EXPECTED}", err=True)
            sys.exit(2)
