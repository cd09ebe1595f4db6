"""The channels that posts go to, and the posts of each week."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.core.ids import uuid7
from app.people.models import Team


class ChatKind(StrEnum):
    """Whose incoming webhook it is."""

    SLACK = "slack"
    TEAMS = "teams"
    MATTERMOST = "mattermost"


class ChatChannel(Model):
    """A channel with its incoming webhook, whose address is a secret: whoever has it may post."""

    __tablename__ = "chat_channels"
    __table_args__ = (
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        CheckConstraint("day BETWEEN 1 AND 7", name="day"),
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[ChatKind]
    name: Mapped[str]
    sealed_address: Mapped[str]
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    language: Mapped[str]
    day: Mapped[int]  # 1 for Monday
    hour: Mapped[int]  # where the company is
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]  # when it was posted to last
    answer: Mapped[str] = mapped_column(default="")  # what was answered then, "" for a yes

    team: Mapped[Team | None] = relationship()


class ChatPost(Model):
    """A week is done with for a channel."""

    __tablename__ = "chat_posts"

    channel_id: Mapped[UUID] = mapped_column(
        ForeignKey("chat_channels.id", ondelete="CASCADE"), primary_key=True
    )
    week: Mapped[date] = mapped_column(primary_key=True)  # its Monday
    offered: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))  # publications; none: nothing to say
    at: Mapped[datetime]
