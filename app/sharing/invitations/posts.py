"""Telling channels of a campaign, once, by the same rule as people."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.core.calendar import local_date, zone
from app.core.database import db
from app.core.i18n import gettext as _
from app.people.organisation import current_organisation
from app.publishing.campaigns.models import Campaign, CampaignItem
from app.publishing.campaigns.states import CampaignState, span_of, stands
from app.publishing.models import Publication
from app.sharing.chats import posting
from app.sharing.chats.models import ChatChannel
from app.sharing.chats.posting import NotPosted
from app.sharing.invitations.models import CampaignPost
from app.sharing.invitations.preferences import manners_of
from app.sharing.invitations.rule import WEEK, InvitedPerson, may_invite
from app.sharing.queries import published


def due(*, now: datetime) -> list[tuple[UUID, UUID]]:
    """Return which campaigns wait to be told to which channels."""
    running = select(Campaign).where(
        stands(CampaignState.RUNNING, local_date(now)), Campaign.by_chat
    )
    campaigns = db.session.scalars(
        running.options(
            selectinload(Campaign.audience_teams), selectinload(Campaign.audience_places)
        ).order_by(Campaign.last_on, Campaign.id)
    ).all()
    if not campaigns:
        return []
    active = select(ChatChannel).where(ChatChannel.active).order_by(ChatChannel.id)
    channels = db.session.scalars(active).all()
    done = {
        (row.campaign_id, row.channel_id)
        for row in db.session.execute(
            select(CampaignPost.campaign_id, CampaignPost.channel_id).where(
                CampaignPost.campaign_id.in_([each.id for each in campaigns])
            )
        )
    }
    return [
        (campaign.id, channel.id)
        for campaign in campaigns
        for channel in channels
        if reads(channel, campaign) and (campaign.id, channel.id) not in done
    ]


def reads(channel: ChatChannel, campaign: Campaign) -> bool:
    """Say whether a channel is told of a campaign: all who read it must be meant. Pure.

    A channel of a team is read by that team; another one by anybody.
    """
    if campaign.audience_places or campaign.audience_languages:
        return False
    teams = {each.id for each in campaign.audience_teams}
    return not teams or channel.team_id in teams


def post(campaign_id: UUID, channel_id: UUID, *, now: datetime) -> bool:
    """Tell a channel of a campaign, unless it was, must wait, or has nothing to read there.

    The channel stays locked meanwhile, so that two workers never both post.

    returns: whether it was posted
    """
    channel = db.session.scalar(
        select(ChatChannel).where(ChatChannel.id == channel_id).with_for_update(skip_locked=True)
    )
    campaign = db.session.scalar(
        select(Campaign)
        .where(Campaign.id == campaign_id, stands(CampaignState.RUNNING, local_date(now)))
        .with_for_update(read=True)
    )
    if channel is None or campaign is None or posting.answered_lately(channel, now=now):
        return False
    if db.session.get(CampaignPost, (campaign_id, channel_id)) or not _may(
        channel, campaign, now=now
    ):
        return False
    publications = _for_anybody(campaign, now)
    if not publications:
        return False
    offered = [each.id for each in publications]
    with force_locale(channel.language):
        heading = _("Campaign: %(name)s", name=campaign.name(channel.language))
    try:
        posting.post_publications(channel, heading, publications, now=now)
    except NotPosted as refused:
        if refused.again:
            return False
        offered = []
    db.session.add(
        CampaignPost(campaign_id=campaign_id, channel_id=channel_id, at=now, offered=offered)
    )
    return bool(offered)


def _may(channel: ChatChannel, campaign: Campaign, *, now: datetime) -> bool:
    begins, ends = span_of(campaign)
    sent = db.session.scalars(
        select(CampaignPost.at).where(
            CampaignPost.channel_id == channel.id,
            CampaignPost.at > now - WEEK,
            func.cardinality(CampaignPost.offered) > 0,
        )
    ).all()
    answer = may_invite(
        now,
        InvitedPerson(zone(), sent),
        manners_of(current_organisation()),
        begins=begins,
        ends=ends,
    )
    return answer.is_now(now)


def _for_anybody(campaign: Campaign, now: datetime) -> Sequence[Publication]:
    return db.session.scalars(
        select(Publication)
        .join(CampaignItem, CampaignItem.publication_id == Publication.id)
        .where(
            CampaignItem.campaign_id == campaign.id,
            published(now),
            posting.for_all(),
        )
        .order_by(CampaignItem.position)
    ).all()
