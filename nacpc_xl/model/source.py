"""Where something stands: the file, the sheet and the cell, as Excel names them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """One cell of one returned file; blank parts are not known or do not apply."""

    file: str = ""
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.file, self.sheet, self.cell) if part)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row was read: one sheet row, or for a form the cells of its answers.

    `columns` maps a column's name to its letters ("V"), or to a whole cell name ("B7") where `row` is 0.
    """

    file: str = ""
    sheet: str = ""
    row: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)

    def source(self, name: str) -> Source:
        """The cell of the column called `name`, or only the row when its column is not on the sheet."""
        letters = self.columns.get(name, "")
        if letters:
            return Source(self.file, self.sheet, f"{letters}{self.row or ''}")
        return Source(self.file, self.sheet, f"row {self.row}" if self.row else "")


NOWHERE = Place()


def column_letters(index: int) -> str:
    """The letters of the column with this 0-based `index`: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """The name of the cell at 0-based `row` and `column`: (3, 0) is A4."""
    return f"{column_letters(column)}{row + 1}"
