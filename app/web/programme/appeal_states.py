"""Where an appeal stands, as managers and its ambassador see it."""

from dataclasses import dataclass
from datetime import datetime

from app.attribution.models import Appeal, AppealState
from app.attribution.wording.short import day_words
from app.core.calendar import local_date
from app.core.i18n import gettext as _


@dataclass(frozen=True)
class ShownState:
    """A word with its tone and icon, as ui/status.html draws it."""

    word: str
    tone: str | None = None
    icon: str | None = None


def state_to_managers(appeal: Appeal, now: datetime) -> ShownState:
    """Say where an appeal stands, and since or until when its answer is due."""
    if appeal.state is not AppealState.OPEN:
        return _closed(appeal)
    due = day_words(local_date(appeal.answer_due_at))
    if appeal.answer_due_at < now:
        return ShownState(_("Late since %(date)s", date=due), "danger")
    return ShownState(_("Due by %(date)s", date=due), "warning")


def state_to_ambassador(appeal: Appeal) -> ShownState:
    """Say to whoever contests where their appeal stands."""
    if appeal.state is not AppealState.OPEN:
        return _closed(appeal)
    due = day_words(local_date(appeal.answer_due_at))
    return ShownState(_("Awaiting an answer, due by %(date)s", date=due), icon="hourglass")


def _closed(appeal: Appeal) -> ShownState:
    if appeal.state is AppealState.GRANTED:
        return ShownState(_("Granted"), "success")
    if appeal.state is AppealState.DISMISSED:
        return ShownState(_("Dismissed"), icon="circle-x")
    return ShownState(_("Withdrawn"), icon="undo-2")
