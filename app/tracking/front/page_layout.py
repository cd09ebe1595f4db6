"""A landing page laid out for speed: encoded and compressed once, joined at each request."""

import time
import zlib
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import NamedTuple
from uuid import UUID

from app.tracking.front.gzip_pieces import (
    END,
    HEADER,
    Shift,
    deflated,
    stored,
    stored_header,
    trailer,
)
from app.tracking.front.pages import CODE, TOKEN, LandingPage, Slot
from app.tracking.front.token import LENGTH as TOKEN_LENGTH
from app.tracking.queries import HOME

Headers = list[tuple[str, str]]
Fold = tuple[Shift, int]
PageKey = tuple[UUID | str, str]  # publication (or a page of the front's own), language
NEVER = 1 << 62  # milliseconds
# Anything of another kind (the organisation, say) is taken to be on every page.
PARTIAL_KINDS = frozenset({"publication", "person", "team"})

_TOKEN_BLOCK = stored_header(TOKEN_LENGTH)
_TRAILER_LENGTH = len(trailer(0, 0))


class Text(NamedTuple):
    """A piece as it is and as gzip answers carry it."""

    plain: bytes
    packed: bytes


_HOLE = Text(b"", b"")


def text_of(html: str) -> Text:
    """Make a piece of a short text, which is not worth compressing. At most 65,535 bytes."""
    plain = html.encode()
    return Text(plain, stored(plain))


class LinkAnswer:
    """What one link answers in one language and encoding, but for the token of each request.

    Lengths never vary, so the headers are ready. For gzip, `head` is the checksum of what stands
    before the first token and `folds` what the text after each token does to it.
    """

    __slots__ = (
        "code",
        "folds",
        "head",
        "headers",
        "page",
        "pieces",
        "size",
        "status",
        "tokens",
        "weight",
    )

    def __init__(
        self, page: "PageLayout", code: str, pieces: list[bytes], tokens: tuple[int, ...]
    ) -> None:
        self.page = page
        self.code = code
        self.status = page.status
        self.headers: Headers = page.headers
        self.pieces = pieces
        self.tokens = tokens  # where in pieces
        self.weight = 1200 + 8 * len(pieces)  # bytes of memory: the pieces are there once for all
        self.folds: tuple[Fold, ...] | None = None  # None: not compressed
        self.head = 0
        self.size = 0

    def body(self, token: bytes) -> bytes:
        """Join the pieces around a token."""
        pieces = self.pieces.copy()
        for index in self.tokens:
            pieces[index] = token
        if self.folds is not None:
            checksum = self.head
            for shift, after in self.folds:
                checksum = shift(zlib.crc32(token, checksum)) ^ after
            pieces[-1] = trailer(checksum, self.size)
        return b"".join(pieces)


class PageLayout:
    """A publication in one language, ready to be joined with what is a link's own.

    It lives until something on it changes (`alive`) or `until` (milliseconds) has come. Its pieces
    are kept twice, as they are and as gzip answers carry them, in two rows of the same length
    with empty places for what differs from link to link.
    """

    __slots__ = (
        "_codes",
        "_packed",
        "_plain",
        "_slots",
        "_tokens",
        "alive",
        "depends_on",
        "headers",
        "key",
        "languages",
        "status",
        "until",
    )

    def __init__(self, key: PageKey, page: LandingPage, headers: Headers) -> None:
        self.key = key
        self.alive = True
        self.status = f"{page.status} {HTTPStatus(page.status).phrase}"
        self.languages = page.languages
        self.depends_on = page.depends_on
        self.until = int(page.until.timestamp() * 1000) if page.until else NEVER
        self.headers = headers
        self._lay_out(page.pieces)

    def _lay_out(self, pieces: Iterable[str | Slot]) -> None:
        texts, places = [Text(b"", HEADER)], dict[int, Slot]()
        for piece in pieces:
            if piece == TOKEN:
                texts.append(Text(b"", _TOKEN_BLOCK))
            if isinstance(piece, Slot):
                places[len(texts)] = piece
                texts.append(_HOLE)
            else:
                texts.append(Text(piece.encode(), deflated(piece.encode())))
        texts += [Text(b"", END), _HOLE]  # the last one takes the trailer
        self._plain = [text.plain for text in texts]
        self._packed = [text.packed for text in texts]
        self._tokens = tuple(place for place, slot in places.items() if slot == TOKEN)
        self._codes = tuple(place for place, slot in places.items() if slot == CODE)
        own = ((place, slot.name) for place, slot in places.items() if slot not in (TOKEN, CODE))
        self._slots = tuple(own)

    def is_good(self, milliseconds: int) -> bool:
        """Whether nothing on it has changed and its time is not up."""
        return self.alive and milliseconds < self.until

    def stands_on(self, kind: str, key: UUID | None) -> bool:
        """Whether it shows something that has changed. `key` None: anything of the kind."""
        if kind not in PARTIAL_KINDS or self.key[0] == HOME:  # where something of everything stands
            return True
        if kind == "publication" and (key is None or key == self.key[0]):
            return True
        return any(kind == a_kind and key in (None, its) for a_kind, its in self.depends_on)

    @property
    def weight(self) -> int:
        """Bytes of memory it takes, about."""
        return 4096 + sum(map(len, self._plain)) + sum(map(len, self._packed))

    @property
    def has_own_parts(self) -> bool:
        """Whether it shows anything of a link's own, besides its code and a token."""
        return bool(self._slots)

    def answer(self, code: str, own: Mapping[str, Text], *, gzip: bool) -> LinkAnswer:
        """Lay out what a link answers.

        own: what stands in the page's slots, by name; every slot must be there
        """
        plain, packed = self._plain.copy(), self._packed.copy()
        name = text_of(code)
        for place in self._codes:
            plain[place], packed[place] = name
        for place, slot in self._slots:
            plain[place], packed[place] = own[slot]
        answer = LinkAnswer(self, code, packed if gzip else plain, self._tokens)
        answer.weight += sum(len(text.plain) for text in own.values())
        if gzip:
            self._check(answer, plain)
            wire = _length_of(packed, self._tokens) + _TRAILER_LENGTH
            compressed = ("Content-Encoding", "gzip")
            answer.headers = [*self.headers, compressed, ("Content-Length", str(wire))]
        else:
            length = ("Content-Length", str(_length_of(plain, self._tokens)))
            answer.headers = [*self.headers, length]
        return answer

    def _check(self, answer: LinkAnswer, plain: list[bytes]) -> None:
        """Compute the checksums of the text before, between and after tokens."""
        starts = [place + 1 for place in self._tokens]
        after = [
            b"".join(plain[start:end])
            for start, end in zip(starts, [*self._tokens[1:], None], strict=False)
        ]
        before = b"".join(plain[: self._tokens[0]] if self._tokens else plain)
        answer.head = zlib.crc32(before)
        answer.folds = tuple((Shift(len(text)), zlib.crc32(text)) for text in after)
        answer.size = _length_of(plain, self._tokens)


def _length_of(pieces: list[bytes], tokens: tuple[int, ...]) -> int:
    """Bytes of pieces joined, with their tokens."""
    return sum(map(len, pieces)) + len(tokens) * TOKEN_LENGTH


def milliseconds() -> int:
    """Return the time of day in milliseconds since 1970."""
    return time.time_ns() // 1_000_000
