"""Candidates, applications, touches, recommendations, refusal reasons."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import words_of
from app.core.ids import uuid7
from app.core.models import StoredFile
from app.extensions import Model
from app.people.models import Person
from app.publishing.models import Opening
from app.sharing.models import ReferralLink


class Candidate(Model):
    """Someone who applied or agreed to be recommended. Same folded mailbox, same candidate."""

    __tablename__ = "candidates"
    __table_args__ = (
        Index(
            "candidates_folded_idx",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str]
    email: Mapped[str]  # as typed, where answers go
    email_folded: Mapped[str] = mapped_column(unique=True)  # mailbox.py, attribution.md
    phone: Mapped[str] = mapped_column(default="")
    # what two ways of writing a number have in common: its last digits
    phone_digits: Mapped[str] = mapped_column(
        Computed("right(regexp_replace(phone, '[^0-9]', '', 'g'), 9)", persisted=True), index=True
    )
    language: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # works here
    created_at: Mapped[datetime]
    # for searching: no accents, no capitals
    folded: Mapped[str] = mapped_column(
        Computed("fold(name || ' ' || email)", persisted=True), deferred=True
    )


class PairVerdict(StrEnum):
    """What somebody said of two candidates who look alike."""

    SAME = "same"
    DIFFERENT = "different"


class CandidatePair(Model):
    """Two candidates who are one person, or are not: a pointer between them, moving no row.

    The candidates whom pairs of the first kind link, however many, are one person. Which of two
    is named first says nothing, so that saying it twice, or the other way round, is the same row.
    """

    __tablename__ = "candidate_pairs"
    __table_args__ = (
        CheckConstraint("one_id < other_id", name="in_order"),
        # One word in force about two candidates, however many say it at once.
        Index(
            "candidate_pairs_in_force_key",
            "one_id",
            "other_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("candidate_pairs_other_idx", "other_id", postgresql_where=text("ended_at IS NULL")),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_someone"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    one_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    verdict: Mapped[PairVerdict]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]

    one: Mapped[Candidate] = relationship(foreign_keys=[one_id])
    other: Mapped[Candidate] = relationship(foreign_keys=[other_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])


class AgencyClaim(Model):
    """A recruitment agency presented somebody, and claims them until a day.

    Of a mailbox, since an agency usually comes before any application. Never changed: a correction
    is another row, so that what a past decision knew can still be read.
    """

    __tablename__ = "agency_claims"
    __table_args__ = (
        Index("agency_claims_mailbox_idx", "email_folded"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_someone"),
        CheckConstraint("replaced_by_id IS NULL OR ended_at IS NOT NULL", name="replaced_is_ended"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    form_id: Mapped[UUID] = mapped_column(unique=True)  # of the form: idempotency
    email_folded: Mapped[str]  # mailbox.py
    email: Mapped[str]  # as typed
    agency: Mapped[str]
    presented_at: Mapped[datetime]
    until: Mapped[date]  # its last day
    opening_id: Mapped[UUID | None] = mapped_column(ForeignKey("openings.id"))  # None: any
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # corrected or withdrawn
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    replaced_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency_claims.id"))

    opening: Mapped[Opening | None] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])


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


class RecommenderChoice(StrEnum):
    """What the candidate answered about the recommender shown on the form."""

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

    def sentence(self, language: str) -> str:
        """Return what the candidate reads, in "fr" or "en"."""
        return self.sentence_fr if language == "fr" else self.sentence_en


class Application(Model):
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
        Index("applications_opening_idx", "opening_id", "stage"),
        Index("applications_search_idx", "cv_search", postgresql_using="gin"),
        CheckConstraint(
            "(state = 'refused') = (refusal_reason IS NOT NULL)", name="refused_has_reason"
        ),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended_has_date"),
        # What repeats another is no application: nobody is hired or refused by it.
        CheckConstraint(
            "repeats_id IS NULL OR (repeats_id <> id AND state IN ('open', 'withdrawn'))",
            name="repeats_another",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id"))
    opening_id: Mapped[UUID] = mapped_column(ForeignKey("openings.id"))
    form_id: Mapped[UUID]  # of the form: idempotency
    at: Mapped[datetime]  # received, server's time
    language: Mapped[str]
    name: Mapped[str]  # as typed, like the address: what is kept of the mailbox stays unsaid
    email: Mapped[str]
    message: Mapped[str] = mapped_column(default="")
    cv_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_files.id"))
    # extracted by a job, for the search and for who cannot see the pages
    cv_text: Mapped[str] = mapped_column(default="", deferred=True)
    cv_pages_drawn: Mapped[int] = mapped_column(default=0)  # how many of its pages are pictures
    cv_read_at: Mapped[datetime | None]  # when its text and pages were made, or given up
    cv_search: Mapped[Any] = mapped_column(
        TSVECTOR,
        Computed(
            "to_tsvector(CASE language WHEN 'fr' THEN 'relais_fr'::regconfig "
            "ELSE 'relais_en'::regconfig END, cv_text)",
            persisted=True,
        ),
        deferred=True,
    )
    seen_at: Mapped[datetime | None]  # first opened by a recruiter
    stage: Mapped[Stage] = mapped_column(default=Stage.RECEIVED)
    stage_since: Mapped[datetime]  # received, or last moved
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.OPEN)
    refusal_reason: Mapped[str | None] = mapped_column(ForeignKey("refusal_reasons.code"))
    refusal_note: Mapped[str] = mapped_column(default="")  # added for the candidate, optional
    ended_at: Mapped[datetime | None]  # hired, refused or withdrawn
    referrer_sees: Mapped[ReferrerSees] = mapped_column(default=ReferrerSees.APPLIED)
    # The answer about the recommender; None when the form showed none and none was named.
    choice: Mapped[RecommenderChoice | None]
    choice_ambassador_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    named_recommender: Mapped[str] = mapped_column(default="")  # as typed
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("referral_links.id"))
    status_generation: Mapped[int] = mapped_column(default=1)  # older status links are refused
    # The earlier application, by the same person from another mailbox, that this one repeats:
    # while they are merged, this one is no application (same_person.py).
    repeats_id: Mapped[UUID | None] = mapped_column(ForeignKey("applications.id"), index=True)

    candidate: Mapped[Candidate] = relationship()
    opening: Mapped[Opening] = relationship()
    cv: Mapped[StoredFile | None] = relationship()
    cv_pages: Mapped[list["CvPage"]] = relationship(
        cascade="all, delete-orphan", order_by="CvPage.number"
    )
    refusal: Mapped[RefusalReason | None] = relationship()
    choice_ambassador: Mapped[Person | None] = relationship()
    link: Mapped[ReferralLink | None] = relationship()
    removed: Mapped[list["RemovedRecommender"]] = relationship(cascade="all, delete-orphan")
    repeats: Mapped["Application | None"] = relationship(remote_side="Application.id")
    moves: Mapped[list["Move"]] = relationship(
        back_populates="application", cascade="all, delete-orphan", order_by="Move.id"
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


class RepeatedForm(Model):
    """A form for an opening where the same mailbox has an application still open.

    It changes nothing there. The row answers its sender as any other, so that a stranger who
    types somebody's address learns nothing; the mailbox itself is told by mail.
    """

    __tablename__ = "repeated_forms"
    __table_args__ = (UniqueConstraint("form_id", "application_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    form_id: Mapped[UUID]
    at: Mapped[datetime]
    language: Mapped[str]
    name: Mapped[str]  # as typed on this form
    email: Mapped[str]
    cv_name: Mapped[str]
    cv_size: Mapped[int]  # bytes
    message: Mapped[str] = mapped_column(default="")
    referrer_sees: Mapped[ReferrerSees] = mapped_column(default=ReferrerSees.APPLIED)
    choice: Mapped[RecommenderChoice | None]
    named_recommender: Mapped[str] = mapped_column(default="")
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("referral_links.id"))
    withdrawn_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    link: Mapped[ReferralLink | None] = relationship()


class RemovedRecommender(Model):
    """An ambassador whom the candidate took off their application."""

    __tablename__ = "removed_recommenders"

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
    told_at: Mapped[datetime | None]  # the letter of a refusal was written

    application: Mapped[Application] = relationship(back_populates="moves")
    by: Mapped[Person | None] = relationship()


class TouchKind(StrEnum):
    """What links a candidate to an ambassador."""

    VISIT = "visit"
    RECOMMENDATION = "recommendation"
    DECLARATION = "declaration"


class TouchState(StrEnum):
    """Whether a touch counts yet."""

    OK = "ok"
    PENDING = "pending"
    REFUSED = "refused"


class Touch(Model):
    """Evidence that links a candidate to an ambassador: something one of them did.

    It belongs to the candidate and serves later applications too.
    """

    __tablename__ = "touches"
    __table_args__ = (
        # The same act recorded twice (a form sent again) is one touch.
        UniqueConstraint("candidate_id", "source"),
        CheckConstraint(
            "state <> 'ok' OR kind = 'visit' OR settled_at IS NOT NULL", name="settled"
        ),
        CheckConstraint("withdrawn_at IS NULL OR state = 'refused'", name="withdrawn"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    candidate_id: Mapped[UUID] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE"), index=True
    )
    source: Mapped[str]  # "click:<id>", "form:<id>", "recommendation:<id>"
    kind: Mapped[TouchKind]
    ambassador_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]  # visit: the landing; recommendation: sent; declaration: named
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("referral_links.id"))
    link_at: Mapped[datetime | None]  # when the link was made
    publication_id: Mapped[UUID | None] = mapped_column(ForeignKey("publications.id"))
    story: Mapped[bool] = mapped_column(default=False)
    roles: Mapped[list[str]]  # of the ambassador, as they were then
    policy_version: Mapped[int]  # in force at the touch
    state: Mapped[TouchState] = mapped_column(default=TouchState.OK)
    settled_at: Mapped[datetime | None]  # accepted, confirmed or refused
    own_session: Mapped[bool] = mapped_column(default=False)  # sent from its owner's browser
    withdrawn_at: Mapped[datetime | None]  # a colleague had been asked by mistake: it never was
    created_at: Mapped[datetime]

    ambassador: Mapped[Person] = relationship()
    link: Mapped[ReferralLink | None] = relationship()


class Recommendation(Model):
    """Somebody whom an ambassador named for an opening.

    Until they accept, this row and the messages about it are all that is known of them, and no
    page but their own shows it. Without a name it says nothing of anybody: what is left is that
    the ambassador sent one. Changes only through recommendations.py.
    """

    __tablename__ = "recommendations"
    __table_args__ = (
        UniqueConstraint("ambassador_id", "form_id"),
        # One at a time for an ambassador, a mailbox and an opening.
        Index(
            "recommendations_known_key",
            "ambassador_id",
            "opening_id",
            "email_folded",
            unique=True,
            postgresql_where=text("email_folded IS NOT NULL"),
        ),
        Index("recommendations_mailbox_idx", "email_folded"),
        Index(
            "recommendations_unanswered_idx", "ends_at", postgresql_where=text("touch_id IS NULL")
        ),
        CheckConstraint(
            "num_nonnulls(name, email, email_folded, relation, words) IN (0, 5)", name="whole"
        ),
        CheckConstraint("accepted_at IS NULL OR name IS NOT NULL", name="accepted_is_known"),
        CheckConstraint("touch_id IS NULL OR accepted_at IS NOT NULL", name="touch_is_accepted"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    ambassador_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    opening_id: Mapped[UUID] = mapped_column(ForeignKey("openings.id"), index=True)
    form_id: Mapped[UUID]  # of the ambassador's form: idempotency
    language: Mapped[str]  # of the message and, by default, of the page
    sent_at: Mapped[datetime]
    roles: Mapped[list[str]]  # of the ambassador, when it was sent
    policy_version: Mapped[int]  # in force when it was sent
    ends_at: Mapped[datetime]  # without an answer, nothing is left of the person from then on
    # The person: all of it, or nothing.
    name: Mapped[str | None]
    email: Mapped[str | None]
    email_folded: Mapped[str | None]
    relation: Mapped[str | None]  # how the ambassador knows them, in the ambassador's words
    words: Mapped[str | None]  # why them
    reminded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]  # the opening stopped taking applications before an answer
    accepted_at: Mapped[datetime | None]
    touch_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("touches.id", ondelete="SET NULL"), unique=True
    )

    ambassador: Mapped[Person] = relationship()
    opening: Mapped[Opening] = relationship()
    touch: Mapped[Touch | None] = relationship()


class RecommendationRefusal(Model):
    """A mailbox that is not to be asked again, for one opening or ever; nothing else is known."""

    __tablename__ = "recommendation_refusals"

    key: Mapped[bytes] = mapped_column(primary_key=True)  # HMAC-SHA-256, see recommendations.py


class NamingState(StrEnum):
    """What became of a name that a candidate typed."""

    OPEN = "open"  # fits nobody, or several: waits for a person
    MATCHED = "matched"
    NOBODY = "nobody"  # no colleague, a person found
    ASKED = "asked"  # the candidate was asked which one
    REPLACED = "replaced"  # the candidate has answered again


class Naming(Model):
    """A candidate says who told them: the name as typed, and whom it was taken to mean.

    It keeps what a declaration needs of the moment, for when a person finds out whom it means.
    """

    __tablename__ = "namings"
    __table_args__ = (
        Index(
            "namings_current_key",
            "application_id",
            unique=True,
            postgresql_where=text("state <> 'replaced'"),
        ),
        Index("namings_open_idx", "at", postgresql_where=text("state = 'open'")),
        CheckConstraint("state <> 'matched' OR ambassador_id IS NOT NULL", name="matched"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]  # when the candidate sent it
    typed: Mapped[str]
    details: Mapped[str] = mapped_column(default="")  # a team, a place: tells namesakes apart
    policy_version: Mapped[int]  # in force at the act
    sender_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # signed in there
    state: Mapped[NamingState] = mapped_column(default=NamingState.OPEN)
    ambassador_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    touch_id: Mapped[UUID | None] = mapped_column(ForeignKey("touches.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # None: Relais

    application: Mapped[Application] = relationship()
    ambassador: Mapped[Person | None] = relationship(foreign_keys=[ambassador_id])
    touch: Mapped[Touch | None] = relationship()
    settled_by: Mapped[Person | None] = relationship(foreign_keys=[settled_by_id])


class DeclarationReminder(Model):
    """An ambassador was told again that a candidate's word waits for theirs; each once."""

    __tablename__ = "declaration_reminders"

    touch_id: Mapped[UUID] = mapped_column(
        ForeignKey("touches.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1, then 2
    at: Mapped[datetime]
