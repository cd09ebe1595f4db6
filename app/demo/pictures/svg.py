"""The few shapes of SVG that every drawing here is made of."""

from __future__ import annotations

from collections.abc import Iterable


def path(fill: str, shape: str, *, opacity: float = 1) -> str:
    faded = "" if opacity == 1 else f' opacity="{opacity:g}"'
    return f'<path fill="{fill}"{faded} d="{shape}"/>'


def line(stroke: str, shape: str, width: float) -> str:
    return (
        f'<path fill="none" stroke="{stroke}" stroke-width="{width:g}" stroke-linecap="round"'
        f' stroke-linejoin="round" d="{shape}"/>'
    )


def circle(x: float, y: float, r: float, fill: str) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{fill}"/>'


def ring(x: float, y: float, r: float, stroke: str, width: float) -> str:
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="none" stroke="{stroke}"'
        f' stroke-width="{width:g}"/>'
    )


def discs(fill: str, places: Iterable[tuple[float, float, float]], *, opacity: float = 1) -> str:
    """Draw many circles, each (x, y, radius), in one colour."""
    faded = "" if opacity == 1 else f' opacity="{opacity:g}"'
    circles = "".join(f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}"/>' for x, y, r in places)
    return f'<g fill="{fill}"{faded}>{circles}</g>'


def document(width: int, height: int, ground: str, *content: str) -> str:
    """Close a drawing: content over a ground of one colour."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        + path(ground, f"M0 0h{width}v{height}H0z")
        + "".join(content)
        + "</svg>"
    )
