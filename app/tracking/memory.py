"""What a web process remembers: pages, links' parts, answers; each within a limit of bytes."""

import json
import struct
import zlib
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Part = Mapping[str, str]


class Recent(Generic[K, V]):
    """A map that forgets what was not asked for lately.

    Two generations: when the young one weighs half the limit it becomes the old one, and what
    is not asked for before the next turn is dropped. So a hit writes nothing. Every step is one
    dict operation: threads share it without a lock.
    """

    def __init__(self, limit: int, weigh: Callable[[V], int]) -> None:
        self._half = limit // 2
        self._weigh = weigh
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._young: dict[K, V] = {}
        self._old: dict[K, V] = {}
        self._weight = 0

    def get(self, key: K) -> V | None:
        """Return what is remembered, and remember it longer."""
        found = self._young.get(key)
        if found is None:
            found = self._old.get(key)
            if found is not None:
                self.put(key, found)
        return found

    def put(self, key: K, value: V) -> None:
        """Remember a value."""
        if self._weight > self._half:
            self._old, self._young, self._weight = self._young, {}, 0
        self._young[key] = value
        self._weight += self._weigh(value)

    def drop(self, fails: Callable[[V], bool]) -> None:
        """Forget each value for which `fails` holds."""
        for generation in (self._young, self._old):
            for key, value in list(generation.items()):
                if fails(value):
                    generation.pop(key, None)

    def __iter__(self) -> Iterator[V]:
        yield from list(self._young.values())
        yield from list(self._old.values())

    def __len__(self) -> int:
        return len(self._young.keys() | self._old.keys())


@dataclass(slots=True)
class LinkRecord:
    """A referral link as the front needs it, with the parts that were drawn so far."""

    publication_id: UUID
    ambassador_id: UUID
    language: str
    parts: dict[str, Part] = field(default_factory=dict)  # by language


class PackedLinks:
    """Link records as one short text of bytes each: 100,000 of them must fit in memory.

    A part is mostly the same words for every link, so it is compressed with the first part of
    its language as a dictionary: some 150 bytes are left of 3,000.
    """

    _HEAD = struct.Struct("<16s16s2s")
    _PART = struct.Struct("<2sI")

    def __init__(self) -> None:
        self._dictionaries: dict[str, bytes] = {}

    def pack(self, record: LinkRecord) -> bytes:
        """Return a record as bytes."""
        packed = [
            self._HEAD.pack(
                record.publication_id.bytes, record.ambassador_id.bytes, record.language.encode()
            )
        ]
        for language, part in record.parts.items():
            text = json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()
            small = self._compress(language, text)
            packed += [self._PART.pack(language.encode(), len(small)), small]
        return b"".join(packed)

    def unpack(self, packed: bytes) -> LinkRecord:
        """Return the record that `pack` made bytes of."""
        publication, ambassador, language = self._HEAD.unpack_from(packed)
        record = LinkRecord(UUID(bytes=publication), UUID(bytes=ambassador), language.decode())
        at = self._HEAD.size
        while at < len(packed):
            language, length = self._PART.unpack_from(packed, at)
            at += self._PART.size
            text = self._decompress(language.decode(), packed[at : at + length])
            record.parts[language.decode()] = json.loads(text)
            at += length
        return record

    @staticmethod
    def publication_in(packed: bytes) -> bytes:
        """Return the 16 bytes of the link's publication."""
        return packed[:16]

    @staticmethod
    def ambassador_in(packed: bytes) -> bytes:
        """Return the 16 bytes of the link's ambassador."""
        return packed[16:32]

    def _compress(self, language: str, text: bytes) -> bytes:
        dictionary = self._dictionaries.setdefault(language, text[-32_768:])
        press = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zdict=dictionary)
        return press.compress(text) + press.flush()

    def _decompress(self, language: str, small: bytes) -> bytes:
        dictionary = self._dictionaries[language]
        return zlib.decompressobj(-zlib.MAX_WBITS, zdict=dictionary).decompress(small)
