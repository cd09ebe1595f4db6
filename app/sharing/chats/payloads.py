"""What each chat's incoming webhook takes, as JSON. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.sharing.chats.models import ChatKind

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~@:])")
ADAPTIVE = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True)
class PostedLine:
    """One publication of a post."""

    title: str
    detail: str
    link: str


Payload = dict[str, Any]


def payload(kind: ChatKind, heading: str, lines: Sequence[PostedLine], button: str) -> Payload:
    """Return the body of a post. button: what a link says where a chat draws one"""
    return _PAYLOADS[kind](heading, lines, button)


def _slack(heading: str, lines: Sequence[PostedLine], _button: str) -> Payload:
    def section(text: str) -> Payload:
        return {"type": "section", "text": {"type": "mrkdwn", "text": text}}

    told = [
        section(f"<{each.link}|{_slack_text(each.title)}>\n{_slack_text(each.detail)}")
        for each in lines
    ]
    return {
        "text": _slack_text(heading),  # what notifications show
        "blocks": [section(f"*{_slack_text(heading)}*"), *told],
        "unfurl_links": False,
    }


def _slack_text(text: str) -> str:
    """Write a text so that Slack reads no link, mention or mark in it."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(
        r"[*_~`]", lambda mark: f"\N{ZERO WIDTH SPACE}{mark[0]}\N{ZERO WIDTH SPACE}", plain
    )


def _mattermost(heading: str, lines: Sequence[PostedLine], _button: str) -> Payload:
    told = [f"- [{_marked(each.title)}]({each.link})  \n  {_marked(each.detail)}" for each in lines]
    return {"text": "\n".join([f"**{_marked(heading)}**", "", *told])}


def _marked(text: str) -> str:
    """Write a text so that Markdown reads no mark, and nobody is mentioned."""
    return _MARKS.sub(r"\\\1", text).replace("\\@", "@\N{ZERO WIDTH SPACE}")


def _teams(heading: str, lines: Sequence[PostedLine], button: str) -> Payload:
    def block(text: str, **more: Any) -> Payload:
        return {"type": "TextBlock", "text": _marked(text), "wrap": True, **more}

    told: list[Payload] = []
    for each in lines:
        open_it = {"type": "Action.OpenUrl", "title": button, "url": each.link}
        told += [
            block(each.title, weight="Bolder", separator=True),
            block(each.detail, isSubtle=True, spacing="None"),
            {"type": "ActionSet", "actions": [open_it]},
        ]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [block(heading, size="Large", weight="Bolder"), *told],
    }
    attached = {"contentType": ADAPTIVE, "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attached]}


_PAYLOADS: dict[ChatKind, Callable[[str, Sequence[PostedLine], str], Payload]] = {
    ChatKind.SLACK: _slack,
    ChatKind.TEAMS: _teams,
    ChatKind.MATTERMOST: _mattermost,
}
