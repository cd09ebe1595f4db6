"""Whom a campaign is for, as conditions on people."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from app.core.calendar import zone_called
from app.core.database import db
from app.people.models import Person, PersonRole
from app.people.permissions import GRANTS, Permission
from app.publishing.campaigns.models import Campaign
from app.sharing.invitations.models import WEEKEND, CampaignInvitation, InvitationPreference
from app.sharing.invitations.rule import WEEK, Manners, is_quiet

RELAYING = [role for role, opened in GRANTS.items() if Permission.RELAY in opened]
PLACE_OF = func.coalesce(Person.time_zone, "")
DAYS_OFF = func.coalesce(InvitationPreference.days_off, [*WEEKEND])


def in_audience(campaign: Campaign, today: date) -> list[ColumnElement[bool]]:
    """Return the conditions that a person is meant by a campaign and may relay.

    They have joined and have an account that is open, whatever they take and have relayed.
    """
    teams = [each.id for each in campaign.audience_teams]
    places = [each.id for each in campaign.audience_places]
    relays = exists().where(PersonRole.person_id == Person.id, PersonRole.role.in_(RELAYING))
    found = [
        Person.joined_at.is_not(None),
        Person.disabled_at.is_(None),
        or_(Person.left_on.is_(None), Person.left_on >= today),
        relays,
    ]
    if teams:
        found.append(Person.team_id.in_(teams))
    if places:
        found.append(Person.place_id.in_(places))
    if campaign.audience_languages:
        found.append(Person.language.in_(campaign.audience_languages))
    return found


def reach(campaign: Campaign, *, today: date) -> int:
    """Count the people whom a campaign is for."""
    counted = select(func.count()).select_from(Person).where(*in_audience(campaign, today))
    return db.session.scalar(counted) or 0


def awake(
    campaign: Campaign, manners: Manners, *, today: date, now: datetime
) -> list[ColumnElement[bool]]:
    """Return the ways to be awake now: each zone and days off of the audience, asked apart."""
    chose = InvitationPreference.person_id == Person.id
    theirs = select(PLACE_OF, DAYS_OFF).select_from(Person).outerjoin(InvitationPreference, chose)
    theirs = theirs.where(*in_audience(campaign, today))
    return [
        and_(PLACE_OF.is_not_distinct_from(place), DAYS_OFF.is_not_distinct_from(days_off))
        for place, days_off in db.session.execute(theirs.distinct()).all()
        if not is_quiet(now, zone_called(place), days_off, manners)
    ]


def within_cap(manners: Manners, now: datetime) -> ColumnElement[bool]:
    """Return the condition that one more invitation stays within the cap of a week."""
    lately = (
        select(func.count())
        .where(*sent_lately(now), CampaignInvitation.person_id == Person.id)
        .correlate(Person)
        .scalar_subquery()
    )
    return lately < manners.a_week


def sent_lately(now: datetime) -> list[ColumnElement[bool]]:
    """Return the conditions on invitations that count in the week that ends now."""
    return [CampaignInvitation.at > now - WEEK, func.cardinality(CampaignInvitation.offered) > 0]
