"""A returned workbook opened: by the first reader, and where that one fails or passes cells over, by the second.

The second reader is openpyxl for .xlsx and xlrd for .xls: slower, but other people's work, with other faults.
Whatever it gives is held against the survey too, so that no cell is lost on this way either.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from nacpc_xl.model.columns import Raw
from nacpc_xl.model.errors import DamagedWorkbook
from nacpc_xl.model.register import Notice
from nacpc_xl.model.source import cell_name
from nacpc_xl.model.words import Noticed
from nacpc_xl.preflight.files import SAVE_AS_XLSX
from nacpc_xl.preflight.run import survey
from nacpc_xl.preflight.survey import At, Survey
from nacpc_xl.returns.notices import notice
from nacpc_xl.sheets.read import Grid, Opened, grid_of, read_workbook


def open_return(path: Path, file: str, *, by_second_reader: bool = False) -> tuple[Opened, tuple[Notice, ...]]:
    """What the workbook at `path` holds, and a notice where the second reader had to help.

    Raises `NotAWorkbook` when neither can read it, `OSError` when the file cannot be had.
    """
    damaged = DamagedWorkbook(file, "some of its cells cannot be read", SAVE_AS_XLSX)
    try:
        if by_second_reader:
            raise damaged
        opened = read_workbook(path)
    except DamagedWorkbook as error:
        opened = _second_opinion(path, survey(path), error)
        if any(grid.lost for grid in opened.grids):
            raise damaged from error
        return opened, (notice(file, Noticed.SECOND_READER, "a second reader had to read it"),)
    if not any(grid.lost for grid in opened.grids):
        return opened, ()
    second = _second_opinion(path, opened.seen, damaged)
    return _with_lost_cells(opened, {grid.sheet: grid for grid in second.grids}, file)


def _with_lost_cells(opened: Opened, second: dict[str, Grid], file: str) -> tuple[Opened, tuple[Notice, ...]]:
    """The workbook with the cells that the first reader passed over, and a notice for those that say anything."""
    grids: list[Grid] = []
    notices: list[Notice] = []
    for grid in opened.grids:
        second_cells = second[grid.sheet].cells
        found = {at: second_cells[at] for at in sorted(grid.lost) if second_cells.get(at, "") != ""}
        grids.append(Grid(grid.sheet, {**grid.cells, **found}, grid.seen))
        notices += (
            notice(file, Noticed.SECOND_READER, "only a second reader found this cell", grid.sheet, cell_name(*at))
            for at in found
        )
    return Opened(tuple(grids), opened.seen), tuple(notices)


def _second_opinion(path: Path, seen: Survey, damaged: DamagedWorkbook) -> Opened:
    """What the second reader finds in the file; raises `damaged` when that one fails too, or there is none."""
    readers = {"xlsx": _by_openpyxl, "xls": _by_xlrd}
    if seen.kind not in readers:
        raise damaged
    try:
        opened = Opened(tuple(readers[seen.kind](path, seen)), seen)
    except Exception as error:  # what these libraries raise of a damaged file has no common name
        raise damaged from error
    if {grid.sheet for grid in opened.grids} != set(seen.sheets):
        raise damaged
    return opened


def _by_openpyxl(path: Path, seen: Survey) -> Iterator[Grid]:
    import openpyxl

    with path.open("rb") as content, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it does not know, which is not read here
        book = openpyxl.load_workbook(content, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # which a file may claim as it likes
            yield grid_of(sheet.title, dict(_openpyxl_values(sheet, seen.sheet(sheet.title).filled)), seen)


def _openpyxl_values(sheet: Any, filled: Collection[At]) -> Iterator[tuple[At, Raw]]:
    """The cells of a sheet as far as any is `filled`: a row that claims to stand further down is empty."""
    last_row, last_column = (max((at[axis] for at in filled), default=0) + 1 for axis in (0, 1))
    for row in sheet.iter_rows(max_row=last_row, max_col=last_column):
        for cell in row:
            if cell.value is not None:
                yield (cell.row - 1, cell.column - 1), cell.value


def _by_xlrd(path: Path, seen: Survey) -> Iterator[Grid]:
    import xlrd

    with xlrd.open_workbook(str(path), logfile=io.StringIO()) as book:
        for sheet in book.sheets():
            yield grid_of(sheet.name, dict(_xlrd_values(sheet, book.datemode)), seen)


def _xlrd_values(sheet: Any, datemode: Any) -> Iterator[tuple[At, Raw]]:
    import xlrd

    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            if cell.ctype == xlrd.XL_CELL_DATE:
                yield (row, column), xlrd.xldate_as_datetime(cell.value, datemode)
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                yield (row, column), bool(cell.value)
            elif cell.ctype in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER) and cell.value != "":
                yield (row, column), cell.value
