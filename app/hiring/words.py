"""How stages, sources and sizes read, in the language of the page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import LazyString, format_decimal, format_time, lazy_pgettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.core.i18n import format_date, language, ngettext
from app.core.i18n import gettext as _
from app.hiring.following import Shown
from app.hiring.look_alikes import Likeness
from app.hiring.models import ApplicationState, Move, ReferrerSees, Stage
from app.publishing.facts import local_date
from app.publishing.models import ProcessStep

# On recruiters' screens.
STAGES: dict[Stage, LazyString] = {
    Stage.RECEIVED: lazy_pgettext("stage", "Received"),
    Stage.REVIEW: lazy_pgettext("stage", "In review"),
    Stage.INTERVIEW: lazy_pgettext("stage", "Interview"),
    Stage.OFFER: lazy_pgettext("stage", "Offer"),
    Stage.HIRED: lazy_pgettext("stage", "Hired"),
}
STATES: dict[ApplicationState, LazyString] = {
    ApplicationState.OPEN: lazy_pgettext("application", "Open"),
    ApplicationState.HIRED: lazy_pgettext("application", "Hired"),
    ApplicationState.REFUSED: lazy_pgettext("application", "Refused"),
    ApplicationState.WITHDRAWN: lazy_pgettext("application", "Withdrawn"),
}
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
# What a candidate reads of each stage.
FOR_CANDIDATE: dict[Stage, LazyString] = {
    Stage.RECEIVED: lazy_pgettext("stage", "Received"),
    Stage.REVIEW: _l("Read by the team"),
    Stage.INTERVIEW: _l("Conversation"),
    Stage.OFFER: lazy_pgettext("stage", "Offer"),
    Stage.HIRED: _l("Decision"),
}


# What a candidate reads of what their referrer may see.
SEES_LINE: dict[ReferrerSees, LazyString] = {
    ReferrerSees.APPLIED: _l("That is all they see."),
    ReferrerSees.OUTCOME: _l("They will also see the outcome, without the reason."),
    ReferrerSees.STAGES: _l("They will also see each step, never your file."),
}


def headline(shown: Shown) -> str:
    """Say the next thing to happen: the title of a status page."""
    recruiter = shown.opening.recruiter.first_name if shown.opening.recruiter else ""
    if shown.state is ApplicationState.WITHDRAWN:
        return _("You have withdrawn this application")
    if shown.state is ApplicationState.REFUSED:
        return _("This application goes no further")
    if shown.state is ApplicationState.HIRED:
        return _("You are joining us")
    if shown.stage is Stage.RECEIVED:
        if recruiter:
            return _("%(name)s reads your application", name=recruiter)
        return _("We read your application")
    if shown.stage is Stage.REVIEW:
        return _("The team is deciding on the next step")
    if shown.stage is Stage.INTERVIEW:
        if recruiter:
            return _("Next, a conversation with %(name)s", name=recruiter)
        return _("Next, a conversation with us")
    return _("We are preparing an offer for you")


def stages_for_candidate(shown: Shown) -> list[dict[str, Any]]:
    """Return the steps of a status page: done, now, to come.

    Reading begins when an application is received, whether or not staff have moved it yet.
    """
    order = list(Stage)
    at = order.index(shown.stage)
    if shown.state is not ApplicationState.WITHDRAWN:
        at = max(at, order.index(Stage.REVIEW))
    steps: list[dict[str, Any]] = []
    for rank, stage in enumerate(order):
        step: dict[str, Any] = {"title": FOR_CANDIDATE[stage]}
        if stage is Stage.RECEIVED or rank < at:
            reached = shown.at if stage is Stage.RECEIVED else shown.reached.get(order[rank + 1])
            step |= {"state": "done", "time": day_and_time(reached) if reached else ""}
        elif rank == at and shown.open:
            step |= {"state": "now", "tag": _("You are here")}
        steps.append(step)
    return steps if shown.open else [*_walked(steps, at, shown), _end(shown)]


def _walked(steps: list[dict[str, Any]], at: int, shown: Shown) -> list[dict[str, Any]]:
    """Return what came before an end: a decision closes the step it was taken in."""
    if shown.state is not ApplicationState.REFUSED:
        return steps[:at] or steps[:1]
    return [*steps[:at], steps[at] | {"state": "done"}]


def _end(shown: Shown) -> dict[str, Any]:
    title = {
        ApplicationState.HIRED: _("Decision: you are joining us"),
        ApplicationState.REFUSED: _("Decision: we go no further"),
        ApplicationState.WITHDRAWN: _("Withdrawn by you"),
    }[shown.state]
    return {"title": title, "state": "now", "time": day_and_time(shown.since)}


def steps_ahead(shown: Shown, process: Sequence[ProcessStep]) -> list[dict[str, Any]]:
    """Return what a new application has before it, as the company tells its recruitment."""
    french = language() == "fr"
    received = {"title": _("Application received"), "state": "done"}
    coming = [
        {
            "title": step.title_fr if french else step.title_en,
            "delay": step.delay_fr if french else step.delay_en,
            "text": step.text_fr if french else step.text_en,
            "state": "" if rank else "now",
        }
        for rank, step in enumerate(process)
    ]
    return [received | {"time": day_and_time(shown.at)}, *coming]


def what_was_received(shown: Shown) -> list[dict[str, str]]:
    """Return the facts of a form, for its candidate to check."""
    cv = f"{shown.cv_name}, {file_size(shown.cv_size)}" if shown.cv_name else ""
    return [
        {"icon": "calendar", "term": _("Received on"), "value": day_and_time(shown.at)},
        {"icon": "user-round", "term": _("Name"), "value": shown.name},
        {"icon": "mail", "term": _("E-mail"), "value": shown.email},
        {"icon": "file-text", "term": _("CV"), "value": cv},
    ]


def day_and_time(at: datetime) -> str:
    """Write an instant as candidates read it: "Monday 23 November at 14:32"."""
    if language() == "fr":
        day = format_date(at, "EEEE d MMMM")
        return _("%(day)s at %(time)s", day=day, time=format_time(at, "H 'h' mm")).capitalize()
    day = format_date(at, "EEEE d MMMM")
    return _("%(day)s at %(time)s", day=day, time=format_time(at, "H:mm"))


def file_size(size: int) -> str:
    """Write a size in KB, or in MB from one on."""
    if size >= 1024 * 1024:
        return _("%(size)s MB", size=format_decimal(round(size / (1024 * 1024), 1)))
    return _("%(size)s KB", size=format_decimal(max(1, round(size / 1024))))


def days_waited(since: datetime, now: datetime) -> int:
    """Return for how many days of the calendar an application has waited."""
    return (local_date(now) - local_date(since)).days


def waiting_for(days: int) -> str:
    """Say for how long an application has waited: "less than a day", "3 days"."""
    return ngettext("%(num)d day", "%(num)d days", days) if days > 0 else _("less than a day")


def moment(at: datetime) -> str:
    """Write an instant as recruiters read it: "16 March, 09:31"."""
    return _("%(day)s, %(time)s", day=format_date(at, "d MMMM"), time=format_time(at, "short"))


def move_in_words(made: Move, name: str) -> str:
    """Say what was just done to somebody's application."""
    if made.to_state is ApplicationState.HIRED:
        return _("The recruitment of %(name)s is recorded", name=name)
    if made.to_state is ApplicationState.REFUSED:
        return _("%(name)s is refused: the message leaves in ten seconds", name=name)
    return _("%(name)s moves to “%(stage)s”", name=name, stage=STAGES[made.to_stage])


def move_in_thread(made: Move) -> str:
    """Say a move in the thread of its application, its author's name in bold."""
    if made.by is None:
        return _("The candidate withdrew")
    if made.to_state is ApplicationState.HIRED:
        words = _("%(who)s recorded the recruitment")
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
    }


def why_alike(why: frozenset[Likeness]) -> str:
    """Say why two candidates are perhaps one person."""
    if why == {Likeness.NAME, Likeness.PHONE}:
        return _("Same name, same phone number")
    return _("Same phone number") if Likeness.PHONE in why else _("Same name")


def moved_meanwhile(made: Move) -> str:
    """Say who was faster, for whoever acted on a page that was out of date."""
    time = format_time(made.at, "short")
    if made.by is None:
        return _("The candidate withdrew at %(time)s. Look again, then decide.", time=time)
    return _(
        "%(name)s moved it to “%(stage)s” at %(time)s. Look again, then decide.",
        name=made.by.first_name,
        stage=STAGES[made.to_stage],
        time=time,
    )
