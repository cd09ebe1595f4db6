"""Documents that are zips: Word's (OOXML) and OpenDocument's, read as their formats say.

What holds the text is found by following the package, never by a usual name.
"""

import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from types import TracebackType
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

MAX_XML = 16 * 1024 * 1024  # bytes, of one part
MAX_LISTING = 1024 * 1024  # bytes, of a part that lists others
HEADERS = 3  # of a Word document, read for the search
# What zipfile raises on a damaged archive, by the way that its parts are packed.
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    MemoryError,
)
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what either format allows
ENCRYPTED = 0x1  # the flag of a part that asks for a password

TYPES, WORD_TEXT, ODF_TEXT = "[content_types].xml", "word/document.xml", "content.xml"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


class LockedZip(Exception):
    """The document asks for a password."""


class ZippedDocument:
    """A zip whose parts are called as its formats call them: by "/", whatever packed them."""

    def __init__(self, data: bytes) -> None:
        """raises: one of BROKEN_ZIP, LockedZip"""
        self._archive = zipfile.ZipFile(BytesIO(data))
        self.parts = self._archive.infolist()
        if any(part.flag_bits & ENCRYPTED for part in self.parts):
            raise LockedZip
        if any(part.compress_type not in PACKINGS for part in self.parts):
            raise zipfile.BadZipFile("packed in a way that no word processor writes")
        self._by_name = {_name(part.filename): part for part in self.parts}

    def __enter__(self) -> "ZippedDocument":
        """Open it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        wrong: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close it."""
        self._archive.close()

    def __contains__(self, name: str) -> bool:
        """Say whether it has a part of this name, in capitals or not."""
        return _name(name) in self._by_name

    def names(self) -> list[str]:
        """Return the names of its parts, in lower case."""
        return sorted(self._by_name)

    def read(self, name: str, *, at_most: int = MAX_XML) -> bytes:
        """Unpack one part. raises: ValueError when it is larger; KeyError when there is none"""
        with self._archive.open(self._by_name[_name(name)]) as part:
            data = part.read(at_most + 1)
        if len(data) > at_most:
            raise ValueError(name)
        return data

    def listing(self, name: str) -> Iterator[Element]:
        """Yield the elements of a part that lists others; none when it has none or is no XML."""
        if name not in self:
            return
        try:
            yield from fromstring(self.read(name, at_most=MAX_LISTING), forbid_dtd=True).iter()
        except (ParseError, DefusedXmlException):
            return

    @cached_property
    def odf_type(self) -> str:
        """What an OpenDocument file says it is; empty for another zip."""
        return (
            self.read("mimetype").strip().decode("ascii", "replace") if "mimetype" in self else ""
        )

    @property
    def is_word(self) -> bool:
        """Whether it is a package of OOXML whose main part is a text's, or a macro's host."""
        main = self.word_text
        of_word = main == WORD_TEXT or any(
            each in self.type_of(main) for each in ("wordprocessingml", "ms-word")
        )
        return TYPES in self and main in self and of_word

    @cached_property
    def word_text(self) -> str:
        """The part that holds the text of a Word document: what the package says its office
        document is, else the usual one.
        """
        return next(self._related("", "officedocument"), WORD_TEXT)

    def word_headers(self) -> list[str]:
        """Return the parts with the heads of a Word document's pages."""
        main = self.word_text
        folder = posixpath.dirname(main)
        usual = [name for name in self.names() if name.startswith(f"{folder}/header")]
        return (sorted(set(self._related(main, "header"))) or usual)[:HEADERS]

    def _related(self, source: str, kind: str) -> Iterator[str]:
        """Yield the parts that one part, or the package, names as of a kind (ISO 29500-2)."""
        folder, name = posixpath.split(source)
        for each in self.listing(posixpath.join(folder, "_rels", f"{name}.rels")):
            if each.get("Type", "").rpartition("/")[2].lower() == kind:
                target = unquote(each.get("Target", "")).replace("\\", "/")
                part = _name(posixpath.normpath(posixpath.join("/", folder, target)))
                if each.get("TargetMode") != "External" and part in self:
                    yield part

    @cached_property
    def _types(self) -> list[Element]:
        return list(self.listing(TYPES))

    def type_of(self, name: str) -> str:
        """Return the type that an OOXML package gives to a part; empty when it gives none."""
        ending = name.rpartition(".")[2].lower()
        by_ending = ""
        for each in self._types:
            if _name(each.get("PartName", "")) == _name(name):
                return each.get("ContentType", "")
            if each.get("Extension", "").lower() == ending:
                by_ending = each.get("ContentType", "")
        return "" if by_ending in ("application/xml", "text/xml") else by_ending

    @property
    def has_macros(self) -> bool:
        """Whether it carries programs of its own, whatever its name says."""
        return "macroEnabled" in self.type_of(self.word_text) or any(
            name.endswith("vbaproject.bin") or _is_odf_macro(name) for name in self._by_name
        )

    @property
    def is_template(self) -> bool:
        """Whether new documents are made from it."""
        kinds = (self.type_of(self.word_text), self.odf_type)
        return any("template" in kind for kind in kinds)

    @property
    def asks_password(self) -> bool:
        """Whether an OpenDocument file is encrypted, by its manifest."""
        return "encrypted-package" in self or any(
            each.tag.rpartition("}")[2] == "encryption-data"
            for each in self.listing("META-INF/manifest.xml")
        )


def _name(name: str) -> str:
    """Return a part's name as its format compares it. Pure."""
    return name.replace("\\", "/").lstrip("/").lower()


def _is_odf_macro(name: str) -> bool:
    """Say whether a part of an OpenDocument file is a program: listings of none are not."""
    basic = name.startswith("basic/") and not name.endswith(("script-lc.xml", "script-lb.xml", "/"))
    return basic or (name.startswith("scripts/") and not name.endswith("/"))


def opens_with(data: bytes, root: str) -> bool:
    """Say whether XML begins with this element, and defines no entity."""
    try:
        for _event, element in iterparse(BytesIO(data), events=("start",), forbid_dtd=True):
            return bool(element.tag.rpartition("}")[2] == root)
    except (ParseError, DefusedXmlException):
        pass
    return False
