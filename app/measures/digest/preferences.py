"""When a person wants the digest, and stopping it from the mail itself."""

from sqlalchemy.dialects.postgresql import insert

from app.core.database import db
from app.measures.digest.models import MORNING, TUESDAY, NotificationPreference, Rhythm
from app.people.models import Person
from app.sharing.invitations import stopping

PURPOSE = "digest-stop"


def preference_of(person: Person) -> NotificationPreference:
    """Return what a person chose, or what holds for whoever chose nothing."""
    return db.session.get(NotificationPreference, person.id) or NotificationPreference(
        digest=Rhythm.WEEKLY, digest_day=TUESDAY, digest_hour=MORNING
    )


def choose_digest(person: Person, rhythm: Rhythm, *, day: int, hour: int) -> None:
    """Choose whether and when the digest comes. day: 1 for Monday; hour: where the person is"""
    chosen = {"digest": rhythm, "digest_day": day, "digest_hour": hour}
    db.session.execute(
        insert(NotificationPreference)
        .values(person_id=person.id, **chosen)
        .on_conflict_do_update(index_elements=[NotificationPreference.person_id], set_=chosen)
    )


def stop_token(person: Person) -> str:
    """Return what stops a person's digest without signing in, for ever; it opens nothing else."""
    return stopping.token_for(PURPOSE, person)


def person_to_stop(token: str) -> Person:
    """Return whose digest a token stops. raises: DeadStop"""
    return stopping.person_of(PURPOSE, token)


def stop(person: Person) -> None:
    """Send a person no digest any more; doing it twice changes nothing."""
    db.session.execute(
        insert(NotificationPreference)
        .values(person_id=person.id, digest=Rhythm.NEVER)
        .on_conflict_do_update(
            index_elements=[NotificationPreference.person_id], set_={"digest": Rhythm.NEVER}
        )
    )
