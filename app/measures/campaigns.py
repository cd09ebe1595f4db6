"""What came of a campaign: figures of its publications on its days, whoever relayed them.

Never of people: neither who relayed nor how many did. Relays are told from five on, and no figure
is given of an audience of fewer than ten (docs/decisions/0108-figures-of-a-campaign.md).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from app.core.calendar import start_of_day
from app.core.database import db
from app.hiring.models import Application
from app.publishing.campaigns.models import Campaign, CampaignItem
from app.publishing.campaigns.states import days_of
from app.sharing.models import ReferralLink
from app.tracking.models import LinkTotal, Relay

FEWEST = 5  # relays that are counted on a screen


@dataclass(frozen=True)
class Progress:
    """What came of a campaign. visits: of the relays of its days, colleagues not counted"""

    relays: int = 0
    confirmed: int = 0
    visits: int = 0
    applications: int = 0

    def of_goal(self, goal: int | None) -> int | None:
        """Return how much of a goal is reached, in per cent up to 100; None when not to be told."""
        if not goal or self.relays < FEWEST:
            return None
        return min(100, 100 * self.relays // goal)


def progress_of(campaign: Campaign, *, today: date) -> Progress:
    """Return what came of a campaign up to now. Two statements."""
    if campaign.launched_at is None:
        return Progress()
    first, last = days_of(campaign)
    begins = start_of_day(first)
    ends = start_of_day(min(last, today) + timedelta(days=1))
    if campaign.stopped_at:
        ends = min(ends, campaign.stopped_at)
    items = select(CampaignItem.publication_id).where(CampaignItem.campaign_id == campaign.id)
    link = ReferralLink
    relays, confirmed, visits = db.session.execute(
        select(
            func.count(),
            func.count(Relay.confirmed_at),
            func.coalesce(func.sum(LinkTotal.visits), 0),
        )
        .select_from(link)
        .outerjoin(Relay, Relay.link_id == link.id)
        .outerjoin(LinkTotal, LinkTotal.link_id == link.id)
        .where(link.publication_id.in_(items), link.declared)
        .where(link.created_at >= begins, link.created_at < ends)
    ).one()
    applications = db.session.scalar(
        select(func.count()).where(
            Application.opening_id.in_(items),
            Application.repeats_id.is_(None),
            Application.at >= begins,
            Application.at < ends,
        )
    )
    return Progress(int(relays), int(confirmed), int(visits), int(applications or 0))
