"""Read a CV after it has come in: its text for the search, its pages as pictures for the eye."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from uuid import UUID
from xml.etree.ElementTree import Element, ParseError

import structlog
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from app.core import clock, files
from app.core.database import db
from app.core.models import Activity
from app.core.text.clean import tidy
from app.hiring.applying import pdf
from app.hiring.applying.cv import CvFormat, part_with_text
from app.hiring.applying.zipped import BROKEN_ZIP, LockedZip, ZippedDocument
from app.hiring.models import Application, CvPage

log = structlog.get_logger(__name__)

MAX_CHARACTERS = 100_000
TEXT_PAGES = 40  # of a PDF, read for the search
SHOWN_PAGES = 10  # of a PDF, drawn for the eye
PAGE_BOX = (1240, 1754)  # pixels: A4 at 150 points an inch
UNREADABLE = (
    *BROKEN_ZIP,
    LockedZip,
    pdf.UnreadablePdf,
    ParseError,
    DefusedXmlException,
    KeyError,
    FileNotFoundError,
)


def on_submitted(event: Activity) -> None:
    """Read the CV of an application that has just come in, or of its own."""
    application = db.session.get(Application, event.subject_id)
    if application:
        read_cv(application, now=clock.now())


def read_cv(application: Application, *, now: datetime) -> None:
    """Extract the text of a CV and draw its pages; a second run leaves the same.

    A CV that cannot be read is still there to download: that is noted, not retried.
    """
    if application.cv is None or application.cv_read_at:
        return
    cv, text = application.cv, ""
    kind = format_of(cv.media_type)
    pictures: list[bytes] = []
    try:
        data = files.open_bytes(cv)
        text = text_of(data, kind)
        if kind is CvFormat.PDF:
            width, height = PAGE_BOX
            pictures = pdf.draw_pages(data, max_pages=SHOWN_PAGES, width=width, height=height)
    except UNREADABLE as wrong:
        log.warning("cv_unreadable", application=str(application.id), error=repr(wrong))
    db.session.refresh(application, ["cv_id", "cv_read_at"], with_for_update={"of": Application})
    if application.cv_id != cv.id or application.cv_read_at:
        return  # replaced meanwhile: the other one is read by itself; or another worker was faster
    application.cv_text = text
    for number, picture in enumerate(pictures, start=1):
        application.cv_pages.append(CvPage(number=number, file_id=_keep(picture, number)))
    application.cv_pages_drawn = len(pictures)
    application.cv_read_at = now


def _keep(picture: bytes, number: int) -> UUID:
    return files.store(picture, media_type="image/webp", name=f"{number}.webp", kind="cv_page").id


def format_of(media_type: str) -> CvFormat:
    """Return the format that a stored CV was recognised as. Pure."""
    return next(kind for kind in CvFormat if kind.media_type == media_type)


def text_of(data: bytes, kind: CvFormat) -> str:
    """Return the text of a CV, cut where it is long enough for the search.

    raises: one of UNREADABLE
    """
    if kind is CvFormat.PDF:
        found = pdf.text_of(data, max_pages=TEXT_PAGES, max_characters=MAX_CHARACTERS)
        return tidy(found)
    with ZippedDocument(data) as document:
        wanted = [part_with_text(document, kind)]
        if kind is CvFormat.DOCX:  # names and addresses often stand in the head of the page
            wanted = document.word_headers() + wanted
        texts = ["".join(_words(document.read(name), kind)) for name in wanted]
    return tidy("\n".join(texts)[:MAX_CHARACTERS])


# What stands for itself in the text, by the local name of its element.
BREAKS = {
    CvFormat.DOCX: {"p": "\n", "br": "\n", "cr": "\n", "tab": "\t"},
    CvFormat.ODT: {"p": "\n", "h": "\n", "line-break": "\n", "tab": "\t", "s": " "},
}


def _words(xml: bytes, kind: CvFormat) -> Iterator[str]:
    """Yield the text of a document's XML in order, with flat memory.

    Word writes a text box twice, the second time for old programs: that one is left out.
    """
    breaks, skipped = BREAKS[kind], 0
    for event, element in iterparse(BytesIO(xml), events=("start", "end"), forbid_dtd=True):
        name = element.tag.rpartition("}")[2]
        if name == "Fallback":
            skipped += 1 if event == "start" else -1
        elif event == "end" and not skipped:
            yield from _ended(element, name, kind, breaks)
        if event == "end" and name in ("p", "h", "Fallback"):
            element.clear()


def _ended(element: Element, name: str, kind: CvFormat, breaks: dict[str, str]) -> Iterator[str]:
    if kind is CvFormat.DOCX and name == "t":
        yield element.text or ""
    elif kind is CvFormat.ODT and name in ("p", "h"):
        yield _flat(element, breaks)
    elif kind is CvFormat.ODT:
        return
    if name in breaks:
        yield breaks[name]


def _flat(element: Element, breaks: dict[str, str]) -> str:
    """Return the text of an OpenDocument paragraph, marks inside it included."""
    words = [element.text or ""]
    for child in element:
        name = child.tag.rpartition("}")[2]
        words.append(breaks[name] if name in breaks else _flat(child, breaks))
        words.append(child.tail or "")
    return "".join(words)
