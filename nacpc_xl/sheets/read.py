"""The cells of any workbook, as what they are.

Those of .xlsx and .xlsm come from the preflight, which has read every cell already. Those of .xlsb, .xls and .ods come
from calamine; what it does not tell (errors, formulas, per cents, and whether a cell was passed over) does so too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from nacpc_xl.model.columns import ErrorValue, MacSerial, Percent, Raw, Untold, folded
from nacpc_xl.model.errors import DamagedWorkbook, NotAWorkbook
from nacpc_xl.preflight.files import REPAIR
from nacpc_xl.preflight.plain import AsWritten
from nacpc_xl.preflight.run import survey
from nacpc_xl.preflight.survey import NOTHING_SEEN, At, SheetSurvey, Survey
from nacpc_xl.sheets.formulas import is_ours

_DAMAGE = (CalamineError, ValueError, OSError, OverflowError)  # what calamine makes of a damaged file
_AFTER_LABEL = " :*"
LONGEST_HEADING = 60  # characters of a heading or label, with any white space in it


@dataclass(frozen=True)
class Grid:
    """The non-empty cells of one sheet, by row and column counted from 0, and what else was seen there.

    `lost` are cells that hold something which was not given; an empty text is all that it may be.
    """

    sheet: str
    cells: Mapping[At, Raw]
    seen: SheetSurvey = NOTHING_SEEN
    lost: frozenset[At] = frozenset()

    @property
    def words(self) -> Mapping[At, str]:
        """The short texts, folded for comparing: what may be a heading or a label."""
        return self._words_and_places[0]

    @property
    def places(self) -> Mapping[str, Sequence[At]]:
        """Where each short text stands, by the text as it is compared: a colon or a star behind it does not count."""
        return self._words_and_places[1]

    @cached_property
    def _words_and_places(self) -> tuple[dict[At, str], dict[str, list[At]]]:
        words: dict[At, str] = {}
        places: dict[str, list[At]] = {}
        for at, raw in self.cells.items():
            if isinstance(raw, str) and len(raw) <= LONGEST_HEADING:
                words[at], bare = _compared(raw)
                if bare in places:
                    places[bare].append(at)
                else:
                    places[bare] = [at]
        return words, places

    @cached_property
    def rows(self) -> Mapping[int, Mapping[int, Raw]]:
        """The cells by row, then by column, from the top."""
        rows: dict[int, dict[int, Raw]] = {}
        for (row, column), raw in self.cells.items():
            if row in rows:
                rows[row][column] = raw
            else:
                rows[row] = {column: raw}
        return rows


@lru_cache(maxsize=4096)  # most short texts stand in every tracker
def _compared(text: str) -> tuple[str, str]:
    """The text folded for comparing, and without a colon or a star behind it."""
    word = folded(text)
    return word, word.rstrip(_AFTER_LABEL) or word


@dataclass(frozen=True)
class Opened:
    """A workbook's sheets in order, and what was seen of the whole."""

    grids: tuple[Grid, ...]
    seen: Survey = field(default_factory=Survey)


def read_grids(path: Path) -> tuple[Grid, ...]:
    """Every sheet of the workbook, in order; `NotAWorkbook` when the file, or any cell of it, cannot be read."""
    grids = read_workbook(path).grids
    if any(grid.lost for grid in grids):
        raise DamagedWorkbook(path.name, "some of its cells cannot be read", REPAIR)
    return grids


def read_workbook(path: Path) -> Opened:
    """What the workbook holds.

    Raises `NotAWorkbook` when it cannot be read as a workbook: a `DamagedWorkbook` where another reader might,
    for what is in it is known.
    """
    try:
        seen = survey(path)
    except OSError as error:
        raise NotAWorkbook(path.name, *reason_of(error)) from error
    if seen.kind == "xlsx":
        return Opened(tuple(grid_of(name, sheet.shown, seen) for name, sheet in seen.sheets.items()), seen)
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as workbook:
            names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            if set(names) != set(seen.sheets):
                raise ValueError("the reader sees other sheets than are there")
            return Opened(tuple(grid_of(name, _values(workbook, name), seen) for name in names), seen)
    except BaseException as error:  # a panic inside calamine is no Exception
        if isinstance(error, _DAMAGE) or type(error).__name__ == "PanicException":
            raise DamagedWorkbook(path.name, "it is damaged", REPAIR) from error
        raise


def reason_of(error: OSError) -> tuple[str, str]:
    """Why a file could not be read, and what to do about it."""
    match error:
        case FileNotFoundError():
            return "it is not there", "Check its name and its folder."
        case PermissionError():
            return "another program has it open, or it may not be read", "Close it there and try again."
    return "the disk did not give it", "Copy it to another place and try again."


def _values(workbook: CalamineWorkbook, name: str) -> dict[At, Raw]:
    """The cells of a sheet that calamine finds anything in."""
    rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return {
        (row, column): value for row, values in enumerate(rows) for column, value in enumerate(values) if value != ""
    }


def grid_of(sheet: str, values: Mapping[At, Raw], of_book: Survey) -> Grid:
    """The grid of a sheet with these values, corrected by what was seen; errors and the like come last."""
    seen = of_book.sheet(sheet)
    cells = {at: raw for at, raw in values.items() if not isinstance(raw, str) or (raw and not raw.isspace())}
    lost = seen.filled.difference(values, seen.errors)
    for at in seen.shown.keys() & lost:
        cells[at] = seen.shown[at]
    for at, text in seen.texts.items():
        if isinstance(cells.get(at), str):
            cells[at] = text
    for at in tuple(cells) if of_book.is_1904 else seen.percents:
        raw = cells.get(at)
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            cells[at] = Percent(raw) if at in seen.percents else MacSerial(raw)
    for at, shown in seen.errors.items():
        cells.pop(at, None)
        cells[at] = ErrorValue(shown)
    written = seen.formulas.written if isinstance(seen.formulas, AsWritten) else seen.formulas
    for at in seen.without_value:
        if not is_ours(written[at]) and not is_ours(seen.formulas[at]):
            cells[at] = Untold(f"={seen.formulas[at]}")
    return Grid(sheet, cells, seen, lost.difference(cells))
