"""What the form of an application is about: its link, its opening."""

from sqlalchemy import (
    select,
)
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from app.core.database import db
from app.core.ids import read_code
from app.people.models import Person
from app.publishing.models import Opening
from app.sharing.models import TrackedLink

LARGEST = 2**63 - 1  # of an opening's number: PostgreSQL refuses a larger one


def link_of(code: str) -> TrackedLink:
    """Return a referral link with its publication and ambassador. raises: NotFound"""
    known = read_code(code)
    statement = (
        select(TrackedLink)
        .where(TrackedLink.code == known)
        .options(
            joinedload(TrackedLink.publication),
            joinedload(TrackedLink.ambassador).joinedload(Person.portrait),
        )
    )
    found = db.session.scalar(statement) if known else None
    if found is None:
        raise NotFound
    return found


def opening_numbered(number: int) -> Opening:
    """Return an opening by the number that ends its address. raises: NotFound"""
    statement = (
        select(Opening)
        .where(Opening.number == number)
        .options(
            joinedload(Opening.place),
            joinedload(Opening.recruiter),
            joinedload(Opening.hiring_manager),
        )
    )
    found = db.session.scalar(statement) if number <= LARGEST else None
    if found is None:
        raise NotFound
    return found
