"""The candidate of a mailbox: found, or made, and held while something of theirs comes in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert

from app.core.database import db
from app.core.ids import uuid7
from app.core.text.fold import name_key
from app.core.text.mailboxes import spellings
from app.hiring.candidates.mailbox import domains_that_fold, fold
from app.hiring.candidates.merge import hold_groups, lock_group
from app.hiring.models import Candidate
from app.people.models import Person


def candidate_of(email: str, *, name: str, language: str, now: datetime) -> Candidate:
    """Return the candidate of a mailbox, made if new, locked with the others who are that person.

    So a person's forms come in one at a time. A known candidate keeps their name: a stranger may
    have typed this address.
    """
    hold_groups()
    folded = fold(email)
    values = {"name": name, "email": email, "language": language, "phone": "", "created_at": now}
    candidate = None
    while candidate is None:  # erased between two statements: made anew
        db.session.execute(
            insert(Candidate)
            .values(id=uuid7(), email_folded=folded, folded_name=name_key(name), **values)
            .on_conflict_do_nothing(index_elements=["email_folded"])
        )
        known = db.session.scalar(select(Candidate.id).where(Candidate.email_folded == folded))
        if known and lock_group(known):
            candidate = db.session.get(Candidate, known, populate_existing=True)
    if candidate.person_id is None:
        candidate.person_id = _person_at(folded, email)
    return candidate


def _person_at(folded: str, email: str) -> UUID | None:
    """Return the colleague who has a mailbox, however their address is written."""
    written = [
        Person.email.endswith(f"@{domain}", autoescape=True) for domain in domains_that_fold(folded)
    ]
    known = db.session.execute(
        select(Person.id, Person.email).where(
            or_(Person.email.in_(spellings(email) | {folded}), *written)
        )
    )
    return next((key for key, address in known if fold(address) == folded), None)
