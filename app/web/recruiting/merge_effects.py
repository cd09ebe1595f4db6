"""What merging two candidates would bring to each of their applications, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.attribution.deciding.plan import PlannedDecision
from app.attribution.queries import names_behind
from app.attribution.rule.facts import Ruling
from app.attribution.wording.changes import result_words
from app.attribution.wording.reasons import words_of
from app.core.database import db
from app.core.i18n import gettext as _
from app.hiring import queries
from app.hiring.models import Application, Candidate
from app.publishing.wording import title_of


@dataclass(frozen=True)
class Becomes:
    """One application, whom it credits, and whom it would.

    ends: it would become one with an earlier application, which stays
    """

    application: Application
    title: str
    at: datetime
    email: str
    before: str
    before_why: str
    after: str
    after_why: str
    ends: bool

    @property
    def changes(self) -> bool:
        """Whether anything of it would differ."""
        return (self.before, self.before_why) != (self.after, self.after_why)


@dataclass(frozen=True)
class Side:
    """One of two candidates, to be compared with the other.

    cv: the latest application that came with one
    """

    candidate: Candidate
    applications: Sequence[Application]
    cv: Application | None

    @property
    def cv_href(self) -> str | None:
        """Where the first page of the CV is, once it is drawn."""
        if self.cv is None or not self.cv.cv_pages_drawn:
            return None
        return url_for("recruiting.cv_page", application_id=self.cv.id, number=1)


def side_by_side(one: Candidate, other: Candidate) -> list[Side]:
    """Return what is to be compared of two candidates."""
    applied = queries.applications_by_candidate([one, other])
    return [
        Side(
            candidate,
            applied[candidate.id],
            next((each for each in applied[candidate.id] if each.cv), None),
        )
        for candidate in (one, other)
    ]


def becomes(decisions: Sequence[PlannedDecision]) -> list[Becomes]:
    """Say what becomes of applications, the earliest first. Two statements."""
    applications = {
        application.id: application
        for application in db.session.scalars(
            select(Application)
            .where(Application.id.in_([planned.application for planned in decisions]))
            .options(joinedload(Application.candidate), joinedload(Application.opening))
        )
    }
    names = names_behind(
        who for planned in decisions for who in [*_credited_now(planned), *planned.credited]
    )
    lines = [_becomes(planned, applications[planned.application], names) for planned in decisions]
    return sorted(lines, key=lambda line: (line.at, line.application.id))


def _becomes(
    planned: PlannedDecision, application: Application, names: Mapping[str, str]
) -> Becomes:
    before, before_why = _("Being decided"), ""
    if now := planned.in_force:
        before = result_words(now.outcome, _credited_now(planned), names)
        before_why = str(words_of(now.reason).listed)
    afterwards = planned.afterwards
    return Becomes(
        application=application,
        title=title_of(application.opening),
        at=application.at,
        email=application.candidate.email,
        before=before,
        before_why=before_why,
        after=result_words(afterwards.outcome, planned.credited, names),
        after_why=str(words_of(afterwards.reason).listed),
        ends=afterwards.reason == Ruling.REPEATS_EARLIER,
    )


def _credited_now(planned: PlannedDecision) -> list[str]:
    return [who for who, _share in planned.in_force.ambassadors] if planned.in_force else []
