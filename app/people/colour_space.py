"""Colours as the eye sees them: sRGB to OKLCH and back, and contrast. Pure.

source: Björn Ottosson, "A perceptual color space for image processing" (2020), for OKLab;
WCAG 2.2, "relative luminance" and "contrast ratio"
"""

import math
import re
from typing import NamedTuple

HEX = re.compile(r"#[0-9a-f]{6}")


class Oklch(NamedTuple):
    """A colour by lightness (0 to 1), chroma (0 is grey) and hue (radians)."""

    lightness: float
    chroma: float
    hue: float


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encoded(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def linear_rgb(colour: str) -> tuple[float, float, float]:
    """Return the linear-light channels of "#rrggbb", from 0 to 1."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def luminance(colour: str) -> float:
    """Return a colour's relative luminance."""
    red, green, blue = linear_rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def to_oklch(colour: str) -> Oklch:
    """Return "#rrggbb" in OKLCH."""
    red, green, blue = linear_rgb(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.atan2(b, a))


def _channels(colour: Oklch) -> tuple[float, float, float]:
    a, b = colour.chroma * math.cos(colour.hue), colour.chroma * math.sin(colour.hue)
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def to_hex(colour: Oklch) -> str:
    """Return the nearest colour that screens have: less chroma, same lightness and hue."""
    low, high = 0.0, colour.chroma
    if not _in_gamut(colour):
        for _ in range(20):
            middle = (low + high) / 2
            if _in_gamut(colour._replace(chroma=middle)):
                low = middle
            else:
                high = middle
        colour = colour._replace(chroma=low)
    levels = (round(255 * _encoded(min(1.0, max(0.0, each)))) for each in _channels(colour))
    return "#" + "".join(f"{level:02x}" for level in levels)


def _in_gamut(colour: Oklch) -> bool:
    return all(-0.0001 <= channel <= 1.0001 for channel in _channels(colour))


def distance(one: str, other: str) -> float:
    """Return how far apart two colours look."""
    first, second = to_oklch(one), to_oklch(other)
    return math.hypot(
        first.lightness - second.lightness,
        first.chroma * math.cos(first.hue) - second.chroma * math.cos(second.hue),
        first.chroma * math.sin(first.hue) - second.chroma * math.sin(second.hue),
    )
