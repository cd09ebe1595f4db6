"""QR codes lead where they should."""

import io
import xml.etree.ElementTree as ElementTree

import pytest
import zxingcpp
from PIL import Image

from app.sharing import qr

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


def test_the_svg_carries_no_style_that_the_security_policy_would_refuse():
    assert "style" not in qr.inline_svg(LINKS[0])


def _drawn(svg: str | bytes) -> Image.Image:
    """Draw the one path of horizontal strokes that segno writes, on white, ten pixels a module."""
    root = ElementTree.fromstring(svg)
    side = int(root.attrib["viewBox"].split()[2]) + 8
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
                picture.putpixel((column + 4, int(y) + 4), 0)
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
