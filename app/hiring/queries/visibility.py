"""Who may see which applications, and which openings somebody recruits for."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    and_,
    any_,
    false,
    select,
    true,
    union,
)
from sqlalchemy.orm import load_only

from app.core.database import db, read_first
from app.hiring.candidates.merge import is_another
from app.hiring.models import Application
from app.people.models import Person
from app.people.permissions import Permission, may
from app.publishing.models import Opening, PublicationText, hiring_team

TITLES = load_only(PublicationText.language, PublicationText.title, PublicationText.slug)


def visible_to(person: Person) -> ColumnElement[bool]:
    """Return the condition on applications that a person may see.

    Those who move applications see all of them: recruiters stand in for one another. Those who
    only see them see the ones they hire for. Nobody sees their own candidacy as staff.
    """
    if may(person, Permission.MOVE_APPLICATIONS):
        reach: ColumnElement[bool] = true()
    elif may(person, Permission.SEE_APPLICATIONS):
        reach = of_openings_of(person)
    else:
        return false()
    return and_(reach, is_another(person, Application.candidate_id))


def sees_application(person: Person, application_id: UUID) -> bool:
    """Tell whether a person may see an application, and so whose it is."""
    seen = select(Application.id).where(Application.id == application_id, visible_to(person))
    return db.session.scalar(select(seen.exists())) or False


def recruits_for(person: Person) -> ColumnElement[bool]:
    """Return the condition on openings that a person hires for."""
    return Opening.id == any_(read_first(_openings_of(person)))


def of_openings_of(person: Person) -> ColumnElement[bool]:
    """Return the condition on applications for the openings that a person hires for."""
    return Application.opening_id == any_(read_first(_openings_of(person)))


def _openings_of(person: Person) -> CompoundSelect[Any]:
    opening = Opening.__table__.c
    return union(
        select(opening.id).where(opening.recruiter_id == person.id),
        select(opening.id).where(opening.hiring_manager_id == person.id),
        select(hiring_team.c.opening_id).where(hiring_team.c.person_id == person.id),
    )
