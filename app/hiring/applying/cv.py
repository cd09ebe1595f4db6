"""What a CV may be: PDF, DOCX or ODT by its content, whatever its name says. Pure but for PDFs."""

from dataclasses import dataclass
from enum import StrEnum

import filetype
from flask_babel import LazyString, lazy_ngettext
from flask_babel import lazy_gettext as _l

from app.core.errors import Refusal
from app.core.text.clean import tidy_line
from app.hiring.applying import pdf
from app.hiring.applying.zipped import (
    BROKEN_ZIP,
    MAX_XML,
    ODF_TEXT,
    WORD_TYPE,
    LockedZip,
    ZippedDocument,
    opens_with,
)

MAX_BYTES = 10 * 1024 * 1024
MAX_PARTS = 2000  # of a zipped document
MAX_UNPACKED = 100 * 1024 * 1024  # bytes, all parts together
MAX_PAGES = 60
NAME_LENGTH = 120
PDF_MARK_WITHIN = 1024  # bytes from the start, where readers look for it
OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # .doc, and .docx with a password
LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")  # the part of a .docx with a password
ODF_TYPE = "application/vnd.oasis.opendocument.text"


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
    CvFormat.ODT: ODF_TYPE,
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
    raises: BadCv with code empty, too_large, wrong_type, locked, macros, template, broken,
        too_long or bomb
    """
    shown = tidy_line(name).replace("\\", "/").rpartition("/")[2][-NAME_LENGTH:] or "CV"
    if not data:
        raise BadCv(_l("“%(name)s” is empty. Choose the file again.", name=shown), "empty")
    if len(data) > MAX_BYTES:
        raise BadCv(
            _l(
                "“%(name)s” is %(size)s MB. The limit is 10 MB: save it in a reduced size.",
                name=shown,
                size=-(-len(data) // (1024 * 1024)),
            ),
            "too_large",
        )
    if pdf_data := _as_pdf(data):
        data = pdf_data
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


def _as_pdf(data: bytes) -> bytes:
    """Return a PDF without what stands before its mark, as every reader opens it.

    Nothing for a file that has no mark near its start, or that is something else first.
    """
    start = data.find(b"%PDF-", 0, PDF_MARK_WITHIN)
    first = filetype.guess(data) if start > 0 else None
    if start < 0 or (first and first.extension != "pdf") or data.startswith(OLD_OFFICE):
        return b""
    return data[start:]


def _check_pdf(data: bytes, name: str) -> None:
    try:
        pages = pdf.count_pages(data)
    except pdf.LockedPdf as locked:
        raise _locked(name) from locked
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
        with ZippedDocument(data) as document:
            unpacked = sum(part.file_size for part in document.parts)
            if len(document.parts) > MAX_PARTS or unpacked > MAX_UNPACKED:
                raise BadCv(
                    _l("“%(name)s” unpacks to far more than a CV. Save it as a PDF.", name=name),
                    "bomb",
                )
            if document.asks_password:
                raise _locked(name)
            kind = _kind_of(document)
            if kind is None:
                raise _wrong_type(data, name)
            _refuse_programs(document, name)
            text, root = part_with_text(document, kind), ROOTS[kind]
            if text not in document or not opens_with(document.read(text, at_most=MAX_XML), root):
                raise _broken(name)
    except LockedZip as locked:
        raise _locked(name) from locked
    except BROKEN_ZIP as broken:
        raise _broken(name) from broken
    return kind


# The element that opens the text of each zipped format.
ROOTS = {CvFormat.DOCX: "document", CvFormat.ODT: "document-content"}


def _kind_of(document: ZippedDocument) -> CvFormat | None:
    if document.is_word:
        return CvFormat.DOCX
    return CvFormat.ODT if document.odf_type.startswith(ODF_TYPE) else None


def _refuse_programs(document: ZippedDocument, name: str) -> None:
    """Refuse what Word would not open as .docx. raises: BadCv, for macros and for a template"""
    if document.has_macros:
        raise BadCv(
            _l("“%(name)s” contains macros. Save it as PDF, DOCX or ODT without them.", name=name),
            "macros",
        )
    if document.is_template:
        raise BadCv(
            _l("“%(name)s” is a template. Save it as a PDF, DOCX or ODT document.", name=name),
            "template",
        )
    if document.is_word and document.type_of(document.word_text) not in ("", WORD_TYPE):
        raise _broken(name)


def part_with_text(document: ZippedDocument, kind: CvFormat) -> str:
    """Return where a zipped document keeps its text."""
    return document.word_text if kind is CvFormat.DOCX else ODF_TEXT


def _locked(name: str) -> BadCv:
    return BadCv(_l("“%(name)s” asks for a password. Save it without one.", name=name), "locked")


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
    if data.startswith(OLD_OFFICE) and LOCKED_OFFICE in data:
        return _locked(name)
    if data.startswith(OLD_OFFICE):
        sentence = _l(
            "“%(name)s” is an old Word file. Save it as PDF or DOCX.",
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
