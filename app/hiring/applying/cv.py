"""What a CV may be: PDF, DOCX or ODT by its content, whatever its name says. Pure but for PDFs."""

import lzma
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from xml.etree.ElementTree import ParseError

import filetype
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from flask_babel import LazyString, lazy_ngettext
from flask_babel import lazy_gettext as _l

from app.core.errors import Refusal
from app.core.text.clean import tidy_line
from app.hiring.applying import pdf

MAX_BYTES = 10 * 1024 * 1024
MAX_PARTS = 2000  # of a zipped document
MAX_UNPACKED = 100 * 1024 * 1024  # bytes, all parts together
MAX_XML = 16 * 1024 * 1024  # bytes, the part that holds the text
MAX_PAGES = 60
NAME_LENGTH = 120
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
)
OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # .doc, and .docx with a password
WORD_TEXT, ODF_TEXT = "word/document.xml", "content.xml"
ODF_TYPE = b"application/vnd.oasis.opendocument.text"


class CvFormat(StrEnum):
    """What a CV is, by its content."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"

    @property
    def media_type(self) -> str:
        """Its type, as servers say it."""
        return MEDIA_TYPES[self]


MEDIA_TYPES = {
    CvFormat.PDF: "application/pdf",
    CvFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    CvFormat.ODT: ODF_TYPE.decode(),
}


@dataclass(frozen=True)
class CheckedCv:
    """A file that was opened and is a CV we keep."""

    data: bytes
    name: str
    format: CvFormat


class BadCv(Refusal):
    """The file cannot be kept as a CV; the sentence says why and what to send instead."""

    code = "bad_cv"

    def __init__(self, sentence: str | LazyString, code: str) -> None:
        super().__init__(sentence, field="cv", code=code)


def check_cv(data: bytes, name: str) -> CheckedCv:
    """Open a file and say which kind of CV it is.

    name: as the sender called it; kept with the ending of what the file really is
    raises: BadCv with code empty, too_large, wrong_type, locked, broken, too_long or bomb
    """
    shown = tidy_line(name).replace("\\", "/").rpartition("/")[2][-NAME_LENGTH:] or "CV"
    if not data:
        raise BadCv(_l("“%(name)s” is empty. Choose the file again.", name=shown), "empty")
    if len(data) > MAX_BYTES:
        raise BadCv(
            _l(
                "“%(name)s” weighs %(size)s MB. The limit is 10 MB: save it in a reduced size.",
                name=shown,
                size=-(-len(data) // (1024 * 1024)),
            ),
            "too_large",
        )
    if data.startswith(b"%PDF-"):
        _check_pdf(data, shown)
        kind = CvFormat.PDF
    elif data.startswith(b"PK\x03\x04"):
        kind = _check_zip(data, shown)
    else:
        raise _wrong_type(data, shown)
    return CheckedCv(data, _with_ending(shown, kind), kind)


def _with_ending(name: str, kind: CvFormat) -> str:
    ending = f".{kind}"
    return name if name.lower().endswith(ending) else f"{name[: NAME_LENGTH - 5]}{ending}"


def _check_pdf(data: bytes, name: str) -> None:
    try:
        pages = pdf.count_pages(data)
    except pdf.LockedPdf as locked:
        raise BadCv(
            _l("“%(name)s” asks for a password. Save it without one.", name=name),
            "locked",
        ) from locked
    except pdf.UnreadablePdf as broken:
        raise _broken(name) from broken
    if pages == 0:
        raise _broken(name)
    if pages > MAX_PAGES:
        raise BadCv(
            lazy_ngettext(
                "“%(name)s” has %(num)d page. Send %(most)d at most.",
                "“%(name)s” has %(num)d pages. Send %(most)d at most.",
                pages,
                name=name,
                most=MAX_PAGES,
            ),
            "too_long",
        )


def _check_zip(data: bytes, name: str) -> CvFormat:
    """Tell a Word text from an OpenDocument one, and both from any other zip."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED:
                raise BadCv(
                    _l("“%(name)s” unpacks to far more than a CV. Save it as a PDF.", name=name),
                    "bomb",
                )
            names = {part.filename for part in parts}
            if WORD_TEXT in names and "[Content_Types].xml" in names:
                kind, root = CvFormat.DOCX, "document"
            elif _odf_type(archive, names) == ODF_TYPE and ODF_TEXT in names:
                kind, root = CvFormat.ODT, "document-content"
            else:
                raise _wrong_type(data, name)
            if not opens_with(read_part(archive, part_with_text(kind)), root):
                raise _broken(name)
    except BROKEN_ZIP as broken:
        raise _broken(name) from broken
    return kind


def part_with_text(kind: CvFormat) -> str:
    """Return where a zipped format keeps its text."""
    return WORD_TEXT if kind is CvFormat.DOCX else ODF_TEXT


def _odf_type(archive: zipfile.ZipFile, names: set[str]) -> bytes:
    return read_part(archive, "mimetype").strip() if "mimetype" in names else b""


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Unpack one part of a zipped document.

    raises: ValueError when it is larger than its text can be
    """
    with archive.open(name) as part:
        data = part.read(MAX_XML + 1)
    if len(data) > MAX_XML:
        raise ValueError(name)
    return data


def opens_with(data: bytes, root: str) -> bool:
    """Say whether XML begins with this element, and defines no entity."""
    try:
        for _event, element in iterparse(BytesIO(data), events=("start",), forbid_dtd=True):
            return bool(element.tag.rpartition("}")[2] == root)
    except (ParseError, DefusedXmlException):
        pass
    return False


def _broken(name: str) -> BadCv:
    return BadCv(
        _l(
            "“%(name)s” cannot be opened. Save it again as a PDF, then choose that file.",
            name=name,
        ),
        "broken",
    )


def _wrong_type(data: bytes, name: str) -> BadCv:
    """Refuse a file, naming what it turns out to be where that helps."""
    kind = filetype.guess(data)
    if data.startswith(OLD_OFFICE):
        sentence = _l(
            "“%(name)s” is an old Word file, or asks for a password. Save it as PDF or DOCX.",
            name=name,
        )
    elif kind is not None and kind.mime.startswith("image/"):
        sentence = _l("“%(name)s” is a picture. Send a PDF, Word or OpenDocument file.", name=name)
    else:
        sentence = _l(
            "“%(name)s” is neither PDF, Word (.docx) nor OpenDocument (.odt). Save it as one of"
            " them.",
            name=name,
        )
    return BadCv(sentence, "wrong_type")
