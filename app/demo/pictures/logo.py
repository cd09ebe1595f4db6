"""Ormelune's mark: a thin moon that holds an elm leaf."""

from __future__ import annotations

from typing import Final

from app.demo.pictures import palette

#: the brand's teal at 3:1 or more on white and on the dark background alike
READABLE_ON_BOTH: Final = "#2a8a7f"


def logo() -> str:
    """Draw the mark, square, on nothing, as an SVG document."""
    moon = "M33 4A28 28 0 1 0 60 31.5 22 22 0 1 1 33 4z"
    leaf = "M32 39C31 26 38 15 55 11c3 16-6 27-23 28z"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<path fill="{READABLE_ON_BOTH}" d="{moon}"/>'
        f'<path fill="{palette.MUSTARD}" d="{leaf}"/>'
        "</svg>"
    )
