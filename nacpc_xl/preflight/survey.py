"""What was seen in a workbook without asking what its values mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

At = tuple[int, int]
"""A row and a column, counted from 0."""

LARGEST_BLOCK = 20_000_000  # cells of the smallest block from A1 that holds every value of a sheet


class TooLarge(ValueError):
    """A workbook that would need more memory or time than any tracker does."""


@dataclass(frozen=True)
class SheetSurvey:
    """What was seen on one sheet. Rows and columns are counted from 0.

    `texts` holds those that calamine does not give in full.
    """

    percents: frozenset[At] = frozenset()
    errors: Mapping[At, str] = field(default_factory=dict)
    formulas: frozenset[At] = frozenset()
    without_value: frozenset[At] = frozenset()
    comments: Mapping[At, str] = field(default_factory=dict)
    texts: Mapping[At, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False

    def is_out_of_sight(self, at: At) -> bool:
        """Whether a reader of the sheet would not see the cell."""
        return self.is_hidden or at[0] in self.hidden_rows or at[1] in self.hidden_columns


NOTHING_SEEN = SheetSurvey()


@dataclass(frozen=True)
class Survey:
    """What was seen in one workbook, sheet by sheet, and what else is packed into it.

    `cannot_tell` names what the file's format keeps from sight.
    """

    sheets: Mapping[str, SheetSurvey] = field(default_factory=dict)
    has_macros: bool = False
    has_links: bool = False
    has_objects: bool = False
    cannot_tell: str = ""

    def sheet(self, name: str) -> SheetSurvey:
        """What was seen on the sheet called `name`."""
        return self.sheets.get(name, NOTHING_SEEN)


def refuse_too_far(row: int, column: int) -> None:
    """Raises `TooLarge` when a value at this place would make a block too large to hold."""
    if (row + 1) * (column + 1) > LARGEST_BLOCK:
        raise TooLarge(f"a cell stands as far out as row {row + 1}")
