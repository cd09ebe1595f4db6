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
    shift_by,
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
        self, page: "PageLayout", code: str, headers: Headers, pieces: list[bytes]
    ) -> None:
        self.page = page
        self.code = code
        self.status = page.status
        self.headers = headers
        self.pieces = pieces
        # bytes of memory that are its own, about: most pieces are the page's
        self.weight = 1200 + 8 * len(pieces) + sum(len(p) for p in pieces if not page.has(p))
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
    """A publication in one language, ready to be joined with any link's part.

    Lives until something on it changes (`alive`) or `until` (milliseconds) has come.
    """

    __slots__ = (
        "_own",
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
        texts = [piece for piece in self._pieces if isinstance(piece, Text)]
        self._own = frozenset(id(form) for text in texts for form in text)

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

    def has(self, piece: bytes) -> bool:
        """Whether a piece of an answer is the page's, and so in memory once."""
        return id(piece) in self._own

    @property
    def weight(self) -> int:
        """Bytes of memory it takes, about."""
        texts = [piece for piece in self._pieces if isinstance(piece, Text)]
        return 4096 + sum(len(text.plain) + len(text.packed) for text in texts)

    @property
    def slots(self) -> frozenset[str]:
        """The names of a link's own parts on it."""
        own = {piece for piece in self._pieces if isinstance(piece, Slot)} - {TOKEN, CODE}
        return frozenset(slot.name for slot in own)

    def answer(self, code: str, part: Mapping[str, str], *, gzip: bool) -> Answer:
        """Lay out what a link answers.

        part: the link's own HTML by slot; every slot of the page must be there
        """
        return self._compressed(code, part) if gzip else self._uncompressed(code, part)

    def _filled(self, code: str, part: Mapping[str, str], *, pack: bool) -> Iterator[Text | None]:
        """Yield the pieces with a link's own in their slots, and None where a token goes."""
        for piece in self._pieces:
            if isinstance(piece, Text):
                yield piece
            elif piece == TOKEN:
                yield None
            elif piece == CODE:
                yield Text(code.encode(), stored(code.encode()))
            else:
                plain = part[piece.name].encode()
                yield Text(plain, deflated(plain, level=6) if pack else b"")

    def _uncompressed(self, code: str, part: Mapping[str, str]) -> Answer:
        texts = list(self._filled(code, part, pack=False))
        pieces = [text.plain if text else b"" for text in texts]
        tokens = tuple(index for index, text in enumerate(texts) if text is None)
        length = sum(map(len, pieces)) + len(tokens) * TOKEN_LENGTH
        answer = Answer(self, code, [*self.headers, ("Content-Length", str(length))], pieces)
        answer.tokens = tokens
        return answer

    def _compressed(self, code: str, part: Mapping[str, str]) -> Answer:
        pieces, tokens = [HEADER], []
        checksums, lengths = [0], [0]  # of the text before, between and after tokens
        for text in self._filled(code, part, pack=True):
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
        headers = [("Content-Encoding", "gzip"), ("Content-Length", str(wire))]
        answer = Answer(self, code, [*self.headers, *headers], [*pieces, END, b""])
        answer.tokens = tuple(tokens)
        answer.head = checksums[0]
        answer.folds = tuple(
            (shift_by(length), checksum)
            for length, checksum in zip(lengths[1:], checksums[1:], strict=True)
        )
        answer.size = sum(lengths) + len(tokens) * TOKEN_LENGTH
        return answer


def milliseconds() -> int:
    """Return the time of day in milliseconds since 1970."""
    return time.time_ns() // 1_000_000
