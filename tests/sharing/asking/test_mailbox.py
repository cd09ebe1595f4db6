"""A mailbox of ours: what was handled is deleted, anything else is left as read."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.core.mail import mailbox

OURS, THEIRS = b"To: reply+x@a.example\r\n\r\nHello", b"To: somebody@a.example\r\n\r\nHello"


class Inbox(socketserver.StreamRequestHandler):
    """As much of an IMAP server as reading a mailbox takes (RFC 3501)."""

    messages: dict[int, bytes]
    flags: dict[int, str]
    password = "s3cret"

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _space, command = line.decode().strip().partition(" ")
            lines, done = self.answer(command)
            self.wfile.write(b"".join([*lines, f"{tag} {done} said\r\n".encode()]))
            if command == "LOGOUT":
                return

    def answer(self, command: str) -> tuple[list[bytes], str]:
        if command == "CAPABILITY":
            return [b"* CAPABILITY IMAP4rev1\r\n"], "OK"
        if command.startswith("LOGIN"):
            return [], "OK" if self.password in command else "NO refused"
        if command == "UID SEARCH UNSEEN":
            unseen = [str(uid) for uid in self.messages if uid not in self.flags]
            return [f"* SEARCH {' '.join(unseen)}\r\n".encode()], "OK"
        if command.startswith("UID FETCH"):
            uid = int(command.split()[2])
            text = self.messages[uid]
            if "SIZE" in command:
                return [f"* 1 FETCH (RFC822.SIZE {len(text)} UID {uid})\r\n".encode()], "OK"
            head = f"* 1 FETCH (UID {uid} BODY[] {{{len(text)}}}\r\n".encode()
            return [head, text, b")\r\n"], "OK"
        if command.startswith("UID STORE"):
            self.flags[int(command.split()[2])] = command.partition("FLAGS ")[2]
        if command == "EXPUNGE":
            for uid in [uid for uid, flags in self.flags.items() if "Deleted" in flags]:
                self.messages.pop(uid, None)
        return [b"* 1 EXISTS\r\n"] if command.startswith("SELECT") else [], "OK"


@contextmanager
def inbox(*messages: bytes) -> Iterator[tuple[str, type[Inbox]]]:
    class Own(Inbox):
        pass

    Own.messages, Own.flags = dict(enumerate(messages, 1)), {}
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Own) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"imap+plain://box:s3cret@127.0.0.1:{server.server_address[1]}", Own
        server.shutdown()


def test_each_new_message_is_handed_over_once_and_ours_alone_deleted() -> None:
    read: list[bytes] = []

    def handle(raw: bytes) -> bool:
        read.append(raw)
        return b"reply+" in raw

    with inbox(OURS, THEIRS, b"x" * (mailbox.LARGEST + 1)) as (url, kept):
        taken = [mailbox.take(url, handle) for _ in range(2)]

    assert taken == [1, 0]
    assert read == [OURS, THEIRS]
    assert sorted(kept.messages) == [2, 3]


def test_a_message_that_fails_holds_up_no_other_and_is_handed_over_again() -> None:
    def fails_once(raw: bytes) -> bool:
        if raw == THEIRS:
            raise RuntimeError
        return True

    with inbox(THEIRS, OURS) as (url, kept):
        with pytest.raises(RuntimeError):
            mailbox.take(url, fails_once)
        assert list(kept.messages) == [1]
        assert mailbox.take(url, lambda _raw: True) == 1
    assert kept.messages == {}


def test_a_server_that_lets_nobody_in_is_an_error() -> None:
    with inbox() as (url, _kept), pytest.raises(mailbox.imaplib.IMAP4.error):
        mailbox.take(url.replace("s3cret", "wrong"), lambda _raw: True)
