"""A list as a file for a spreadsheet."""

import csv
import io
from collections.abc import Iterable

from flask import Response

from app.core.i18n import language

# What a spreadsheet would take for a formula when it stands first in a cell.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def spreadsheet(rows: Iterable[Iterable[str]], *, name: str) -> Response:
    """Give rows as a file, the first being the headings, in the reader's way of writing it.

    name: of the file, without its ending
    """
    written = io.StringIO()
    # A French spreadsheet reads a comma as a decimal mark.
    lines = csv.writer(written, delimiter=";" if language() == "fr" else ",")
    lines.writerows([_safe(cell) for cell in row] for row in rows)
    return Response(
        "\ufeff" + written.getvalue(),  # the mark by which spreadsheets know UTF-8
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _safe(cell: str) -> str:
    """Return a cell that no spreadsheet reckons with (OWASP, CSV injection). Pure."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
