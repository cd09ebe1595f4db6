"""Opens one PDF in a process of its own; run as a script by `pdf.py`, never imported.

PDFs come from strangers, and PDFium is C++: here it has little memory, little time, no
environment, no process to start and no file to open or write: what its parent holds in /proc stays
out of reach. Scripts in a PDF are never run: no form is filled.

    pdf_child.py facts | text MAX_PAGES MAX_CHARACTERS | pages MAX_PAGES WIDTH HEIGHT

The PDF is read from standard input. The answer is one JSON line, then, for `pages`, the
pictures one after another, their sizes in bytes in that line.
"""

import codecs
import json
import resource
import sys
from io import BytesIO

import pypdfium2
import pypdfium2.raw
from PIL import Image, WebPImagePlugin  # noqa: F401 - registers the format before files are barred

MEMORY = 1024 * 1024 * 1024  # bytes
SECONDS = 20
QUALITY = 80


def main(command: str, *numbers: str) -> None:
    """Answer one command, or an error word, on standard output."""
    confine()
    data = sys.stdin.buffer.read()
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as wrong:
        locked = wrong.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        answer({"error": "locked" if locked else "broken"})
        return
    limits = [int(number) for number in numbers]
    if command == "facts":
        answer({"pages": count})
    elif command == "text":
        answer({"text": text_of(document, *limits)})
    else:
        pictures = pages_of(document, *limits)
        answer({"pages": count, "sizes": [len(picture) for picture in pictures]})
        sys.stdout.buffer.write(b"".join(pictures))


def confine() -> None:
    """Give up all that reading a PDF does not need, for good; first load what would be opened."""
    codecs.lookup("utf-16-le")  # in which PDFium gives text
    Image.preinit()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    # what is open stays so (the three standard streams); nothing more is opened, /proc included
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def answer(words: dict[str, object]) -> None:
    """Write the JSON line."""
    sys.stdout.buffer.write(json.dumps(words).encode() + b"\n")


def text_of(document: pypdfium2.PdfDocument, max_pages: int, max_characters: int) -> str:
    """Return the text of the first pages, cut where it is long enough."""
    found: list[str] = []
    for number in range(min(len(document), max_pages)):
        found.append(document[number].get_textpage().get_text_bounded())
        if sum(map(len, found)) >= max_characters:
            break
    return "\n".join(found)[:max_characters]


def pages_of(
    document: pypdfium2.PdfDocument, max_pages: int, width: int, height: int
) -> list[bytes]:
    """Draw the first pages as WebP, each within a box of pixels whatever size it claims."""
    pictures = []
    for number in range(min(len(document), max_pages)):
        page = document[number]
        across, down = page.get_size()
        scale = min(width / max(across, 1), height / max(down, 1))
        picture: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
        out = BytesIO()
        picture.convert("RGB").save(out, "WEBP", quality=QUALITY, method=3)
        pictures.append(out.getvalue())
    return pictures


if __name__ == "__main__":
    main(*sys.argv[1:])
