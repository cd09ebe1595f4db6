"""The charter: the company's rules of speaking on networks, accepted once per version (S11)."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from app.core import activity, locks
from app.core.database import db
from app.core.errors import Refusal
from app.core.locks import Lock
from app.people.models import Charter, CharterAcceptance, Person
from app.people.organisation import the_organisation


class StaleCharter(Refusal):
    """Another version was published while this one was being read."""

    code = "stale_charter"


def current_charter() -> Charter | None:
    """Return the version in force; None until the company has published one."""
    return db.session.scalar(select(Charter).order_by(Charter.version.desc()).limit(1))


def has_accepted(person: Person) -> bool:
    """Return whether a person has accepted the version in force; False while there is none."""
    in_force = select(Charter.version).order_by(Charter.version.desc()).limit(1).scalar_subquery()
    accepted = select(CharterAcceptance.id).where(
        CharterAcceptance.person_id == person.id, CharterAcceptance.version == in_force
    )
    return db.session.scalar(select(accepted.exists())) or False


def acceptance_of(person: Person, version: int) -> CharterAcceptance | None:
    """Return when a person accepted a version, or None."""
    return db.session.scalar(
        select(CharterAcceptance).where(
            CharterAcceptance.person_id == person.id, CharterAcceptance.version == version
        )
    )


def count_acceptances(version: int) -> int:
    """Count the open accounts that have accepted a version."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(CharterAcceptance)
            .join(Person, Person.id == CharterAcceptance.person_id)
            .where(CharterAcceptance.version == version, Person.disabled_at.is_(None))
        )
        or 0
    )


def accept(person: Person, version: int, now: datetime) -> None:
    """Note that a person accepts the version in force; accepting twice changes nothing.

    raises: StaleCharter when `version` is not the one in force: what was read is not what holds
    """
    charter = current_charter()
    if charter is None or charter.version != version:
        raise StaleCharter(
            _l("The charter has changed in the meantime. Read the new version below.")
        )
    added = db.session.scalar(
        insert(CharterAcceptance)
        .values(person_id=person.id, version=version, at=now)
        .on_conflict_do_nothing()
        .returning(CharterAcceptance.id)
    )
    if added:
        activity.record("charter.accepted", person, by=person, data={"version": version}, now=now)


def publish_charter(
    text_fr: str, text_en: str, *, replaces: int, by: Person | None, now: datetime
) -> Charter:
    """Publish the next version; everyone accepts it before the next relay.

    replaces: the version that was on screen, 0 for none
    raises: StaleCharter when someone else has published meanwhile
    """
    locks.hold(Lock.CHARTER)
    latest = current_charter()
    number = latest.version if latest else 0
    if number != replaces:
        raise StaleCharter(
            _l("Someone published another version in the meantime. Compare it with yours, below.")
        )
    charter = Charter(version=number + 1, text_fr=text_fr, text_en=text_en, published_at=now)
    db.session.add(charter)
    db.session.flush()
    organisation = the_organisation(now=now)
    activity.record(
        "charter.published", organisation, by=by, data={"version": charter.version}, now=now
    )
    return charter
