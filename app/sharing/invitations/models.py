"""Who takes invitations, and which were sent."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Integer, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model

WEEKEND = (6, 7)  # Saturday, Sunday
INVITATION, REMINDER = 1, 2


class Takes(StrEnum):
    """How a person takes the invitations of campaigns."""

    EACH = "each"
    DIGEST = "digest"  # with the weekly digest alone
    NONE = "none"


class InvitationPreference(Model):
    """How and when a person takes invitations; whoever has chosen nothing has no row."""

    __tablename__ = "invitation_preferences"
    __table_args__ = (
        CheckConstraint("days_off <@ ARRAY[1, 2, 3, 4, 5, 6, 7]", name="days_off"),
        CheckConstraint("NOT days_off @> ARRAY[1, 2, 3, 4, 5, 6, 7]", name="some_day_on"),
    )

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    takes: Mapped[Takes] = mapped_column(default=Takes.EACH)
    days_off: Mapped[list[int]] = mapped_column(ARRAY(Integer()), default=lambda: [*WEEKEND])
    away_until: Mapped[date | None]  # nothing before the day after it, where the person is


class CampaignInvitation(Model):
    """A campaign is done with for a person: once, whatever stops in between."""

    __tablename__ = "campaign_invitations"
    __table_args__ = (
        CheckConstraint("number IN (1, 2)", name="number"),
        Index("campaign_invitations_person_idx", "person_id", "at"),
    )

    campaign_id: Mapped[UUID] = mapped_column(
        ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)  # INVITATION, then REMINDER
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime]
    offered: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))  # publications; none: not sent


class CampaignPost(Model):
    """A campaign is done with for a channel."""

    __tablename__ = "campaign_posts"
    __table_args__ = (Index("campaign_posts_channel_idx", "channel_id", "at"),)

    campaign_id: Mapped[UUID] = mapped_column(
        ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True
    )
    channel_id: Mapped[UUID] = mapped_column(
        ForeignKey("chat_channels.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime]
    offered: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))  # publications; none: not posted
