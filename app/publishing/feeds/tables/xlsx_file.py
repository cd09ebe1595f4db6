"""Spreadsheets in .xlsx: values as they are stored, of the first sheet that says titles. Pure."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import IO, Any
from xml.parsers import expat

from flask_babel import lazy_gettext as _l

from app.core.fetching.limits import MIB
from app.publishing.feeds.result import UnreadableFeed
from app.publishing.feeds.tables.headers import has_title
from app.publishing.feeds.tables.table import (
    LOOKED_AT,
    MOST_CELLS,
    MOST_ROWS,
    NOTHING,
    Cell,
    TableRow,
)

LARGEST, LARGEST_UNZIPPED = 20 * MIB, 200 * MIB
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PIECE = 64 * 1024
_SHEET = b"sheetData"
_BROKEN = (
    zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError,
)  # fmt: skip
_WORKBOOK = "xl/workbook.xml"


def is_spreadsheet(data: bytes) -> bool:
    """Say whether a file is a spreadsheet of any kind, and not a text. Pure."""
    return data.startswith((b"PK\x03\x04", OLD_EXCEL))


def read_xlsx(data: bytes) -> Iterator[TableRow]:
    """Yield the rows of the first visible sheet that has a header for titles.

    raises: UnreadableFeed
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    _refuse_others(data)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        for place, sheet in enumerate(book.sheets_metadata):
            if sheet.visible is not SheetVisibleEnum.Visible:
                continue
            rows = book.get_sheet_by_index(place).to_python(
                skip_empty_area=False, nrows=MOST_ROWS + LOOKED_AT + 1
            )
            if any(has_title([_text(cell) for cell in row]) for row in rows[:LOOKED_AT]):
                yield from _rows(rows, _formulas(data, sheet.name))
                return
    except (CalamineError, ValueError, KeyError, zipfile.BadZipFile, OSError) as wrong:
        raise UnreadableFeed(_l("This spreadsheet is damaged. Save it again as .xlsx.")) from wrong
    raise UnreadableFeed(_no_titles(), code="no_titles")


def _no_titles() -> Any:
    return _l("No column says the titles: name one “Title” or “Intitulé” in the first ten rows.")


def _refuse_others(data: bytes) -> None:
    """Refuse what is no .xlsx, and what unzips to too much.

    raises: UnreadableFeed
    """
    save_as = _l("Only .xlsx spreadsheets are read: open this one and save it as .xlsx.")
    if not data.startswith(b"PK\x03\x04"):
        raise UnreadableFeed(save_as, code="save_as_xlsx")
    if len(data) > LARGEST:
        raise _too_large()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if _WORKBOOK not in archive.namelist():
                raise UnreadableFeed(save_as, code="save_as_xlsx")
            _refuse_bombs(archive)
    except _BROKEN as wrong:
        raise UnreadableFeed(_l("This spreadsheet is damaged. Save it again as .xlsx.")) from wrong


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    """Refuse what unzips to too much, and sheets that two cells make larger than any memory.

    raises: UnreadableFeed; others for what is no archive, or no XML
    """
    size, sheets = 0, []
    for part in archive.infolist():
        before = b""
        with archive.open(part) as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                if size > LARGEST_UNZIPPED:
                    raise _too_large()
                if _SHEET in before + piece and part not in sheets:
                    sheets.append(part)
                before = piece[-len(_SHEET) :]
    for part in sheets:
        with archive.open(part) as file:
            if _extent(file) > MOST_CELLS:
                raise _too_large()


def _too_large() -> UnreadableFeed:
    return UnreadableFeed(_l("This spreadsheet is too large."), code="too_large")


def _extent(file: IO[bytes]) -> int:
    """Return how many cells the corner of a sheet has that holds all that is written in it."""
    far = [0, 0]
    at = [0, 0]

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            number = attributes.get("r", "")
            at[:] = [int(number) if number.isdecimal() else at[0] + 1, 0]
        elif local == "c":
            place = _place(attributes.get("r", ""))
            at[:] = place or (at[0], at[1] + 1)
        elif local in ("v", "is", "f"):
            far[:] = [max(far[0], at[0]), max(far[1], at[1])]

    parser = _parser(start)
    try:
        parser.ParseFile(file)
    except expat.ExpatError as wrong:
        raise ValueError(str(wrong)) from wrong
    return far[0] * far[1]


def _rows(rows: list[list[Any]], formulas: set[tuple[int, int]]) -> Iterator[TableRow]:
    for number, row in enumerate(rows, 1):
        cells = (_cell(value, (number, place) in formulas) for place, value in enumerate(row, 1))
        yield TableRow(number, tuple(cells))


def _cell(value: Any, formula: bool) -> Cell:
    text = _text(value)
    if not text:
        return Cell(formula=True) if formula else NOTHING
    return Cell(text, number=isinstance(value, int | float) and not isinstance(value, bool))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.10g}"
    if isinstance(value, datetime):
        return date(value.year, value.month, value.day).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | timedelta):
        return ""
    return str(value)


def _formulas(data: bytes, sheet: str) -> set[tuple[int, int]]:
    """Return the cells that hold a formula of which no value is stored, from 1."""
    found: set[tuple[int, int]] = set()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        path = _path_of(archive, sheet)
        if not path:
            return found
        with archive.open(path) as file:
            content = file.read()
    if b"<f" not in content and b":f" not in content:
        return found
    state: dict[str, Any] = {"cell": "", "formula": False, "value": False, "inside": False}

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            state.update(cell=attributes.get("r", ""), formula=False, value=False)
            state["words"] = attributes.get("t") == "str"
        elif local == "f":
            state["formula"] = True
        elif local == "v":
            # of words alone, none is a result too
            state.update(inside=True, value=state["words"])

    def text(_data: str) -> None:
        state["value"] = state["value"] or state["inside"]

    def end(name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "v":
            state["inside"] = False
        elif local == "c" and state["formula"] and not state["value"]:
            found.update([place] if (place := _place(state["cell"])) else [])

    _parse(content, start, end, text)
    return found


def _place(reference: str) -> tuple[int, int] | None:
    letters = reference.rstrip("0123456789")
    figures = reference[len(letters) :]
    if not figures or not letters.isascii() or not letters.isalpha():
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(figures), column


def _path_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return where a package keeps a sheet, by the relations of its workbook."""
    ids: dict[str, str] = {}
    targets: dict[str, str] = {}

    def of_book(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            relation = next((v for n, v in attributes.items() if n.rpartition(":")[2] == "id"), "")
            ids[attributes.get("name", "")] = relation

    def of_relations(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    _parse(archive.read(_WORKBOOK), of_book)
    _parse(archive.read("xl/_rels/workbook.xml.rels"), of_relations)
    target = targets.get(ids.get(sheet, ""), "")
    path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return path if path in archive.namelist() else ""


def _parser(start: Any, end: Any = None, text: Any = None) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text

    def refuse(*_declared: object) -> None:
        raise ValueError("a DTD")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _parse(content: bytes, start: Any, end: Any = None, text: Any = None) -> None:
    parser = _parser(start, end, text)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as wrong:
        raise ValueError(str(wrong)) from wrong
