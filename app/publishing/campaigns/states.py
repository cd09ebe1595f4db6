"""Where a campaign stands: what was decided, and what day it is."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_

from app.core.calendar import end_of_day, start_of_day
from app.publishing.campaigns.models import Campaign


class CampaignState(StrEnum):
    """Where a campaign stands on a day."""

    DRAFT = "draft"
    PLANNED = "planned"  # launched, its first day to come
    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"  # after its last day, or stopped before


def days_of(campaign: Campaign) -> tuple[date, date]:
    """Return the first and the last day of a campaign that has both, as launched ones do. Pure."""
    assert campaign.first_on
    assert campaign.last_on
    return campaign.first_on, campaign.last_on


def span_of(campaign: Campaign) -> tuple[datetime, datetime]:
    """Return when a campaign that has days begins and ends."""
    first, last = days_of(campaign)
    return start_of_day(first), end_of_day(last)


def state_on(campaign: Campaign, today: date) -> CampaignState:
    """Return where a campaign stands. Pure. today: where the company is"""
    if campaign.launched_at is None:
        return CampaignState.DRAFT
    first, last = days_of(campaign)
    if campaign.stopped_at or last < today:
        return CampaignState.OVER
    if campaign.paused_at:
        return CampaignState.PAUSED
    return CampaignState.PLANNED if today < first else CampaignState.RUNNING


def stands(state: CampaignState, today: date) -> ColumnElement[bool]:
    """Return the condition on campaigns that `state_on` checks of one of them."""
    c = Campaign
    if state is CampaignState.DRAFT:
        return c.launched_at.is_(None)
    if state is CampaignState.OVER:
        return and_(c.launched_at.is_not(None), or_(c.stopped_at.is_not(None), c.last_on < today))
    live = [c.launched_at.is_not(None), c.stopped_at.is_(None), c.last_on >= today]
    if state is CampaignState.PAUSED:
        return and_(*live, c.paused_at.is_not(None))
    begun = c.first_on <= today
    return and_(
        *live,
        c.paused_at.is_(None),
        begun if state is CampaignState.RUNNING else c.first_on > today,
    )
