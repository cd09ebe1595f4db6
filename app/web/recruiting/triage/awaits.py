"""What a recruiter, or a hiring manager, finds on their home page: what awaits them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.hiring import queries
from app.hiring.models import Application
from app.hiring.queries import ApplicationFilters, Awaiting, Order
from app.people.models import Person
from app.people.permissions import Permission, may
from app.web import navigation
from app.web.recruiting.filters import address_of
from app.web.recruiting.wording import days_waited, waiting_for


@dataclass(frozen=True)
class Duty:
    """Something that awaits, how much of it, and where it is done."""

    label: str
    count: int
    href: str
    icon: str

    @property
    def shown(self) -> str:
        """How much, in figures."""
        return navigation.up_to_many(self.count) or "0"


@dataclass(frozen=True)
class UrgentApplication:
    """An application that waits. fresh: nobody has opened it yet; long: for too long"""

    application: Application
    fresh: bool
    long: bool
    waits: str
    href: str


@dataclass(frozen=True)
class Awaits:
    """What awaits somebody who recruits: templates/recruiting/_awaits.html draws it."""

    duties: Sequence[Duty]
    urgent: Sequence[UrgentApplication]


def what_awaits(person: Person, *, now: datetime) -> Awaits | None:
    """Return what awaits a person; None for who sees no applications."""
    if not may(person, Permission.SEE_APPLICATIONS):
        return None
    found = queries.awaiting_recruiter(person, now=now)
    counted = navigation.to_answer(person)
    to_contact = counted["to_contact"]
    filters = ApplicationFilters(mine=True, order=Order.WAITING)
    back = address_of(filters)

    def listed(awaiting: Awaiting) -> str:
        return url_for("recruiting.applications", **back, awaiting=awaiting.value)

    duties = [
        Duty(
            ngettext("application not opened yet", "applications not opened yet", found.unopened),
            found.unopened,
            listed(Awaiting.OPENING),
            "mail",
        ),
        Duty(
            ngettext(
                "waiting for more than %(days)d days",
                "waiting for more than %(days)d days",
                found.long,
                days=queries.LONG_WAIT,
            ),
            found.long,
            listed(Awaiting.STEP),
            "clock",
        ),
        Duty(
            ngettext("person to contact", "people to contact", to_contact),
            to_contact,
            url_for("recruiting.to_contact"),
            "user-round",
        ),
    ]
    if "names" in counted:
        names = ngettext("name to match", "names to match", counted["names"])
        href = url_for("recruiting.names")
        duties.insert(2, Duty(names, counted["names"], href, "user-round-search"))
    return Awaits(
        duties,
        [
            UrgentApplication(
                each,
                each.seen_at is None,
                days_waited(each.stage_since, now) > queries.LONG_WAIT,
                _("waiting for %(time)s", time=waiting_for(days_waited(each.stage_since, now))),
                url_for("recruiting.application", application_id=each.id, **back),
            )
            for each in found.urgent
        ],
    )
