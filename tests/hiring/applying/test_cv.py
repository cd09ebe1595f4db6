"""The upload zoo: what is a CV by its content, and what is refused with a reason."""

import zipfile
from io import BytesIO

import pytest
from defusedxml.ElementTree import fromstring
from PIL import Image

from app.hiring.applying import pdf, zipped
from app.hiring.applying.cv import MAX_BYTES, MAX_XML, BadCv, CvFormat, check_cv
from app.hiring.applying.cv_reading import text_of
from tests.factories.hiring import docx_bytes, odt_bytes, pdf_bytes, zip_bytes

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lol [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<w:document xmlns:w="x"><w:t>&b;</w:t></w:document>'
)


def refusal_of(data: bytes, name: str = "cv.pdf") -> BadCv:
    with pytest.raises(BadCv) as refusal:
        check_cv(data, name)
    return refusal.value


def picture_bytes(kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, kind)
    return out.getvalue()


def packed_by_lzma() -> bytes:
    """A Word document packed in a way that Word does not use, and zipfile reads."""
    out = BytesIO()
    source = zipfile.ZipFile(BytesIO(docx_bytes()))
    with source, zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as made:
        for part in source.infolist():
            made.writestr(part.filename, source.read(part))
    return out.getvalue()


def damaged(document: bytes, *, after: int = 0) -> bytes:
    """The same document with its packed text overwritten from a byte on, its directory whole."""
    with zipfile.ZipFile(BytesIO(document)) as archive:
        part = archive.getinfo("word/document.xml")
    start = part.header_offset + 30 + len(part.filename)
    end = start + part.compress_size
    return document[: start + after] + b"\x17" * (end - start - after) + document[end:]


def locked_pdf() -> bytes:
    """A PDF whose encryption dictionary asks for a password that nobody has."""
    data = pdf_bytes()
    key = b"<" + b"41" * 32 + b">"
    encrypt = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /O " + key + b" /U " + key + b" /P -4 >> "
        b"/ID [<00> <00>] "
    )
    return data.replace(b"trailer << ", b"trailer << " + encrypt)


LOCKED_MANIFEST = (
    b'<manifest:manifest xmlns:manifest="m"><manifest:file-entry manifest:full-path="content.xml">'
    b"<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
)


def asking_password(document: bytes) -> bytes:
    """The same archive, each of its parts marked as encrypted."""
    local, listed = b"PK\x03\x04\x14\x00", b"PK\x01\x02\x14\x03\x14\x00"
    data = document.replace(local + b"\x00\x00", local + b"\x01\x00")
    return data.replace(listed + b"\x00\x00", listed + b"\x01\x00")


def word(kind: str, *, main: str = "word/document.xml", mark: str = "/", **parts: bytes) -> bytes:
    """A Word document as programs write it, that says what its main part is.

    kind: the end of the main part's type; main: where the package says that part is
    mark: what stands between folders in the archive's names
    """
    office = "application/vnd.ms-word" if "macro" in kind else WORD_OFFICE
    types = (
        '<Types xmlns="t"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{office}.{kind}"/></Types>'
    )
    relations = (
        '<Relationships xmlns="r"><Relationship Id="1" Target="docProps/core.xml" Type="x/core"/>'
        f'<Relationship Id="2" Type="http://x/officeDocument" Target="{main}"/></Relationships>'
    )
    with zipfile.ZipFile(BytesIO(docx_bytes())) as plain:
        text = plain.read("word/document.xml")
    made = {"[Content_Types].xml": types.encode(), "_rels/.rels": relations.encode()}
    every = made | {main: text} | parts
    return zip_bytes({name.replace("/", mark): data for name, data in every.items()})


WORD_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MAIN = "document.main+xml"

ACCEPTED = {
    "a PDF after a byte-order mark": (b"\xef\xbb\xbf" + pdf_bytes(), "cv.pdf", CvFormat.PDF),
    "a PDF after a line break": (b"\r\n" + pdf_bytes(), "cv.pdf", CvFormat.PDF),
    "a PDF after a printer's words": (
        b"\x1b%-12345X@PJL SET JOB\r\n" + pdf_bytes(),
        "cv.pdf",
        CvFormat.PDF,
    ),
    "a PDF at the last place where readers look": (
        b" " * 1019 + pdf_bytes(),
        "cv.pdf",
        CvFormat.PDF,
    ),
    "a Word document of Word": (word(MAIN), "cv.docx", CvFormat.DOCX),
    "a Word document of Word online": (
        word(MAIN, main="word/document2.xml"),
        "cv.docx",
        CvFormat.DOCX,
    ),
    "a Word document with its text elsewhere": (
        word(MAIN, main="Contenu/texte principal.xml"),
        "cv.docx",
        CvFormat.DOCX,
    ),
    "a Word document packed with backslashes": (
        word(MAIN, main="word/document2.xml", mark="\\"),
        "cv.docx",
        CvFormat.DOCX,
    ),
    "an OpenDocument text that lists no macro": (
        odt_bytes(**{"Basic/script-lc.xml": b"<libraries/>"}),
        "cv.odt",
        CvFormat.ODT,
    ),
    "a PDF": (pdf_bytes(), "cv.pdf", CvFormat.PDF),
    "a PDF by another name": (pdf_bytes(), "cv.docx", CvFormat.PDF),
    "a PDF with a script": (pdf_bytes(script="app.alert(1)"), "cv.pdf", CvFormat.PDF),
    "a PDF that is a zip as well": (
        pdf_bytes() + zip_bytes({"evil.html": b"<script>"}),
        "cv.pdf",
        CvFormat.PDF,
    ),
    "a Word document": (docx_bytes(), "cv.docx", CvFormat.DOCX),
    "a Word document with a virus's signature in it": (
        docx_bytes(**{"word/media/eicar.com": EICAR}),
        "cv.docx",
        CvFormat.DOCX,
    ),
    "an OpenDocument text": (odt_bytes(), "cv.odt", CvFormat.ODT),
}


@pytest.mark.parametrize(("data", "name", "kind"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_a_cv_is_what_its_content_says(app, data, name, kind):
    assert check_cv(data, name).format is kind


def test_a_name_gets_the_ending_of_what_the_file_is(app):
    assert check_cv(pdf_bytes(), "mon cv.docx").name == "mon cv.docx.pdf"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\lina\cv.pdf", "cv.pdf"),
        ("cv\r\nX-Evil: 1.pdf", "cv X-Evil: 1.pdf"),
        ("gnp.\u202evc.pdf", "gnp.vc.pdf"),
        ("cv\x00.pdf", "cv.pdf"),
        ("é" * 300 + ".pdf", "é" * 116 + ".pdf"),
    ],
)
def test_a_name_cannot_be_a_path_a_header_or_a_trick_of_the_eye(app, typed, kept):
    assert check_cv(pdf_bytes(), typed).name == kept


REFUSED = {
    "an empty file": (b"", "empty"),
    "a file over ten megabytes": (b"%PDF-" + b"0" * MAX_BYTES, "too_large"),
    "EICAR": (EICAR, "wrong_type"),
    "a text": (b"Lina Haddad\n", "wrong_type"),
    "a web page": (b"<html><script>alert(1)</script>", "wrong_type"),
    "a JPEG": (picture_bytes("JPEG"), "wrong_type"),
    "a GIF with a PDF after it": (picture_bytes("GIF") + pdf_bytes(), "wrong_type"),
    "a PDF that begins too far away": (b" " * 1024 + pdf_bytes(), "wrong_type"),
    "a mark before nothing of a PDF": (b"\xef\xbb\xbf%PDF-1.7\nnothing more", "broken"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "wrong_type"),
    "a program": (b"MZ" + bytes(600), "wrong_type"),
    "any zip": (zip_bytes({"readme.txt": b"hello"}), "wrong_type"),
    "a spreadsheet": (
        zip_bytes({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"}),
        "wrong_type",
    ),
    "an OpenDocument drawing": (
        zip_bytes({"mimetype": b"application/vnd.oasis.opendocument.graphics", "content.xml": b""}),
        "wrong_type",
    ),
    "a PDF in name only": (b"%PDF-1.7\nnothing more", "broken"),
    "half a PDF": (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", "broken"),
    "half a Word document": (docx_bytes()[:200], "broken"),
    "a damaged Word document": (damaged(docx_bytes()), "broken"),
    "a damaged document in another packing": (damaged(packed_by_lzma(), after=9), "broken"),
    "a Word document of another XML": (
        zip_bytes({"[Content_Types].xml": b"", "word/document.xml": b"<html/>"}),
        "broken",
    ),
    "XML that defines entities": (
        zip_bytes({"[Content_Types].xml": b"", "word/document.xml": LAUGHS}),
        "broken",
    ),
    "a document packed by LZMA": (packed_by_lzma(), "broken"),
    "a Word document with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "locked",
    ),
    "an OpenDocument text with a password": (
        odt_bytes(**{"META-INF/manifest.xml": LOCKED_MANIFEST}),
        "locked",
    ),
    "a package of OpenDocument with a password": (
        odt_bytes(**{"encrypted-package": b"\x00"}),
        "locked",
    ),
    "a zip whose parts ask for a password": (asking_password(docx_bytes()), "locked"),
    "a Word document with macros": (word("document.macroEnabled.main+xml"), "macros"),
    "a Word document with macros that says otherwise": (
        docx_bytes(**{"word/vbaProject.bin": b"x"}),
        "macros",
    ),
    "a Word template with macros": (
        word("template.macroEnabledTemplate.main+xml"),
        "macros",
    ),
    "a Word template": (word("template.main+xml"), "template"),
    "an OpenDocument text with macros": (
        odt_bytes(**{"Basic/Standard/Module1.xml": b"<module/>"}),
        "macros",
    ),
    "an OpenDocument text with a script": (
        odt_bytes(**{"Scripts/python/open.py": b"import os"}),
        "macros",
    ),
    "a Word document of another type": (word("glossary+xml"), "broken"),
    "a PDF with a password": (locked_pdf(), "locked"),
    "a PDF of far too many pages": (pdf_bytes(pages=61), "too_long"),
}


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_cv_is_refused_with_a_reason(app, data, code):
    refusal = refusal_of(data)

    assert refusal.code == code
    assert refusal.field == "cv"
    assert "cv.pdf" in str(refusal.sentence)


def test_a_zip_that_unpacks_to_gigabytes_is_refused_unopened(app):
    bomb = docx_bytes(**{f"word/media/{n}": bytes(20 * 1024 * 1024) for n in range(6)})

    assert len(bomb) < 1_000_000
    assert refusal_of(bomb).code == "bomb"


def test_a_zip_of_very_many_parts_is_refused(app):
    assert refusal_of(docx_bytes(**{f"p{n}": b"" for n in range(2001)})).code == "bomb"


def test_text_larger_than_any_cv_is_not_unpacked(app):
    data = docx_bytes(body="<w:p/>" + " " * MAX_XML)

    assert refusal_of(data).code == "broken"


def test_a_size_that_a_zip_lies_about_does_not_unpack_more_than_it_says(app):
    honest = docx_bytes("Lina " * 1000)
    lying = BytesIO(honest)
    with zipfile.ZipFile(lying) as archive:
        size = archive.getinfo("word/document.xml").file_size
    data = honest.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))

    assert refusal_of(data).code == "broken"


def test_the_text_of_a_pdf_is_read(app):
    assert "Kafka et PostgreSQL" in text_of(pdf_bytes(), CvFormat.PDF)


def test_the_text_of_a_word_document_is_read_in_order_without_repeats(app):
    box = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice><w:t>Nantes</w:t></mc:Choice>'
        "<mc:Fallback><w:t>Nantes</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    body = f"<w:p><w:r><w:t>Lina</w:t><w:tab/><w:t>Haddad</w:t></w:r></w:p>{box}"

    assert text_of(docx_bytes(body=body), CvFormat.DOCX) == "Lina\tHaddad\nNantes"


def test_the_head_of_a_word_page_is_read_too(app):
    header = f'<w:hdr xmlns:w="{"x"}"><w:p><w:r><w:t>06 12</w:t></w:r></w:p></w:hdr>'.encode()

    text = text_of(docx_bytes("Lina", **{"word/header1.xml": header}), CvFormat.DOCX)

    assert text == "06 12\n\nLina"


@pytest.mark.parametrize("mark", ["/", "\\"])
def test_the_text_of_a_word_document_is_read_where_its_package_says(app, mark):
    header = f'<w:hdr xmlns:w="{"x"}"><w:p><w:r><w:t>06 12</w:t></w:r></w:p></w:hdr>'.encode()
    data = word(MAIN, main="word/document2.xml", mark=mark, **{"word/header1.xml": header})

    assert text_of(data, CvFormat.DOCX) == "06 12\n\nLina Haddad\nIngénieure de données"


def test_each_listing_of_a_word_document_is_parsed_once(app, monkeypatch):
    data, parsed = word(MAIN, main="word/document2.xml"), []

    def counted(xml, **options):
        parsed.append(xml)
        return fromstring(xml, **options)

    monkeypatch.setattr(zipped, "fromstring", counted)
    check_cv(data, "cv.docx")

    assert len(parsed) == len(set(parsed)) == 2  # its types, and what the package holds


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\n", b"junk " * 100])
def test_what_stands_before_a_pdf_is_not_kept(app, before):
    assert check_cv(before + pdf_bytes(), "cv.pdf").data == pdf_bytes()


def test_macros_and_templates_are_told_apart_from_broken_files(app):
    said = [
        str(refusal_of(word(kind)).sentence)
        for kind in ("document.macroEnabled.main+xml", "template.main+xml")
    ]

    assert ["macros" in said[0], "modèle" in said[1]] == [True, True]


def test_the_text_of_an_opendocument_is_read_with_its_marks(app):
    body = "<text:p>Lina<text:s/>Haddad<text:line-break/><text:span>Nantes</text:span>, 44</text:p>"

    assert text_of(odt_bytes(body=body), CvFormat.ODT) == "Lina Haddad\nNantes, 44"


def test_a_pages_picture_fits_its_box_whatever_the_page_claims():
    pictures = pdf.draw_pages(
        pdf_bytes(pages=3).replace(b"595 842", b"9000 90"), max_pages=2, width=600, height=800
    )

    assert len(pictures) == 2
    with Image.open(BytesIO(pictures[0])) as picture:
        assert picture.format == "WEBP"
        assert picture.width <= 600
        assert picture.height <= 800


def test_a_reader_that_is_killed_is_a_broken_pdf_not_a_failure_of_ours(monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS", 0.0)

    with pytest.raises(pdf.UnreadablePdf):
        pdf.count_pages(pdf_bytes())
