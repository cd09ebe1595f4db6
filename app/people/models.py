"""The organisation, its places and teams, people, their roles, sessions and the charter."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    event,
    literal_column,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.core.ids import uuid7
from app.core.models import StoredFile
from app.core.search import Part, keep_searchable, searched
from app.core.text.fold import name_key, plain_words
from app.core.text.slugs import slug_of


def _slug_from(column: str) -> Callable[[Any], str]:
    """Return the default of a column of slugs: the words of another one."""
    return lambda context: slug_of(context.get_current_parameters()[column])


class Organisation(Model):
    """The company that runs this installation: one row, its name and its brand."""

    __tablename__ = "organisations"
    __table_args__ = (
        CheckConstraint("singleton", name="one_row"),
        CheckConstraint("brand_color ~ '^#[0-9a-f]{6}$'", name="brand_color"),
        CheckConstraint("invitations_a_week BETWEEN 1 AND 7", name="invitations_a_week"),
        CheckConstraint(
            "quiet_until >= 0 AND quiet_until < quiet_from AND quiet_from <= 24", name="quiet_hours"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    singleton: Mapped[bool] = mapped_column(default=True, unique=True)
    name: Mapped[str]
    about_fr: Mapped[str] = mapped_column(default="")  # one sentence, on the career site
    about_en: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    legal_fr: Mapped[str] = mapped_column(default="")  # Markdown: legal notice
    legal_en: Mapped[str] = mapped_column(default="")
    privacy_fr: Mapped[str] = mapped_column(default="")  # Markdown: what becomes of your data
    privacy_en: Mapped[str] = mapped_column(default="")
    privacy_contact: Mapped[str] = mapped_column(default="")  # a mailbox that answers about it
    brand_color: Mapped[str] = mapped_column(default="#0f5f57")  # "#rrggbb"
    logo_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_files.id"))
    # Whether candidates must say who recommends them, instead of keeping the person shown.
    asks_referrer: Mapped[bool] = mapped_column(default=False)
    # Whether each relay says whom its ambassador works for, and in which words; "": in ours.
    discloses: Mapped[bool] = mapped_column(default=True, server_default=true())
    disclosure_fr: Mapped[str] = mapped_column(default="")
    disclosure_en: Mapped[str] = mapped_column(default="")
    # How often campaigns may invite a person in seven days, and between which hours never.
    invitations_a_week: Mapped[int] = mapped_column(default=1, server_default="1")
    quiet_from: Mapped[int] = mapped_column(default=19, server_default="19")
    quiet_until: Mapped[int] = mapped_column(default=8, server_default="8")
    # Whether visitors may put questions to ambassadors at all.
    takes_questions: Mapped[bool] = mapped_column(default=True, server_default=true())
    demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    logo: Mapped[StoredFile | None] = relationship()


class Place(Model):
    """A city where people work. Places of one name differ by their region."""

    __tablename__ = "places"
    __table_args__ = (UniqueConstraint("name", "region"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True, default=_slug_from("name"))  # in addresses
    region: Mapped[str] = mapped_column(default="")
    postal_code: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="FR")  # ISO 3166-1 alpha-2
    search: Mapped[Any] = searched()

    @property
    def full_name(self) -> str:
        """The name with what tells it from another place of that name."""
        return f"{self.name} ({self.region or self.postal_code or self.country})"


class Team(Model):
    """A department, site or sub-brand; people and publications belong to one."""

    __tablename__ = "teams"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name_fr: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str] = mapped_column(unique=True)
    slug_fr: Mapped[str] = mapped_column(unique=True, default=_slug_from("name_fr"))
    slug_en: Mapped[str] = mapped_column(unique=True, default=_slug_from("name_en"))
    about_fr: Mapped[str] = mapped_column(default="")
    about_en: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    search: Mapped[Any] = searched()

    def name(self, language: str) -> str:
        """Return the team's name in "fr" or "en"."""
        return self.name_fr if language == "fr" else self.name_en

    def slug(self, language: str) -> str:
        """Return what names the team in addresses in "fr" or "en"."""
        return self.slug_fr if language == "fr" else self.slug_en

    def about(self, language: str) -> str:
        """Return the team's presentation in "fr" or "en"."""
        return self.about_fr if language == "fr" else self.about_en


keep_searchable(Place, "search", (Part("name"), Part("region")))
keep_searchable(Team, "search", (Part("name_fr", "D", "fr"), Part("name_en", "D", "en")))


class SlugKind(StrEnum):
    """Among which addresses a slug is the only one."""

    TEAM_FR = "team_fr"
    TEAM_EN = "team_en"
    PLACE = "place"


class FormerSlug(Model):
    """What named a team or a place in addresses before it was renamed: it still leads there."""

    __tablename__ = "former_slugs"
    __table_args__ = (
        CheckConstraint("(kind = 'place') = (team_id IS NULL)", name="team_or_place"),
        CheckConstraint("(team_id IS NULL) <> (place_id IS NULL)", name="one_owner"),
    )

    kind: Mapped[SlugKind] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("teams.id", ondelete="CASCADE"), index=True
    )
    place_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("places.id", ondelete="CASCADE"), index=True
    )


class Role(StrEnum):
    """What a person may do; `executive` gives no permission, it only excludes from bonuses."""

    AMBASSADOR = "ambassador"
    RECRUITER = "recruiter"
    EDITOR = "editor"
    HIRING_MANAGER = "hiring_manager"
    PROGRAMME_MANAGER = "programme_manager"
    ADMIN = "admin"
    AUDITOR = "auditor"
    EXECUTIVE = "executive"


class Appearance(StrEnum):
    """Light or dark, or as the device says."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Person(Model):
    """Someone with an account: every employee, and invited alumni or partners."""

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        Index(
            "people_by_name_idx",
            text("fold(COALESCE(NULLIF(last_name, ''::text), first_name))"),
            text("fold(first_name)"),
            "id",
        ),
        Index(
            "people_called_idx",
            literal_column("fold((first_name || ' ') || last_name)").label("called"),
            postgresql_using="gin",
            postgresql_ops={"called": "gin_trgm_ops"},
        ),
        Index(
            "people_found_idx",
            literal_column(
                "fold((((((first_name || ' ') || last_name) || ' ') || email) || ' ') || job_title)"
            ).label("found"),
            postgresql_using="gin",
            postgresql_ops={"found": "gin_trgm_ops"},
        ),
        Index("people_folded_name_idx", "folded_name"),
        Index("people_folded_first_idx", "folded_first"),
        Index("people_folded_last_idx", "folded_last", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    first_name: Mapped[str]
    last_name: Mapped[str]
    job_title: Mapped[str] = mapped_column(default="")
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id"), index=True)
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    language: Mapped[str] = mapped_column(default="fr")
    appearance: Mapped[Appearance] = mapped_column(default=Appearance.SYSTEM)
    time_zone: Mapped[str | None]  # "Europe/Paris"; None: the company's
    portrait_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_files.id"))
    password_hash: Mapped[str | None]  # Argon2id; None until chosen, or with OpenID Connect only
    oidc_subject: Mapped[str | None] = mapped_column(unique=True)  # "issuer subject"
    employee: Mapped[bool] = mapped_column(default=True)  # False: alumni, partners
    invited_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]  # first sign-in
    disabled_at: Mapped[datetime | None]  # may no longer sign in
    left_on: Mapped[date | None]  # last day employed
    created_at: Mapped[datetime]
    # How the name is compared with one that somebody types; `_fold_name` fills them.
    folded_name: Mapped[str] = mapped_column(server_default="")  # its words in alphabetical order
    folded_first: Mapped[str] = mapped_column(server_default="")  # without spaces
    folded_last: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")  # its words

    team: Mapped[Team | None] = relationship()
    place: Mapped[Place | None] = relationship()
    portrait: Mapped[StoredFile | None] = relationship()
    role_rows: Mapped[list["PersonRole"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def roles(self) -> frozenset[Role]:
        """The person's roles now."""
        return frozenset(row.role for row in self.role_rows)

    # What Flask-Login asks of a user. The token of the browser that is being answered is set by
    # sessions.py and is no column.
    is_authenticated = True
    is_anonymous = False
    session_token = ""

    def get_id(self) -> str:
        """Return what the cookie carries: the token of this browser's session row."""
        return self.session_token

    @property
    def is_active(self) -> bool:
        """Whether the account may be used."""
        return self.disabled_at is None


@event.listens_for(Person, "before_insert")
@event.listens_for(Person, "before_update")
def _fold_name(_mapper: Any, _connection: Any, person: Person) -> None:
    """Keep a name as it is compared, whenever it is written."""
    first, last = plain_words(person.first_name), plain_words(person.last_name)
    person.folded_name = name_key(f"{person.first_name} {person.last_name}")
    person.folded_first = "".join(first)
    person.folded_last = last


class PersonRole(Model):
    """One role of one person."""

    __tablename__ = "person_roles"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[Role] = mapped_column(primary_key=True)

    person: Mapped[Person] = relationship(back_populates="role_rows")


class SignInSession(Model):
    """A browser in which a person is signed in; revoking the row signs it out."""

    __tablename__ = "sign_in_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)  # SHA-256 of the cookie's token
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(default="")  # browser and system, in words
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class UsedToken(Model):
    """A sign-in, reset or invitation link that has served; it will not serve twice."""

    __tablename__ = "used_tokens"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime]


class Charter(Model):
    """The rules of speaking on networks, in the company's words; a change is a new version."""

    __tablename__ = "charters"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text_fr: Mapped[str]  # Markdown
    text_en: Mapped[str]
    published_at: Mapped[datetime]


class CharterAcceptance(Model):
    """A person has accepted one version of the charter."""

    __tablename__ = "charter_acceptances"
    __table_args__ = (UniqueConstraint("person_id", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(ForeignKey("charters.version"))
    at: Mapped[datetime]
