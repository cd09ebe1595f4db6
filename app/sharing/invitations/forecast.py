"""Whom a campaign will reach by mail and on which days, before it is launched.

Counted by zone and by the cap alone, so that nothing in it tells what anybody chose, relayed or
when they are away (decision 108).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.core.calendar import local_date, zone_called
from app.core.database import db
from app.people.models import Person
from app.people.organisation import current_organisation
from app.publishing.campaigns.models import Campaign
from app.publishing.campaigns.states import span_of
from app.sharing.invitations.audience import PLACE_OF, in_audience, sent_lately
from app.sharing.invitations.models import CampaignInvitation
from app.sharing.invitations.preferences import manners_of
from app.sharing.invitations.rule import Because, InvitedPerson, may_invite

TOO_FEW = 10  # people of whom no figure is shown (measures: groups of ten)


@dataclass(frozen=True)
class Wave:
    """How many people are invited on a day, and why not earlier; day: None for never."""

    day: date | None
    people: int
    because: Because | None


@dataclass(frozen=True)
class Forecast:
    """Whom a campaign reaches. waves: by day; none when too few people for a figure"""

    reach: int
    waves: list[Wave]

    @property
    def is_shown(self) -> bool:
        """Whether there are enough people for figures."""
        return self.reach >= TOO_FEW


def forecast(campaign: Campaign, *, now: datetime) -> Forecast:
    """Return whom a campaign with days would reach if it were launched now. Two statements."""
    manners = manners_of(current_organisation())
    begins, ends = span_of(campaign)
    found: Counter[tuple[date | None, Because | None]] = Counter()
    reached = 0
    row = CampaignInvitation
    binding = (
        select(row.at)
        .where(row.person_id == Person.id, *sent_lately(now))
        .order_by(row.at.desc())
        .offset(manners.a_week - 1)
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
    groups = (
        select(PLACE_OF.label("place"), binding.label("sent_at"))
        .where(*in_audience(campaign, local_date(now)))
        .subquery()
    )
    counted = select(groups.c.place, groups.c.sent_at, func.count()).group_by(
        groups.c.place, groups.c.sent_at
    )
    for place, sent_at, people in db.session.execute(counted):
        sent = [sent_at] * manners.a_week if sent_at else []
        invitee = InvitedPerson(zone_called(place), sent)
        answer = may_invite(now, invitee, manners, begins=begins, ends=ends)
        day = local_date(answer.at) if answer.at else None
        found[day, answer.because] += int(people)
        reached += int(people)
    if reached < TOO_FEW:
        return Forecast(reached, [])
    waves = [Wave(day, people, because) for (day, because), people in found.items()]
    return Forecast(reached, sorted(waves, key=lambda each: (each.day or date.max, -each.people)))
