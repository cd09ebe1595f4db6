"""How people appear in the ledger: by a pseudonym that only their salt explains.

Whoever has the salt and the identifier can prove that a row is about someone. Once the salt is
deleted nobody can, and every row still verifies.
"""

import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from app.attribution.models import Salt, SubjectKind
from app.core.database import db

SALT_BYTES = 32

Subject = tuple[SubjectKind, UUID]


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """How someone is written in the ledger, and the salt that explains it."""

    text: str
    salt: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PseudonymTable:
    """The pseudonyms of those whom some decisions concern, read at once.

    by_subject: of people and of candidates
    explained: every pseudonym of a person that a salt still explains, among those asked about
    """

    by_subject: Mapping[Subject, Pseudonym] = field(default_factory=dict)
    explained: frozenset[str] = frozenset()

    def of_person(self, person_id: UUID) -> str:
        """Return the pseudonym of a person that was asked for."""
        return self.by_subject[SubjectKind.PERSON, person_id].text

    def of_candidate(self, candidate_id: UUID) -> Pseudonym:
        """Return the pseudonym of a candidate that was asked for, with its salt."""
        return self.by_subject[SubjectKind.CANDIDATE, candidate_id]

    def joined_with(self, other: "PseudonymTable") -> "PseudonymTable":
        """Return one table of both. Pure."""
        return PseudonymTable(
            {**self.by_subject, **other.by_subject}, self.explained | other.explained
        )


def pseudonym(kind: SubjectKind, subject_id: UUID, salt: bytes) -> str:
    """Compute someone's pseudonym: HMAC-SHA-256(salt, kind, a zero byte, id). Pure."""
    return hmac.new(salt, f"{kind}\0{subject_id}".encode(), sha256).hexdigest()


def read_pseudonyms(
    *, people: Iterable[UUID] = (), candidates: Iterable[UUID] = (), written: Iterable[str] = ()
) -> PseudonymTable:
    """Return the pseudonyms of some people and candidates, drawing a salt for who has none yet.

    written: pseudonyms of people that stand in the ledger, of which to know if any salt is left
    """
    subjects: set[Subject] = {(SubjectKind.PERSON, each) for each in people}
    subjects |= {(SubjectKind.CANDIDATE, each) for each in candidates}
    asked = set(written)
    behind = and_(Salt.subject_kind == SubjectKind.PERSON, Salt.pseudonym.in_(asked))
    salts = _salts(or_(_is_one_of(subjects), behind) if asked else _is_one_of(subjects))
    if missing := subjects - {_subject(salt) for salt in salts}:
        drawn = [_draw(kind, subject_id) for kind, subject_id in missing]
        db.session.execute(insert(Salt).on_conflict_do_nothing(), drawn)
        salts += _salts(_is_one_of(missing))
    return PseudonymTable(
        {_subject(salt): Pseudonym(salt.pseudonym, salt.salt) for salt in salts},
        frozenset(salt.pseudonym for salt in salts if salt.subject_kind is SubjectKind.PERSON),
    )


def _subject(salt: Salt) -> Subject:
    return salt.subject_kind, salt.subject_id


def known_pseudonym(kind: SubjectKind, subject_id: UUID) -> str | None:
    """Return someone's pseudonym; None for whoever the ledger never met."""
    return db.session.scalar(
        select(Salt.pseudonym).where(Salt.subject_kind == kind, Salt.subject_id == subject_id)
    )


def people_behind(pseudonyms: Iterable[str]) -> Mapping[str, UUID]:
    """Return who is behind some pseudonyms of people; those who were erased are left out."""
    rows = db.session.execute(
        select(Salt.pseudonym, Salt.subject_id).where(
            Salt.subject_kind == SubjectKind.PERSON, Salt.pseudonym.in_(set(pseudonyms))
        )
    )
    return {row.pseudonym: row.subject_id for row in rows}


def _is_one_of(subjects: Iterable[Subject]) -> ColumnElement[bool]:
    return tuple_(Salt.subject_kind, Salt.subject_id).in_(list(subjects))


def _salts(condition: ColumnElement[bool]) -> list[Salt]:
    return list(db.session.scalars(select(Salt).where(condition)))


def _draw(kind: SubjectKind, subject_id: UUID) -> dict[str, object]:
    salt = secrets.token_bytes(SALT_BYTES)
    return {
        "subject_kind": kind,
        "subject_id": subject_id,
        "salt": salt,
        "pseudonym": pseudonym(kind, subject_id, salt),
    }
