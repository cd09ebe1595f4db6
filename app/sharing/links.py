"""Make referral links: one for each share, however often its form is sent."""

from datetime import datetime
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app.core import activity
from app.core.database import db
from app.core.errors import Refusal
from app.core.ids import CODE_LENGTH
from app.core.text.clean import tidy
from app.people.charter import acceptance_of, current_charter
from app.people.models import Organisation, Person
from app.people.organisation import current_organisation, disclosure_of
from app.publishing.kinds import is_online
from app.publishing.models import Publication
from app.sharing.audience import is_invited
from app.sharing.models import Channel, ReferralLink, TrackedLink


class CharterNotAccepted(Refusal):
    """The person has not accepted the charter in force, or there is none yet."""

    code = "charter_not_accepted"


class NotPublished(Refusal):
    """The publication is a draft, or is over."""

    code = "not_published"


class NotInvited(Refusal):
    """The person is outside the publication's audience."""

    code = "not_invited"


def create_link(
    publication: Publication,
    *,
    ambassador: Person,
    channel: Channel,
    language: str,
    words: str,
    form_id: UUID,
    now: datetime,
    on_card: bool = False,
) -> ReferralLink:
    """Make the link of one share, with a fresh code, in the caller's transaction.

    The same ambassador and form_id give the same link, also when sent many times at once.

    words: their own, without the link; what must be said with them is added here
    form_id: of the share form, made when the form was shown
    on_card: whether their name and face are on the picture of the shared page
    raises: NotPublished, NotInvited, CharterNotAccepted
    """
    if not is_online(publication, now):
        raise NotPublished(_l("This is no longer published, so it cannot be relayed."))
    if not is_invited(ambassador, publication):
        raise NotInvited(_l("This publication is meant for other teams or places than yours."))
    values = {
        "publication_id": publication.id,
        "ambassador_id": ambassador.id,
        "channel": channel,
        "language": language,
        "words": tidy(words),
        "disclosure": disclosure_for(channel, current_organisation(), language),
        "form_id": form_id,
        "charter_version": accepted_charter(ambassador),
        "on_card": on_card,
        "declared": not channel.is_share_menu,
        "created_at": now,
    }
    while True:
        made: ReferralLink | None = db.session.scalar(
            insert(ReferralLink).values(values).on_conflict_do_nothing().returning(ReferralLink)
        )
        if made:
            if made.declared:
                _note(made, by=ambassador, now=now)
            return made
        # the form was sent before, or, once in 10^17, the code is another link's: try one more
        known = db.session.scalar(
            select(ReferralLink).where(
                ReferralLink.ambassador_id == ambassador.id, ReferralLink.form_id == form_id
            )
        )
        if known:
            return known


def disclosure_for(channel: Channel, company: Organisation | None, language: str) -> str:
    """Return what is said with a relay of whom its ambassador works for; "" on paper."""
    return "" if channel.is_printed else disclosure_of(company, language)


def declare(link: ReferralLink, *, by: Person, now: datetime) -> None:
    """Note that the share menu has sent a link: only then is it a relay. Twice changes nothing."""
    statement = (
        update(ReferralLink)
        .where(ReferralLink.id == link.id, ReferralLink.declared.is_(False))
        .values(declared=True)
        .returning(ReferralLink.id)
    )
    if db.session.scalar(statement):
        _note(link, by=by, now=now)


def _note(link: ReferralLink, *, by: Person, now: datetime) -> None:
    data = {"publication": str(link.publication_id), "channel": link.channel}
    activity.record("link.created", link, by=by, data=data, now=now)


def address_of(link: TrackedLink) -> str:
    """Return the whole address of a link, as it is posted."""
    return f"{current_app.config['BASE_URL']}/r/{link.code}"


def sample_link() -> str:
    """Return an address as long as that of a link to be made: counts reserve its place."""
    return f"{current_app.config['BASE_URL']}/r/{'x' * CODE_LENGTH}"


def accepted_charter(person: Person) -> int:
    """Return the version in force, which the person has accepted.

    raises: CharterNotAccepted
    """
    charter = current_charter()
    if charter is None or acceptance_of(person, charter.version) is None:
        raise CharterNotAccepted(_l("Read and accept the charter before your first relay."))
    return charter.version
