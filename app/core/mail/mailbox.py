"""A mailbox of ours that receives: its new messages, handed over one by one (RFC 3501)."""

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

SECONDS = 20  # that a server may take to answer
LARGEST = 2_000_000  # bytes of a message: an answer is words
AT_ONCE = 50  # that one visit takes; the next one goes on


def take(url: str, handle: Callable[[bytes], bool]) -> int:
    """Hand over each message that was not read yet; returns how many were.

    One that was handled is deleted after that, so that a crash hands it over again; any other stays
    in the mailbox as read, for who looks after it, and so does one that is too large. One that
    fails holds up no other: it stays unread, and its error is raised once the others are through.

    url: imaps://user:password@host:993
    handle: takes a whole message, and says whether it was meant for us
    raises: OSError, imaplib.IMAP4.error where the server does not let us in
    """
    taken, failed = 0, None
    with _session(url) as server:
        _said, found = server.uid("SEARCH", "UNSEEN")
        for uid in (found[0] or b"").split()[:AT_ONCE]:
            name = uid.decode("ascii")
            _said, sized = server.uid("FETCH", name, "(RFC822.SIZE)")
            raw = None if _size(sized) > LARGEST else _message(server, name)
            try:
                ours = raw is not None and handle(raw)
            except Exception as problem:  # whatever it is, it is raised below
                failed = problem
                continue
            server.uid("STORE", name, "+FLAGS", r"(\Seen \Deleted)" if ours else r"(\Seen)")
            taken += ours
        if taken:
            server.expunge()
    if failed is not None:
        raise failed
    return taken


def _size(answer: list[bytes | tuple[bytes, bytes] | None]) -> int:
    """Return the size in an answer such as b"3 (RFC822.SIZE 812 UID 9)"."""
    line = next((each for each in answer if isinstance(each, bytes)), b"")
    _before, _name, after = line.upper().partition(b"RFC822.SIZE ")
    figures = after.split(b" ")[0].rstrip(b")")
    return int(figures) if figures.isdigit() else 0


def _message(server: imaplib.IMAP4, uid: str) -> bytes | None:
    _said, parts = server.uid("FETCH", uid, "(BODY.PEEK[])")
    return next((each[1] for each in parts if isinstance(each, tuple)), None)


@contextmanager
def _session(url: str) -> Iterator[imaplib.IMAP4]:
    """Open the inbox; in clear text only where the address says so."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    server: imaplib.IMAP4
    if parts.scheme == "imaps":
        context = ssl.create_default_context()
        server = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=SECONDS)
    else:
        server = imaplib.IMAP4(host, parts.port or 143, timeout=SECONDS)
    with server:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        server.select("INBOX")
        yield server
