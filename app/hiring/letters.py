"""The mails that candidates, recommended people and the ambassadors they name receive.

Each in the caller's transaction, in the language of the form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import force_locale

from app.core import mail
from app.core.i18n import format_date
from app.hiring import consent_links, status_links
from app.hiring.models import (
    Application,
    Recommendation,
    RecommendedPerson,
    RefusalReason,
    Touch,
)
from app.people.entrance.links import absolute
from app.people.models import Person
from app.publishing.wording import title_of


@dataclass(frozen=True)
class Followed:
    """One line of the message that a mailbox asked for: an application and its address."""

    title: str
    at: datetime
    url: str


def acknowledge(application: Application, *, now: datetime) -> None:
    """Tell a candidate that their application has arrived, with the address to follow it.

    A candidate who was shown nobody and named nobody is asked, once, who told them.
    """
    _to_candidate(application, "received", now=now, asks_who=application.choice is None)


def tell_repeated(application: Application, *, now: datetime) -> None:
    """Tell a mailbox that a second form came for an application still open, and changed nothing."""
    with force_locale(application.language):
        date = format_date(application.at, "long")
    _to_candidate(application, "repeated", now=now, date=date)


def tell_refusal(application: Application, reason: RefusalReason, *, now: datetime) -> None:
    """Tell a candidate the decision and its reason."""
    _to_candidate(
        application,
        "refused",
        now=now,
        reason=reason.sentence(application.language),
        note=application.refusal_note,
    )


def refusal_drawn(application: Application, reason: RefusalReason | None, note: str) -> mail.Draft:
    """Return the letter of a refusal as it would be, but for the address of the status page.

    reason: None while none is chosen
    """
    return mail.drawn(
        "hiring/mail/refused",
        language=application.language,
        write_to=application.opening.recruiter,
        **_said_to_candidate(application),
        link="…",
        reason=reason.sentence(application.language) if reason else "…",
        note=note,
    )


def tell_withdrawal(application: Application, *, now: datetime) -> None:
    """Confirm to a candidate that they withdrew."""
    _to_candidate(application, "withdrawn", now=now)


def send_status_links(
    address: str, language: str, applications: Sequence[Application], *, now: datetime
) -> None:
    """Send the addresses of a candidate's status pages, all in one message."""
    links = [
        Followed(title_of(each.opening, language), each.at, status_links.mailed_link(each, now=now))
        for each in applications
    ]
    mail.send(to=address, template="hiring/mail/links", language=language, now=now, links=links)


def ask_ambassador(touch: Touch, application: Application, *, now: datetime) -> None:
    """Ask an ambassador whether they told a candidate about us, as that candidate says."""
    _to_ambassador(touch, application, "declared", now=now)


def ask_consent(
    recommendation: Recommendation, person: RecommendedPerson, *, now: datetime
) -> None:
    """Ask somebody whether they agree to be recommended: who, why, what is known, until when."""
    _to_recommended(recommendation, person, "consent/asked", now=now)


def remind_consent(
    recommendation: Recommendation, person: RecommendedPerson, *, now: datetime
) -> None:
    """Ask them once more, and for the last time."""
    _to_recommended(recommendation, person, "consent/reminded", now=now)


def confirm_consent(
    recommendation: Recommendation, person: RecommendedPerson, *, now: datetime
) -> None:
    """Confirm to somebody that they accepted, with the address to apply or to change their mind."""
    _to_recommended(recommendation, person, "consent/given", now=now)


def tell_closed(
    recommendation: Recommendation, person: RecommendedPerson, *, now: datetime
) -> None:
    """Tell somebody that the opening has closed, and that nothing is known of them any more."""
    _to_recommended(recommendation, person, "consent/closed", now=now)


def remind_ambassador(
    touch: Touch, application: Application, *, last_day: date, last: bool, now: datetime
) -> None:
    """Tell an ambassador again that a candidate's word waits for theirs.

    last_day: on which they can still answer
    last: whether this is the last message about it
    """
    until = _day(last_day, "EEEE d MMMM", touch.ambassador.language)
    _to_ambassador(touch, application, "reminded", now=now, until=until, last=last)


def ask_again(
    touch: Touch, application: Application, *, by: Person, last_day: date, now: datetime
) -> None:
    """Ask an ambassador once more, in the name of a colleague who wants to know.

    last_day: on which they can still answer
    """
    until = _day(last_day, "EEEE d MMMM", touch.ambassador.language)
    _to_ambassador(touch, application, "asked_again", now=now, by=by.name, until=until)


def tell_over(
    touch: Touch, application: Application, *, last_day: date, contest_until: date, now: datetime
) -> None:
    """Tell an ambassador that their time to answer is over, and how to contest what that decided.

    last_day: on which they could still answer
    """
    language = touch.ambassador.language
    _to_ambassador(
        touch,
        application,
        "over",
        now=now,
        ended=_day(last_day, "d MMMM", language),
        until=_day(contest_until, "d MMMM", language),
        link=absolute("ambassador.my_credit", application_id=str(application.id)),
    )


def tell_mistake(touch: Touch, application: Application, *, now: datetime) -> None:
    """Tell somebody that a candidate's word was put before them by mistake."""
    _to_ambassador(touch, application, "mistaken", now=now)


def tell_moot(touch: Touch, application: Application, *, now: datetime) -> None:
    """Tell a colleague that what they were asked about a candidate is not asked any more."""
    _to_ambassador(touch, application, "moot", now=now)


def ask_who(application: Application, typed: str, *, now: datetime) -> None:
    """Ask a candidate which colleague they meant, without a word on who works here."""
    _to_candidate(application, "who", now=now, typed=typed)


def remind_cv(application: Application, *, now: datetime) -> None:
    """Remind a candidate of the CV that they said was to come."""
    _to_candidate(application, "cv_awaited", now=now)


def tell_unconfirmed(
    application: Application, typed: str, *, last_day: date, now: datetime
) -> None:
    """Tell a candidate that nobody has confirmed the name they gave, whatever the reason.

    last_day: on which it can still be confirmed
    """
    until = _day(last_day, "d MMMM", application.language)
    _to_candidate(application, "unconfirmed", now=now, typed=typed, until=until)


def _to_ambassador(
    touch: Touch, application: Application, template: str, *, now: datetime, **more: Any
) -> None:
    """Write to the ambassador whom a candidate names; `more` is what this message says besides."""
    ambassador = touch.ambassador
    told: dict[str, Any] = {
        "ambassador": ambassador,
        "name": application.name,
        "title": title_of(application.opening, ambassador.language),
        "link": absolute("ambassador.declarations"),
    }
    mail.send(
        to=ambassador.email,
        template=f"hiring/mail/{template}",
        language=ambassador.language,
        now=now,
        **(told | more),
    )


def _day(day: date, pattern: str, language: str) -> str:
    with force_locale(language):
        return str(format_date(day, pattern))


def _to_candidate(application: Application, template: str, *, now: datetime, **more: Any) -> None:
    recruiter = application.opening.recruiter
    mail.send(
        to=application.candidate.email,
        template=f"hiring/mail/{template}",
        language=application.language,
        now=now,
        write_to=recruiter,
        link=status_links.mailed_link(application, now=now),
        **_said_to_candidate(application),
        **more,
    )


def _said_to_candidate(application: Application) -> dict[str, Any]:
    recruiter = application.opening.recruiter
    return {
        "name": application.candidate.name,
        "title": title_of(application.opening, application.language),
        "recruiter": recruiter.name if recruiter else "",
    }


def _to_recommended(
    recommendation: Recommendation, person: RecommendedPerson, template: str, *, now: datetime
) -> None:
    ambassador, language = recommendation.ambassador, recommendation.language
    mail.send(
        to=person.email,
        template=f"hiring/mail/{template}",
        language=language,
        now=now,
        about=recommendation.id,
        person=person,
        ambassador=ambassador,
        write_to=ambassador,
        title=title_of(recommendation.opening, language),
        sent_at=recommendation.sent_at,
        ends_at=recommendation.ends_at,
        link=consent_links.address(recommendation, now=now),
        refusal_link=consent_links.address(recommendation, now=now, answer="refuse"),
    )
