"""Candidates, their applications and CVs for tests, made by the same function as the screens."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from app.core.ids import uuid7_at
from app.core.models import StoredFile
from app.hiring.applying import cv_files
from app.hiring.applying.apply import SentForm, submit_application
from app.hiring.applying.cv import check_cv
from app.hiring.models import Application, Recommendation, RecommendedPerson, ReferrerChoice
from app.hiring.referrals.recommendations import recommend
from app.hiring.referrals.touches import Landing
from app.people.models import Person
from app.publishing.models import Opening
from app.sharing.models import ReferralLink
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)  # a Monday, noon in Paris
_numbers = count(1)


def make_application(
    *,
    opening: Opening | None = None,
    link: ReferralLink | None = None,
    now: datetime = NOON,
    name: str | None = None,
    email: str | None = None,
    **values: Any,
) -> Application:
    """Receive an application; with `link`, from someone who landed by it and kept its owner."""
    number = next(_numbers)
    if link:
        values = {"came_by": landing_of(link, at=now), "choice": ReferrerChoice.KEPT} | values
    target = opening or (link.publication if link else None) or make_published_opening()
    assert isinstance(target, Opening)
    form = sent_form(
        name=name or f"Lina Haddad{number}",
        email=email or f"lina.haddad{number}@courriel.example",
        **values,
    )
    received = submit_application(target, form, now=now)
    assert isinstance(received, Application)
    return received


def sent_form(**values: Any) -> SentForm:
    """A form of Lina Haddad, straight from the career site, with nothing said of a referrer."""
    fields: dict[str, Any] = {
        "form_id": uuid4(),
        "name": "Lina Haddad",
        "email": "lina@courriel.example",
        "language": "fr",
    }
    return SentForm(**fields | values)


def make_recommendation(
    *,
    opening: Opening | None = None,
    by: Person | None = None,
    now: datetime = NOON,
    name: str = "Nora Perrin",
    email: str | None = None,
    language: str = "fr",
    form_id: UUID | None = None,
) -> Recommendation:
    """Recommend somebody, who has not answered yet, by someone who has accepted the charter."""
    return recommend(
        opening or make_published_opening(),
        RecommendedPerson(
            name,
            email or f"nora.perrin{next(_numbers)}@courriel.example",
            "nous avons travaillé ensemble de 2019 à 2022",
            "Elle sait calmer une réunion de crise avec un schéma et trois questions.",
        ),
        by=by or make_ambassador(),
        form_id=form_id or uuid4(),
        language=language,
        now=now,
    )


def landing_of(link: ReferralLink, *, at: datetime = NOON) -> Landing:
    """A landing by a link, as a token would prove it."""
    return Landing(link, uuid7_at(at), at)


def make_cv(data: bytes | None = None, name: str = "CV Lina Haddad.pdf") -> StoredFile:
    """A CV that a form has sent, checked and stored."""
    return cv_files.keep(check_cv(data or pdf_bytes(), name))


def pdf_bytes(*lines: str, pages: int = 1, script: str = "") -> bytes:
    """A PDF with these lines of text on each page; script: run on opening, by readers that do."""
    words = lines or ("Lina Haddad", "Ingenieure de donnees, Kafka et PostgreSQL")
    shown = " ".join(f"1 0 0 1 72 {760 - 20 * n} Tm ({line}) Tj" for n, line in enumerate(words))
    stream = f"BT /F1 14 Tf {shown} ET".encode("latin-1")
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(pages))
    opening = f" /OpenAction << /S /JavaScript /JS ({script}) >>" if script else ""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R{opening} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n in range(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * n} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
    return _pdf_of(objects)


def _pdf_of(objects: list[bytes]) -> bytes:
    out = BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns"


def docx_bytes(*paragraphs: str, body: str | None = None, **parts: bytes) -> bytes:
    """A Word document of these paragraphs; body: XML instead; parts: further ones, by name."""
    words = paragraphs or ("Lina Haddad", "Ingénieure de données")
    xml = body or "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in words)
    return zip_bytes(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": (
                f'<?xml version="1.0"?><w:document xmlns:w="{WORD}">'
                f"<w:body>{xml}</w:body></w:document>"
            ).encode(),
            **parts,
        }
    )


def odt_bytes(*paragraphs: str, body: str | None = None, **parts: bytes) -> bytes:
    """An OpenDocument text of these paragraphs; body: XML instead; parts: further ones."""
    words = paragraphs or ("Lina Haddad", "Ingénieure de données")
    xml = body or "".join(f"<text:p>{each}</text:p>" for each in words)
    return zip_bytes(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": (
                f'<?xml version="1.0"?><office:document-content xmlns:office="{ODF}:office:1.0" '
                f'xmlns:text="{ODF}:text:1.0"><office:body><office:text>{xml}</office:text>'
                "</office:body></office:document-content>"
            ).encode(),
            **parts,
        }
    )


def zip_bytes(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts, in order."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()
