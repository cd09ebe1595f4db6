"""The company's font as the typesetter reads it: one file a weight, cut once from the web's.

Imported by workers alone: fontTools weighs some 20 MB.
"""

import logging
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells each table that it writes

WEIGHTS = (400, 600, 800)
# The first of the web's files has the letters of western Europe, the second those around it. Of two
# files of one family the typesetter would take one alone.
FAMILIES = ("Figtree", "Figtree Ext")
_FAMILY, _STYLE, _WHOLE, _POSTSCRIPT, _TYPOGRAPHIC = 1, 2, 4, 6, (16, 17, 25)


def cut(sources: Sequence[Path], folder: Path) -> Path:
    """Return the folder with each weight of the web's variable fonts, made where it is missing.

    sources: one file a name of `FAMILIES`, WOFF2
    folder: where such folders are kept; several processes may make one at once
    """
    told = sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
    made = folder / told
    if made.is_dir():
        return made
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as fresh:
        for family, source in zip(FAMILIES, sources, strict=True):
            for weight in WEIGHTS:
                _cut_one(source, family, weight).save(Path(fresh) / f"{family}-{weight}.ttf")
        try:
            Path(fresh).rename(made)
            Path(fresh).mkdir()  # which leaving the block removes
        except OSError:
            if not made.is_dir():  # else another process was first
                raise
    return made


def _cut_one(source: Path, family: str, weight: int) -> TTFont:
    font = instantiateVariableFont(TTFont(source), {"wght": weight})
    font.flavor = None
    font["OS/2"].usWeightClass = weight
    names = font["name"]
    for record in list(names.names):
        if record.nameID in _TYPOGRAPHIC:
            names.removeNames(nameID=record.nameID)
    style = "Bold" if weight >= 600 else "Regular"
    for name, value in (
        (_FAMILY, family),
        (_STYLE, style),
        (_WHOLE, f"{family} {weight}"),
        (_POSTSCRIPT, f"{family.replace(' ', '')}-{weight}"),
    ):
        names.setName(value, name, 3, 1, 0x409)
    return font
