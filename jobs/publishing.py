"""Jobs of publishing: hours, imports, guests of events, and whoever asks for new openings."""

from uuid import UUID

from app.core import clock, jobs
from app.core.database import transaction
from app.publishing.alerts.ask import forget_unconfirmed
from app.publishing.alerts.send import send_due
from app.publishing.curated import reading
from app.publishing.events import rsvp
from app.publishing.feeds.runs import apply, begin, undo
from app.publishing.feeds.runs import follow as following
from app.publishing.life.hours import publish_due, withdraw_due
from jobs import worker_context


def keep_hours() -> None:
    """Let online and take away what is due; a second run finds nothing left."""
    with worker_context():
        publish_due(now=clock.now())
        withdraw_due(now=clock.now())


def forget_guests() -> None:
    """Forget who came to events that are long over; a second run finds nobody."""
    with worker_context(), transaction():
        rsvp.forget_guests(now=clock.now())


def send_alerts() -> None:
    """Tell of new openings whoever confirmed to want it; a second run writes nothing more."""
    with worker_context():
        send_due(now=clock.now())


def forget_alerts() -> None:
    """Forget the addresses that nobody confirmed."""
    with worker_context(), transaction():
        forget_unconfirmed(now=clock.now())


def read_import(run_id: str) -> None:
    """Read the table that somebody sent, for its preview."""
    with worker_context(), transaction():
        begin.read_run(UUID(run_id))


def apply_import(run_id: str) -> None:
    """Apply the next openings of an import; it goes on in a job of its own."""
    with worker_context(), transaction():
        apply.apply_some(UUID(run_id), now=clock.now())


def undo_import(run_id: str, by_id: str) -> None:
    """Take the next changes of an import back; it goes on in a job of its own."""
    with worker_context(), transaction():
        undo.undo_some(UUID(run_id), by_id=UUID(by_id), now=clock.now())


def read_page(story_id: str) -> None:
    """Read the page of a curated link; a second run finds it read."""
    with worker_context():
        reading.read_page(UUID(story_id), now=clock.now())


def follow_due() -> None:
    """Have each source read whose time has come, and go on with what a crash left under way."""
    with worker_context(), transaction():
        now = clock.now()
        for feed_id in following.due_feeds(now=now):
            begin.enqueue_following(feed_id)
        begin.take_up_again()
        for story_id in reading.left_waiting(now=now):
            jobs.enqueue(reading.READ, str(story_id))


def follow_feed(feed_id: str) -> None:
    """Read a source, unless another worker does."""
    with worker_context():
        following.follow_in_turn(UUID(feed_id))
