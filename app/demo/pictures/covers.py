"""Covers: geometry in the company's colours, one composition per article.

A cover is 320 by 200 in the drawing's own units. Each composition takes a
palette of five colours, ground first, and a generator of chance; the same
story has the same cover on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random

from app.demo.chance import chance as chance_of
from app.demo.pictures import palette, portraits, svg

WIDTH, HEIGHT = 320, 200

Colours = Sequence[str]

PALETTES: dict[str, Colours] = {
    "day": ("#efe7d6", palette.TEAL, palette.SEA, palette.MUSTARD, palette.RUST),
    "elm": (palette.TEAL, palette.SEA, "#cfe6e2", palette.MUSTARD, "#f3dcc4"),
    "clay": (palette.RUST, "#f3dcc4", "#9c3f2f", palette.MUSTARD, "#5f2a1c"),
    "night": ("#16303f", "#2f6f8a", "#9fbfdc", palette.MUSTARD, "#f2efe6"),
    "straw": ("#f2dfae", palette.RUST, palette.TEAL, "#3b4148", "#fbf4de"),
    "plum": ("#e4dcec", "#6b3f5f", "#a79ac9", palette.TEAL, palette.MUSTARD),
    "meadow": ("#dfe6d3", "#2f5d43", "#7f9a78", palette.RUST, "#f7f3e4"),
    "dawn": ("#f6d5cb", "#9c3f2f", "#d98d84", "#2b4a6b", palette.MUSTARD),
    "moon": ("#0b3a35", "#145c54", "#63c9bd", "#f2dfae", "#e9f3f1"),
    "ink": ("#2b2f3a", "#4d6f96", "#c9b3d6", palette.RUST, "#f0e2d6"),
}


def steps(colours: Colours, _chance: Random) -> str:
    """Quarter discs that shrink along the ground: something divided, again and again."""
    drawn, x, r = [], 0.0, 168.0
    for index in range(7):
        fill = colours[1 + index % 4]
        drawn.append(svg.path(fill, f"M{x:g} {HEIGHT}v{-r:g}a{r:g} {r:g} 0 0 1 {r:g} {r:g}z"))
        x, r = x + r, r * 0.5
    drawn.append(svg.circle(262, 48, 22, colours[3]))
    return "".join(drawn)


def arcs(colours: Colours, chance: Random) -> str:
    """Rings out of one corner."""
    x, y = chance.choice(((0, HEIGHT), (WIDTH, HEIGHT), (WIDTH * 0.5, HEIGHT + 10)))
    rings = [svg.ring(x, y, 34 + 34 * index, colours[1 + index % 3], 17) for index in range(9)]
    return "".join(rings) + svg.circle(x, y, 17, colours[4])


def tiles(colours: Colours, chance: Random) -> str:
    """Quarter discs turned at random on a grid of squares."""
    side, drawn = 40, []
    for row in range(HEIGHT // side):
        for column in range(WIDTH // side):
            x, y = column * side, row * side
            drawn.append(
                svg.path(colours[chance.choice((0, 0, 0, 2))], f"M{x} {y}h{side}v{side}h-{side}z")
            )
            fill = chance.choice([colours[1], colours[3], colours[4], colours[1]])
            corner = chance.randrange(5)
            shape = (
                f"M{x} {y}h{side}a{side} {side} 0 0 1-{side} {side}z",
                f"M{x + side} {y}v{side}a{side} {side} 0 0 1-{side}-{side}z",
                f"M{x + side} {y + side}h-{side}a{side} {side} 0 0 1 {side}-{side}z",
                f"M{x} {y + side}v-{side}a{side} {side} 0 0 1 {side} {side}z",
                f"M{x + 20} {y + 8}a12 12 0 0 1 0 24a12 12 0 0 1 0-24z",
            )[corner]
            drawn.append(svg.path(fill, shape))
    return "".join(drawn)


def waves(colours: Colours, chance: Random) -> str:
    """A sun and bands that flow."""
    drawn = [svg.circle(chance.choice((92, 226)), 74, 44, colours[3])]
    for index in range(5):
        level, swing = 78 + index * 27, 11 - index
        shift = chance.uniform(0, math.tau)
        points = [
            f"{x} {level + swing * math.sin(shift + x / 34) + 4 * math.sin(x / 17 + index):.1f}"
            for x in range(0, WIDTH + 8, 8)
        ]
        fill = (colours[2], colours[1], colours[4], colours[1], palette.darker(colours[1], 0.3))[
            index
        ]
        drawn.append(svg.path(fill, f"M0 {HEIGHT}L" + "L".join(points) + f"V{HEIGHT}z"))
    return "".join(drawn)


def contours(colours: Colours, chance: Random) -> str:
    """Lines of equal height around two summits."""
    drawn = []
    for x, y, count, ink in ((112, 96, 9, colours[1]), (262, 150, 5, colours[4])):
        phase = chance.uniform(0, math.tau)
        for index in range(count, 0, -1):
            ring = []
            for step in range(72):
                turn = step / 72 * math.tau
                r = (
                    index
                    * 15.5
                    * (
                        1
                        + 0.16 * math.sin(2 * turn + phase)
                        + 0.07 * math.sin(5 * turn + index / 3)
                    )
                )
                ring.append(
                    f"{x + r * 1.15 * math.cos(turn):.1f} {y + r * 0.82 * math.sin(turn):.1f}"
                )
            shape = "M" + "L".join(ring) + "z"
            drawn.append(svg.path(colours[0], shape) if index == count else "")
            drawn.append(svg.line(ink, shape, 2.4))
        drawn.append(svg.circle(x, y, 6, colours[3]))
    return "".join(drawn)


def lines(colours: Colours, _chance: Random) -> str:
    """A network's map: lines that meet at stations."""
    routes = (
        ("M-8 150H70l58-58h78l44-44h80", colours[1]),
        ("M-8 60h94l66 66h62l40 40h76", colours[3]),
        ("M58 -8v70l60 60v88", colours[4]),
        ("M240 -8v54l-46 46v116", colours[2]),
    )
    stops = (
        (70, 150),
        (128, 92),
        (206, 92),
        (250, 48),
        (86, 60),
        (152, 126),
        (214, 126),
        (118, 122),
        (58, 40),
        (194, 160),
    )
    return "".join(svg.line(ink, shape, 9) for shape, ink in routes) + "".join(
        svg.circle(x, y, 8, palette.darker(colours[0], 0.62) if colours[0] > "#8" else colours[0])
        + svg.circle(x, y, 4.6, "#ffffff")
        for x, y in stops
    )


def dots(colours: Colours, chance: Random) -> str:
    """A field of dots that swell where two centres attract."""
    centres = (
        (chance.uniform(70, 130), chance.uniform(60, 140), 58.0),
        (chance.uniform(210, 270), chance.uniform(50, 150), 42.0),
    )
    drawn = []
    for row in range(13):
        for column in range(21):
            x, y = column * 16 + (8 if row % 2 else 0), row * 16 + 4
            pull = max(
                math.exp(-(((x - cx) ** 2 + (y - cy) ** 2) / (2 * reach**2)))
                for cx, cy, reach in centres
            )
            first = (x - centres[0][0]) ** 2 < (x - centres[1][0]) ** 2
            fill = colours[1] if first else colours[4]
            drawn.append(
                svg.circle(x, y, round(1.4 + 6.6 * pull, 1), colours[3] if pull > 0.93 else fill)
            )
    return "".join(drawn)


def bars(colours: Colours, chance: Random) -> str:
    """Arches of unequal height, like a chart one could walk under."""
    drawn, width = [], 34
    for index in range(9):
        height = 40 + 118 * abs(math.sin(index * 0.62 + chance.uniform(-0.2, 0.2)))
        x = 7 + index * width
        fill = colours[1 + (index * 3) % 4]
        half = (width - 6) / 2
        drawn.append(
            svg.path(
                fill,
                f"M{x} {HEIGHT}v{-(height - half):.1f}a{half} {half} 0 0 1 {2 * half} 0V{HEIGHT}z",
            )
        )
    return "".join(drawn)


def moons(colours: Colours, _chance: Random) -> str:
    """The phases, new to full and back, in three rows."""
    drawn = []
    for row in range(3):
        for column in range(5):
            x, y, r = 40 + column * 60, 40 + row * 60, 21.0
            share = math.cos((column + row * 1.7) / 5 * math.pi)
            lit = colours[3] if (row, column) == (1, 2) else colours[4]
            bulge, sweep = abs(share) * r, int(share < 0)
            drawn.append(svg.circle(x, y, r, colours[1]))
            drawn.append(
                svg.path(
                    lit,
                    f"M{x} {y - r}a{r} {r} 0 0 1 0 {2 * r}a{bulge:.1f} {r} 0 0 {sweep} 0-{2 * r}z",
                )
            )
    return "".join(drawn)


def weave(colours: Colours, _chance: Random) -> str:
    """Bands that pass over and under one another."""
    across = [(24 + index * 44, colours[1 + index % 2]) for index in range(4)]
    down = [(22 + index * 46, colours[3 + index % 2]) for index in range(7)]
    drawn = [svg.path(fill, f"M0 {y - 13}h{WIDTH}v26H0z") for y, fill in across]
    for column, (x, fill) in enumerate(down):
        drawn.append(svg.path(fill, f"M{x - 13} 0h26v{HEIGHT}h-26z"))
        drawn.extend(
            svg.path(over, f"M{x - 17} {y - 13}h34v26h-34z")
            for row, (y, over) in enumerate(across)
            if (row + column) % 2
        )
    return "".join(drawn)


def links(colours: Colours, chance: Random) -> str:
    """Points that know each other."""
    points = [
        (34 + column * 63 + chance.uniform(-16, 16), 30 + row * 47 + chance.uniform(-12, 12))
        for row in range(4)
        for column in range(5)
    ]
    near = [
        (a, b)
        for index, a in enumerate(points)
        for b in points[index + 1 :]
        if math.dist(a, b) < 78
    ]
    wires = "".join(
        svg.line(colours[2], f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}", 1.8) for a, b in near
    )
    knots = "".join(
        svg.circle(
            round(x, 1), round(y, 1), chance.choice((5, 7, 9, 13)), chance.choice(colours[1:])
        )
        for x, y in points
    )
    return wires + knots


def cubes(colours: Colours, _chance: Random) -> str:
    """Blocks in stacks, seen from above a corner."""
    drawn = []
    heights = (1, 3, 2, 4, 3, 2)
    for column, height in enumerate(heights):
        for level in range(height):
            x, y = 50 + column * 44, 176 - level * 34 - (12 if column % 2 else 0)
            top = colours[3] if level == height - 1 and column == 3 else colours[2]
            drawn.append(svg.path(top, f"M{x} {y - 34}l22-11 22 11-22 11z"))
            drawn.append(svg.path(colours[1], f"M{x} {y - 34}l22 11v34l-22-11z"))
            drawn.append(
                svg.path(palette.darker(colours[1], 0.28), f"M{x + 44} {y - 34}l-22 11v34l22-11z")
            )
    return "".join(drawn)


def leaves(colours: Colours, chance: Random) -> str:
    """Elm leaves on a slope."""
    drawn = []
    for index in range(28):
        x, y = 14 + (index % 7) * 49 + (24 if (index // 7) % 2 else 0), 26 + (index // 7) * 50
        turn = chance.choice((20, 35, 50, -25, 70))
        fill = chance.choice(colours[1:])
        drawn.append(
            f'<g transform="translate({x} {y}) rotate({turn})">'
            + svg.path(fill, "M0-22c15 6 17 27 0 44c-17-17-15-38 0-44z")
            + svg.line(colours[0], "M0-12V26", 1.6)
            + "</g>"
        )
    return "".join(drawn)


COMPOSITIONS: dict[str, Callable[[Colours, Random], str]] = {
    composition.__name__: composition
    for composition in (
        arcs, bars, contours, cubes, dots, leaves, lines, links, moons, steps, tiles, waves, weave,
    )
}  # fmt: skip


def cover(composition: str, colours: str, seed: str) -> str:
    """Draw an article's cover as an SVG document."""
    chosen = PALETTES[colours]
    drawn = COMPOSITIONS[composition](chosen, chance_of("cover", seed))
    return svg.document(WIDTH, HEIGHT, chosen[0], drawn)


def scene(traits: portraits.Traits, colours: str, seed: str) -> str:
    """Draw a portrait's cover: the person before a low moon, as an SVG document."""
    chosen = PALETTES[colours]
    chance = chance_of("scene", seed)
    x = chance.choice((134, 160, 186))  # a page may cut the cover to its middle square
    far = 34 if x > WIDTH / 2 else WIDTH - 34
    moon = chosen[2] if chance.random() < 0.5 else palette.lighter(chosen[1], 0.2)
    return svg.document(
        WIDTH,
        HEIGHT,
        chosen[0],
        *(svg.ring(far, HEIGHT, 26 + 20 * n, chosen[3 + n % 2], 6) for n in range(3)),
        svg.circle(x, 116, 88, moon),
        f'<svg x="{x - 92}" y="16" width="184" height="184" viewBox="0 0 160 160">',
        portraits.bust(traits, seed),
        "</svg>",
    )
