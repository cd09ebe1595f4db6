"""Join pieces that were compressed ahead into one gzip answer, with a fresh token in it.

Each piece is a deflate stream cut by a full flush, so pieces stand next to each other in any
order; a token is a stored block, so its length is known and nothing is compressed per request.
What cannot be laid out ahead is the CRC-32 at the end. It is linear: appending n bytes to a text
whose checksum is known is one multiplication that depends on n alone, kept here as tables.
source: RFC 1951 (blocks), RFC 1952 (gzip); Mark Adler's crc32_combine in zlib
"""

import struct
import zlib
from array import array
from functools import cache

HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
END = b"\x03\0"  # an empty last block
_POLYNOMIAL = 0xEDB88320


def deflated(data: bytes, level: int = 9) -> bytes:
    """Compress a piece so that others can stand before and after it."""
    press = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    return press.compress(data) + press.flush(zlib.Z_FULL_FLUSH)


def stored_header(length: int) -> bytes:
    """Return what stands before `length` bytes that are sent as they are (at most 65,535)."""
    return struct.pack("<BHH", 0, length, length ^ 0xFFFF)


def stored(data: bytes) -> bytes:
    """Return a short text as a block that is sent as it is."""
    return stored_header(len(data)) + data


def trailer(checksum: int, length: int) -> bytes:
    """Return the end of a gzip answer: CRC-32 and length of what was compressed."""
    return struct.pack("<II", checksum, length & 0xFFFFFFFF)


class Shift:
    """What appending `length` bytes does to the checksum of what stands before them.

    One table for each digit of the length in base 256, so that any length takes few tables and
    all lengths together some 500.
    """

    __slots__ = ("_tables",)

    def __init__(self, length: int) -> None:
        digits = enumerate(length.to_bytes(8, "little"))
        self._tables = tuple(_table(digit << 8 * place) for place, digit in digits if digit)

    def __call__(self, checksum: int) -> int:
        """Return the checksum, to be xored with that of the appended bytes."""
        for table in self._tables:
            checksum = (
                table[checksum & 0xFF]
                ^ table[256 + (checksum >> 8 & 0xFF)]
                ^ table[512 + (checksum >> 16 & 0xFF)]
                ^ table[768 + (checksum >> 24)]
            )
        return checksum


@cache
def _table(length: int) -> "array[int]":
    """Tabulate what `length` zero bytes make of each byte of a checksum, 256 entries a byte."""
    images = _images(length)
    table = array("I", bytes(4 * 1024))
    for place in range(4):
        base = place * 256
        for value in range(1, 256):
            low = value & -value  # its lowest bit; the rest is already in the table
            image = images[place * 8 + low.bit_length() - 1]
            table[base + value] = table[base + (value ^ low)] ^ image
    return table


def _images(length: int) -> list[int]:
    """Say what `length` zero bytes make of each of the checksum's 32 bits."""
    images = [1 << bit for bit in range(32)]
    power = 0
    while length >> power:
        if length >> power & 1:
            images = [_times(_zero_bytes(power), image) for image in images]
        power += 1
    return images


@cache
def _zero_bytes(power: int) -> tuple[int, ...]:
    """Return the matrix, one column a bit, that appends 2**power zero bytes."""
    if power == 0:
        columns: tuple[int, ...] = (_POLYNOMIAL, *(1 << bit for bit in range(31)))  # one bit
        for _ in range(3):  # two, four, eight
            columns = tuple(_times(columns, column) for column in columns)
        return columns
    half = _zero_bytes(power - 1)
    return tuple(_times(half, column) for column in half)


def _times(matrix: tuple[int, ...], vector: int) -> int:
    """Multiply over GF(2)."""
    product = 0
    bit = 0
    while vector >> bit:
        if vector >> bit & 1:
            product ^= matrix[bit]
        bit += 1
    return product
