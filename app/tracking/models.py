"""Clicks and their roll-ups, relay grades, and where the loader stands."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model
from app.core.ids import uuid7
from app.tracking.rules import ClickClass, PreviewFetcher


class Click(Model):
    """A request to a referral link, by a person or by a machine.

    Partitioned by month through the time in its UUIDv7 (0005_tracking.py); only the loader
    writes it. No address, no User-Agent: what is kept is here.
    """

    __tablename__ = "clicks"
    __table_args__ = (
        Index("clicks_link_idx", "link_id"),
        # whom a burst may be made of
        Index(
            "clicks_visitor_idx",
            "visitor",
            "id",
            postgresql_where=text("class = 'human' OR reason = 'burst'"),
        ),
        {"postgresql_partition_by": "RANGE (id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    link_id: Mapped[UUID] = mapped_column(ForeignKey("referral_links.id", ondelete="CASCADE"))
    kind: Mapped[ClickClass] = mapped_column("class")
    reason: Mapped[str]
    network: Mapped[PreviewFetcher | None]  # previews only
    rules_version: Mapped[int]
    browser: Mapped[str]  # family, of humans; "" otherwise
    referrer: Mapped[str]  # host
    language: Mapped[str]  # the visitor's first, such as "fr"
    internal: Mapped[bool]  # made by an employee other than the link's owner
    visitor: Mapped[bytes]  # 8 bytes that stand for a browser until midnight UTC


class LinkDay(Model):
    """How many clicks of a class a link had on a day.

    By day first: what comes today is written in one place, and periods are read from one.
    """

    __tablename__ = "link_days"
    __table_args__ = (
        CheckConstraint("clicks >= 0", name="clicks"),
        {"postgresql_with": {"fillfactor": 70}},
    )

    day: Mapped[date] = mapped_column(primary_key=True)  # in the time zone of the settings
    link_id: Mapped[UUID] = mapped_column(
        ForeignKey("referral_links.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[ClickClass] = mapped_column("class", primary_key=True)
    internal: Mapped[bool] = mapped_column(primary_key=True)
    clicks: Mapped[int]


class PublicationDay(Model):
    """How many clicks of a class the links to a publication had on a day."""

    __tablename__ = "publication_days"
    __table_args__ = (
        CheckConstraint("clicks >= 0", name="clicks"),
        {"postgresql_with": {"fillfactor": 70}},
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    publication_id: Mapped[UUID] = mapped_column(
        ForeignKey("publications.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[ClickClass] = mapped_column("class", primary_key=True)
    internal: Mapped[bool] = mapped_column(primary_key=True)
    clicks: Mapped[int]


class ClickDay(Model):
    """How many clicks of a class there were on a day, on all links.

    Kept by triggers of the database as the days of publications change
    (0034_clicks_by_day.py): nothing else writes it.
    """

    __tablename__ = "click_days"
    __table_args__ = ({"postgresql_with": {"fillfactor": 50}},)

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[ClickClass] = mapped_column("class", primary_key=True)
    internal: Mapped[bool] = mapped_column(primary_key=True)
    clicks: Mapped[int]


class LinkTotal(Model):
    """How many visits a link had in all, colleagues' not counted.

    Kept by triggers of the database as days change (0030_totals_of_clicks.py), like that of a
    publication: nothing else writes it.
    """

    __tablename__ = "link_totals"
    __table_args__ = ({"postgresql_with": {"fillfactor": 50}},)

    link_id: Mapped[UUID] = mapped_column(
        ForeignKey("referral_links.id", ondelete="CASCADE"), primary_key=True
    )
    visits: Mapped[int]


class PublicationTotal(Model):
    """How many visits the links to a publication had in all, colleagues' not counted."""

    __tablename__ = "publication_totals"
    __table_args__ = ({"postgresql_with": {"fillfactor": 50}},)

    publication_id: Mapped[UUID] = mapped_column(
        ForeignKey("publications.id", ondelete="CASCADE"), primary_key=True
    )
    visits: Mapped[int]


class Grade(StrEnum):
    """How far it is known that a share was really posted. The last two are *verified*."""

    DECLARED = "declared"  # the share button was used
    PREVIEW_SEEN = "preview_seen"  # the channel's own network came to the link
    CONFIRMED = "confirmed"  # a human came


class Relay(Model):
    """The act of sharing a publication: one for each link, with its three grades.

    Each grade names the click that gave it. Money never reads them.
    """

    __tablename__ = "relays"
    __table_args__ = (
        CheckConstraint(
            "(preview_seen_at IS NULL) = (preview_click_id IS NULL)"
            " AND (preview_seen_at IS NULL) = (preview_network IS NULL)",
            name="preview_has_click",
        ),
        CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_click_id IS NULL)", name="confirmed_has_click"
        ),
    )

    link_id: Mapped[UUID] = mapped_column(
        ForeignKey("referral_links.id", ondelete="CASCADE"), primary_key=True
    )
    declared_at: Mapped[datetime]
    preview_seen_at: Mapped[datetime | None]
    preview_network: Mapped[PreviewFetcher | None]
    preview_click_id: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_click_id: Mapped[UUID | None]

    @property
    def grade(self) -> Grade:
        """The highest grade it has reached."""
        if self.confirmed_at:
            return Grade.CONFIRMED
        return Grade.PREVIEW_SEEN if self.preview_seen_at else Grade.DECLARED


class JournalNode(Model):
    """A machine with a journal, as its loader last saw it."""

    __tablename__ = "journal_nodes"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
    backlog: Mapped[int]  # bytes not yet loaded
    oldest_at: Mapped[datetime | None]  # of the clicks not yet loaded
    rules_version: Mapped[int]


class JournalSegment(Model):
    """One file of a journal, and how much of it is loaded.

    The offset moves in the transaction that stores the clicks before it: each exactly once.
    """

    __tablename__ = "journal_segments"
    __table_args__ = (CheckConstraint("loaded >= 0", name="loaded"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    node_id: Mapped[UUID] = mapped_column(index=True)
    process: Mapped[int]  # its pid on that node
    started_at: Mapped[datetime]
    loaded: Mapped[int]  # bytes
    finished_at: Mapped[datetime | None]  # its process has ended it, and all of it is loaded


class QuarantinedLine(Model):
    """A line of the journal that could not be read, as it was found."""

    __tablename__ = "click_quarantine"
    __table_args__ = (UniqueConstraint("segment_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    segment_id: Mapped[UUID]
    position: Mapped[int]  # bytes from the segment's start
    line: Mapped[bytes]
    reason: Mapped[str]
    at: Mapped[datetime]


class ClickLoss(Model):
    """Clicks that were answered but could not be written, because the disk was full."""

    __tablename__ = "click_losses"
    __table_args__ = (CheckConstraint("clicks > 0", name="clicks"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    node_id: Mapped[UUID]
    clicks: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class ClickAct(Model):
    """Somebody acted on the page of a click: whatever fetched it, a person was there.

    Waits for the loader, which may not have loaded the click yet.
    """

    __tablename__ = "click_acts"

    click_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
