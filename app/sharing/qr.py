"""QR codes of referral links, as SVG to print and PNG to post. Pure."""

import io

import segno

QUIET = 4  # modules around the code: readers ask for them (ISO 18004)
PNG_SCALE = 20  # pixels a module: some 660 pixels a side, fit for a poster's corner


def _code(link: str) -> segno.QRCode:
    # level M stands a little dirt on a printed poster without growing the code
    return segno.make_qr(link, error="m")


def svg(link: str) -> bytes:
    """Return a QR code as an SVG file, black on white, to be scaled for print."""
    out = io.BytesIO()
    _code(link).save(out, kind="svg", border=QUIET, light="#fff", omitsize=True, xmldecl=True)
    return out.getvalue()


def inline_svg(link: str) -> str:
    """Return the same as an element for a page, whose white frame gives the quiet zone."""
    return str(_code(link).svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None))


def png(link: str) -> bytes:
    """Return a QR code as a PNG file."""
    out = io.BytesIO()
    _code(link).save(out, kind="png", border=QUIET, scale=PNG_SCALE)
    return out.getvalue()
