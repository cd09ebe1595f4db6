"""Jobs of hiring: letters that could still be undone, recommendations, unfinished forms."""

from app.core import clock
from app.core.database import transaction
from app.hiring.applying import cv_files, cv_reminder
from app.hiring.recruiting import pipeline
from app.hiring.referrals import recommendations
from jobs import worker_context


def tell_refusals() -> None:
    """Write the letters of refusals that can no longer be undone; each leaves once."""
    with worker_context(), transaction():
        pipeline.tell_refusals(now=clock.now())


def sweep() -> None:
    """Do what an absent Redis left undone, and forget old unfinished forms, each minute."""
    tell_refusals()
    with worker_context(), transaction():
        cv_files.forget_pending(now=clock.now())


def remind_cvs() -> None:
    """Remind candidates of the CVs that they said were to come, once each, each morning.

    Some in each transaction, until nobody is left: a failure keeps those told before it.
    """
    with worker_context():
        now, some = clock.now(), 1
        while some:
            with transaction():
                some = cv_reminder.remind(now=now)


def follow_recommendations() -> None:
    """Erase the people who did not answer, tell of closed openings, remind, every five minutes.

    Each in a transaction of its own, erasing first: a message that cannot be written keeps nobody
    from being forgotten. A second run finds nothing left to do.
    """
    with worker_context():
        now = clock.now()
        for follow in (
            recommendations.forget_unanswered,
            recommendations.forget_messages,
            recommendations.tell_closed,
            recommendations.remind,
        ):
            with transaction():
                follow(now=now)
