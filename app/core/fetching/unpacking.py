"""What an answer holds, unpacked piece by piece, so that a bomb is dropped at its first excess."""

import zlib
from collections.abc import Iterator
from http.client import HTTPResponse
from typing import IO

from app.core.fetching.limits import Limits
from app.core.fetching.refusals import Unfetchable

PIECE = 64 * 1024  # bytes
_GZIP, _ZLIB, _RAW = 31, 15, -15  # as zlib calls them


def unpack(answer: HTTPResponse, into: IO[bytes], limits: Limits) -> None:
    """Write what an answer holds into a file.

    raises: Unfetchable for more than the limits, or for a packing that nobody asked for
    """
    declared = answer.headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared[:20]) > limits.largest:
        raise Unfetchable("too_large")
    packing = answer.headers.get("Content-Encoding", "").strip().lower()
    counted = _Counted(limits)
    if packing in ("", "identity"):
        pieces = counted.plain(answer)
    elif packing in ("gzip", "x-gzip", "deflate"):
        pieces = counted.packed(answer, gzip=packing != "deflate")
    else:
        raise Unfetchable("encoding")
    for piece in pieces:
        into.write(piece)
    if answer.length:  # less came than was declared
        raise Unfetchable("answer")


class _Counted:
    """How much was received, and how much that makes."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.received = self.made = 0

    def plain(self, answer: HTTPResponse) -> Iterator[bytes]:
        while piece := answer.read(PIECE):
            self.made += len(piece)
            if self.made > self.limits.largest:
                raise Unfetchable("too_large")
            yield piece

    def packed(self, answer: HTTPResponse, *, gzip: bool) -> Iterator[bytes]:
        unpacker = None
        while piece := answer.read(PIECE):
            self.received += len(piece)
            while piece:
                if unpacker is None:
                    unpacker = zlib.decompressobj(_GZIP if gzip else _kind_of_deflate(piece))
                try:
                    yield self._made(unpacker.decompress(piece, PIECE))
                except zlib.error as wrong:
                    raise Unfetchable("encoding") from wrong
                piece = unpacker.unconsumed_tail
                if unpacker.eof:  # another member may follow
                    piece, unpacker = (unpacker.unused_data.lstrip(b"\0") if gzip else b""), None
        if unpacker is not None:
            try:
                yield self._made(unpacker.flush())
            except zlib.error as wrong:
                raise Unfetchable("encoding") from wrong
            if not unpacker.eof:
                raise Unfetchable("encoding")  # cut short: no whole document

    def _made(self, piece: bytes) -> bytes:
        self.made += len(piece)
        if self.made > self.limits.largest:
            raise Unfetchable("too_large")
        if self.limits.ratio and self.made > self.limits.ratio * self.received:
            raise Unfetchable("ratio")
        return piece


def _kind_of_deflate(first: bytes) -> int:
    """Return how a deflated answer is read: some servers leave the wrapping of zlib out."""
    wrapped = first[0] & 0x0F == 8 and (len(first) < 2 or (first[0] * 256 + first[1]) % 31 == 0)
    return _ZLIB if wrapped else _RAW
