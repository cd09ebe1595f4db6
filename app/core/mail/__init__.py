"""E-mail: a row written in the transaction that it reports, sent by a job after the commit."""

import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import formatdate, make_msgid, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

import structlog
from flask import Flask, current_app, render_template
from flask_babel import force_locale
from jinja2 import Environment
from sqlalchemy import Select, and_, delete, or_, select

from app.core import clock, jobs
from app.core.database import db, transaction
from app.core.models import Message, MessageState
from app.core.text.clean import one_line
from app.core.text.mailboxes import for_mail

log = structlog.get_logger(__name__)

GIVE_UP_AFTER = 8  # attempts
AWAY_AT_MOST = timedelta(days=2)  # that a message waits for a server which does not answer
SECONDS = 20  # that a mail server may take to answer


class NotDelivered(Exception):
    """The mail server did not take the message; it will be tried again.

    about_server: whether it would take no other message either
    """

    def __init__(self, words: str, *, about_server: bool) -> None:
        super().__init__(words)
        self.about_server = about_server


def send(
    *,
    to: str,
    template: str,
    language: str,
    now: datetime | None = None,
    about: UUID | None = None,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Message:
    """Write a message in the current transaction; it leaves after the commit.

    An answer goes to the company's own mailbox, never to the person whom the message names: what is
    quoted in it may hold a link that opens what is its reader's alone.

    template: a path without ending: `<template>.html` extends layouts/mail.html
    language: of the reader, "fr" or "en"
    about: what `forget` takes the message away with
    headers: beside those that every message has, such as List-Unsubscribe
    """
    import css_inline  # some 2 MB, wasted on a process that sends no mail

    draft = drawn(template, language=language, **context)
    html = drawn_page(template, language=language, **context)
    message = Message(
        at=now or clock.now(),
        to_address=to,
        subject=draft.subject,
        text=draft.text,
        html=css_inline.inline(html, keep_style_tags=True),
        language=language,
        template=template,
        headers=dict(headers or {}),
        about_id=about,
    )
    db.session.add(message)
    db.session.flush()
    jobs.enqueue("jobs.core.deliver_message", str(message.id), queue_name="mail")
    return message


@dataclass(frozen=True)
class Draft:
    """A message as its reader sees it, before it is sent."""

    subject: str
    text: str


def drawn(template: str, *, language: str, **context: Any) -> Draft:
    """Return what a message would say. template, language: as `send` takes them"""
    with force_locale(language):
        subject = one_line(_words(f"{template}.html", part="subject", **context))
        text = _words(f"{template}.html", part="text", **context).strip() + "\n"
    return Draft(subject, text)


def drawn_page(template: str, *, language: str, **context: Any) -> str:
    """Return a message as a page. template, language: as `send` takes them"""
    with force_locale(language):
        return render_template(f"{template}.html", part="page", **context)


def _words(template: str, **context: Any) -> str:
    """Draw what is no page, so that nothing in it is escaped."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    plain: Environment = app.extensions.setdefault(
        "plain_templates", app.jinja_env.overlay(autoescape=False)
    )
    app.update_template_context(context)
    return plain.get_template(template).render(context)


def forget(
    about: Sequence[UUID] | Select[UUID], *, but_waiting_since: datetime | None = None
) -> None:
    """Delete the messages about some things, address and subject too, in the caller's transaction.

    A message that has left cannot be called back; one that is still waiting is never sent.

    but_waiting_since: spare those written since then that are still waiting
    """
    gone = delete(Message).where(Message.about_id.in_(about))
    if but_waiting_since:
        waits = and_(Message.state == MessageState.QUEUED, Message.at >= but_waiting_since)
        gone = gone.where(~waits)
    db.session.execute(gone)


def forget_addressee(address: str) -> None:
    """Delete what was or is to be sent to an address, in the caller's transaction."""
    db.session.execute(delete(Message).where(Message.to_address == address))


class _WholeLists(EmailPolicy):
    """Writes headers as usual, but those of lists as they are.

    An address longer than a line would be encoded there as words are, which no program reads.
    """

    def fold(self, name: str, value: str) -> str:
        """Return a header as its lines."""
        if name.startswith("List-"):
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a header as its lines, in bytes."""
        if name.startswith("List-"):
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


def as_email(message: Message, *, sender: str) -> EmailMessage:
    """Return the message in the form of RFC 5322, as plain text and as HTML. Pure.

    raises: ValueError for a recipient whom mail cannot reach
    """
    sender, to = for_mail(sender), for_mail(message.to_address)
    if not to.isascii():
        raise ValueError("special letters before the @ of the address")
    email = EmailMessage(policy=_WholeLists())
    email["From"] = sender
    email["To"] = to
    email["Subject"] = message.subject
    email["Date"] = formatdate(message.at.timestamp())
    # the same id at every attempt, so that a server can drop what it has already
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    email["Message-ID"] = f"<{message.id}@{domain}>" if message.id else make_msgid(domain=domain)
    email["Auto-Submitted"] = "auto-generated"
    email["Content-Language"] = message.language
    for name, value in (message.headers or {}).items():
        email[name] = value
    email.set_content(message.text)
    email.add_alternative(message.html, subtype="html")
    return email


def deliver(message_id: UUID) -> None:
    """Hand one queued message to the mail server, or keep it when there is none.

    The row stays locked meanwhile, so that two workers never both send it. After a crash between
    the server's answer and the commit, it is sent again with the same Message-ID.

    raises: NotDelivered when the server refuses or does not answer
    """
    problem: Exception | None = None
    with transaction():
        message = db.session.scalar(
            select(Message).where(Message.id == message_id).with_for_update(skip_locked=True)
        )
        if message is None or message.state is not MessageState.QUEUED:
            return
        url = current_app.config["SMTP_URL"]
        if not url:
            message.state = MessageState.KEPT
            return
        try:
            _hand_over(as_email(message, sender=current_app.config["MAIL_FROM"]), url)
        except ValueError as unsendable:  # an address or a subject that is not allowed in a header
            message.state = MessageState.FAILED
            message.last_error = str(unsendable)
        except (OSError, smtplib.SMTPException) as refused:
            problem = refused
            message.attempts += 1
            message.last_error = f"{type(refused).__name__}: {refused}"
            if _is_given_up(message, refused):
                message.state = MessageState.FAILED
        else:
            message.state = MessageState.SENT
            message.sent_at = clock.now()
            message.text = message.html = ""  # it may hold a signed link
            message.headers = {}
            if message.about_id:  # and this one names somebody who has yet to agree to anything
                db.session.delete(message)
    if problem:  # its kind alone: its words may name the address
        kind = type(problem).__name__
        log.warning("mail_not_delivered", message=str(message_id), error=kind)
        raise NotDelivered(f"{message_id}: {kind}", about_server=_is_about_server(problem))


def _is_about_server(refused: Exception) -> bool:
    """Whether a server refuses everything now, rather than this message. Pure."""
    return not isinstance(refused, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)


def _is_given_up(message: Message, refused: Exception) -> bool:
    """Whether trying again is over; a server that is away for a night loses nobody's mail."""
    if _is_about_server(refused):
        return clock.now() - message.at > AWAY_AT_MOST and message.attempts >= GIVE_UP_AFTER
    return message.attempts >= GIVE_UP_AFTER


def greet(url: str) -> None:
    """Have a mail server let us in, and send nothing. raises: OSError"""
    with _session(url) as server:
        server.noop()


def _hand_over(email: EmailMessage, url: str) -> None:
    with _session(url) as server:
        server.send_message(email)


@contextmanager
def _session(url: str) -> Iterator[smtplib.SMTP]:
    """Open a session with a mail server, which has let us in."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=SECONDS)
    with server:
        server.ehlo()
        if parts.scheme == "smtp":  # raises where there is no STARTTLS: nothing is said in clear
            server.starttls(context=context)
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server


def sweep(*, now: datetime, older_than: timedelta = timedelta(minutes=1)) -> int:
    """Deliver what a crash or an absent Redis left behind; returns how many were tried.

    A message dated in the future was written before the clock was set back: it does not wait.
    """
    waiting = db.session.scalars(
        select(Message.id)
        .where(Message.state == MessageState.QUEUED)
        .where(or_(Message.at < now - older_than, Message.at > now))
        .order_by(Message.id)
        .limit(200)
    ).all()
    db.session.rollback()
    for message_id in waiting:
        try:
            deliver(message_id)
        except NotDelivered as refused:  # noted on the row; the next sweep tries again
            if refused.about_server:
                break
    return len(waiting)
