"""Hair: what lies behind the head and what lies over it, for each style.

Every style is two fragments of SVG in a square of 160, around a head whose
crown is at (80, 31) and whose cheeks are at x = 53 and x = 107. The styles are
our own drawings; `portraits.py` puts them on a face.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from app.demo.pictures import svg


class Hair(NamedTuple):
    """The fragment of SVG behind the head, and the one over it."""

    back: str
    front: str


Style = Callable[[str, str], Hair]


def _line(colour: str, shape: str, width: float = 2.2) -> str:
    return svg.line(colour, shape, width)


def bald(_colour: str, _shade: str) -> Hair:
    return Hair("", svg.path("#ffffff", "M66 40q8-6 18-5-10 1-18 5z"))


def buzz(colour: str, _shade: str) -> Hair:
    cap = "M53 63C50 41 62 28 80 28s30 13 27 35c-1-8-3-12-6-15-12-4-30-4-42 0-3 3-5 7-6 15z"
    return Hair("", svg.path(colour, cap))


def receding(colour: str, shade: str) -> Hair:
    sides = (
        "M53 70c-5-12-4-25 6-33-1 8-2 12-3 17-2 5-3 10-3 16z"
        "M107 70c5-12 4-25-6-33 1 8 2 12 3 17 2 5 3 10 3 16z"
    )
    return Hair("", svg.path(colour, sides) + _line(shade, "M68 34q10-5 22-1", 1.6))


def side(colour: str, shade: str) -> Hair:
    sweep = (
        "M52 65C45 38 60 23 82 24c23 1 33 18 26 41-1-8-3-13-7-17-13 3-26 0-34-8"
        "-3 6-8 8-10 12-3 4-4 8-5 13z"
    )
    return Hair("", svg.path(colour, sweep) + _line(shade, "M67 40c8 7 19 9 31 7", 1.8))


def quiff(colour: str, shade: str) -> Hair:
    wave = (
        "M52 64c-4-13-2-23 4-29 1-11 16-18 32-16 18 1 27 15 22 32-1 5-2 8-3 13"
        "-1-8-3-13-7-17-14 3-27 1-36-3-7 4-10 11-12 20z"
    )
    return Hair(
        "", svg.path(colour, wave) + _line(shade, "M62 38c10-8 24-10 36-5M70 43c8-4 17-5 27-3", 1.8)
    )


def crop(colour: str, _shade: str) -> Hair:
    tufts = (
        "M52 64c-5-20 3-37 28-38 25 1 33 18 28 38-2-7-3-12-6-16l-6 3-5-5-7 5-6-5-7 5-5-4"
        "-7 5c-4 3-6 6-7 12z"
    )
    return Hair("", svg.path(colour, tufts))


def curly(colour: str, shade: str) -> Hair:
    discs = (
        (56, 49, 8), (60, 38, 9), (70, 30, 10), (82, 27, 10.5), (94, 31, 10), (102, 40, 9),
        (105, 50, 7.5), (72, 41, 8), (84, 40, 9), (95, 43, 8), (63, 45, 7),
    )  # fmt: skip
    curls = _line(shade, "M66 33q5-5 10-1M84 31q5-4 9 1M72 42q4-4 8 0M92 43q4-3 7 1", 1.8)
    return Hair("", svg.discs(colour, discs) + curls)


def afro(colour: str, _shade: str) -> Hair:
    halo = svg.discs(
        colour,
        ((80, 44, 35), (52, 52, 15), (108, 52, 15), (60, 32, 17), (100, 32, 17), (80, 24, 17),
         (49, 66, 12), (111, 66, 12)),
    )  # fmt: skip
    hairline = "M53 62C50 42 62 29 80 29s30 13 27 33c-2-9-6-15-12-17-10-3-20-3-30 0-6 2-10 8-12 17z"
    return Hair(halo, svg.path(colour, hairline))


def curls(colour: str, shade: str) -> Hair:
    back = svg.discs(
        colour,
        ((80, 40, 30), (52, 50, 15), (108, 50, 15), (47, 70, 14), (113, 70, 14), (45, 90, 14),
         (115, 90, 14), (49, 108, 13), (111, 108, 13), (62, 30, 14), (98, 30, 14), (80, 24, 13),
         (60, 116, 11), (100, 116, 11)),
    )  # fmt: skip
    front = svg.discs(
        colour, ((57, 48, 8), (66, 41, 9), (77, 38, 9), (88, 39, 9), (98, 43, 8.5), (104, 51, 7))
    )
    ringlets = _line(
        shade, "M44 82q-4 8 1 14M50 100q-4 7 2 12M116 82q4 8-1 14M110 100q4 7-2 12", 1.8
    )
    return Hair(back + ringlets, front)


def bob(colour: str, shade: str) -> Hair:
    back = (
        "M80 25c-27 0-39 18-38 42 0 13-1 24-4 34 6 6 18 7 28 5h28c10 2 22 1 28-5-3-10-4-21-4-34 "
        "1-24-11-42-38-42z"
    )
    front = (
        "M51 72C46 46 58 29 82 28c24 1 34 19 27 44-1-9-4-17-9-22-9-1-19-5-25-12-4 10-12 14-17 19"
        "-4 4-6 9-7 15z"
    )
    return Hair(
        svg.path(colour, back),
        svg.path(colour, front) + _line(shade, "M75 39c7 6 15 10 25 11", 1.8),
    )


def fringe(colour: str, shade: str) -> Hair:
    back = (
        "M80 25c-26 0-38 17-38 41 0 14 0 25-2 35 8 5 17 6 26 4h28c9 2 18 1 26-4-2-10-2-21-2-35 "
        "0-24-12-41-38-41z"
    )
    front = "M51 70C46 43 59 27 80 27s34 16 29 43c-1-5-2-9-4-13-15 4-35 4-50 0-2 4-3 8-4 13z"
    strands = _line(shade, "M68 56l1-12M80 58V44M92 56l-1-12", 1.6)
    return Hair(svg.path(colour, back), svg.path(colour, front) + strands)


def long(colour: str, shade: str) -> Hair:
    back = (
        "M80 24c-28 0-39 19-38 45 1 21-3 44-8 61 10 6 24 5 34 1h24c10 4 24 5 34-1-5-17-9-40-8-61 "
        "1-26-10-45-38-45z"
    )
    front = "M52 76c-6-27 5-46 28-47 23 1 34 20 28 47-2-14-10-27-28-37-18 10-26 23-28 37z"
    return Hair(svg.path(colour, back), svg.path(colour, front) + _line(shade, "M80 30v9", 1.6))


def wavy(colour: str, shade: str) -> Hair:
    back = (
        "M80 24c-28 0-40 18-38 42 1 9-7 14-5 23 2 8-5 13-4 22 2 9-3 14 2 21 11 4 22 2 31-3h28"
        "c9 5 20 7 31 3 5-7 0-12 2-21 1-9-6-14-4-22 2-9-6-14-5-23 2-24-10-42-38-42z"
    )
    front = (
        "M52 74c-6-26 4-44 30-45 23 2 32 20 26 45-2-11-6-20-12-25-11 0-20-5-25-11-5 11-14 20-19 36z"
    )
    waves = _line(shade, "M43 86c-4 9 2 14-2 24M117 86c4 9-2 14 2 24M71 39c6 6 14 10 25 10", 1.8)
    return Hair(svg.path(colour, back), svg.path(colour, front) + waves)


def shag(colour: str, shade: str) -> Hair:
    back = (
        "M80 26c-25 0-35 16-34 37 0 12-2 21-5 28 6 5 13 5 19 3h40c6 2 13 2 19-3-3-7-5-16-5-28 "
        "1-21-9-37-34-37z"
    )
    front = (
        "M51 76C44 46 58 26 82 26c22 1 34 20 27 50-2-11-5-19-10-25-7 2-14-1-19-6-4 5-10 6-16 5"
        "-7 6-11 15-13 26z"
    )
    return Hair(
        svg.path(colour, back),
        svg.path(colour, front) + _line(shade, "M80 45c5 5 12 8 19 6M80 45c-4 5-10 6-16 5", 1.6),
    )


def bun(colour: str, shade: str) -> Hair:
    knot = svg.discs(colour, ((80, 21, 14),)) + _line(
        shade, "M71 21c4-7 13-8 18-2M73 27c5 3 10 3 15-1", 1.8
    )
    cap = "M52 70c-6-26 5-43 28-43s34 17 28 43c-2-12-8-20-17-25-7 3-15 3-22 0-9 5-15 13-17 25z"
    return Hair(
        knot, svg.path(colour, cap) + _line(shade, "M64 44c4-7 9-11 16-13 7 2 12 6 16 13", 1.6)
    )


def chignon(colour: str, shade: str) -> Hair:
    knot = svg.discs(colour, ((80, 80, 27), (105, 98, 12))) + _line(
        shade, "M101 96c3-6 10-6 13 0", 1.8
    )
    cap = (
        "M52 74C45 46 58 27 80 27c23 0 35 19 28 47-2-12-6-20-11-26-12 0-23-4-31-11-3 7-8 12-10 18"
        "-2 6-3 12-4 19z"
    )
    return Hair(knot, svg.path(colour, cap) + _line(shade, "M66 37c9 7 19 11 31 11", 1.8))


def ponytail(colour: str, shade: str) -> Hair:
    tail = svg.path(
        colour, "M100 40c20-4 30 14 27 36-2 17 2 28 8 36-16 4-27-7-26-26 1-15-1-26-11-34z"
    )
    cap = "M52 71c-7-27 6-45 28-45 23 0 35 18 28 45-2-13-9-23-20-27-8 2-14 2-20-1-8 5-14 14-16 28z"
    tie = svg.path("#e2a93b", "M99 40c5-3 9-2 12 2-3 3-7 5-11 5z")
    return Hair(tail + tie, svg.path(colour, cap) + _line(shade, "M68 43c4-6 11-10 20-11", 1.6))


def pixie(colour: str, shade: str) -> Hair:
    sweep = (
        "M52 71C43 44 57 25 80 25c24 0 36 19 28 46-1-7-2-11-4-15l-3 5c-2-8-5-12-8-15-11 4-24 8-38 8"
        "l3-5c-3 4-5 11-6 22z"
    )
    return Hair(
        "", svg.path(colour, sweep) + _line(shade, "M60 52c13-1 24-4 33-9M66 38c8-5 18-6 26-3", 1.8)
    )


def undercut(colour: str, shade: str) -> Hair:
    sides = svg.path(
        shade, "M53 66c-3-12-1-24 7-31h40c8 7 10 19 7 31-1-8-3-13-6-17H59c-3 4-5 9-6 17z"
    )
    top = "M56 48c-3-14 8-26 28-26 15 0 27 7 27 19 0 8-4 12-9 14-9 2-22 1-30-8-3 3-9 3-16 1z"
    return Hair("", sides + svg.path(colour, top) + _line(shade, "M72 47c-4-9 6-17 18-16", 1.6))


def locs(colour: str, shade: str) -> Hair:
    behind = (
        "M80 32C52 30 44 56 44 106M80 32c28-2 36 24 36 74M76 34C58 38 53 60 53 114"
        "M84 34c18 4 23 26 23 80M72 40C64 50 61 70 62 110M88 40c8 10 11 30 10 70"
    )
    between = (
        "M78 32C56 34 48 58 48.5 110M82 32c22 2 30 26 29.5 78"
        "M74 38C60 46 57 66 57 112M86 38c14 8 17 28 17 74"
    )
    cap = (
        "M52 68C46 42 58 26 80 26s34 16 28 42c-2-10-7-17-13-21-4 1-8 0-12-4-6 5-14 6-20 5 "
        "-6 4-9 10-11 20z"
    )
    partings = _line(
        shade,
        "M68 31c-3 6-4 11-4 16M77 28c-1 5-1 9-1 15M86 28c2 6 3 11 3 17M95 32c3 5 4 10 4 15",
        1.6,
    )
    return Hair(
        _line(shade, between, 8) + _line(colour, behind, 7), svg.path(colour, cap) + partings
    )


def braids(colour: str, shade: str) -> Hair:
    beads = tuple(
        (x + dx, 90 + step * 9.0, 7.2 - step * 0.25)
        for x, dx in ((47.0, -1.0), (113.0, 1.0))
        for step in range(6)
    )
    back = svg.discs(colour, ((80, 58, 33), (50, 78, 10), (110, 78, 10)))
    ties = svg.path("#e2a93b", "M41 136h10v5H41zM109 136h10v5h-10z")
    front = "M52 76c-6-28 5-47 28-47s34 19 28 47c-2-15-11-28-28-38-17 10-26 23-28 38z"
    return Hair(
        back,
        svg.discs(colour, beads) + ties + svg.path(colour, front) + _line(shade, "M80 29v9", 1.6),
    )


def topknot(colour: str, shade: str) -> Hair:
    knot = svg.discs(colour, ((80, 24, 10),))
    cap = "M53 66c-6-23 5-37 27-37s33 14 27 37c-2-11-7-18-15-21-8 2-16 2-24 0-8 3-13 10-15 21z"
    return Hair(
        knot,
        svg.path(colour, cap)
        + _line(shade, "M72 42c2-6 4-9 8-11 4 2 6 5 8 11M74 23c4-3 8-3 12 0", 1.6),
    )


def headscarf(colour: str, shade: str) -> Hair:
    back = svg.path(
        colour,
        "M80 21c-29 0-40 20-39 46 1 22-5 40-9 52 14 14 32 20 48 20s34-6 48-20c-4-12-10-30-9-52 "
        "1-26-10-46-39-46z",
    )
    front = svg.path(
        colour,
        "M80 22c-29 0-40 22-38 48 2 24 13 44 38 52 25-8 36-28 38-52 2-26-9-48-38-48z"
        "M80 38c17 0 25 12 25 28 0 22-10 37-25 37S55 88 55 66c0-16 8-28 25-28z",
    ).replace("<path ", '<path fill-rule="evenodd" ') + _line(
        shade, "M56 49c5-12 13-17 24-17s19 5 24 17M60 106c10 9 26 12 44 4M52 98c8 14 20 22 36 24", 2
    )
    return Hair(back, front)


STYLES: dict[str, Style] = {
    style.__name__: style
    for style in (
        afro, bald, bob, braids, bun, buzz, chignon, crop, curls, curly, fringe, headscarf, locs,
        long, pixie, ponytail, quiff, receding, shag, side, topknot, undercut, wavy,
    )
}  # fmt: skip
