"""The colours of the demonstration's drawings, and the little arithmetic they need."""

from __future__ import annotations

TEAL, PINE, SEA = "#0f5f57", "#0b4a44", "#3f8f86"
MUSTARD, RUST, CREAM = "#e2a93b", "#c8663f", "#efe7d6"

#: skin and its shade, from the fairest to the deepest
SKINS = (
    ("#f8dcc8", "#e8bfa4"),
    ("#f4cfb2", "#e0ad8a"),
    ("#eec19c", "#d59f74"),
    ("#e0ab80", "#c48a5c"),
    ("#cd9465", "#ad7447"),
    ("#b57a4e", "#945d36"),
    ("#97613c", "#774828"),
    ("#7a4a2d", "#5d351d"),
    ("#5f3822", "#462615"),
)

#: hair and its lighter or darker strands
HAIRS = {
    "black": ("#231c1b", "#453a38"),
    "dark": ("#3a2620", "#5c4035"),
    "brown": ("#5d3a28", "#7d5540"),
    "chestnut": ("#7b4a2b", "#5e351c"),
    "auburn": ("#8f4225", "#6e2f17"),
    "red": ("#bd5c28", "#964419"),
    "fair": ("#c99a55", "#a67a38"),
    "blond": ("#e0bd77", "#bd9750"),
    "grey": ("#8d9097", "#6d7078"),
    "silver": ("#c3c6cb", "#9da1a8"),
    "white": ("#e6e6e4", "#c3c4c4"),
    "teal": ("#2b7f78", "#1b5f59"),
}

CLOTHS = {
    "teal": TEAL,
    "mustard": MUSTARD,
    "rust": RUST,
    "navy": "#2b4a6b",
    "plum": "#6b3f5f",
    "sage": "#7f9a78",
    "cream": "#f1e8d8",
    "charcoal": "#3b4148",
    "rose": "#d98d84",
    "sky": "#6fa3c7",
    "forest": "#2f5d43",
    "brick": "#9c3f2f",
    "lilac": "#a79ac9",
    "white": "#fbf9f4",
    "denim": "#4d6f96",
    "sand": "#d8bd92",
}

GROUNDS = (
    "#cfe6e2", "#f2dfae", "#dfe6d3", "#f0e2d6", "#f3dcc4", "#e4dcec", "#d6e2ef", "#f6d5cb",
    TEAL, "#1f3f52", "#7f3f2a", "#c9b3d6", "#a9cfc8", "#e9c46a", "#b9cfa6", "#9fbfdc",
)  # fmt: skip


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def distance(one: str, other: str) -> float:
    """How far apart two colours look, 0 to about 765 (weighted by the eye's greens)."""
    r, g, b = (x - y for x, y in zip(_channels(one), _channels(other), strict=True))
    return float((2 * r * r + 4 * g * g + 3 * b * b) ** 0.5)


def darker(colour: str, share: float = 0.22) -> str:
    return "#" + "".join(f"{round(part * (1 - share)):02x}" for part in _channels(colour))


def lighter(colour: str, share: float = 0.22) -> str:
    return "#" + "".join(f"{round(part + (255 - part) * share):02x}" for part in _channels(colour))
