"""Referral links, and what people say that they like to relay."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    Uuid,
    false,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.core.ids import short_code, uuid7
from app.people.models import Person
from app.publishing.models import Publication, Theme


class Channel(StrEnum):
    """Where a link is posted."""

    LINKEDIN = "linkedin"
    X = "x"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    FACEBOOK = "facebook"
    WHATSAPP = "whatsapp"
    THREADS = "threads"
    XING = "xing"
    EMAIL = "email"
    SMS = "sms"
    SLACK = "slack"
    TEAMS = "teams"
    QR = "qr"
    COPY = "copy"
    SHEET = "sheet"  # the phone's own

    @property
    def is_printed(self) -> bool:
        """Whether the link is read off paper, so that no words go with it."""
        return self is Channel.QR

    @property
    def is_share_menu(self) -> bool:
        """Whether the device offers where to post; only some browsers can ask it."""
        return self is Channel.SHEET

    @property
    def is_text_message(self) -> bool:
        """Whether only a phone sends it, as one message or several."""
        return self is Channel.SMS

    @property
    def loses_text(self) -> bool:
        """Whether its page forgets the text of who is not signed in."""
        return self is Channel.BLUESKY

    @property
    def asks_server(self) -> bool:
        """Whether its network is many servers, of which the ambassador names theirs."""
        return self is Channel.MASTODON


class LinkKind(StrEnum):
    """What a tracked link stands for."""

    SHARE = "share"
    OWN = "own"


class TrackedLink(Model):
    """A link that names an ambassador, by a code that is no other's."""

    __tablename__ = "referral_links"
    __table_args__ = (
        UniqueConstraint("ambassador_id", "form_id"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        CheckConstraint(
            "(kind = 'share') = (publication_id IS NOT NULL)"
            " AND (kind = 'share') = (channel IS NOT NULL)",
            name="shares_something_somewhere",
        ),
        CheckConstraint("kind = 'own' OR replaced_at IS NULL", name="own_is_replaced"),
        Index("referral_links_publication_idx", "publication_id", "created_at"),
        Index("referral_links_ambassador_idx", "ambassador_id", "created_at"),
        Index(
            "referral_links_own_idx",
            "ambassador_id",
            unique=True,
            postgresql_where=text("kind = 'own' AND replaced_at IS NULL"),
        ),
    )
    __mapper_args__ = {"polymorphic_on": "kind"}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[LinkKind] = mapped_column(default=LinkKind.SHARE, server_default=LinkKind.SHARE)
    code: Mapped[str] = mapped_column(unique=True, default=short_code)
    publication_id: Mapped[UUID | None] = mapped_column(ForeignKey("publications.id"))
    ambassador_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    channel: Mapped[Channel | None]
    language: Mapped[str]  # of the words and, by default, of the page
    words: Mapped[str] = mapped_column(default="")  # their own, as posted, without the link
    disclosure: Mapped[str] = mapped_column(default="")  # of whom they work for, posted with them
    form_id: Mapped[UUID] = mapped_column(default=uuid7)  # of the share form: idempotency
    charter_version: Mapped[int] = mapped_column(ForeignKey("charters.version"))
    # Whether it is a relay: a share menu that was closed has sent nothing.
    declared: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Whether the picture of the shared page has the ambassador's name and face on it.
    on_card: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]
    # Since when its person gives out another one in its place: it answers without them.
    replaced_at: Mapped[datetime | None]

    publication: Mapped[Publication | None] = relationship()
    ambassador: Mapped[Person] = relationship()


class ReferralLink(TrackedLink):
    """One share, with its own fresh short code; the same form sent twice makes one link."""

    __mapper_args__ = {"polymorphic_identity": LinkKind.SHARE}

    if TYPE_CHECKING:
        publication_id: Mapped[UUID]
        channel: Mapped[Channel]
        publication: Mapped[Publication]


class OwnLink(TrackedLink):
    """The permanent link of one ambassador, for badges and signatures: to no publication."""

    __mapper_args__ = {"polymorphic_identity": LinkKind.OWN}


class FollowedTheme(Model):
    """A theme that a person likes to relay: the hub shows it first."""

    __tablename__ = "followed_themes"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    theme_id: Mapped[UUID] = mapped_column(
        ForeignKey("themes.id", ondelete="CASCADE"), primary_key=True
    )

    theme: Mapped[Theme] = relationship()


class SetAside(Model):
    """A publication that a person does not wish to be offered again."""

    __tablename__ = "set_aside"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    publication_id: Mapped[UUID] = mapped_column(
        ForeignKey("publications.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime]


class ForbiddenWords(Model):
    """Words that the company asks people not to use, and why; their texts are never refused."""

    __tablename__ = "forbidden_words"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    words: Mapped[str]  # as an administrator wrote them
    folded: Mapped[str] = mapped_column(unique=True)
    reason_fr: Mapped[str]
    reason_en: Mapped[str]
    created_at: Mapped[datetime]

    def reason(self, language: str) -> str:
        """Return why they are forbidden, in "fr" or "en"."""
        return self.reason_fr if language == "fr" else self.reason_en


class ShareReminder(Model):
    """A mail that a person asks for, to relay a publication later; Relais posts nothing."""

    __tablename__ = "share_reminders"
    __table_args__ = (
        UniqueConstraint("person_id", "publication_id", "channel"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        Index("share_reminders_due_idx", "at", postgresql_where=text("sent_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    publication_id: Mapped[UUID] = mapped_column(ForeignKey("publications.id", ondelete="CASCADE"))
    channel: Mapped[Channel]
    language: Mapped[str]
    words: Mapped[str]
    at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    publication: Mapped[Publication] = relationship()


class HubVisit(Model):
    """When a person was last at home, and what they knew then: one row a person, written over.

    visits: of all their links, as they saw them last; before: as they saw them the time before
    shown: today's suggestions, so that a page opened twice shows the same
    """

    __tablename__ = "hub_visits"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    seen_at: Mapped[datetime]
    before_at: Mapped[datetime | None]  # the last time before they had left for a while
    visits: Mapped[int]
    visits_before: Mapped[int]
    shown_on: Mapped[date]  # where the company is
    shown: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))


class HubDay(Model):
    """To how many people an opening was shown on a day, at home or by mail; nobody is named."""

    __tablename__ = "hub_days"

    day: Mapped[date] = mapped_column(primary_key=True)  # where the company is
    publication_id: Mapped[UUID] = mapped_column(
        ForeignKey("publications.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    times: Mapped[int]
