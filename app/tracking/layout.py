"""A landing page laid out for speed: encoded and compressed once, joined at each request."""

import time
import zlib
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import NamedTuple
from uuid import UUID

from app.tracking.gzip_pieces import (
    END,
    HEADER,
    Shift,
    deflated,
    stored,
    stored_header,
    trailer,
)
from app.tracking.pages import CODE, TOKEN, LandingPage, Slot
from app.tracking.token import LENGTH as TOKEN_LENGTH

Headers = list[tuple[str, str]]
Fold = tuple[Shift, int]
PageKey = tuple[UUID | str, str]  # publication (or a page of the front's own), language
NEVER = 1 << 62  # milliseconds
# A change of another kind (the organisation, say) is taken to stand on every page.
PARTIAL_KINDS = frozenset({"publication", "person", "team"})

_TOKEN_BLOCK = stored_header(TOKEN_LENGTH)
_TRAILER_LENGTH = len(trailer(0, 0))


class Text(NamedTuple):
    """A piece as it is and as gzip answers carry it."""

    plain: bytes
    packed: bytes


def text_of(html: str) -> Text:
    """Make a piece of a short text, which is not worth compressing. At most 65,535 bytes."""
    plain = html.encode()
    return Text(plain, stored(plain))


class Answer:
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
        self, page: "PageLayout", code: str, headers: Headers, pieces: list[bytes], own: int
    ) -> None:
        self.page = page
        self.code = code
        self.status = page.status
        self.headers = headers
        self.pieces = pieces
        # bytes of memory, about: most pieces are the page's, and there once
        self.weight = 1200 + 8 * len(pieces) + own
        self.tokens: tuple[int, ...] = ()  # where in pieces
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

    Lives until something on it changes (`alive`) or `until` (milliseconds) has come.
    """

    __slots__ = (
        "_pieces",
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
        self._pieces = [
            piece if isinstance(piece, Slot) else Text(piece.encode(), deflated(piece.encode()))
            for piece in page.pieces
        ]

    def is_good(self, milliseconds: int) -> bool:
        """Whether nothing has changed on it and its time is not over."""
        return self.alive and milliseconds < self.until

    def stands_on(self, kind: str, key: UUID | None) -> bool:
        """Whether something that has changed is on it. `key` None: all of the kind."""
        if kind not in PARTIAL_KINDS:
            return True
        if kind == "publication" and (key is None or key == self.key[0]):
            return True
        return any(kind == a_kind and key in (None, its) for a_kind, its in self.depends_on)

    @property
    def weight(self) -> int:
        """Bytes of memory it takes, about."""
        texts = [piece for piece in self._pieces if isinstance(piece, Text)]
        return 4096 + sum(len(text.plain) + len(text.packed) for text in texts)

    @property
    def has_own_parts(self) -> bool:
        """Whether anything of a link stands on it, beside its code and a token."""
        own = {piece for piece in self._pieces if isinstance(piece, Slot)} - {TOKEN, CODE}
        return bool(own)

    def answer(self, code: str, own: Mapping[str, Text], *, gzip: bool) -> Answer:
        """Lay out what a link answers.

        own: what stands in the page's slots, by name; every slot must be there
        """
        filled = list(self._filled(text_of(code), own))
        kept = sum(len(text.plain) for text in own.values())
        if gzip:
            return self._compressed(code, filled, kept)
        return self._uncompressed(code, filled, kept)

    def _filled(self, code: Text, own: Mapping[str, Text]) -> Iterator[Text | None]:
        """Yield the pieces with a link's own in their slots, and None where a token goes."""
        for piece in self._pieces:
            if isinstance(piece, Text):
                yield piece
            elif piece == TOKEN:
                yield None
            else:
                yield code if piece == CODE else own[piece.name]

    def _uncompressed(self, code: str, texts: list[Text | None], kept: int) -> Answer:
        pieces = [text.plain if text else b"" for text in texts]
        tokens = tuple(index for index, text in enumerate(texts) if text is None)
        length = sum(map(len, pieces)) + len(tokens) * TOKEN_LENGTH
        headers = [*self.headers, ("Content-Length", str(length))]
        answer = Answer(self, code, headers, pieces, kept)
        answer.tokens = tokens
        return answer

    def _compressed(self, code: str, texts: list[Text | None], kept: int) -> Answer:
        pieces, tokens = [HEADER], []
        checksums, lengths = [0], [0]  # of the text before, between and after tokens
        for text in texts:
            if text is None:
                tokens.append(len(pieces) + 1)
                pieces += [_TOKEN_BLOCK, b""]
                checksums.append(0)
                lengths.append(0)
            else:
                pieces.append(text.packed)
                checksums[-1] = zlib.crc32(text.plain, checksums[-1])
                lengths[-1] += len(text.plain)
        wire = sum(map(len, pieces)) + len(tokens) * TOKEN_LENGTH + len(END) + _TRAILER_LENGTH
        headers = [
            *self.headers,
            ("Content-Encoding", "gzip"),
            ("Content-Length", str(wire)),
        ]
        answer = Answer(self, code, headers, [*pieces, END, b""], kept)
        answer.tokens = tuple(tokens)
        answer.head = checksums[0]
        answer.folds = tuple(
            (Shift(length), checksum)
            for length, checksum in zip(lengths[1:], checksums[1:], strict=True)
        )
        answer.size = sum(lengths) + len(tokens) * TOKEN_LENGTH
        return answer


def milliseconds() -> int:
    """Return the time of day in milliseconds since 1970."""
    return time.time_ns() // 1_000_000
