"""How applications and what is done to them read, for those who recruit."""

from datetime import datetime

from flask_babel import LazyString, format_decimal, format_time
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.core.calendar import local_date
from app.core.i18n import format_date, ngettext
from app.core.i18n import gettext as _
from app.hiring.candidates.duplicates import DuplicateReason
from app.hiring.models import ApplicationState, Move, Stage
from app.hiring.queries import MOST_COUNTED
from app.hiring.wording import STAGES

STAGE_ICONS = {
    Stage.RECEIVED: "circle",
    Stage.REVIEW: "circle-dot",
    Stage.INTERVIEW: "message-square",
    Stage.OFFER: "file-text",
    Stage.HIRED: "circle-check",
}


STAGE_TONES = {Stage.INTERVIEW: "brand", Stage.OFFER: "brand", Stage.HIRED: "success"}


# The button that moves an application on.
MOVE_TO: dict[Stage, LazyString] = {
    Stage.RECEIVED: _l("Back to received"),
    Stage.REVIEW: _l("Start the review"),
    Stage.INTERVIEW: _l("Move to interview"),
    Stage.OFFER: _l("Move to offer"),
    Stage.HIRED: _l("Hire"),
}


def days_waited(since: datetime, now: datetime) -> int:
    """Return for how many days of the calendar an application has waited."""
    return (local_date(now) - local_date(since)).days


def waiting_for(days: int) -> str:
    """Say for how long an application has waited: "less than a day", "3 days"."""
    return ngettext("%(num)d day", "%(num)d days", days) if days > 0 else _("less than a day")


def counted(count: int) -> str:
    """Write a count that may have been given up on: “1,000+”."""
    many = count > MOST_COUNTED
    number = format_decimal(min(count, MOST_COUNTED))
    return _("%(number)s+", number=number) if many else number


def moment(at: datetime) -> str:
    """Write an instant as recruiters read it: "16 March, 09:31"."""
    return _("%(day)s, %(time)s", day=format_date(at, "d MMMM"), time=format_time(at, "short"))


def move_in_words(made: Move, name: str) -> str:
    """Say what was just done to somebody's application."""
    if made.to_state is ApplicationState.HIRED:
        return _("The recruitment of %(name)s is recorded", name=name)
    if made.to_state is ApplicationState.REFUSED:
        if made.without_letter:
            return _("%(name)s is refused, without a message", name=name)
        return _("%(name)s is refused: the message leaves in ten seconds", name=name)
    return _("%(name)s moves to “%(stage)s”", name=name, stage=STAGES[made.to_stage])


def move_in_thread(made: Move) -> str:
    """Say a move in the thread of its application, its author's name in bold."""
    if made.by is None:
        return _("The candidate withdrew")
    more = {"day": format_date(made.starts_on, "long") if made.starts_on else ""}
    if made.to_state is ApplicationState.HIRED and made.starts_on:
        words = _("%(who)s recorded the recruitment; first day of work: %(day)s")
    elif made.to_state is ApplicationState.HIRED:
        words = _("%(who)s recorded the recruitment")
    elif made.to_state is ApplicationState.REFUSED and made.without_letter:
        words = _("%(who)s refused the application, without a message")
    elif made.to_state is ApplicationState.REFUSED:
        words = _("%(who)s refused the application")
    elif made.from_state is not ApplicationState.OPEN:
        words = _("%(who)s took it up again: %(after)s")
    else:
        words = _("%(who)s: from %(before)s to %(after)s")
    return Markup(words) % {
        "who": Markup("<b>{}</b>").format(made.by.first_name),
        "before": STAGES[made.from_stage],
        "after": STAGES[made.to_stage],
        **more,
    }


def why_alike(why: frozenset[DuplicateReason]) -> str:
    """Say why two candidates are perhaps one person."""
    if why == {DuplicateReason.NAME, DuplicateReason.PHONE}:
        return _("Same name, same phone number")
    if not why:
        return _("Neither name nor phone number is the same")
    return _("Same phone number") if DuplicateReason.PHONE in why else _("Same name")


def moved_meanwhile(made: Move) -> str:
    """Say who was faster, to a reader whose page was out of date."""
    time = format_time(made.at, "short")
    if made.by is None:
        return _("The candidate withdrew at %(time)s. Look again, then decide.", time=time)
    return _(
        "%(name)s moved it to “%(stage)s” at %(time)s. Look again, then decide.",
        name=made.by.first_name,
        stage=STAGES[made.to_stage],
        time=time,
    )
