"""The life of a campaign: written, launched, paused, resumed, stopped, begun again as another.

Launching cannot be undone, since people are written to: from then on whom it invites and to what
is fixed. Each verb asked for twice changes nothing the second time.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import activity
from app.core.calendar import local_date
from app.core.database import db
from app.core.errors import Refusal
from app.people.models import Person, Place, Team
from app.publishing.campaigns.models import Campaign
from app.publishing.campaigns.states import CampaignState, state_on
from app.publishing.models import Publication, PublicationState

MOST_PUBLICATIONS = 10
ENDED = (PublicationState.CLOSED, PublicationState.ARCHIVED)


class CampaignRefused(Refusal):
    """A campaign cannot be changed so."""

    code = "campaign_refused"


class CampaignChanged(Refusal):
    """Somebody else changed the campaign meanwhile."""

    code = "campaign_changed"

    def __init__(self) -> None:
        super().__init__(
            _l("Somebody changed this campaign meanwhile. Open it again to read what it says now.")
        )


@dataclass(frozen=True, kw_only=True)
class CampaignWords:
    """What is said of a campaign. goal: relays, None for none"""

    name_fr: str = ""
    name_en: str = ""
    purpose_fr: str = ""
    purpose_en: str = ""
    first_on: date | None = None
    last_on: date | None = None
    goal: int | None = None
    team_ids: frozenset[UUID] = frozenset()
    place_ids: frozenset[UUID] = frozenset()
    languages: frozenset[str] = frozenset()
    by_mail: bool = True
    by_chat: bool = False
    reminds: bool = False


def missing_in(campaign: Campaign, *, today: date) -> list[str]:
    """Name what a draft lacks before it is launched. Pure but for what it reads of the draft.

    returns: among purpose, publications, days, invitations
    """
    needed = {
        "purpose": campaign.purpose_fr or campaign.purpose_en,
        "publications": any(each.state not in ENDED for each in campaign.publications),
        "days": campaign.first_on and campaign.last_on and campaign.last_on >= today,
        "invitations": campaign.by_mail or campaign.by_chat,
    }
    return [name for name, value in needed.items() if not value]


def begin(words: CampaignWords, *, by: Person, now: datetime) -> Campaign:
    """Begin a campaign as a draft. raises: CampaignRefused"""
    campaign = Campaign(author=by, created_at=now, version=1)
    _write(campaign, words)
    db.session.add(campaign)
    db.session.flush()
    activity.record("campaign.created", campaign, by=by, now=now)
    return campaign


def describe(
    campaign: Campaign, words: CampaignWords, *, version: int, by: Person, now: datetime
) -> None:
    """Change what is said of a campaign; once launched, only its words, goal and last day.

    version: the one that was read
    raises: CampaignChanged, CampaignRefused
    """
    state = _held(campaign, version, now)
    if state is CampaignState.DRAFT:
        _write(campaign, words)
    else:
        today = local_date(now)
        if words.last_on is None or words.last_on < max(today, campaign.first_on or today):
            raise CampaignRefused(_l("Choose today or a later day."), field="last_on")
        _write_words(campaign, words)
        campaign.goal, campaign.last_on = words.goal, words.last_on
    campaign.version += 1
    db.session.flush()
    activity.record("campaign.changed", campaign, by=by, now=now)


def add_publication(
    campaign: Campaign, publication: Publication, *, by: Person, now: datetime
) -> None:
    """Put a publication into a draft, last. raises: CampaignRefused"""
    _held(campaign, None, now, draft=True)
    if publication in campaign.publications:
        return
    if len(campaign.items) >= MOST_PUBLICATIONS:
        raise CampaignRefused(
            _l("A campaign has %(most)d publications at most.", most=MOST_PUBLICATIONS),
            field="publication",
        )
    if publication.state in ENDED:
        raise CampaignRefused(_l("It is no longer online."), field="publication")
    campaign.publications.append(publication)
    _changed(campaign, by=by, now=now)


def remove_publication(
    campaign: Campaign, publication_id: UUID, *, by: Person, now: datetime
) -> None:
    """Take a publication out of a draft. raises: CampaignRefused"""
    _held(campaign, None, now, draft=True)
    found = next((each for each in campaign.items if each.publication_id == publication_id), None)
    if found:
        campaign.items.remove(found)
        campaign.items.reorder()  # type: ignore[attr-defined]  # an ordering_list
        _changed(campaign, by=by, now=now)


def launch(campaign: Campaign, *, version: int, by: Person, now: datetime) -> None:
    """Let a draft run from its first day to its last: people will be invited.

    version: the one that was shown with whom it reaches
    raises: CampaignChanged; CampaignRefused when something is missing
    """
    db.session.refresh(campaign, with_for_update={"of": Campaign})
    if campaign.launched_at:
        return
    if campaign.version != version:
        raise CampaignChanged
    if missing_in(campaign, today=local_date(now)):
        raise CampaignRefused(_l("Something is missing before this campaign can be launched."))
    campaign.launched_at = now
    activity.record("campaign.launched", campaign, by=by, now=now)


def pause(campaign: Campaign, *, by: Person, now: datetime) -> None:
    """Invite nobody more until it is resumed. raises: CampaignRefused"""
    state = _held(campaign, None, now)
    if state is CampaignState.DRAFT:
        raise CampaignRefused(_l("This campaign was not launched."))
    if state is not CampaignState.PAUSED:
        campaign.paused_at = now
        activity.record("campaign.paused", campaign, by=by, now=now)


def resume(campaign: Campaign, *, by: Person, now: datetime) -> None:
    """Go on after a pause. raises: CampaignRefused"""
    if _held(campaign, None, now) is CampaignState.PAUSED:
        campaign.paused_at = None
        activity.record("campaign.resumed", campaign, by=by, now=now)


def stop(campaign: Campaign, *, by: Person, now: datetime) -> None:
    """End a campaign before its last day, for good. raises: CampaignRefused for a draft"""
    db.session.refresh(campaign, with_for_update={"of": Campaign})
    if campaign.launched_at is None:
        raise CampaignRefused(_l("This campaign was not launched."))
    if state_on(campaign, local_date(now)) is not CampaignState.OVER:
        campaign.stopped_at = now
        activity.record("campaign.stopped", campaign, by=by, now=now)


def duplicate(campaign: Campaign, *, by: Person, now: datetime) -> Campaign:
    """Begin a draft like a campaign, without its days and without what is no longer online."""
    copy = Campaign(
        **{
            name: getattr(campaign, name)
            for name in (
                *("name_fr", "name_en", "purpose_fr", "purpose_en", "goal"),
                *("by_mail", "by_chat", "reminds"),
            )
        },
        audience_languages=list(campaign.audience_languages),
        audience_teams=list(campaign.audience_teams),
        audience_places=list(campaign.audience_places),
        author=by,
        created_at=now,
        version=1,
    )
    copy.publications = [each for each in campaign.publications if each.state not in ENDED]
    db.session.add(copy)
    db.session.flush()
    activity.record("campaign.created", copy, by=by, data={"from": str(campaign.id)}, now=now)
    return copy


def delete(campaign: Campaign, *, by: Person, now: datetime) -> None:
    """Delete a draft. raises: CampaignRefused for what was launched"""
    _held(campaign, None, now, draft=True)
    activity.record("campaign.deleted", campaign, by=by, now=now)
    db.session.delete(campaign)


def _held(
    campaign: Campaign, version: int | None, now: datetime, *, draft: bool = False
) -> CampaignState:
    """Return where a campaign stands, and keep others from changing it before we commit.

    raises: CampaignRefused when it is over, or launched where a draft is needed; CampaignChanged
    """
    db.session.refresh(campaign, with_for_update={"of": Campaign})
    state = state_on(campaign, local_date(now))
    if state is CampaignState.OVER:
        raise CampaignRefused(_l("This campaign is over."))
    if draft and state is not CampaignState.DRAFT:
        raise CampaignRefused(_l("This campaign was launched: begin another one like it instead."))
    if version is not None and campaign.version != version:
        raise CampaignChanged
    return state


def _changed(campaign: Campaign, *, by: Person, now: datetime) -> None:
    campaign.version += 1
    db.session.flush()
    activity.record("campaign.changed", campaign, by=by, now=now)


def _write(campaign: Campaign, words: CampaignWords) -> None:
    if words.first_on and words.last_on and words.last_on < words.first_on:
        raise CampaignRefused(_l("The last day comes before the first one."), field="last_on")
    _write_words(campaign, words)
    campaign.goal, campaign.first_on, campaign.last_on = words.goal, words.first_on, words.last_on
    campaign.audience_languages = sorted(words.languages)
    campaign.by_mail, campaign.by_chat = words.by_mail, words.by_chat
    campaign.reminds = words.reminds
    teams = select(Team).where(Team.id.in_(words.team_ids))
    campaign.audience_teams = list(db.session.scalars(teams))
    places = select(Place).where(Place.id.in_(words.place_ids))
    campaign.audience_places = list(db.session.scalars(places))


def _write_words(campaign: Campaign, words: CampaignWords) -> None:
    if not (words.name_fr or words.name_en):
        raise CampaignRefused(_l("Write a name, in one language at least."), field="name_fr")
    campaign.name_fr, campaign.name_en = words.name_fr, words.name_en
    campaign.purpose_fr, campaign.purpose_en = words.purpose_fr, words.purpose_en
