"""Portraits: invented people, drawn from a dozen traits.

What a trait does not say is drawn from the seed, so that the same person has
the same face on every machine. No picture of anyone was used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from random import Random
from typing import Any, Final

from app.demo.chance import chance as chance_of
from app.demo.pictures import clothes, hair, palette, svg
from app.demo.pictures.faces import Face, beard, spectacles

SIZE: Final = 160  # the drawing's own square

_NOSES: Final = (
    "M80.5 72l-3 9h4.5",
    "M79.5 72q-1 6-2.5 8.5 2 1.5 4.5.5",
    "M77 80.5q3 2.4 6 0",
)
_SMILES: Final = ("M71 88.5q9 7.5 18 0", "M72 89q8 5.5 16 0", "M71.5 90q8 6 17-2")
_LAUGH: Final = "M70.5 87.5h19q-1.5 8.5-9.5 8.5t-9.5-8.5z"


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What is decided about a face; the rest follows the seed."""

    skin: int = 2  # index in palette.SKINS, fairest first
    hair: str = "side"  # a name of hair.STYLES
    hair_colour: str = "brown"  # of palette.HAIRS; of palette.CLOTHS for a headscarf
    top: str = "crew"  # a name of clothes.GARMENTS
    colour: str = "teal"  # of palette.CLOTHS
    second: str = "cream"  # what shows under the garment
    beard: str = ""  # "", stubble, short, full, goatee, moustache
    glasses: str = ""  # "", round, square, half
    age: str = "adult"  # adult, mature, senior: the lines of the face
    build: str = "medium"  # slim, medium, broad
    earrings: bool = False
    freckles: bool = False
    lashes: bool = False
    hearing_aid: bool = False

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Traits:
        """Read a table of people.toml; an unknown trait is refused."""
        if unknown := set(table) - {trait.name for trait in fields(cls)}:
            raise ValueError(f"unknown traits: {sorted(unknown)}")
        return cls(**table)

    def hair_shades(self) -> tuple[str, str]:
        """The hair's colour and its strands'; a headscarf's cloth and its folds'."""
        if self.hair == "headscarf":
            cloth = palette.CLOTHS[self.hair_colour]
            return cloth, palette.darker(cloth)
        return palette.HAIRS[self.hair_colour]


def portrait(traits: Traits, seed: str) -> str:
    """Draw a whole portrait, square, as an SVG document."""
    return svg.document(SIZE, SIZE, _ground(traits, seed), bust(traits, seed))


def bust(traits: Traits, seed: str) -> str:
    """Draw head and shoulders on nothing, as SVG fragments in a square of 160."""
    chance = chance_of("bust", seed)
    skin, shade = palette.SKINS[traits.skin]
    face = _face(traits, chance)
    style = hair.STYLES[traits.hair](*traits.hair_shades())
    garment = clothes.Cloth(
        main=palette.CLOTHS[traits.colour],
        dark=palette.darker(palette.CLOTHS[traits.colour]),
        second=palette.CLOTHS[traits.second],
        skin=skin,
        width={"slim": 57.0, "medium": 61.0, "broad": 66.0}[traits.build],
    )
    return "".join(
        (
            style.back,
            svg.path(shade, "M66.5 88h27v25c0 9-6 14-13.5 14s-13.5-5-13.5-14z"),
            clothes.GARMENTS[traits.top](garment),
            face.ears(skin, shade),
            svg.path(skin, face.outline()),
            _cheeks(traits, face, chance),
            beard(traits.beard, face, traits.hair_shades()[0], skin),
            _features(traits, face, chance),
            style.front,
            _ornaments(traits, face),
            spectacles(traits.glasses, face, "#33302c" if traits.skin < 6 else "#1b1613"),
        )
    )


def _ground(traits: Traits, seed: str) -> str:
    """A background far enough from the skin, the hair and the clothes."""
    grounds = list(palette.GROUNDS)
    chance_of("ground", seed).shuffle(grounds)
    neighbours = (
        palette.SKINS[traits.skin][0],
        palette.CLOTHS[traits.colour],
        traits.hair_shades()[0],
    )

    def room(ground: str) -> float:
        return min(120.0, *(palette.distance(ground, other) for other in neighbours))

    return max(grounds, key=room)


def _face(traits: Traits, chance: Random) -> Face:
    width = {"slim": 25.6, "medium": 26.6, "broad": 27.6}[traits.build]
    jaw = chance.uniform(0.6, 0.72) + (0.08 if traits.build == "broad" else 0)
    return Face(
        width=round(width + chance.uniform(-0.5, 0.5), 1),
        jaw=round(jaw, 2),
        chin=round(chance.uniform(103, 107), 1),
        eyes=round(chance.uniform(69.5, 71.5), 1),
    )


def _cheeks(traits: Traits, face: Face, chance: Random) -> str:
    blush = "#d9654a" if traits.skin < 4 else "#8a2f1c"
    places = [(x + inwards, 82.0, 5.5) for x, inwards in ((face.left, 9), (face.right, -9))]
    drawn = svg.discs(blush, places, opacity=round(chance.uniform(0.12, 0.2), 2))
    if traits.freckles:
        spots = [
            (80 + side * (11 + dx), 78 + dy, 0.9)
            for side in (-1, 1)
            for dx, dy in ((0, 0), (4, 1.5), (8, 0), (2, 4), (6, 5))
        ]
        drawn += svg.discs("#b0623a", spots, opacity=0.6)
    return drawn


def _features(traits: Traits, face: Face, chance: Random) -> str:
    shade = palette.SKINS[traits.skin][1]
    ink = palette.darker(shade, 0.72)
    gap = chance.choice((10.0, 10.5, 11.0))
    left, right, eyes = 80 - gap, 80 + gap, face.eyes
    brow = eyes - chance.choice((7.5, 8.0, 8.5))
    arch = chance.choice((2.0, 2.8, 3.5))
    brows = (
        f"M{left - 5.5:g} {brow + 1:g}q5-{arch:g} 10.5-.6"
        f"M{right - 5:g} {brow + 0.4:g}q5-{arch - 0.6:g} 10.5 .6"
    )
    pale = ("white", "silver", "blond", "fair", "teal")
    dyed = traits.hair == "headscarf" or traits.hair_colour in pale
    parts = [
        svg.line(palette.darker(shade, 0.4) if dyed else traits.hair_shades()[0], brows, 2.6),
        svg.line(shade, chance.choice(_NOSES), 2.4),
        f'<g fill="{ink}"><ellipse cx="{left:g}" cy="{eyes:g}" rx="2.5" ry="2.9"/>'
        f'<ellipse cx="{right:g}" cy="{eyes:g}" rx="2.5" ry="2.9"/></g>',
    ]
    if chance.random() < 0.34:
        parts += [svg.path("#ffffff", _LAUGH), svg.line(ink, _LAUGH, 1.8)]
    else:
        parts.append(svg.line(ink, chance.choice(_SMILES), 2.6))
    if traits.lashes:
        lashes = f"M{left - 2:g} {eyes - 1.5:g}l-3-1.8M{right + 2:g} {eyes - 1.5:g}l3-1.8"
        parts.append(svg.line(ink, lashes, 1.6))
    return "".join(parts) + _years(traits, left - 8, right + 8, eyes)


def _years(traits: Traits, left: float, right: float, eyes: float) -> str:
    """The lines that years leave, or none."""
    if traits.age == "adult":
        return ""
    lines = f"M{left:g} {eyes + 2:g}l-3 1.5M{right:g} {eyes + 2:g}l3 1.5"
    if traits.age == "senior":
        lines += f"M{left:g} {eyes - 1:g}l-3-1M{right:g} {eyes - 1:g}l3-1"
        lines += "M68 84q-2.5 3-2 6M92 84q2.5 3 2 6M73 52q7-1.5 14 0"
    return svg.line(palette.SKINS[traits.skin][1], lines, 1.5)


def _ornaments(traits: Traits, face: Face) -> str:
    drawn = ""
    if traits.earrings:
        drawn += svg.discs("#f0cf7a", ((face.left - 1, 82.5, 2.6), (face.right + 1, 82.5, 2.6)))
    if traits.hearing_aid:
        drawn += svg.line("#5d6b78", f"M{face.right + 4:g} 66q4 5 1 12", 3)
    return drawn
