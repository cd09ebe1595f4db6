"""Opens one picture in a process of its own; run as a script by `pictures.py`, never imported.

A picture of a few kilobytes may open to gigabytes, and its decoders are C: here it has little
memory, little time, no environment and no file to write.

    picture_child.py MAX_PIXELS MAX_SIDE square|whole

The picture is read from standard input, and reduced while it is decoded where its format can be.
The answer is one JSON line, then the picture as WebP.
"""

import json
import resource
import sys
from collections.abc import Mapping
from io import BytesIO

from PIL import (  # registers the formats before files are barred
    AvifImagePlugin,  # noqa: F401
    GifImagePlugin,  # noqa: F401
    Image,
    ImageOps,
    JpegImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)

MEMORY = 768 * 1024 * 1024  # bytes
SECONDS = 10
QUALITY = 82
FORMATS = ["JPEG", "PNG", "WEBP", "AVIF", "GIF"]


def main(max_pixels: int, max_side: int, square: bool) -> None:
    """Answer with the picture, or an error word, on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    Image.MAX_IMAGE_PIXELS = None  # ours is asked first
    try:
        with Image.open(BytesIO(sys.stdin.buffer.read()), formats=FORMATS) as opened:
            size = {"width": opened.width, "height": opened.height}
            if opened.width * opened.height > max_pixels:
                answer({"error": "pixels", **size})
                return
            picture = reduced(opened, max_side, square)
    except (OSError, ValueError, SyntaxError):
        answer({"error": "broken"})
        return
    out = BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=4)
    kept = {"kept_width": picture.width, "kept_height": picture.height}
    answer(size | kept, out.getvalue())


def reduced(opened: Image.Image, max_side: int, square: bool) -> Image.Image:
    """Return a picture upright, without the camera's metadata, within its box."""
    least, most = sorted(opened.size)
    box = max(1, round(most * max_side / least)) if square else max_side
    opened.draft("RGB", (min(box, opened.width), min(box, opened.height)))
    if opened.mode in ("RGB", "RGBA", "L"):
        picture = opened  # a copy would be as large again
    else:
        mode = "RGBA" if opened.has_transparency_data else "RGB"
        picture = opened.convert(mode)
    picture.thumbnail((box, box), Image.Resampling.LANCZOS)
    picture = ImageOps.exif_transpose(picture)
    if square:
        side = min(picture.size)
        picture = ImageOps.fit(picture, (side, side))
    return picture if picture.mode in ("RGB", "RGBA") else picture.convert("RGB")


def answer(words: Mapping[str, object], rest: bytes = b"") -> None:
    """Write the JSON line, and what follows it."""
    sys.stdout.buffer.write(json.dumps(words).encode() + b"\n" + rest)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "square")
