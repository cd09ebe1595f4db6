"""Writing the invitations that are due, page by page.

A page is one transaction. It holds the campaign against pausing and stopping, and each of its
people against other workers; then it reads how often they were invited, asks the rule, marks them
and writes the mails. A stop in between leaves both mark and mail, or neither.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.core import mail
from app.core.calendar import local_date, zone_called
from app.core.database import db
from app.people.models import Person
from app.people.organisation import current_organisation
from app.publishing.campaigns.models import Campaign, CampaignItem
from app.publishing.campaigns.states import CampaignState, span_of, stands
from app.publishing.models import Publication
from app.sharing.audience import is_invited
from app.sharing.invitations import letter
from app.sharing.invitations.audience import (
    awake,
    in_audience,
    sent_lately,
    within_cap,
)
from app.sharing.invitations.models import (
    INVITATION,
    REMINDER,
    CampaignInvitation,
    InvitationPreference,
    Takes,
)
from app.sharing.invitations.preferences import manners_of
from app.sharing.invitations.rule import WEEK, Because, InvitedPerson, Manners, may_invite
from app.sharing.models import ReferralLink
from app.sharing.queries import published

log = structlog.get_logger(__name__)
A_PAGE = 100  # people
NEVER = {Takes.NONE: Because.REFUSED, Takes.DIGEST: Because.DIGEST}


@dataclass(frozen=True)
class Sent:
    """What became of a page. after: the last person looked at, None at the end"""

    after: UUID | None
    written: int = 0
    failed: int = 0


def waiting(*, now: datetime) -> list[tuple[UUID, int]]:
    """Return which campaigns may have people to invite, or to remind, those ending first first."""
    rows = db.session.execute(
        select(Campaign.id, Campaign.reminds)
        .where(stands(CampaignState.RUNNING, local_date(now)), Campaign.by_mail)
        .order_by(Campaign.last_on, Campaign.id)
    )
    return [
        (key, number)
        for key, reminds in rows
        for number in (INVITATION, REMINDER)
        if number == INVITATION or reminds
    ]


def send_page(campaign_id: UUID, number: int, *, after: UUID | None, now: datetime) -> Sent:
    """Invite, or remind, the next people of a campaign who are due, in the caller's transaction.

    number: INVITATION, or REMINDER a week later for those who have relayed none of it
    after: the last person of the page before
    """
    campaign = db.session.scalar(
        select(Campaign)
        .where(Campaign.id == campaign_id, stands(CampaignState.RUNNING, local_date(now)))
        .with_for_update(read=True)  # pausing and stopping wait for the page, or it for them
        .execution_options(populate_existing=True)
    )
    offered = _offered(campaign, now) if campaign else []
    if campaign is None or not offered:
        return Sent(None)
    manners = manners_of(current_organisation())
    people = _due(campaign, number, manners, after=after, now=now)
    invitees, done = _invitees(campaign, people, number, now)
    relayed, written, failed = _relayed(people, offered), 0, 0
    begins, ends = span_of(campaign)
    for person in people:
        if person.id in done:
            continue
        invitee = invitees[person.id]
        answer = may_invite(now, invitee, manners, begins=begins, ends=ends)
        theirs = [each for each in offered if is_invited(person, each)]
        fresh = [each for each in theirs if each.id not in relayed[person.id]]
        if number == REMINDER and len(fresh) < len(theirs):
            fresh = []  # who has relayed some of it is not reminded of the rest
        if not invitee.never and not answer.is_now(now):
            continue
        shown = [] if invitee.never else fresh
        try:
            with db.session.begin_nested():
                _mark(campaign, person, number, shown, now)
                if shown:
                    letter.write(campaign, person, shown, number=number, now=now)
        except Exception:  # one person's mail must not keep everybody else's
            log.exception("invitation_failed", person=str(person.id), campaign=str(campaign.id))
            failed += 1
        else:
            written += bool(shown)
    last = people[-1].id if len(people) == A_PAGE else None
    return Sent(last, written, failed)


def call_back(campaign: Campaign) -> None:
    """Delete the invitations of a campaign that were written and have not left."""
    mail.forget([campaign.id])


def dealt_with(campaign: Campaign) -> int:
    """Count the people whom a campaign's invitation was written to, or who take or need none."""
    counted = select(func.count()).where(
        CampaignInvitation.campaign_id == campaign.id, CampaignInvitation.number == INVITATION
    )
    return db.session.scalar(counted) or 0


def _offered(campaign: Campaign, now: datetime) -> Sequence[Publication]:
    """Return the publications of a campaign that may be relayed now, in its order."""
    return db.session.scalars(
        select(Publication)
        .join(CampaignItem, CampaignItem.publication_id == Publication.id)
        .where(CampaignItem.campaign_id == campaign.id, published(now))
        .order_by(CampaignItem.position)
    ).all()


def _due(
    campaign: Campaign, number: int, manners: Manners, *, after: UUID | None, now: datetime
) -> Sequence[Person]:
    """Return the next people who may be invited now, and hold them against other workers.

    Those whom another worker holds are left to it, or to the next run.
    """
    today = local_date(now)
    ways = awake(campaign, manners, today=today, now=now)
    if not ways:
        return []
    conditions: list[ColumnElement[bool]] = [
        *in_audience(campaign, today),
        or_(*ways),
        within_cap(manners, now),
        ~_was_sent(campaign, number),
        *([Person.id > after] if after else []),
    ]
    if number == REMINDER:
        conditions.append(_was_sent(campaign, INVITATION, until=now - WEEK))
    chose = InvitationPreference.person_id == Person.id
    statement = select(Person).outerjoin(InvitationPreference, chose).where(*conditions)
    return db.session.scalars(
        statement.order_by(Person.id)
        .limit(A_PAGE)
        .with_for_update(key_share=True, skip_locked=True, of=Person)
    ).all()


def _was_sent(
    campaign: Campaign, number: int, *, until: datetime | None = None
) -> ColumnElement[bool]:
    """Return the condition that a campaign is done with for a person. until: was sent by then"""
    row = aliased(CampaignInvitation)
    conditions = [row.campaign_id == campaign.id, row.number == number, row.person_id == Person.id]
    if until:
        conditions += [row.at <= until, func.cardinality(row.offered) > 0]
    return exists().where(*conditions)


def _invitees(
    campaign: Campaign, people: Sequence[Person], number: int, now: datetime
) -> tuple[dict[UUID, InvitedPerson], set[UUID]]:
    """Return what the rule knows of people, and with whom this campaign is done.

    Read once they are held: what other workers did before is seen.
    """
    ids, row = [each.id for each in people], CampaignInvitation
    sent: defaultdict[UUID, list[datetime]] = defaultdict(list)
    lately = select(row.person_id, row.at).where(row.person_id.in_(ids), *sent_lately(now))
    for key, at in db.session.execute(lately):
        sent[key].append(at)
    theirs = select(row.person_id).where(
        row.campaign_id == campaign.id, row.number == number, row.person_id.in_(ids)
    )
    done = set(db.session.scalars(theirs))
    chosen = {
        each.person_id: each
        for each in db.session.scalars(
            select(InvitationPreference).where(InvitationPreference.person_id.in_(ids))
        )
    }
    return {each.id: _invitee(each, chosen.get(each.id), sent[each.id]) for each in people}, done


def _invitee(
    person: Person, chosen: InvitationPreference | None, sent: Sequence[datetime]
) -> InvitedPerson:
    where = zone_called(person.time_zone)
    if chosen is None:
        return InvitedPerson(where, sent)
    return InvitedPerson(
        where, sent, chosen.days_off, chosen.away_until, never=NEVER.get(chosen.takes)
    )


def _relayed(
    people: Collection[Person], offered: Collection[Publication]
) -> defaultdict[UUID, set[UUID]]:
    """Return which of these publications each of these people has relayed."""
    rows = db.session.execute(
        select(ReferralLink.ambassador_id, ReferralLink.publication_id).where(
            ReferralLink.ambassador_id.in_([each.id for each in people]),
            ReferralLink.publication_id.in_([each.id for each in offered]),
            ReferralLink.declared,
        )
    )
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for person_id, publication_id in rows:
        found[person_id].add(publication_id)
    return found


def _mark(
    campaign: Campaign, person: Person, number: int, shown: Sequence[Publication], now: datetime
) -> None:
    db.session.add(
        CampaignInvitation(
            campaign_id=campaign.id,
            person_id=person.id,
            number=number,
            at=now,
            offered=[each.id for each in shown],
        )
    )
    db.session.flush()
