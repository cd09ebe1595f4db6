"""An answer that came by mail: it goes on as one written in the app would.

Nothing of the message is kept but the words above what it quotes. Whom it comes from is asked
twice: the address that it was sent to was in the ambassador's own mail alone, and its sender must
be theirs.
"""

from uuid import NAMESPACE_URL, uuid5

import structlog
from flask import current_app

from app.core import clock
from app.core.database import transaction
from app.core.mail import mailbox
from app.sharing.asking import letters, replies
from app.sharing.asking.answer import NotAnswered, answer
from app.sharing.asking.ask import held

log = structlog.get_logger(__name__)


def receive_all() -> int:
    """Take what came to the mailbox of answers; returns how many there were. Nothing without one.

    Each in a transaction of its own; a message that comes twice is one answer.
    """
    url = current_app.config["IMAP_URL"]
    return mailbox.take(url, receive) if url else 0


def receive(raw: bytes) -> bool:
    """Pass one message on; False for one that answers no question of ours."""
    message = replies.parsed(raw)
    key = replies.key_of(message)
    if key is None:
        return False
    if replies.is_automatic(message):
        return True  # an absence is no answer
    try:
        with transaction():
            question = held(key)
            if question is None:
                return True  # erased meanwhile, and so is what was written to it
            person = question.ambassador
            if replies.sender_of(message) != person.email or not person.is_active:
                log.warning("answer_from_another_sender", question=str(key))
                return True
            said = replies.said_in(message, name=person.name)
            form_id = uuid5(NAMESPACE_URL, f"{key}:{message.get('Message-ID', said)}")
            answer(question, said, form_id=form_id, by=person, now=clock.now())
    except NotAnswered as refusal:
        with transaction():
            question = held(key)
            if question is not None:
                letters.tell_not_passed_on(question, refusal, now=clock.now())
    return True
