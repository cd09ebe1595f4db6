"""Load the demonstration once, tell how to sign in, and clear it away again."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import obstore
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select, update

from app.attribution.daily_check import verify_and_note
from app.core import calendar, clock, files, freshness, jobs, locks
from app.core.database import PENDING, db, transaction
from app.core.errors import Refusal
from app.core.locks import Lock
from app.core.models import Activity, Message, MessageState, StoredFile
from app.demo import coming, importing, press
from app.demo.agenda import Agenda
from app.demo.applicants import all_applicants
from app.demo.asking import Asking
from app.demo.cast import DOMAIN, PASSWORD, email_of, set_up
from app.demo.chance import chance
from app.demo.content import company
from app.demo.recommending import Recommending
from app.demo.recruiting import Recruiting
from app.demo.relays import Relays
from app.demo.traffic import Traffic
from app.people.models import Organisation, Person
from app.publishing.models import Publication
from app.tracking.journal.journal import Journal
from app.tracking.loading.loader import Loader, connect

HISTORY: Final = timedelta(days=92)
#: whom the demonstration invites to sign in as
ACCOUNTS: Final = (
    ("recruiter", "Claire Dumont"),
    ("ambassador", "Zoé Lambert"),
    ("communicator", "Baptiste Renaud"),
    ("hiring manager", "Mehdi Oulmane"),
    ("programme manager", "Noémie Garrec"),
    ("administrator", "Dominique Achard"),
)


class NotLoaded(Refusal):
    """The demonstration is not loaded here; code: production, loaded_already or real_data."""


class NotCleared(Refusal):
    """The demonstration is not cleared; code: not_loaded or real_accounts."""


def load_once() -> bool:
    """Load the demonstration where nothing is yet; False where something is, or in production."""
    try:
        load()
    except NotLoaded:
        return False
    return True


def load() -> None:
    """Load the demonstration company and play its three months, up to now.

    raises: NotLoaded in production, beside real data, or when it is there already
    """
    if current_app.config["ENVIRONMENT"] == "production":
        raise NotLoaded(_l("The demonstration is never loaded in production."), code="production")
    now = clock.now()
    with transaction():
        locks.hold(Lock.DEMONSTRATION)
        if is_loaded():
            raise NotLoaded(_l("The demonstration is loaded already."), code="loaded_already")
        if _has_data():
            raise NotLoaded(
                _l("This installation holds real data: nothing was loaded."), code="real_data"
            )
        traffic = _play(now)
        verify_and_note(now=now)  # as each night
        db.session().info.pop(PENDING, None)  # _hand_over does it, in an order of its own
    _journal(traffic)
    _hand_over()


def is_loaded() -> bool:
    """Say whether this installation is the demonstration."""
    return bool(db.session.scalar(select(Organisation.demonstration)))


def accounts_in_words() -> str:
    """Say how to sign in to the demonstration; empty where it is not loaded."""
    if not is_loaded():
        return ""
    people = {person.name: person for person in company().people}
    lines = [f"  {role:<18} {email_of(people[name])}" for role, name in ACCOUNTS]
    return "\n".join((f"Sign in with the password “{PASSWORD}” as", *lines))


def clear() -> None:
    """Take the demonstration away: the schema is made anew and its files are deleted.

    raises: NotCleared where it is not loaded, or beside a real account
    """
    if not is_loaded():
        raise NotCleared(
            _l("The demonstration is not loaded here: nothing was cleared."), code="not_loaded"
        )
    strangers = select(func.count()).where(Person.email.not_like(f"%@{DOMAIN}"))
    if db.session.scalar(strangers):
        raise NotCleared(
            _l("Real people have accounts here: nothing was cleared."), code="real_accounts"
        )
    from flask_migrate import downgrade, upgrade  # loads Alembic, which serving does without

    keys = db.session.scalars(select(StoredFile.key)).all()
    db.session.remove()
    downgrade(revision="base")
    upgrade()
    if keys:
        obstore.delete(files.current_store(), keys)
    with transaction():
        for kind in ("organisation", "publication", "person", "team"):
            freshness.changed(kind)


def _has_data() -> bool:
    people, publications = select(Person.id).limit(1), select(Publication.id).limit(1)
    return bool(db.session.scalar(select(or_(people.exists(), publications.exists()))))


def _play(now: datetime) -> Traffic:
    """Play three months, in the caller's transaction; returns the requests that came to links."""
    told = company()
    cast = set_up(told, now=now - HISTORY)
    agenda = Agenda(until=now)
    traffic = Traffic(chance("traffic"), until=now)
    relays = Relays(agenda, cast, told, traffic)
    press.plan(agenda, cast, told, today=now)
    coming.plan(agenda, cast, today=now)
    importing.plan(agenda, cast, today=now)
    relays.plan(today=now)
    recruiting = Recruiting(agenda, cast, told, relays, traffic)
    recruiting.plan(all_applicants(told, today=now), today=now)
    Recommending(agenda, cast, told, relays).plan(today=now)
    Asking(agenda, cast).plan(today=now)
    agenda.play()
    relays.give_own_links()  # last, so that it draws no lot before the others
    cast.organisation.demonstration = True
    # They read ".example": no server has anywhere to send them.
    db.session.execute(
        update(Message).where(Message.state == MessageState.QUEUED).values(state=MessageState.KEPT)
    )
    return traffic


def _hand_over() -> None:
    """Give the workers what happened, to tell it to whoever subscribes.

    Reading ninety CVs takes them a minute: those come last, and of them the latest first, as
    recruiters open them first. Without Redis, the sweep of each minute finds it all.
    """
    waiting = select(Activity.id).where(Activity.delivered_at.is_(None))
    applied = Activity.kind == "application.submitted"
    soon = db.session.scalars(waiting.where(~applied).order_by(Activity.id)).all()
    later = db.session.scalars(waiting.where(applied).order_by(Activity.id.desc())).all()
    for activity_id in (*soon, *later):
        if not jobs.enqueue_now("jobs.core.deliver_activity", str(activity_id)):
            return


def _journal(traffic: Traffic) -> None:
    """Write the requests to this node's journal, and load them as the loader does."""
    folder: Path = current_app.config["VAR_DIR"] / "journal"
    url: str = current_app.config["DATABASE_URL"]
    journal = Journal(folder)
    for line in traffic.sorted_lines():
        journal.append(line)
    journal.close()
    loader = Loader(folder, url, calendar.zone())
    with connect(url) as connection:
        while loader.load_once(connection):
            pass
