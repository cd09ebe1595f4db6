"""What merging two candidates would bring to each of their applications, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.attribution.deciding.plan import PlannedDecision
from app.attribution.queries import names_behind
from app.attribution.rule.facts import Ruling
from app.attribution.wording.lines import result_words
from app.attribution.wording.reasons import words_of
from app.core.database import db
from app.core.i18n import gettext as _
from app.hiring.models import Application
from app.publishing.wording import title_of


@dataclass(frozen=True)
class Becomes:
    """One application, whom it credits, and whom it would.

    ends: it would be none any more, since an earlier one stays
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


def becomes(planned: Sequence[PlannedDecision]) -> list[Becomes]:
    """Say what becomes of applications, the earliest first. Two statements."""
    applications = {
        application.id: application
        for application in db.session.scalars(
            select(Application)
            .where(Application.id.in_([each.application for each in planned]))
            .options(joinedload(Application.candidate), joinedload(Application.opening))
        )
    }
    names = names_behind(
        who
        for each in planned
        for who, _share in [*each.shares, *(each.before.ambassadors if each.before else ())]
    )
    found = []
    for each in planned:
        application = applications[each.application]
        before, after = each.before, each.entry or each.before
        assert after is not None
        found.append(
            Becomes(
                application=application,
                title=title_of(application.opening),
                at=application.at,
                email=application.candidate.email,
                before=(
                    result_words(before.outcome, [who for who, _s in before.ambassadors], names)
                    if before
                    else _("Being decided")
                ),
                before_why=str(words_of(before.reason).listed) if before else "",
                after=result_words(after.outcome, [who for who, _s in each.shares], names),
                after_why=str(words_of(after.reason).listed),
                ends=after.reason == Ruling.REPEATS_EARLIER,
            )
        )
    return sorted(found, key=lambda each: (each.at, each.application.id))
