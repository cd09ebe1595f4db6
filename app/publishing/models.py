"""Publications: openings and stories, their texts by language, themes and suggested texts."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    Identity,
    Index,
    Numeric,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates
from sqlalchemy.schema import SchemaItem

from app.core.database import Model, db, words_of
from app.core.ids import uuid7
from app.core.models import StoredFile
from app.core.search import Part, keep_searchable, searched
from app.core.text.markdown import reading_minutes
from app.people.models import Person, Place, Team
from app.publishing.questions.column import Rows
from app.publishing.questions.question import OpeningQuestion


class PublicationFamily(StrEnum):
    """Which list a publication stands in; its kind is `Publication.kind_code`."""

    OPENING = "opening"
    STORY = "story"


class PublicationState(StrEnum):
    """Where a publication stands. An opening closes, a story is submitted, and archived."""

    DRAFT = "draft"
    SUBMITTED = "submitted"  # by its author, to those who approve
    APPROVED = "approved"
    SCHEDULED = "scheduled"  # goes online at `publish_at`
    PUBLISHED = "published"
    PAUSED = "paused"  # its page says so, and takes nothing
    CLOSED = "closed"
    ARCHIVED = "archived"


class EndReason(StrEnum):
    """Why a publication is no longer online."""

    CLOSED = "closed"  # by who writes it
    FILLED = "filled"
    LAST_DAY = "last_day"
    FEED = "feed"  # the feed that it came from no longer has it
    WINDOW = "window"  # `withdraw_at`
    RECALLED = "recalled"
    DECLINED = "declined"  # a story that never went online


publication_themes = Table(
    "publication_themes",
    db.metadata,
    Column("publication_id", ForeignKey("publications.id", ondelete="CASCADE"), primary_key=True),
    Column("theme_id", ForeignKey("themes.id", ondelete="CASCADE"), primary_key=True),
)
audience_teams = Table(
    "audience_teams",
    db.metadata,
    Column("publication_id", ForeignKey("publications.id", ondelete="CASCADE"), primary_key=True),
    Column("team_id", ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True),
)
audience_places = Table(
    "audience_places",
    db.metadata,
    Column("publication_id", ForeignKey("publications.id", ondelete="CASCADE"), primary_key=True),
    Column("place_id", ForeignKey("places.id", ondelete="CASCADE"), primary_key=True),
)
hiring_team = Table(
    "hiring_team",
    db.metadata,
    Column("opening_id", ForeignKey("openings.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Index("hiring_team_person_idx", "person_id"),
)


class Theme(Model):
    """What a publication is about (AI, cloud, security, CSR…)."""

    __tablename__ = "themes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    code: Mapped[str] = mapped_column(unique=True)
    name_fr: Mapped[str]
    name_en: Mapped[str]
    search: Mapped[Any] = searched()

    def name(self, language: str) -> str:
        """Return the theme's name in "fr" or "en"."""
        return self.name_fr if language == "fr" else self.name_en


keep_searchable(Theme, "search", (Part("name_fr", "D", "fr"), Part("name_en", "D", "en")))


class Publication(Model):
    """What can be relayed. Its state changes only through publish.py.

    Its audience is who is invited to relay it: everyone, unless teams, places or languages are
    named; each kind that is named must fit.
    """

    __tablename__ = "publications"
    __table_args__: tuple[SchemaItem, ...] = (
        CheckConstraint(
            "state IN ('draft', 'submitted', 'approved', 'scheduled')"
            " OR published_at IS NOT NULL OR end_reason = 'declined'",
            name="published_has_date",
        ),
        CheckConstraint(
            "(state IN ('closed', 'archived')) = (ended_at IS NOT NULL)", name="ended_has_date"
        ),
        CheckConstraint("(end_reason IS NULL) = (ended_at IS NULL)", name="ended_has_reason"),
        CheckConstraint(
            "state <> 'scheduled' OR publish_at IS NOT NULL", name="scheduled_has_date"
        ),
        CheckConstraint("withdraw_at > publish_at", name="window_ordered"),
        CheckConstraint("publish_at >= embargo_until", name="not_before_embargo"),
        CheckConstraint("cover_focus IN ('start', 'middle', 'end')", name="cover_focus"),
        CheckConstraint(
            "kind = 'opening' OR state NOT IN ('closed', 'paused')", name="closed_opening"
        ),
        CheckConstraint(
            "kind = 'story' OR state NOT IN ('submitted', 'approved')", name="submitted_story"
        ),
        Index("publications_state_idx", "kind", "state", "published_at"),
        Index(
            "publications_publish_at_idx",
            "publish_at",
            postgresql_where=text("state = 'scheduled'"),
        ),
        Index(
            "publications_withdraw_at_idx",
            "withdraw_at",
            postgresql_where=text("state IN ('published', 'paused')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    number: Mapped[int] = mapped_column(Identity(start=101), unique=True)  # ends the address
    family: Mapped[PublicationFamily] = mapped_column(
        "kind", words_of(PublicationFamily, name="publicationkind")
    )
    state: Mapped[PublicationState] = mapped_column(default=PublicationState.DRAFT)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    updated_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # last saved by
    cover_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_files.id"))
    # which end of a cover that is cut to its box shows: top or left, bottom or right
    cover_focus: Mapped[str] = mapped_column(default="middle", server_default="middle")
    audience_languages: Mapped[list[str]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=1)  # grows with each save: no edit lost unseen
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    state_since: Mapped[datetime | None]  # of its last change of state
    publish_at: Mapped[datetime | None]  # while it is scheduled
    withdraw_at: Mapped[datetime | None]  # from then on it is online no more
    embargo_until: Mapped[datetime | None]  # until then it cannot go online
    published_at: Mapped[datetime | None]  # first shown to anyone: none knew of it before
    ended_at: Mapped[datetime | None]  # closed or archived
    end_reason: Mapped[EndReason | None]

    team: Mapped[Team | None] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    updated_by: Mapped[Person | None] = relationship(foreign_keys=[updated_by_id])
    cover: Mapped[StoredFile | None] = relationship()
    themes: Mapped[list[Theme]] = relationship(secondary=publication_themes)
    audience_teams: Mapped[list[Team]] = relationship(secondary=audience_teams)
    audience_places: Mapped[list[Place]] = relationship(secondary=audience_places)
    texts: Mapped[list["PublicationText"]] = relationship(
        back_populates="publication", cascade="all, delete-orphan", lazy="selectin"
    )
    variants: Mapped[list["Variant"]] = relationship(
        back_populates="publication",
        cascade="all, delete-orphan",
        order_by="Variant.language, Variant.position",
    )

    __mapper_args__ = {"polymorphic_on": "family"}

    def text(self, language: str) -> "PublicationText | None":
        """Return the text in a language, else in the other one; None for an empty draft."""
        by_language = {each.language: each for each in self.texts}
        return by_language.get(language) or next(iter(by_language.values()), None)

    @property
    def kind_code(self) -> str:
        """What it is, as the kinds are registered: "opening", or a story's own kind."""
        return self.family.value

    @property
    def languages(self) -> list[str]:
        """The languages it is written in."""
        return sorted(each.language for each in self.texts)


FOLDED = "fold(title || ' ' || summary)"


class PublicationText(Model):
    """A publication's words in one language."""

    __tablename__ = "publication_texts"
    __table_args__ = (
        UniqueConstraint("publication_id", "language"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        Index("publication_texts_search_idx", "search", postgresql_using="gin"),
        Index(
            "publication_texts_folded_idx",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    publication_id: Mapped[UUID] = mapped_column(ForeignKey("publications.id", ondelete="CASCADE"))
    language: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    slug: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")  # one or two sentences, for lists and cards
    body: Mapped[str] = mapped_column(default="")  # Markdown
    cover_alt: Mapped[str] = mapped_column(default="")
    # the name of the picture that its shared page shows, once drawn (sharing/cards/)
    card: Mapped[str] = mapped_column(default="", server_default="")
    minutes: Mapped[int] = mapped_column(default=1, server_default="1")  # to read the body
    search: Mapped[Any] = searched()
    # what is compared letter by letter, so that a missing one is forgiven
    folded: Mapped[str] = mapped_column(Computed(FOLDED, persisted=True), deferred=True)

    publication: Mapped[Publication] = relationship(back_populates="texts")

    @validates("body")
    def _time(self, _name: str, body: str) -> str:
        """Keep how long the body takes to read: lists say it, and need not read it."""
        self.minutes = reading_minutes(body)
        return body


keep_searchable(
    PublicationText,
    "search",
    (
        Part("title", "A", "language"),
        Part("summary", "B", "language"),
        Part("body", "C", "language"),
    ),
)


# A text may be for one of these alone, by the code of sharing's channels.
NETWORKS = (
    *("linkedin", "x", "bluesky", "mastodon", "whatsapp", "email", "facebook", "threads", "xing"),
    *("sms", "teams", "slack"),
)
_NETWORKS = ", ".join(f"'{each}'" for each in NETWORKS)


class Variant(Model):
    """A suggested text: what an ambassador finds in the share box, and may change."""

    __tablename__ = "variants"
    __table_args__ = (
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        CheckConstraint(f"network IN ('', {_NETWORKS})", name="network"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    publication_id: Mapped[UUID] = mapped_column(
        ForeignKey("publications.id", ondelete="CASCADE"), index=True
    )
    language: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    network: Mapped[str] = mapped_column(default="", server_default="")  # "": for every network
    text: Mapped[str]

    publication: Mapped[Publication] = relationship(back_populates="variants")


class Contract(StrEnum):
    """The kind of contract."""

    PERMANENT = "permanent"  # CDI
    FIXED_TERM = "fixed_term"  # CDD
    APPRENTICESHIP = "apprenticeship"
    INTERNSHIP = "internship"
    FREELANCE = "freelance"
    INTERIM = "interim"  # temporary work, through an agency


class WorkingTime(StrEnum):
    """How much of a week is worked."""

    FULL = "full"
    PART = "part"


class Remote(StrEnum):
    """How much of the work may be done from home."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


class SalaryPeriod(StrEnum):
    """What a salary pays for."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    HOUR = "hour"


class Seniority(StrEnum):
    """How much experience is expected."""

    ENTRY = "entry"
    CONFIRMED = "confirmed"
    SENIOR = "senior"
    LEAD = "lead"


LARGEST = 2**63 - 1  # of a publication's number: PostgreSQL refuses a larger one
EUROS = Numeric(10, 2)  # whatever the country of the place


class Opening(Publication):
    """A position to fill. Its state changes only through publish.py."""

    __tablename__ = "openings"
    __table_args__ = (
        CheckConstraint("salary_min <= salary_max", name="salary_ordered"),
        CheckConstraint("salary_min > 0", name="salary_positive"),
        CheckConstraint("remote_days BETWEEN 1 AND 5", name="remote_days"),
    )
    __mapper_args__ = {"polymorphic_identity": PublicationFamily.OPENING}

    id: Mapped[UUID] = mapped_column(
        ForeignKey("publications.id", ondelete="CASCADE"), primary_key=True
    )
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"), index=True)
    # a draft has neither until its writer chooses; publishing asks for both
    contract: Mapped[Contract | None]
    working_time: Mapped[WorkingTime | None]
    remote: Mapped[Remote | None]
    remote_days: Mapped[int | None]  # a week, when remote is partial
    salary_min: Mapped[Decimal | None] = mapped_column(EUROS)  # gross, per salary_period
    salary_max: Mapped[Decimal | None] = mapped_column(EUROS)
    salary_period: Mapped[SalaryPeriod] = mapped_column(default=SalaryPeriod.YEAR)
    seniority: Mapped[Seniority | None]
    starts_on: Mapped[date | None]  # None: as soon as possible
    closes_on: Mapped[date | None]  # last day for applications
    hiring_manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    recruiter_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    questions: Mapped[tuple[OpeningQuestion, ...]] = mapped_column(
        Rows(OpeningQuestion), default=(), server_default="[]"
    )
    # where a followed feed has it, for recruiters alone
    source_url: Mapped[str] = mapped_column(default="", server_default="")

    place: Mapped[Place | None] = relationship(foreign_keys=[place_id])
    place_rows: Mapped[list["OpeningPlace"]] = relationship(
        cascade="all, delete-orphan",
        order_by="OpeningPlace.position",
        collection_class=ordering_list("position"),
    )
    # where else than at `place` the work may be done, in order
    other_places: AssociationProxy[list[Place]] = association_proxy("place_rows", "place")
    hiring_manager: Mapped[Person | None] = relationship(foreign_keys=[hiring_manager_id])
    recruiter: Mapped[Person | None] = relationship(foreign_keys=[recruiter_id])
    hiring_team: Mapped[list[Person]] = relationship(secondary=hiring_team)

    @property
    def places(self) -> list[Place]:
        """Return every place where the work may be done, its own first."""
        return [*([self.place] if self.place else []), *self.other_places]


class OpeningPlace(Model):
    """Another place than its own where an opening's work may be done."""

    __tablename__ = "opening_places"

    opening_id: Mapped[UUID] = mapped_column(
        ForeignKey("openings.id", ondelete="CASCADE"), primary_key=True
    )
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True, index=True)
    position: Mapped[int]

    place: Mapped[Place] = relationship()

    def __init__(self, place: Place) -> None:
        super().__init__(place=place)


class StoryKind(StrEnum):
    """What a story is."""

    ARTICLE = "article"
    PORTRAIT = "portrait"
    EVENT = "event"
    NEWS = "news"
    CURATED = "curated"  # a page elsewhere, and why it matters here


class Story(Publication):
    """An employer-brand publication. Its state changes only through publish.py."""

    __tablename__ = "stories"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity > 0", name="capacity"),
        CheckConstraint("tells_id <> id", name="tells_another"),
        Index(
            "stories_starts_at_idx",
            "starts_at",
            "id",
            postgresql_where=text("starts_at IS NOT NULL"),
        ),
        Index("stories_tells_key", "tells_id", unique=True),
    )
    __mapper_args__ = {"polymorphic_identity": PublicationFamily.STORY}

    id: Mapped[UUID] = mapped_column(
        ForeignKey("publications.id", ondelete="CASCADE"), primary_key=True
    )
    story_kind: Mapped[StoryKind] = mapped_column(default=StoryKind.ARTICLE)
    about_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # portraits

    source_url: Mapped[str] = mapped_column(default="", server_default="")  # curated
    source_name: Mapped[str] = mapped_column(default="", server_default="")
    cover_credit: Mapped[str] = mapped_column(default="", server_default="")  # whose picture it is
    # of an event
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"), index=True)
    address: Mapped[str] = mapped_column(default="", server_default="")
    online_url: Mapped[str] = mapped_column(default="", server_default="")
    capacity: Mapped[int | None]  # seats; None: no limit
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")  # as calendars count
    moved_from: Mapped[datetime | None]  # when it was to begin, before it last moved
    # the event that it tells of, once that is over
    tells_id: Mapped[UUID | None] = mapped_column(ForeignKey("stories.id", ondelete="SET NULL"))

    place: Mapped[Place | None] = relationship()
    about_person: Mapped[Person | None] = relationship(foreign_keys=[about_person_id])

    @property
    def kind_code(self) -> str:
        """What it is: an article, a portrait."""
        return self.story_kind.value

    @validates("starts_at")
    def _move(self, _name: str, at: datetime | None) -> datetime | None:
        """Keep when a published event was to begin: its readers knew of that hour."""
        if self.published_at and self.starts_at and at != self.starts_at:
            self.moved_from = self.starts_at
        return at


class ProcessStep(Model):
    """One step between an application and an offer, as candidates read it."""

    __tablename__ = "process_steps"
    __table_args__ = (
        UniqueConstraint("position"),
        CheckConstraint("answer_days BETWEEN 1 AND 90", name="answer_days"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    position: Mapped[int]
    title_fr: Mapped[str]
    title_en: Mapped[str]
    delay_fr: Mapped[str] = mapped_column(default="")
    delay_en: Mapped[str] = mapped_column(default="")
    answer_days: Mapped[int | None]  # working days in which the first step is answered
    text_fr: Mapped[str] = mapped_column(default="")
    text_en: Mapped[str] = mapped_column(default="")
