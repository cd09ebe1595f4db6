"""Drawings into pixels: typst renders a pile of SVG documents as pages of a PNG.

A pile costs one compilation; two piles in two threads use two cores, as typst
works outside the interpreter's lock.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import typst

_DOCUMENT: Final = b"""
#let box = json(bytes(sys.inputs.box))
#set page(width: box.width * 1pt, height: box.height * 1pt, margin: 0pt, fill: none)
#for drawing in json(bytes(sys.inputs.drawings)) {
  page(image(bytes(drawing), format: "svg", width: 100%, height: 100%))
}
"""

_THREADS: Final = 2


def rasterise(drawings: Sequence[str], *, width: int, height: int) -> list[bytes]:
    """Render SVG documents to PNG files of width by height pixels, in the same order."""
    share = -(-len(drawings) // _THREADS)
    piles = [drawings[start : start + share] for start in range(0, len(drawings), share or 1)]
    with ThreadPoolExecutor(_THREADS) as threads:
        done = threads.map(lambda pile: _pages(pile, width, height), piles)
        return [page for pages in done for page in pages]


def _pages(drawings: Sequence[str], width: int, height: int) -> list[bytes]:
    pages = typst.compile(
        _DOCUMENT,
        format="png",
        ppi=72,  # a point is a pixel
        sys_inputs={
            "box": json.dumps({"width": width, "height": height}),
            "drawings": json.dumps(list(drawings)),
        },
    )
    return [pages] if isinstance(pages, bytes) else list(pages or ())
