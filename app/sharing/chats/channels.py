"""Setting channels up. Their addresses are sealed: no page and no log ever shows one again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from app.core import activity, signing
from app.core.database import db
from app.core.errors import Refusal
from app.core.fetching.addresses import cut
from app.core.fetching.refusals import Unfetchable
from app.people.models import Person
from app.sharing.chats.models import ChatChannel, ChatKind

PURPOSE = "chat-address"
SLACK_HOSTS = ("hooks.slack.com", "hooks.slack-gov.com")


class WrongAddress(Refusal):
    """What was written is no incoming webhook."""

    code = "wrong_address"

    def __init__(self, sentence: str | LazyString) -> None:
        super().__init__(sentence, field="address")


@dataclass(frozen=True, kw_only=True)
class ChannelWords:
    """What an administrator says of a channel. address: "" keeps the one it has"""

    kind: ChatKind
    name: str
    address: str
    team_id: UUID | None
    language: str
    day: int
    hour: int
    active: bool


def read_address(kind: ChatKind, address: str) -> str:
    """Return the address of an incoming webhook. Pure. raises: WrongAddress"""
    try:
        host = cut(address, http=False).hostname or ""
    except Unfetchable as wrong:
        raise WrongAddress(wrong.sentence) from wrong
    if kind is ChatKind.SLACK and host not in SLACK_HOSTS:
        raise WrongAddress(
            _l("This is no incoming webhook of Slack: its address begins with %(address)s.",
               address=f"https://{SLACK_HOSTS[0]}/")
        )  # fmt: skip
    return address.strip()


def channels() -> Sequence[ChatChannel]:
    """Return every channel, by name."""
    found = select(ChatChannel).options(joinedload(ChatChannel.team))
    return db.session.scalars(found.order_by(ChatChannel.name, ChatChannel.id)).all()


def channel_of(channel_id: UUID) -> ChatChannel:
    """Return a channel. raises: NotFound"""
    found = db.session.get(ChatChannel, channel_id)
    if found is None:
        raise NotFound
    return found


def add(words: ChannelWords, *, by: Person, now: datetime) -> ChatChannel:
    """Set a channel up. raises: WrongAddress"""
    channel = ChatChannel(created_at=now, sealed_address="")
    if not words.address:
        raise WrongAddress(_l("Write the address that the channel gave you."))
    _describe(channel, words)
    db.session.add(channel)
    db.session.flush()
    activity.record("chat_channel.created", channel, by=by, now=now)
    return channel


def change(channel: ChatChannel, words: ChannelWords, *, by: Person, now: datetime) -> None:
    """Change a channel. raises: WrongAddress"""
    if words.kind is not channel.kind and not words.address:
        raise WrongAddress(_l("Write the address that the channel gave you."))
    _describe(channel, words)
    activity.record("chat_channel.changed", channel, by=by, now=now)


def remove(channel: ChatChannel, *, by: Person, now: datetime) -> None:
    """Forget a channel with its address; what was posted there stays there."""
    activity.record("chat_channel.removed", channel, by=by, now=now)
    db.session.delete(channel)


def _describe(channel: ChatChannel, words: ChannelWords) -> None:
    if words.address:
        channel.sealed_address = signing.seal(PURPOSE, read_address(words.kind, words.address))
        channel.answer, channel.asked_at = "", None
    channel.kind, channel.name, channel.team_id = words.kind, words.name, words.team_id
    channel.language, channel.active = words.language, words.active
    channel.day, channel.hour = words.day, words.hour


def address_of(channel: ChatChannel) -> str:
    """Return where to post. raises: WrongAddress when it was sealed by another secret"""
    try:
        return signing.unseal(PURPOSE, channel.sealed_address)
    except signing.BadToken as other:
        raise WrongAddress(
            _l("The address can no longer be read, since SECRET_KEY was changed: write it again.")
        ) from other
