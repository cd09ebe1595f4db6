"""The company's colour, made readable wherever it is used. Pure.

From one colour come five, for light and for dark pages: buttons, their edge, what is written on
them, text and links, and the tint behind the current place. A colour on which neither white nor
ink can be read is refused, with the nearest one that works.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from flask_babel import lazy_gettext as _l

from app.core.errors import Refusal
from app.people.colour_space import HEX, Oklch, contrast, distance, to_hex, to_oklch

DEFAULT = "#0f5f57"  # the tokens' own: needs no style of its own
WHITE, INK = "#ffffff", "#1b1d21"
READABLE = 4.5  # WCAG 2.2 AA, text
VISIBLE = 3.0  # WCAG 2.2 AA, parts of the interface
LOST = 1.12  # under that a button is as white as the page, and its edge all that is seen of it
# what text may stand on, from tokens.css
LIGHT_GROUNDS = ("#ffffff", "#f6f5f2")
DARK_GROUNDS = ("#131517", "#1b1e21", "#24282c")
STEP = 0.002  # of lightness


class UnreadableColour(Refusal):
    """Nothing can be read on a button of this colour, or it is lost on our light pages."""

    code = "unreadable_colour"

    def __init__(self, nearest: str, *, lost: bool) -> None:
        sentence = _l(
            "Neither white nor dark text can be read on this colour. The nearest one that "
            "works is %(colour)s.",
            colour=nearest,
        )
        if lost:
            sentence = _l(
                "This colour is as light as our pages: its buttons could not be seen. The nearest "
                "one that works is %(colour)s.",
                colour=nearest,
            )
        super().__init__(sentence, field="brand_color")
        self.nearest = nearest


class NoColour(Refusal):
    """What was typed is not a colour."""

    code = "no_colour"


@dataclass(frozen=True)
class Shades:
    """A colour's five uses on one kind of page."""

    brand: str  # buttons
    edge: str  # what is drawn round them: themselves, where they stand out of every ground
    on_brand: str  # what is written on them
    text: str  # links, and text in the company's colour
    tint: str  # behind the current place


@dataclass(frozen=True)
class Palette:
    """What a company's colour becomes on light and on dark pages."""

    light: Shades
    dark: Shades


# Relais' own, drawn by hand in tokens.css
TOKENS = Palette(
    Shades(DEFAULT, DEFAULT, WHITE, DEFAULT, "#e3f1ef"),
    Shades("#63c9bd", "#63c9bd", "#08201d", "#63c9bd", "#173330"),
)


def read_colour(typed: str) -> str:
    """Return "#rrggbb" in lower case from what was typed: "#FC0", "ffcc00", " #ffcc00 ".

    raises: NoColour
    """
    digits = typed.strip().lower().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    if not HEX.fullmatch(f"#{digits}"):
        raise NoColour(
            _l("Write the colour as # and six digits or letters, such as #0f5f57."),
            field="brand_color",
        )
    return f"#{digits}"


def ink_on(colour: str) -> str | None:
    """Return what to write in on a button: white if it reads, else ink if it reads, else None."""
    return next((ink for ink in (WHITE, INK) if contrast(ink, colour) >= READABLE), None)


def nearest_readable(colour: str) -> str:
    """Return the colour most like this one on which one can read, and that is no page's own."""

    def reads(shade: str) -> bool:
        return ink_on(shade) is not None and not _is_lost(shade)

    candidates = (_first(_darker(colour), reads), _first(_lighter(colour), reads))
    return min(filter(reads, candidates), key=lambda shade: distance(shade, colour))


def palette(colour: str) -> Palette:
    """Work out every shade of a company's colour, "#rrggbb".

    raises: UnreadableColour with the nearest one that works
    """
    if colour == DEFAULT:
        return TOKENS
    ink, lost = ink_on(colour), _is_lost(colour)
    if ink is None or lost:
        raise UnreadableColour(nearest_readable(colour), lost=lost)
    tint = _light_tint(colour)
    text = _first(_darker(colour), _reads_on(*LIGHT_GROUNDS, tint))
    edge = colour if _stands_out(colour, (*LIGHT_GROUNDS, tint)) else text
    return Palette(Shades(colour, edge, ink, text, tint), _dark_shades(colour))


def _is_lost(colour: str) -> bool:
    return contrast(colour, WHITE) < LOST


def _stands_out(shade: str, grounds: Iterable[str]) -> bool:
    return all(contrast(shade, ground) >= VISIBLE for ground in grounds)


def _dark_shades(colour: str) -> Shades:
    """Do the same for dark pages, where a dark button is lightened until it can be seen."""

    def stands_out(shade: str) -> bool:
        return _stands_out(shade, DARK_GROUNDS) and ink_on(shade) is not None

    brand = _first(_lighter(colour), stands_out)
    tint = _dark_tint(brand)
    text = _first(_lighter(brand), _reads_on(*DARK_GROUNDS, tint))
    return Shades(brand, brand, ink_on(brand) or INK, text, tint)


def _light_tint(colour: str) -> str:
    """Mix a little of the colour into white, as much as the tokens' own tint has."""
    lightness, chroma, hue = to_oklch(colour)
    return to_hex(Oklch(1 - 0.1 * (1 - lightness), 0.2 * chroma, hue))


def _dark_tint(colour: str) -> str:
    lightness, chroma, hue = to_oklch(colour)
    page = to_oklch(DARK_GROUNDS[0]).lightness
    return to_hex(Oklch(page + 0.18 * (lightness - page), 0.35 * chroma, hue))


def _darker(colour: str) -> Iterator[str]:
    yield colour
    start = to_oklch(colour)
    for step in range(1, int(start.lightness / STEP) + 1):
        yield to_hex(start._replace(lightness=start.lightness - step * STEP))
    yield "#000000"


def _lighter(colour: str) -> Iterator[str]:
    yield colour
    start = to_oklch(colour)
    for step in range(1, int((1 - start.lightness) / STEP) + 1):
        yield to_hex(start._replace(lightness=start.lightness + step * STEP))
    yield "#ffffff"


def _first(shades: Iterator[str], accepted: Callable[[str], bool]) -> str:
    """Return the first shade that is accepted, or the last one: white or black read anywhere."""
    shade = WHITE
    for shade in shades:
        if accepted(shade):
            break
    return shade


def _reads_on(*grounds: str) -> Callable[[str], bool]:
    return lambda shade: all(contrast(shade, ground) >= READABLE for ground in grounds)


def stylesheet(colour: str) -> str:
    """Return the style that puts a company's colour over the tokens' own."""
    shades = palette(colour)
    light, dark = shades.light, shades.dark
    lines = [
        f"--{name}:light-dark({one},{other})"
        for name, one, other in (
            ("brand", light.brand, dark.brand),
            ("brand-edge", light.edge, dark.edge),
            ("on-brand", light.on_brand, dark.on_brand),
            ("brand-text", light.text, dark.text),
            ("tint", light.tint, dark.tint),
            # away from the colour of its text, so that it stays as readable
            ("brand-hover", _hover(light), _hover(dark)),
        )
    ]
    return ":root{" + ";".join(lines) + "}\n"


def _hover(shades: Shades) -> str:
    start = to_oklch(shades.brand)
    towards = 0.0 if shades.on_brand == WHITE else 1.0
    return to_hex(start._replace(lightness=start.lightness + 0.15 * (towards - start.lightness)))


def style_version(colour: str) -> str:
    """Return a short word that changes when the style does: it may be cached under it for good."""
    return sha256(stylesheet(colour).encode()).hexdigest()[:10]
