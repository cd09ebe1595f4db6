"""QR codes lead where they should."""

import io
import xml.etree.ElementTree as ElementTree

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from app.sharing import qr
from app.sharing.qr import Sheet

LINKS = [
    "https://emploi.ormelune.example/r/7kQ2pDxYz3",
    "http://127.0.0.1:8000/r/ZZZZZZZZZZ",
    "https://a-rather-long-host-name.careers.subsidiary.ormelune.example/r/2345678923",
]


@pytest.mark.parametrize("link", LINKS)
def test_the_png_decodes_to_the_link(link):
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr.png(link))))

    assert [code.text for code in found] == [link]


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("draw", [qr.svg, qr.inline_svg], ids=["file", "inline"])
def test_the_svg_decodes_to_the_link(draw, link):
    found = zxingcpp.read_barcodes(_drawn(draw(link)))

    assert [code.text for code in found] == [link]


VERSIONS = [  # by bytes and level
    (36, "m", 3), (36, "q", 4), (36, "h", 5), (43, "m", 4), (53, "m", 4), (53, "q", 5),
    (62, "m", 4), (62, "q", 6), (63, "m", 5), (84, "m", 5), (100, "m", 6), (100, "q", 8),
    (100, "h", 10), (213, "m", 10),
]  # fmt: skip


@pytest.mark.parametrize("fill", ["x", "A", "7"], ids=["letters", "capitals", "figures"])
@pytest.mark.parametrize(("length", "level", "version"), VERSIONS)
def test_a_code_holds_bytes_at_its_level_and_no_other(length, level, version, fill):
    code = qr.code_of("https://" + fill * (length - 8) if fill == "x" else fill * length, level)

    assert (code.version, code.error, code.mode) == (version, level.upper(), "byte")


def test_what_is_printed_stands_more_dirt_than_what_is_shown():
    shown, printed = (
        ElementTree.fromstring(drawn).attrib["viewBox"]
        for drawn in (qr.inline_svg(LINKS[2]), qr.svg(LINKS[2]))
    )
    assert shown == "0 0 45 45"  # version 5 at M, its quiet zone around it
    assert printed == "0 0 53 53"  # version 7 at Q


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("size", Sheet)
def test_a_poster_decodes_from_the_paper_and_from_afar(app, size, language):
    printed = qr.pdf_poster(
        LINKS[2],
        title="Développeuse ou développeur Python #1 *confirmé·e* " * 3,
        facts=["Offre", "Nantes", "CDI", "48 000 – 55 000 €"],
        size=size,
        call="Lisez la suite",
        company="Ormelune & Cie",
        language=language,
    )

    document = pypdfium2.PdfDocument(printed)
    (page,) = document
    millimetres = tuple(round(side * 25.4 / 72) for side in page.get_size())
    assert millimetres == qr.SIDES[size]
    for scale in (1, 3):
        found = zxingcpp.read_barcodes(page.render(scale=scale).to_pil())
        assert [code.text for code in found] == [LINKS[2]]
    words = " ".join(page.get_textpage().get_text_range().split())
    assert "Ormelune & Cie" in words
    assert "Lisez la suite" in words


def test_a_poster_of_the_longest_title_stays_on_its_page(app):
    printed = qr.pdf_poster(
        LINKS[2], title="Responsable " * 12, facts=["x" * 30] * 6, size=Sheet.A5,
        call="Scannez ce code pour vous inscrire", company="O" * 100, language="fr",
    )  # fmt: skip

    assert len(pypdfium2.PdfDocument(printed)) == 1


def test_the_svg_carries_no_style_that_the_security_policy_would_refuse():
    assert "style" not in qr.inline_svg(LINKS[0])


def _drawn(svg: str | bytes) -> Image.Image:
    """Draw the one path of horizontal strokes that segno writes, on white, ten pixels a module."""
    root = ElementTree.fromstring(svg)
    side = int(root.attrib["viewBox"].split()[2])
    path = next(each for each in root if "stroke" in each.attrib).attrib["d"]
    picture = Image.new("L", (side, side), 255)
    x = y = 0.0
    for command, numbers in _commands(path):
        if command == "M":
            x, y = numbers
        elif command == "m":
            x, y = x + numbers[0], y + numbers[1]
        else:
            for column in range(int(x), int(x + numbers[0])):
                picture.putpixel((column, int(y)), 0)
            x += numbers[0]
    return picture.resize((side * 10, side * 10), Image.Resampling.NEAREST)


def _commands(path: str) -> list[tuple[str, list[float]]]:
    spaced = "".join(f" {c} " if c in "Mmh" else c.replace("-", " -") for c in path).split()
    commands: list[tuple[str, list[float]]] = []
    for word in spaced:
        if word in "Mmh":
            commands.append((word, []))
        else:
            commands[-1][1].append(float(word))
    return commands
