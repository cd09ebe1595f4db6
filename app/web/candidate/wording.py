"""What candidates read of their application."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import LazyString, format_time, lazy_pgettext
from flask_babel import lazy_gettext as _l

from app.core.i18n import format_date, language
from app.core.i18n import gettext as _
from app.hiring.applying.status_page import Shown
from app.hiring.models import ApplicationState, ReferrerSees, Stage
from app.hiring.wording import file_size
from app.publishing.models import ProcessStep

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
        return _received_headline(shown, recruiter)
    if shown.stage is Stage.REVIEW:
        return _("The team is deciding on the next step")
    if shown.stage is Stage.INTERVIEW:
        if recruiter:
            return _("Next, a conversation with %(name)s", name=recruiter)
        return _("Next, a conversation with us")
    return _("We are preparing an offer for you")


def _received_headline(shown: Shown, recruiter: str) -> str:
    """Say what comes first: reading, once somebody has opened it, else the answer and its day."""
    if shown.seen and recruiter:
        return _("%(name)s is reading your application", name=recruiter)
    if shown.seen:
        return _("We are reading your application")
    if shown.answer_by and not shown.late:
        return _("Received. Answer by %(day)s", day=day_in_words(shown.answer_by))
    return _("Your application is received")


def answer_line(shown: Shown) -> str:
    """Say by when the first answer comes, where the title does not; that it is late once it is."""
    if not shown.open or shown.stage is not Stage.RECEIVED or shown.answer_by is None:
        return ""
    day = day_in_words(shown.answer_by)
    if shown.late:
        return _("An answer was due by %(day)s: it is late.", day=day)
    return _("Answer by %(day)s.", day=day) if shown.seen else ""


def stages_for_candidate(shown: Shown) -> list[dict[str, Any]]:
    """Return the steps of a status page: done, now, to come.

    Reading begins once somebody has opened the application, and has been done once it is answered.
    """
    order = list(Stage)
    at = order.index(shown.stage)
    if (shown.seen and shown.open) or shown.state is ApplicationState.REFUSED:
        at = max(at, order.index(Stage.REVIEW))
    steps: list[dict[str, Any]] = []
    for rank, stage in enumerate(order):
        step: dict[str, Any] = {"title": FOR_CANDIDATE[stage]}
        if rank == at and shown.open:
            time = day_and_time(shown.at) if stage is Stage.RECEIVED else ""
            step |= {"state": "now", "tag": _("You are here"), "time": time}
        elif stage is Stage.RECEIVED or rank < at:
            reached = shown.at if stage is Stage.RECEIVED else shown.reached.get(order[rank + 1])
            step |= {"state": "done", "time": day_and_time(reached) if reached else ""}
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
    received = {"title": _("Application received"), "state": "now"}
    coming = [
        {
            "title": step.title_fr if french else step.title_en,
            "delay": step.delay_fr if french else step.delay_en,
            "text": step.text_fr if french else step.text_en,
        }
        for step in process
    ]
    return [received | {"time": day_and_time(shown.at)}, *coming]


def what_was_received(shown: Shown) -> list[dict[str, str]]:
    """Return the facts of a form, for its candidate to check."""
    if shown.cv_name:
        cv = f"{shown.cv_name}, {file_size(shown.cv_size)}"
    else:
        cv = _("To come: send it below") if shown.cv_later and shown.takes_cv else ""
    return [
        {"icon": "calendar", "term": _("Received on"), "value": day_and_time(shown.at)},
        {"icon": "user-round", "term": _("Name"), "value": shown.name},
        {"icon": "mail", "term": _("E-mail"), "value": shown.email},
        {"icon": "file-text", "term": _("CV"), "value": cv},
        {"icon": "link", "term": _("Profile"), "value": shown.profile_url},
    ]


def day_in_words(day: date) -> str:
    """Write a day as candidates read it within a sentence: "Monday 7 December"."""
    return str(format_date(day, "EEEE d MMMM"))


def day_and_time(at: datetime) -> str:
    """Write an instant as candidates read it: "Monday 23 November at 14:32"."""
    if language() == "fr":
        day = format_date(at, "EEEE d MMMM")
        return _("%(day)s at %(time)s", day=day, time=format_time(at, "H 'h' mm")).capitalize()
    day = format_date(at, "EEEE d MMMM")
    return _("%(day)s at %(time)s", day=day, time=format_time(at, "H:mm"))
