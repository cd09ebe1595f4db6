"""A table as it was read from a file, whatever kept it. Values only."""

from dataclasses import dataclass

LOOKED_AT = 10  # rows in which the headers are looked for
MOST_ROWS = 20_000
MOST_CELLS = 4_000_000  # of the corner that holds all that is written: 200 columns of all rows


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds. number: whether it is one; formula: whether nothing but one is kept"""

    text: str = ""
    number: bool = False
    formula: bool = False


NOTHING = Cell()  # one for all cells that are empty


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row. number: as a spreadsheet shows it"""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing is in it."""
        return not any(cell.text.strip() or cell.formula for cell in self.cells)
