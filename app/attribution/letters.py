"""What people are told by mail about credits: appeals, receipts, checkpoints.

Each in the caller's transaction, in the reader's language.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import or_, select

from app.attribution.models import Appeal, AppealState
from app.attribution.wording.short import day_words
from app.core import mail
from app.core.calendar import local_date
from app.core.database import db
from app.people.entrance.links import absolute
from app.people.models import Person, PersonRole, Role
from app.people.permissions import GRANTS, Permission
from app.publishing.wording import title_of

JUDGES = frozenset(role for role, opens in GRANTS.items() if Permission.JUDGE_APPEALS in opens)


def tell_judges(appeal: Appeal, parties: Collection[UUID], *, now: datetime) -> None:
    """Tell every manager who may answer that an appeal was opened."""
    _to_judges("appeal_opened", appeal, parties, now=now)


def remind_judges(appeal: Appeal, parties: Collection[UUID], *, now: datetime) -> None:
    """Tell them again that its answer is due, or late."""
    _to_judges("appeal_waiting", appeal, parties, now=now)


def tell_answer(appeal: Appeal, *, now: datetime) -> None:
    """Tell an ambassador what was answered to their appeal."""
    person = appeal.ambassador
    mail.send(
        to=person.email,
        template="attribution/mail/appeal_answered",
        language=person.language,
        now=now,
        person=person,
        title=title_of(appeal.application.opening, person.language),
        answer=appeal.answer,
        granted=appeal.state is AppealState.GRANTED,
        link=absolute("ambassador.my_credit", application_id=str(appeal.application_id)),
    )


def send_receipts(person: Person, receipts: Sequence[str], *, now: datetime) -> None:
    """Send a person the receipts they asked for, as text that anyone can check.

    receipts: signed statements
    """
    mail.send(
        to=person.email,
        template="attribution/mail/receipts",
        language=person.language,
        now=now,
        person=person,
        receipts=receipts,
        link=absolute("ambassador.check_receipt", language=person.language),
    )


def send_checkpoint(address: str, file: Mapping[str, Any], language: str, *, now: datetime) -> None:
    """Send a checkpoint to an address outside, to be kept there."""
    mail.send(
        to=address,
        template="attribution/mail/checkpoint",
        language=language,
        now=now,
        seq=file["seq"],
        file=json.dumps(file, sort_keys=True),
    )


def _to_judges(name: str, appeal: Appeal, parties: Collection[UUID], *, now: datetime) -> None:
    judges = [person for person in _holding(JUDGES, now=now) if person.id not in parties]
    # someone must see it, were it only to give the role to a person who is no party
    for person in judges or _holding({Role.ADMIN}, now=now):
        with force_locale(person.language):
            due = day_words(local_date(appeal.answer_due_at))
        mail.send(
            to=person.email,
            template=f"attribution/mail/{name}",
            language=person.language,
            now=now,
            person=person,
            appellant=appeal.ambassador.name,
            title=title_of(appeal.application.opening, person.language),
            due=due,
            late=appeal.answer_due_at < now,
            nobody=not judges,
            link=absolute("programme.appeal", appeal_id=str(appeal.id)),
        )


def _holding(roles: Collection[Role], *, now: datetime) -> Sequence[Person]:
    """Return the people at work who hold one of some roles."""
    here = or_(Person.left_on.is_(None), Person.left_on >= local_date(now))
    return db.session.scalars(
        select(Person)
        .where(
            Person.id.in_(select(PersonRole.person_id).where(PersonRole.role.in_(roles))),
            Person.disabled_at.is_(None),
            here,
        )
        .order_by(Person.id)
    ).all()
