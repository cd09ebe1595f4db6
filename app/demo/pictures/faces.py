"""The head: its measures, its outline, what grows on it and what is worn on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from app.demo.pictures import svg

_LIPS: Final = "M70.5 87q9.5-3.5 19 0-2.5 9-9.5 9t-9.5-9z"
_MOUSTACHE: Final = "M69 87c2-5 6-7 11-5.5 5-1.5 9 .5 11 5.5-4-2-7.5-2.5-11-2.5s-7 .5-11 2.5z"


@dataclass(frozen=True)
class Face:
    """The measures of one head, in a square of 160 whose middle is at x = 80."""

    width: float  # half of it, at the cheeks
    jaw: float  # 0.55 pointed to 0.95 square
    chin: float
    eyes: float  # the height of the eyes

    @property
    def left(self) -> float:
        return 80 - self.width

    @property
    def right(self) -> float:
        return 80 + self.width

    def outline(self) -> str:
        temple = 80 - self.width * 0.62
        jaw = 80 + self.width * self.jaw
        return (
            f"M{self.left:g} 64C{self.left:g} 42 {temple:g} 31 80 31S{self.right:g} 42"
            f" {self.right:g} 64C{self.right:g} 87 {jaw:g} {self.chin:g} 80 {self.chin:g}"
            f"S{self.left:g} 87 {self.left:g} 64z"
        )

    def lower_half(self) -> str:
        """Where a beard grows: the outline below the ears, open over the lips."""
        left, right, chin = self.left - 0.6, self.right + 0.6, self.chin + 1
        jaw = 80 - self.width * self.jaw - 0.6
        return (
            f"M{left:g} 68C{left + 0.5:g} 89 {jaw:g} {chin:g} 80 {chin:g}"
            f"S{right - 0.5:g} 89 {right:g} 68c-1.5 7-4 11-8 13.5-5-3.5-12-4-19-4"
            f"s-14 .5-19 4C{left + 4:g} 79 {left + 1.5:g} 75 {left:g} 68z"
        )

    def ears(self, skin: str, shade: str) -> str:
        folds = f"M{self.left - 2:g} 71q-1 3 1.5 5M{self.right + 2:g} 71q1 3-1.5 5"
        return (
            f'<g fill="{skin}"><ellipse cx="{self.left:g}" cy="73" rx="5" ry="6.5"/>'
            f'<ellipse cx="{self.right:g}" cy="73" rx="5" ry="6.5"/></g>'
        ) + svg.line(shade, folds, 1.6)


def beard(kind: str, face: Face, colour: str, skin: str) -> str:
    """Draw what is not shaved: nothing for the empty kind."""
    lips = svg.path(skin, _LIPS)
    match kind:
        case "":
            return ""
        case "stubble":
            return svg.path(colour, face.lower_half(), opacity=0.28)
        case "short":
            return svg.path(colour, face.lower_half(), opacity=0.82) + lips
        case "full":
            longer = replace(face, jaw=min(face.jaw + 0.14, 0.95), chin=face.chin + 7)
            return svg.path(colour, longer.lower_half()) + lips
        case "goatee":
            drop = face.chin - 85
            tuft = f"M70 86c-1 9 2 {drop:g} 10 {drop:g}s11-{drop - 9:g} 10-{drop:g}z"
            return svg.path(colour, tuft) + lips + svg.path(colour, _MOUSTACHE)
        case "moustache":
            return svg.path(colour, _MOUSTACHE)
        case _:
            raise ValueError(f"unknown beard: {kind}")


def spectacles(kind: str, face: Face, frame: str) -> str:
    """Draw glasses: nothing for the empty kind."""
    y, left, right, arm = face.eyes + 0.5, 69.0, 91.0, face.width - 21
    arms = f"M{left - 9.5:g} {y - 2:g}l-{arm:g}-1.5M{right + 9.5:g} {y - 2:g}l{arm:g}-1.5"
    bridge = f"M{left + 9:g} {y - 1:g}q2-1.8 4 0"
    match kind:
        case "":
            return ""
        case "round":
            rim = '<circle cx="{x:g}" cy="{y:g}" r="9.2"/>'
        case "square":
            rim = '<rect x="{x0:g}" y="{y0:g}" width="18.5" height="14.5" rx="3.5"/>'
        case "half":
            rim = '<path d="M{x0:g} {y1:g}h18.5q0 11-9.2 11t-9.3-11z"/>'
        case _:
            raise ValueError(f"unknown glasses: {kind}")
    rims = "".join(rim.format(x=x, y=y, x0=x - 9.2, y0=y - 7, y1=y - 4) for x in (left, right))
    return (
        f'<g fill="#ffffff" fill-opacity=".14" stroke="{frame}" stroke-width="2.2">{rims}</g>'
    ) + svg.line(frame, arms + bridge, 2.2)
