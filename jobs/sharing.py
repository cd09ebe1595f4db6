"""Jobs of sharing: reminders, questions, posts, campaigns, cards of pages, what home counts."""

from uuid import UUID

from app.core import clock
from app.core.database import transaction
from app.sharing import home, reminders
from app.sharing.asking import follow, receive
from app.sharing.chats import posting
from app.sharing.invitations import posts, send
from app.sharing.mastodon import servers
from app.web.assets import built_file
from jobs import worker_context

AT_ONCE = 4000  # invitations that one run writes; the next run goes on


class InvitationsFailed(Exception):
    """Some invitations could not be written; those of other people were."""


def send_reminders() -> None:
    """Send the reminders whose time has come; a second run finds nothing left."""
    with worker_context(), transaction():
        reminders.send_due(now=clock.now())


def forget_hub_days() -> None:
    """Forget how often openings were shown more than a week ago, each night."""
    with worker_context(), transaction():
        home.forget_days(now=clock.now())


def post_to_chats() -> None:
    """Post the week to the channels that wait for it, each in a transaction of its own."""
    with worker_context():
        now = clock.now()
        for channel_id, week in posting.due(now=now):
            with transaction():
                posting.post(channel_id, week, now=now)


def send_invitations() -> None:
    """Invite to the campaigns that run whoever is due, a page of people in each transaction.

    A second run, or one beside it, invites nobody twice: what is done is marked with the mail.

    raises: InvitationsFailed once all the others are written; the next run tries again
    """
    with worker_context():
        now, written, failed = clock.now(), 0, 0
        for campaign_id, number in send.waiting(now=now):
            after: UUID | None = None
            while written < AT_ONCE:
                with transaction():
                    page = send.send_page(campaign_id, number, after=after, now=now)
                written, failed, after = written + page.written, failed + page.failed, page.after
                if after is None:
                    break
        if failed:
            raise InvitationsFailed(failed)


def post_campaigns() -> None:
    """Tell channels of the campaigns that run, each in a transaction of its own."""
    with worker_context():
        now = clock.now()
        for campaign_id, channel_id in posts.due(now=now):
            with transaction():
                posts.post(campaign_id, channel_id, now=now)


def follow_questions() -> None:
    """Remind ambassadors of questions, and tell whoever waits in vain."""
    with worker_context(), transaction():
        follow.follow(now=clock.now())


def forget_questions() -> None:
    """Erase old questions, and end the pauses that are over; a second run finds nothing left."""
    with worker_context(), transaction():
        now = clock.now()
        follow.end_pauses(now=now)
        follow.forget_old(now=now)


def receive_answers() -> None:
    """Take the answers that came by mail; each is one, however often it comes."""
    with worker_context():
        receive.receive_all()


def draw_cards() -> None:
    """Draw the cards of shared pages that are ordered, for a while; the minute's run goes on."""
    from app.sharing.cards import draw  # the typesetter: some 80 MB, for workers that draw

    with worker_context():
        draw.draw_ordered([built_file(name) for name in ("figtree.woff2", "figtreeext.woff2")])


def read_mastodon_server(host: str) -> None:
    """Ask a server of Mastodon how long a post may be; what it answered lately stands."""
    with worker_context():
        servers.read(host)
