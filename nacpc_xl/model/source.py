"""Where something stands: the file, the sheet and the cell, as Excel names them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

SHORTEST_RUN = 3  # cells below each other that are named by the first and the last
MOST_RUNS = 24  # runs of cells that a sentence names one by one


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


@lru_cache(maxsize=1_000)
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


_CELL_NAME = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)


@lru_cache(maxsize=20_000)
def position(name: str) -> tuple[int, int]:
    """The row and column, counted from 0, of the cell called `name`; `ValueError` when none can be called so."""
    found = _CELL_NAME.fullmatch(name)
    if found is None:
        raise ValueError(f"no cell can be called {name}")
    letters, digits = found.groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(digits) - 1, column - 1


def cells_in_words(names: Sequence[str]) -> str:
    """The cells as a person would list them, those below each other together: B20, C25 to C30."""
    runs: list[list[str]] = []
    for name in sorted(names, key=_down_the_columns):
        if runs and _follows(runs[-1][-1], name):
            runs[-1].append(name)
        else:
            runs.append([name])
    listed = ", ".join(
        ", ".join(run) if len(run) < SHORTEST_RUN else f"{run[0]} to {run[-1]}" for run in runs[:MOST_RUNS]
    )
    rest = sum(len(run) for run in runs[MOST_RUNS:])
    return f"{listed} and {rest} more" if rest else listed


def _down_the_columns(name: str) -> tuple[int, str, int]:
    letters = name.rstrip("0123456789")
    return len(letters), letters, int(name[len(letters) :] or 0)


def _follows(name: str, other: str) -> bool:
    """Whether the cell called `other` stands right below the one called `name`."""
    first, second = re.fullmatch(r"([A-Z]+)(\d+)", name), re.fullmatch(r"([A-Z]+)(\d+)", other)
    return first is not None and second is not None and (first[1], int(first[2]) + 1) == (second[1], int(second[2]))
