"""How people appear in the ledger: by a pseudonym that only their salt explains.

Whoever has the salt and the identifier can prove that a row is about someone. Once the salt is
deleted nobody can, and every row still verifies.
"""

import hmac
import secrets
from collections.abc import Iterable, Mapping
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.attribution.models import Salt, SubjectKind
from app.core.database import db

SALT_BYTES = 32


def pseudonym(kind: SubjectKind, subject_id: UUID, salt: bytes) -> str:
    """Compute someone's pseudonym: HMAC-SHA-256(salt, kind, a zero byte, id). Pure."""
    return hmac.new(salt, f"{kind}\0{subject_id}".encode(), sha256).hexdigest()


def pseudonyms_of(kind: SubjectKind, subject_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Return people's pseudonyms, drawing a salt for whoever has none yet."""
    wanted = set(subject_ids)
    found = _known(kind, wanted)
    if missing := wanted - found.keys():
        db.session.execute(insert(Salt).on_conflict_do_nothing(), [_draw(kind, i) for i in missing])
        found |= _known(kind, missing)
    return found


def known_pseudonym(kind: SubjectKind, subject_id: UUID) -> str | None:
    """Return someone's pseudonym; None for whoever the ledger never met."""
    return _known(kind, [subject_id]).get(subject_id)


def salt_of(kind: SubjectKind, subject_id: UUID) -> bytes:
    """Return someone's salt, drawn if they have none."""
    pseudonyms_of(kind, [subject_id])
    return db.session.get_one(Salt, (kind, subject_id)).salt


def people_behind(pseudonyms: Iterable[str]) -> Mapping[str, UUID]:
    """Return who is behind some pseudonyms of people; those who were erased are left out."""
    rows = db.session.execute(
        select(Salt.pseudonym, Salt.subject_id).where(
            Salt.subject_kind == SubjectKind.PERSON, Salt.pseudonym.in_(set(pseudonyms))
        )
    )
    return {row.pseudonym: row.subject_id for row in rows}


def _known(kind: SubjectKind, subject_ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = db.session.execute(
        select(Salt.subject_id, Salt.pseudonym).where(
            Salt.subject_kind == kind, Salt.subject_id.in_(list(subject_ids))
        )
    )
    return {row.subject_id: row.pseudonym for row in rows}


def _draw(kind: SubjectKind, subject_id: UUID) -> dict[str, object]:
    salt = secrets.token_bytes(SALT_BYTES)
    return {
        "subject_kind": kind,
        "subject_id": subject_id,
        "salt": salt,
        "pseudonym": pseudonym(kind, subject_id, salt),
    }
