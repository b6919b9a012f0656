"""What was seen in a workbook without asking what its values mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nacpc_xl.model.columns import Raw

At = tuple[int, int]
"""A row and a column, counted from 0."""

Block = tuple[int, int, int, int]
"""The first row, first column, last row and last column of a block of cells, counted from 0."""

LARGEST_BLOCK = 5_000_000  # cells of the smallest block from A1 that holds every value of a sheet
MOST_CELLS = 1_000_000  # cells that hold a value, on one sheet
MOST_SHEETS = 250
MOST_NOTED = 20_000  # hidden rows or columns that are noted one by one; what stands further out is empty


class TooLarge(ValueError):
    """A workbook that would need more memory or time than any tracker does."""


@dataclass(frozen=True)
class SheetSurvey:
    """What was seen on one sheet. Rows and columns are counted from 0.

    `filled` are the cells that hold a value, and `formulas` the text of each formula, `""` where the format
    does not show it; those `without_value` had no result saved. `texts` holds cells that calamine does not
    give in full, `shown` what cells hold where that is known (in an .xlsx wherever it can be told), `links` the
    addresses outside the workbook that cells lead to, `boxes` the text of each text box or shape, and `margins`
    what is printed at the head and foot of a page, but for page numbers and the like.
    """

    filled: frozenset[At] = frozenset()
    percents: frozenset[At] = frozenset()
    errors: Mapping[At, str] = field(default_factory=dict)
    formulas: Mapping[At, str] = field(default_factory=dict)
    without_value: frozenset[At] = frozenset()
    comments: Mapping[At, str] = field(default_factory=dict)
    texts: Mapping[At, str] = field(default_factory=dict)
    shown: Mapping[At, Raw] = field(default_factory=dict)
    links: Mapping[At, str] = field(default_factory=dict)
    boxes: tuple[str, ...] = ()
    margins: tuple[str, ...] = ()
    merged: tuple[Block, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False
    has_pictures: bool = False

    @property
    def hides_any(self) -> bool:
        """Whether any cell may be out of sight."""
        return self.is_hidden or bool(self.hidden_rows or self.hidden_columns)

    def is_out_of_sight(self, at: At) -> bool:
        """Whether a reader of the sheet would not see the cell."""
        return self.is_hidden or at[0] in self.hidden_rows or at[1] in self.hidden_columns


NOTHING_SEEN = SheetSurvey()


@dataclass(frozen=True)
class Packed:
    """What else is packed into a workbook, besides what its sheets say."""

    has_macros: bool = False
    has_links: bool = False
    has_objects: bool = False


@dataclass(frozen=True)
class Survey:
    """What was seen in one workbook, sheet by sheet, and what else is packed into it.

    `kind` is xlsx, xlsb, ods or xls; `cannot_tell` names what that format keeps from sight, and `is_1904` tells
    whether its days are counted from 1904. `properties` are what the file says of itself, such as its title, and
    `sha256` is its fingerprint.
    """

    kind: str = "xlsx"
    sheets: Mapping[str, SheetSurvey] = field(default_factory=dict)
    packed: Packed = field(default_factory=Packed)
    is_1904: bool = False
    cannot_tell: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""

    def sheet(self, name: str) -> SheetSurvey:
        """What was seen on the sheet called `name`."""
        return self.sheets.get(name, NOTHING_SEEN)


def by_name(sheets: Iterable[tuple[str, SheetSurvey]]) -> dict[str, SheetSurvey]:
    """The sheets by their names; `ValueError` when two have the same, as no program lets them have."""
    named: dict[str, SheetSurvey] = {}
    for name, sheet in sheets:
        if name in named:
            raise ValueError(f"there are two sheets called {name}")
        named[name] = sheet
    return named


def refuse_too_many(cells: int = 0, sheets: int = 0) -> None:
    """Raises `TooLarge` when a sheet has so many cells with a value, or a workbook so many sheets."""
    if cells > MOST_CELLS:
        raise TooLarge(f"a sheet has more than {MOST_CELLS:,} cells with something in them")
    if sheets > MOST_SHEETS:
        raise TooLarge(f"it has {sheets:,} sheets")


def refuse_too_far(row: int, column: int) -> None:
    """Raises `TooLarge` when a value at this place would make a block too large to hold."""
    if (row + 1) * (column + 1) > LARGEST_BLOCK:
        raise TooLarge(f"a cell stands as far out as row {row + 1}")
