"""Telling those who relayed a publication that it was recalled, or corrected."""

from flask import current_app
from sqlalchemy import exists, select

from app.core import mail
from app.core.database import db
from app.core.models import Activity
from app.people.models import Person
from app.publishing.models import Publication
from app.publishing.recall.models import NoticeKind
from app.publishing.recall.recall import latest_notice
from app.publishing.wording import title_of
from app.sharing.models import ReferralLink

TOLD_OF = ("opening.recalled", "story.recalled", "opening.corrected_aloud", "story.corrected_aloud")


def tell_relayers(activity: Activity) -> None:
    """Write one mail to each person who relayed a publication, however many links they made.

    Called once for an act: activities note who has had them.
    """
    publication = db.session.get(Publication, activity.subject_id)
    notice = latest_notice(publication) if publication else None
    if publication is None or notice is None:
        return
    relayed = exists().where(
        ReferralLink.ambassador_id == Person.id, ReferralLink.publication_id == publication.id
    )
    people = db.session.scalars(
        select(Person)
        .where(relayed, Person.disabled_at.is_(None), Person.id != activity.actor_id)
        .order_by(Person.id)
    )
    for person in people:
        mail.send(
            to=person.email,
            template="sharing/mail/recalled",
            language=person.language,
            now=activity.at,
            name=person.first_name,
            title=title_of(publication, person.language),
            recalled=notice.kind is NoticeKind.RECALLED,
            note=notice.note(person.language),
            suggested=notice.suggested(person.language),
            link=f"{current_app.config['BASE_URL']}/my-relays/told",
        )
