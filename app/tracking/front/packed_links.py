"""Referral links in memory, each packed into a few bytes: 100,000 of them must fit.

Words are compressed with those of the publication's first link as a dictionary, since most
ambassadors send the text that was suggested, or start from it.
"""

import struct
import zlib
from typing import NamedTuple
from uuid import UUID

_HEAD = struct.Struct("<16s16s2s?")  # publication, ambassador, language, on its card


def is_of(packed: bytes, ambassador_id: UUID) -> bool:
    """Say whether a packed record is of a link of this ambassador."""
    return packed[16:32] == ambassador_id.bytes


class LinkRecord(NamedTuple):
    """A referral link as the front needs it.

    language: of the words
    quote: the words as HTML, drawn; empty when there are none
    on_card: whether the picture of the page has the ambassador on it
    """

    publication_id: UUID
    ambassador_id: UUID
    language: str
    quote: str
    on_card: bool = False


class Packing:
    """Packs link records into bytes, and unpacks those that it has packed itself."""

    def __init__(self) -> None:
        self._dictionaries: dict[bytes, bytes] = {}  # by publication

    def pack(self, record: LinkRecord) -> bytes:
        """Return a record as bytes."""
        publication, quote = record.publication_id.bytes, record.quote.encode()
        ambassador, language = record.ambassador_id.bytes, record.language.encode()
        head = _HEAD.pack(publication, ambassador, language, record.on_card)
        if not quote:
            return head
        dictionary = self._dictionaries.setdefault(publication, quote)
        press = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS, 5, zdict=dictionary)
        return head + press.compress(quote) + press.flush()

    def unpack(self, packed: bytes) -> LinkRecord:
        """Return the record that `pack` has packed."""
        publication, ambassador, language, on_card = _HEAD.unpack_from(packed)
        quote = b""
        if len(packed) > _HEAD.size:
            press = zlib.decompressobj(-zlib.MAX_WBITS, zdict=self._dictionaries[publication])
            quote = press.decompress(packed[_HEAD.size :])
        return LinkRecord(
            UUID(bytes=publication),
            UUID(bytes=ambassador),
            language.decode(),
            quote.decode(),
            on_card,
        )
