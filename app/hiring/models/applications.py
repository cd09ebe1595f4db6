"""Applications with their CV, their moves and what candidates answered on the form."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.core.database import Model, words_of
from app.core.ids import uuid7
from app.core.models import StoredFile
from app.core.search import Part, keep_searchable, searched
from app.hiring.models.candidates import Candidate
from app.hiring.models.touches import Touch
from app.people.models import Person
from app.publishing.models import Opening
from app.publishing.questions.column import Rows
from app.publishing.questions.question import GivenAnswer
from app.sharing.models import TrackedLink


class Stage(StrEnum):
    """Where an application stands."""

    RECEIVED = "received"
    REVIEW = "review"
    INTERVIEW = "interview"
    OFFER = "offer"
    HIRED = "hired"


class ApplicationState(StrEnum):
    """Whether an application is still open."""

    OPEN = "open"
    HIRED = "hired"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ReferrerSees(StrEnum):
    """What a candidate lets the referrer see, the least first."""

    APPLIED = "applied"  # nothing more than "has applied"
    OUTCOME = "outcome"
    STAGES = "stages"


class ReferrerChoice(StrEnum):
    """What the candidate answered about the referrer shown on the form."""

    KEPT = "kept"
    NAMED = "named"
    NONE = "none"


class RefusalReason(Model):
    """Why an application was refused: the recruiter's word and the sentence the candidate reads."""

    __tablename__ = "refusal_reasons"

    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(unique=True)
    label_fr: Mapped[str]
    label_en: Mapped[str]
    sentence_fr: Mapped[str]
    sentence_en: Mapped[str]

    def label(self, language: str) -> str:
        """Return the recruiter's word in "fr" or "en"."""
        return self.label_fr if language == "fr" else self.label_en

    @property
    def says_why(self) -> bool:
        """Whether the candidate reads a sentence of it; not of "other", which asks for a note."""
        return bool(self.sentence_fr and self.sentence_en)

    def sentence(self, language: str) -> str:
        """Return what the candidate reads, in "fr" or "en"."""
        return self.sentence_fr if language == "fr" else self.sentence_en


class FormColumns:
    """What a form says, kept alike by an application and by a form that repeats one."""

    form_id: Mapped[UUID]  # of the form: idempotency
    at: Mapped[datetime]  # received, server's time
    language: Mapped[str]
    name: Mapped[str]  # as typed, like the address: what is kept of the mailbox stays unsaid
    email: Mapped[str]
    message: Mapped[str] = mapped_column(default="")
    # to the opening's questions, in the words of then
    answers: Mapped[tuple[GivenAnswer, ...]] = mapped_column(
        Rows(GivenAnswer), default=(), server_default="[]"
    )
    profile_url: Mapped[str] = mapped_column(default="")  # in place of a CV, or beside it
    cv_later: Mapped[bool] = mapped_column(default=False)  # it is to come by the status page
    referrer_sees: Mapped[ReferrerSees] = mapped_column(default=ReferrerSees.APPLIED)
    # The answer about the referrer; None when the form showed none and none was named.
    choice: Mapped[ReferrerChoice | None]
    named_referrer: Mapped[str] = mapped_column(default="")  # as typed
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("referral_links.id"))  # if kept by it
    # of the visit or the recommendation that led to the form, whatever its answer
    touch_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("touches.id", ondelete="SET NULL"), index=True
    )

    @declared_attr
    def link(cls) -> Mapped[TrackedLink | None]:  # noqa: N805
        """The link by which the referrer was kept."""
        return relationship()

    @declared_attr
    def touch(cls) -> Mapped[Touch | None]:  # noqa: N805
        """What led to the form."""
        return relationship()


# The place of a stage among the others, as an index keeps it.
STAGES = "ARRAY['received','review','interview','offer','hired']"
STAGE_RANK = f"(array_position({STAGES}, stage::text))"


def _counted(name: str, *columns: str) -> Index:
    """Declare an index of the applications that lists show: none that repeats another."""
    return Index(name, *map(text, columns), postgresql_where=text("repeats_id IS NULL"))


class Application(FormColumns, Model):
    """A candidate for one opening. Its stage changes only through pipeline.py."""

    __tablename__ = "applications"
    __table_args__ = (
        # One open application per candidate and opening, however often the form is sent.
        Index(
            "applications_open_key",
            "candidate_id",
            "opening_id",
            unique=True,
            postgresql_where=text("state = 'open' AND repeats_id IS NULL"),
        ),
        # The same form sent again by the same mailbox is the same application.
        UniqueConstraint("form_id", "candidate_id"),
        Index(
            "applications_cv_later_idx",
            "at",
            postgresql_where=text("cv_later AND cv_reminded_at IS NULL"),
        ),
        Index("applications_opening_idx", "opening_id", "stage"),
        # whom an ambassador brought, the latest first
        Index("applications_brought_idx", "choice_ambassador_id", text("at DESC"), text("id DESC")),
        Index("applications_search_idx", "cv_search", postgresql_using="gin"),
        Index("applications_candidate_idx", "candidate_id", "opening_id"),
        # One for every order of a list, of one state or of all.
        _counted("applications_at_idx", "at", "id"),
        _counted("applications_state_at_idx", "state", "at", "id"),
        _counted("applications_waiting_idx", "stage_since", "id"),
        _counted("applications_state_waiting_idx", "state", "stage_since", "id"),
        _counted("applications_stage_idx", STAGE_RANK, "at DESC", "id DESC"),
        _counted("applications_state_stage_idx", "state", STAGE_RANK, "at DESC", "id DESC"),
        Index(
            "applications_unseen_idx",
            "at",
            postgresql_where=text("seen_at IS NULL AND state = 'open' AND repeats_id IS NULL"),
        ),
        CheckConstraint(
            "(state = 'refused') = (refusal_reason IS NOT NULL)", name="refused_has_reason"
        ),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended_has_date"),
        # One that repeats another does not count: nobody is hired or refused by it.
        CheckConstraint(
            "repeats_id IS NULL OR (repeats_id <> id AND state IN ('open', 'withdrawn'))",
            name="repeats_another",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id"))
    opening_id: Mapped[UUID] = mapped_column(ForeignKey("openings.id"))
    cv_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_files.id"))
    # extracted by a job, for the search and for readers who cannot see the pages
    cv_text: Mapped[str] = mapped_column(default="", deferred=True)
    cv_pages_drawn: Mapped[int] = mapped_column(default=0)  # how many of its pages are pictures
    cv_read_at: Mapped[datetime | None]  # when its text and pages were made, or given up
    cv_search: Mapped[Any] = searched()  # with the CV, what was written beside it
    cv_reminded_at: Mapped[datetime | None]  # the one reminder of a CV that is to come
    seen_at: Mapped[datetime | None]  # first opened by a recruiter
    stage: Mapped[Stage] = mapped_column(default=Stage.RECEIVED)
    stage_since: Mapped[datetime]  # received, or last moved
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.OPEN)
    refusal_reason: Mapped[str | None] = mapped_column(ForeignKey("refusal_reasons.code"))
    refusal_note: Mapped[str] = mapped_column(default="")  # added for the candidate, optional
    ended_at: Mapped[datetime | None]  # hired, refused or withdrawn
    choice_ambassador_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    status_generation: Mapped[int] = mapped_column(default=1)  # older status links are refused
    # The earlier application, by the same person from another mailbox, that this one repeats:
    # while they are merged, this one does not count (candidates/merge.py).
    repeats_id: Mapped[UUID | None] = mapped_column(ForeignKey("applications.id"), index=True)

    candidate: Mapped[Candidate] = relationship()
    opening: Mapped[Opening] = relationship()
    cv: Mapped[StoredFile | None] = relationship()
    cv_pages: Mapped[list["CvPage"]] = relationship(
        cascade="all, delete-orphan", order_by="CvPage.number"
    )
    refusal: Mapped[RefusalReason | None] = relationship()
    choice_ambassador: Mapped[Person | None] = relationship()
    removed: Mapped[list["RemovedReferrer"]] = relationship(cascade="all, delete-orphan")
    repeats: Mapped["Application | None"] = relationship(remote_side="Application.id")
    moves: Mapped[list["Move"]] = relationship(
        back_populates="application", cascade="all, delete-orphan", order_by="Move.id"
    )

    @property
    def is_open(self) -> bool:
        """Whether nothing is decided yet."""
        return self.state is ApplicationState.OPEN

    @property
    def is_refused(self) -> bool:
        """Whether it was refused."""
        return self.state is ApplicationState.REFUSED

    @property
    def is_withdrawn(self) -> bool:
        """Whether its candidate has left."""
        return self.state is ApplicationState.WITHDRAWN

    @property
    def cv_name(self) -> str:
        """The name of its CV, as the candidate called it; empty without one."""
        return self.cv.name if self.cv else ""

    @property
    def cv_size(self) -> int:
        """The size of its CV in bytes."""
        return self.cv.size if self.cv else 0

    @property
    def kept(self) -> Person | None:
        """The referrer that the candidate kept."""
        return self.choice_ambassador if self.choice is ReferrerChoice.KEPT else None


keep_searchable(
    Application,
    "cv_search",
    (
        Part("cv_text", "D", "language"),
        Part("message", "C", "language"),
        Part("named_referrer", "B"),
    ),
)


class CvPage(Model):
    """One page of a CV as a picture: what a recruiter looks at without opening the file."""

    __tablename__ = "cv_pages"

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 1
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_files.id"))

    file: Mapped[StoredFile] = relationship()


class RepeatedForm(FormColumns, Model):
    """A form for an opening where the same mailbox has an application still open.

    It changes nothing there. The row answers its sender as an application would, so that a
    stranger who types somebody's address learns nothing; the mailbox itself is told by mail.
    """

    __tablename__ = "repeated_forms"
    __table_args__ = (
        UniqueConstraint("form_id", "application_id"),
        Index("repeated_forms_link_idx", "link_id", postgresql_where=text("link_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    cv_name: Mapped[str]
    cv_size: Mapped[int]  # bytes
    # while its sender may still correct their address; the file is forgotten soon after
    cv_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_files.id", ondelete="SET NULL"))
    withdrawn_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    cv: Mapped[StoredFile | None] = relationship()

    # What an application says of itself, of one that nobody has read yet.
    stage = Stage.RECEIVED
    seen_at = None
    moves = ()
    refusal = None
    refusal_note = ""

    @property
    def state(self) -> ApplicationState:
        """Open until its sender withdraws it."""
        return ApplicationState.WITHDRAWN if self.withdrawn_at else ApplicationState.OPEN

    @property
    def stage_since(self) -> datetime:
        """Since when it stands there."""
        return self.withdrawn_at or self.at

    @property
    def opening(self) -> Opening:
        """The opening that it was sent for."""
        return self.application.opening

    @property
    def kept(self) -> Person | None:
        """The referrer that its sender kept."""
        return self.touch.ambassador if self.touch and self.choice is ReferrerChoice.KEPT else None


class RemovedReferrer(Model):
    """An ambassador whom the candidate took off their application."""

    __tablename__ = "removed_referrers"

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True
    )
    ambassador_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)


class Move(Model):
    """One change of an application's stage or state, with its author."""

    __tablename__ = "moves"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # None: the candidate
    from_stage: Mapped[Stage] = mapped_column(words_of(Stage, name="from_stage"))
    from_state: Mapped[ApplicationState] = mapped_column(
        words_of(ApplicationState, name="from_state")
    )
    to_stage: Mapped[Stage] = mapped_column(words_of(Stage, name="to_stage"))
    to_state: Mapped[ApplicationState] = mapped_column(words_of(ApplicationState, name="to_state"))
    undone_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]  # the letter of a refusal was written, or was not to be
    without_letter: Mapped[bool] = mapped_column(default=False)  # a refusal told by other means
    starts_on: Mapped[date | None]  # of a recruitment: the first day of work, once it is known

    application: Mapped[Application] = relationship(back_populates="moves")
    by: Mapped[Person | None] = relationship()
