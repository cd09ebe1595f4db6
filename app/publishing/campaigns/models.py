"""Campaigns, with what they put forward and for whom."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, false, text, true
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model, db
from app.core.ids import uuid7
from app.people.models import Person, Place, Team
from app.publishing.models import Publication

campaign_teams = Table(
    "campaign_teams",
    db.metadata,
    Column("campaign_id", ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True),
    Column("team_id", ForeignKey("teams.id"), primary_key=True),  # gone, it would be for everyone
)
campaign_places = Table(
    "campaign_places",
    db.metadata,
    Column("campaign_id", ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True),
    Column("place_id", ForeignKey("places.id"), primary_key=True),
)


class Campaign(Model):
    """Publications put forward to an audience for some days. Its life is in run.py.

    Its audience is everyone, unless teams, places or languages are named; each kind that is named
    must fit, and so must the audience of each publication.
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint("first_on <= last_on", name="days_ordered"),
        CheckConstraint("goal > 0", name="goal"),
        CheckConstraint(
            "launched_at IS NULL OR (first_on IS NOT NULL AND last_on IS NOT NULL)",
            name="launched_has_days",
        ),
        CheckConstraint(
            "launched_at IS NOT NULL OR (paused_at IS NULL AND stopped_at IS NULL)",
            name="launched_first",
        ),
        Index(
            "campaigns_days_idx",
            "last_on",
            "first_on",
            postgresql_where=text("launched_at IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name_fr: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")
    purpose_fr: Mapped[str] = mapped_column(default="")  # one sentence: what it is for
    purpose_en: Mapped[str] = mapped_column(default="")
    first_on: Mapped[date | None]  # where the company is
    last_on: Mapped[date | None]
    goal: Mapped[int | None]  # relays
    audience_languages: Mapped[list[str]] = mapped_column(default=list)
    by_mail: Mapped[bool] = mapped_column(default=True, server_default=true())
    by_chat: Mapped[bool] = mapped_column(default=False, server_default=false())
    reminds: Mapped[bool] = mapped_column(default=False, server_default=false())
    author_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)  # grows with each change: none is lost unseen
    created_at: Mapped[datetime]
    launched_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]

    author: Mapped[Person] = relationship()
    items: Mapped[list["CampaignItem"]] = relationship(
        cascade="all, delete-orphan",
        order_by="CampaignItem.position",
        collection_class=ordering_list("position"),
    )
    publications: AssociationProxy[list[Publication]] = association_proxy("items", "publication")
    audience_teams: Mapped[list[Team]] = relationship(secondary=campaign_teams)
    audience_places: Mapped[list[Place]] = relationship(secondary=campaign_places)

    def name(self, language: str) -> str:
        """Return its name in "fr" or "en", else in the other one; "" while it has none."""
        return in_order(self.name_fr, self.name_en, language)

    def purpose(self, language: str) -> str:
        """Return what it is for in "fr" or "en", else in the other one."""
        return in_order(self.purpose_fr, self.purpose_en, language)


def in_order(french: str, english: str, language: str) -> str:
    """Return the words of a language, else those of the other one. Pure."""
    return french or english if language == "fr" else english or french


class CampaignItem(Model):
    """A publication of a campaign, in its place."""

    __tablename__ = "campaign_publications"

    campaign_id: Mapped[UUID] = mapped_column(
        ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True
    )
    publication_id: Mapped[UUID] = mapped_column(
        ForeignKey("publications.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int]

    publication: Mapped[Publication] = relationship()

    def __init__(self, publication: Publication) -> None:
        super().__init__(publication=publication)
