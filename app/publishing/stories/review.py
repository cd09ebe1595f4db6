"""Proposing a story, and answering whoever proposed it: no refusal goes without its reason."""

from collections.abc import Sequence
from datetime import datetime

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import joinedload

from app.core import mail
from app.core.calendar import local_date
from app.core.database import db
from app.core.errors import Refusal
from app.core.text.clean import tidy
from app.people.models import Person
from app.publishing import wording
from app.publishing.kinds import family_of
from app.publishing.missing import NotReady, missing_parts
from app.publishing.models import Publication, PublicationState
from app.publishing.publish import change
from app.publishing.stories.models import Review, ReviewStep

WRITTEN = ("title.", "summary.", "body.")  # the rest is for whoever approves to complete
LONGEST_NOTE = 2_000  # characters


class Unexplained(Refusal):
    """Whoever sends back or declines says why."""

    code = "unexplained"

    def __init__(self) -> None:
        super().__init__(_l("Write why: the author reads it."), field="note")


def submit(story: Publication, *, by: Person, now: datetime) -> None:
    """Propose a draft to those who approve, in the caller's transaction.

    raises: NotReady without a title, a summary and a text; WrongState
    """
    missing = [
        name
        for name in missing_parts(story, today=local_date(now))
        if name.startswith(WRITTEN) or name == "about_person"
    ]
    if missing:
        raise NotReady(missing)
    _step("submit", ReviewStep.SUBMITTED, story, by=by, now=now)


def take_back_proposal(story: Publication, *, by: Person, now: datetime) -> None:
    """Go on writing what was proposed and not answered yet. raises: WrongState"""
    _step("unsubmit", ReviewStep.TAKEN_BACK, story, by=by, now=now)


def approve(story: Publication, *, by: Person, now: datetime, note: str = "") -> None:
    """Say that a story may go online, and tell its author. raises: WrongState"""
    _step("approve", ReviewStep.APPROVED, story, by=by, now=now, note=note)


def send_back(story: Publication, note: str, *, by: Person, now: datetime) -> None:
    """Ask its author for something more: it is a draft again. raises: Unexplained, WrongState"""
    _step("send_back", ReviewStep.SENT_BACK, story, by=by, now=now, note=_said(note))


def decline(story: Publication, reason: str, *, by: Person, now: datetime) -> None:
    """Say that a story will not go online, and why. raises: Unexplained, WrongState"""
    _step("decline", ReviewStep.DECLINED, story, by=by, now=now, note=_said(reason))


def _said(note: str) -> str:
    said = tidy(note)[:LONGEST_NOTE]
    if not said:
        raise Unexplained
    return said


def _step(
    act: str, step: ReviewStep, story: Publication, *, by: Person, now: datetime, note: str = ""
) -> None:
    if not change(act, story, by=by, now=now):
        return
    version = story.version
    db.session.add(
        Review(publication_id=story.id, at=now, by_id=by.id, step=step, note=note, version=version)
    )
    db.session.flush()
    if by.id != story.author_id:
        author = story.author
        mail.send(
            to=author.email,
            template="publishing/mail/reviewed",
            language=author.language,
            now=now,
            name=author.first_name,
            by=by.name,
            step=step,
            note=note,
            title=wording.title_of(story, author.language),
            link=f"{current_app.config['BASE_URL']}/{family_of(story).many}/{story.id}/review",
        )


def reviews_of(story: Publication) -> Sequence[Review]:
    """Return the steps of a story, the latest first."""
    return db.session.scalars(
        select(Review)
        .where(Review.publication_id == story.id)
        .options(joinedload(Review.by))
        .order_by(Review.at.desc(), Review.id.desc())
    ).all()


def asked_for_more(story: Publication) -> Review | None:
    """Return the word with which a draft was sent back, until it is proposed again."""
    if story.state is not PublicationState.DRAFT:
        return None
    latest = select(Review).where(Review.publication_id == story.id).options(joinedload(Review.by))
    last = db.session.scalar(latest.order_by(Review.at.desc(), Review.id.desc()).limit(1))
    return last if last and last.step is ReviewStep.SENT_BACK else None


def to_approve() -> ScalarSelect[int]:
    """Select how many stories wait for an answer."""
    return (
        select(func.count())
        .select_from(Publication)
        .where(Publication.state == PublicationState.SUBMITTED)
        .scalar_subquery()
    )
