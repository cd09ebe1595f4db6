"""Clothes of the portraits: a torso cut by the lower edge of a square of 160."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from app.demo.pictures import svg


class Cloth(NamedTuple):
    """The colours a garment is drawn with."""

    main: str
    dark: str  # the main colour, darker: seams and folds
    second: str  # what is worn under or beside it
    skin: str
    width: float  # half the width of the shoulders


def _torso(colour: str, width: float) -> str:
    left, right, slope = 80 - width, 80 + width, width * 0.34
    return svg.path(
        colour,
        f"M{left:g} 160C{left + 1:g} 133 {left + slope:g} 120 63 114"
        f"H97C{right - slope:g} 120 {right - 1:g} 133 {right:g} 160z",
    )


def _seam(colour: str, shape: str, width: float = 3) -> str:
    return svg.line(colour, shape, width)


def crew(c: Cloth) -> str:
    return _torso(c.main, c.width) + _seam(
        c.dark, "M62 114.500c3 11 9 16.5 18 16.500s15-5.5 18-16.5"
    )


def vneck(c: Cloth) -> str:
    return (
        _torso(c.main, c.width)
        + svg.path(c.skin, "M64 114l16 26 16-26z")
        + _seam(c.dark, "M63 114l17 27 17-27")
    )


def shirt(c: Cloth) -> str:
    return (
        _torso(c.main, c.width)
        + svg.path(c.second, "M62 112l6-5 12 17 12-17 6 5 1 12-11 12-8-11-8 11-11-12z")
        + _seam(c.dark, "M80 128v32", 2)
        + svg.discs(c.dark, ((84, 140, 1.5), (84, 152, 1.5)))
    )


def hoodie(c: Cloth) -> str:
    return (
        svg.path(c.dark, "M50 124c2-14 10-22 18-25h24c8 3 16 11 18 25-8 10-52 10-60 0z")
        + _torso(c.main, c.width)
        + _seam(c.dark, "M60 115c3 13 10 19 20 19s17-6 20-19", 5)
        + _seam(c.second, "M72 134v16M88 134v13", 2.4)
    )


def roll(c: Cloth) -> str:
    return (
        _torso(c.main, c.width)
        + svg.path(c.main, "M64 104c8 4 24 4 32 0l4 16c-10 7-30 7-40 0z")
        + _seam(c.dark, "M61 119c10 7 28 7 38 0M65 106c8 3 22 3 30 0", 2)
    )


def blazer(c: Cloth) -> str:
    return (
        _torso(c.main, c.width)
        + svg.path(c.second, "M63 113h34l-17 49z")
        + svg.path(c.skin, "M66 112c2 8 7 12 14 12s12-4 14-12z")
        + svg.path(c.dark, "M62 111l18 51H68l-13-34 6-2-5-7zM98 111l-18 51h12l13-34-6-2 5-7z")
    )


def cardigan(c: Cloth) -> str:
    return (
        _torso(c.main, c.width)
        + svg.path(c.second, "M64 114c-2 16 2 33 6 48h20c4-15 8-32 6-48z")
        + _seam(c.dark, "M63 115c-2 16 2 33 6 46M97 115c2 16-2 33-6 46", 3.4)
        + svg.path(c.skin, "M64 112c2 9 8 14 16 14s14-5 16-14z")
    )


def stripes(c: Cloth) -> str:
    """A sailor's jersey, its stripes kept inside the torso by their own ends."""
    w = c.width
    rows = (
        (127, w - 14), (137, w - 8), (147, w - 4.5), (157, w - 3),
    )  # fmt: skip
    bands = "".join(
        svg.path(c.second, f"M{80 - half:g} {y}h{2 * half:g}v4.5h-{2 * half:g}z")
        for y, half in rows
    )
    return _torso(c.main, w) + bands + _seam(c.dark, "M60 116q20 16 40 0", 3)


def overalls(c: Cloth) -> str:
    return (
        _torso(c.second, c.width)
        + _seam(c.skin, "M62 115q18 13 36 0", 3)
        + svg.path(c.main, "M55 117l9-2 3 25h26l3-25 9 2-2 45H57z")
        + svg.discs(c.dark, ((64, 141, 3), (96, 141, 3)))
    )


GARMENTS: dict[str, Callable[[Cloth], str]] = {
    garment.__name__: garment
    for garment in (blazer, cardigan, crew, hoodie, overalls, roll, shirt, stripes, vneck)
}
