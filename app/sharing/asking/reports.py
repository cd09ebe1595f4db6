"""One of the two says that the other went too far; a programme manager judges."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, ScalarSelect, and_, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from app.core import activity
from app.core.database import db
from app.core.errors import Refusal
from app.core.ids import uuid7
from app.core.text.clean import tidy
from app.people.models import Person
from app.sharing.asking.ask import close
from app.sharing.asking.models import (
    AskerBlock,
    Closing,
    Question,
    QuestionReport,
    ReportVerdict,
)

LONGEST_REASON = 1000
SHOWN = 50  # open ones on a page; the next come as they are judged


class NoReason(Refusal):
    """A report says what went wrong."""

    code = "no_reason"


def report(
    question: Question, reason: str, *, by_asker: bool, by: Person | None, now: datetime
) -> None:
    """Tell programme managers; each of the two tells them once, and a second time changes nothing.

    raises: NoReason
    """
    said = tidy(reason)[:LONGEST_REASON]
    if not said:
        raise NoReason(_l("Say in a few words what went wrong."), field="reason")
    made = db.session.scalar(
        insert(QuestionReport)
        .values(id=uuid7(), question_id=question.id, by_asker=by_asker, reason=said, at=now)
        .on_conflict_do_nothing(index_elements=["question_id", "by_asker"])
        .returning(QuestionReport.id)
    )
    if made is not None:
        activity.record("question.reported", question, by=by, data={"by_asker": by_asker}, now=now)


def _for(manager: Person) -> ColumnElement[bool]:
    """Return the condition on reports that a manager judges: none about their own conversations."""
    return and_(Question.ambassador_id != manager.id, QuestionReport.judged_at.is_(None))


def open_reports(manager: Person) -> Sequence[QuestionReport]:
    """Return what waits for a judgement, the oldest first. One statement."""
    return db.session.scalars(
        select(QuestionReport)
        .join(QuestionReport.question)
        .where(_for(manager))
        .options(joinedload(QuestionReport.question).joinedload(Question.ambassador))
        .order_by(QuestionReport.id)
        .limit(SHOWN)
    ).all()


def waiting_counted(manager: Person) -> ScalarSelect[int]:
    """Select how many reports wait."""
    joined = select(func.count(QuestionReport.id)).join(QuestionReport.question)
    return joined.where(_for(manager)).scalar_subquery()


def report_of(manager: Person, report_id: UUID) -> QuestionReport:
    """Return an open report, held. raises: NotFound for one that is judged, or about oneself"""
    found = db.session.scalar(
        select(QuestionReport)
        .join(QuestionReport.question)
        .where(_for(manager), QuestionReport.id == report_id)
        .with_for_update(of=QuestionReport)
    )
    if found is None:
        raise NotFound
    return found


def judge(report: QuestionReport, verdict: ReportVerdict, *, by: Person, now: datetime) -> None:
    """Close the conversation, or not; the caller holds the report.

    Barring whoever asked is only for what they were reported for.
    """
    if verdict is ReportVerdict.BARRED and report.by_asker:
        verdict = ReportVerdict.CLOSED
    report.verdict, report.judged_at, report.judged_by_id = verdict, now, by.id
    question = report.question
    if verdict is not ReportVerdict.NOTHING:
        close(question, Closing.JUDGED, now=now)
    if verdict is ReportVerdict.BARRED:
        barred = {"ambassador_id": None, "mailbox_hash": question.mailbox_hash, "at": now}
        db.session.execute(insert(AskerBlock).values(id=uuid7(), **barred).on_conflict_do_nothing())
    data = {"question": str(question.id), "verdict": verdict.value}
    activity.record("report.judged", report, by=by, data=data, now=now)
