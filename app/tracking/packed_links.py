"""Referral links in memory as one short text of bytes each: 100,000 of them must fit.

A link's part is mostly the same words for every link, so it is compressed with the first part
of its language as a dictionary: some 150 bytes are left of 3,000.
"""

import json
import struct
import zlib
from dataclasses import dataclass, field
from uuid import UUID

_HEAD = struct.Struct("<16s16s2s")  # publication, ambassador, language
_PART = struct.Struct("<2sI")  # language, length
_LONGEST_DICTIONARY = 32_768  # bytes; deflate looks no further back


@dataclass(slots=True)
class LinkRecord:
    """A referral link as the front needs it, with the parts that were drawn so far.

    parts: HTML by slot, by language
    """

    publication_id: UUID
    ambassador_id: UUID
    language: str
    parts: dict[str, dict[str, str]] = field(default_factory=dict)


class Packing:
    """Makes bytes of link records and back. What it packs, only it can unpack."""

    def __init__(self) -> None:
        self._dictionaries: dict[str, bytes] = {}

    def pack(self, record: LinkRecord) -> bytes:
        """Return a record as bytes."""
        packed = [
            _HEAD.pack(
                record.publication_id.bytes, record.ambassador_id.bytes, record.language.encode()
            )
        ]
        for language, part in record.parts.items():
            text = json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()
            small = self._compress(language, text)
            packed += [_PART.pack(language.encode(), len(small)), small]
        return b"".join(packed)

    def unpack(self, packed: bytes) -> LinkRecord:
        """Return the record that `pack` made bytes of."""
        publication, ambassador, own_language = _HEAD.unpack_from(packed)
        record = LinkRecord(UUID(bytes=publication), UUID(bytes=ambassador), own_language.decode())
        at = _HEAD.size
        while at < len(packed):
            language, length = _PART.unpack_from(packed, at)
            at += _PART.size
            text = self._decompress(language.decode(), packed[at : at + length])
            record.parts[language.decode()] = json.loads(text)
            at += length
        return record

    def _compress(self, language: str, text: bytes) -> bytes:
        dictionary = self._dictionaries.setdefault(language, text[-_LONGEST_DICTIONARY:])
        press = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zdict=dictionary)
        return press.compress(text) + press.flush()

    def _decompress(self, language: str, small: bytes) -> bytes:
        dictionary = self._dictionaries[language]
        return zlib.decompressobj(-zlib.MAX_WBITS, zdict=dictionary).decompress(small)


def is_about(packed: bytes, publication_id: UUID) -> bool:
    """Whether a packed link leads to a publication. Pure."""
    return packed.startswith(publication_id.bytes)


def belongs_to(packed: bytes, ambassador_id: UUID) -> bool:
    """Whether a packed link is an ambassador's. Pure."""
    return packed.startswith(ambassador_id.bytes, 16)
