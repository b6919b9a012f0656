"""Tables of the model read from any workbook: by their headings, wherever those stand.

Values come from calamine, which reads .xlsx, .xlsm, .xlsb, .xls and .ods alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from python_calamine import CalamineError, CalamineWorkbook

from nacpc_xl.model.columns import ErrorValue, Percent, Raw, as_written, folded
from nacpc_xl.model.errors import NotAWorkbook
from nacpc_xl.model.source import Place, cell_name, column_letters
from nacpc_xl.model.table import Table, Unread
from nacpc_xl.preflight.run import survey
from nacpc_xl.preflight.survey import NOTHING_SEEN, At, SheetSurvey

R = TypeVar("R", bound=Table)


@dataclass(frozen=True)
class Grid:
    """The non-empty cells of one sheet, by row and column counted from 0, and what else was seen there."""

    sheet: str
    cells: Mapping[At, Raw]
    seen: SheetSurvey = NOTHING_SEEN

    def rows(self) -> dict[int, dict[int, Raw]]:
        """The cells by row, then by column, from the top."""
        rows: dict[int, dict[int, Raw]] = {}
        for (row, column), raw in self.cells.items():
            rows.setdefault(row, {})[column] = raw
        return rows


@dataclass(frozen=True)
class Found(Generic[R]):
    """A table found on a sheet: its rows in order, and the cells that they and the headings stand in."""

    sheet: str
    rows: tuple[R, ...]
    headings: frozenset[At]
    answers: frozenset[At]


def read_grids(path: Path) -> tuple[Grid, ...]:
    """Every sheet of the workbook, in order; `NotAWorkbook` when the file cannot be read as a workbook."""
    try:
        seen = survey(path)
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as workbook:
            return tuple(
                Grid(name, dict(_cells(workbook, name, seen.sheet(name))), seen.sheet(name))
                for name in workbook.sheet_names
            )
    except BaseException as error:  # a panic inside calamine is no Exception
        if isinstance(error, OSError | CalamineError | ValueError) or type(error).__name__ == "PanicException":
            raise NotAWorkbook(path.name, *_reason(error)) from error
        raise


def _reason(error: BaseException) -> tuple[str, str]:
    """Why a file could not be read, and what to do about it."""
    match error:
        case FileNotFoundError():
            return "it is not there", "Check its name and its folder."
        case PermissionError():
            return "another program has it open, or it may not be read", "Close it there and try again."
        case OSError():
            return "the disk did not give it", "Copy it to another place and try again."
    return "it is damaged", "Open it, let the program repair it, save it as .xlsx, and send that."


def _cells(workbook: CalamineWorkbook, name: str, seen: SheetSurvey) -> Iterator[tuple[At, Raw]]:
    """The cells of a sheet that are not empty; the errors, which calamine leaves out, come last."""
    for row, values in enumerate(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)):
        for column, value in enumerate(values):
            at = (row, column)
            if value == "" or (isinstance(value, str) and not value.strip()) or at in seen.errors:
                continue
            if at in seen.percents and isinstance(value, int | float) and not isinstance(value, bool):
                yield at, Percent(value)
            else:
                yield at, seen.texts.get(at, value)
    for at, shown in seen.errors.items():
        yield at, ErrorValue(shown)


def find_table(grids: Iterable[Grid], table: type[R], file: str, least: int = 0) -> Found[R] | None:
    """The table, on whichever sheet has the most of its headings in one row.

    `None` when no row has at least `least` of them, which is half of them unless given.
    """
    enough = least or (len(table.columns()) + 1) // 2
    wanted = {folded(column.heading): name for name, column in table.columns().items()}
    best: tuple[int, Grid, int, dict[int, str]] | None = None
    for grid in grids:
        for row, cells in grid.rows().items():
            columns: dict[int, str] = {}
            for column, raw in cells.items():
                name = wanted.get(folded(raw)) if isinstance(raw, str) else None
                if name is not None and name not in columns.values():
                    columns[column] = name
            if len(columns) >= enough and (best is None or len(columns) > best[0]):
                best = (len(columns), grid, row, columns)
    if best is None:
        return None
    _, grid, heading_row, columns = best
    return _read_below(grid, heading_row, columns, table, file)


def _read_below(grid: Grid, heading_row: int, columns: Mapping[int, str], table: type[R], file: str) -> Found[R]:
    letters = {name: column_letters(column) for column, name in columns.items()}
    in_order = sorted(columns, key=lambda column: list(table.columns()).index(columns[column]))
    rows: list[R] = []
    answers: set[At] = set()
    for row, cells in sorted(grid.rows().items()):
        if row <= heading_row:
            continue
        raw_by_name = {columns[column]: cells[column] for column in in_order if column in cells}
        if raw_by_name:
            rows.append(read_row(table, raw_by_name, Place(file, grid.sheet, row + 1, letters)))
            answers.update((row, column) for column in columns if column in cells)
    return Found(grid.sheet, tuple(rows), frozenset((heading_row, column) for column in columns), frozenset(answers))


def find_form(grids: Iterable[Grid], form: type[R], file: str, least: int = 0) -> Found[R] | None:
    """The form, on whichever sheet has the most of its labels; answers stand one cell to their right.

    `None` when no sheet has at least `least` of its labels, which is half of them unless given.
    """
    enough = least or (len(form.columns()) + 1) // 2
    wanted = {folded(column.heading): name for name, column in form.columns().items()}
    best: tuple[int, Grid, dict[str, At]] | None = None
    for grid in grids:
        labels = _labels(grid, wanted)
        if len(labels) >= enough and (best is None or len(labels) > best[0]):
            best = (len(labels), grid, labels)
    if best is None:
        return None
    _, grid, labels = best
    answer_at = {name: (row, column + 1) for name, (row, column) in labels.items()}
    raw_by_name = {name: grid.cells[answer_at[name]] for name in form.columns() if answer_at.get(name) in grid.cells}
    place = Place(file, grid.sheet, 0, {name: cell_name(*at) for name, at in answer_at.items()})
    row = read_row(form, raw_by_name, place)
    return Found(grid.sheet, (row,), frozenset(labels.values()), frozenset(answer_at[name] for name in raw_by_name))


def _labels(grid: Grid, wanted: Mapping[str, str]) -> dict[str, At]:
    """Where each label stands: in the column that has most of them, since an answer may read like a label."""
    by_column: dict[int, dict[str, At]] = {}
    for at, raw in grid.cells.items():
        name = wanted.get(folded(raw)) if isinstance(raw, str) else None
        if name is not None:
            by_column.setdefault(at[1], {}).setdefault(name, at)
    return max(by_column.items(), key=lambda item: (len(item[1]), -item[0]), default=(0, {}))[1]


def read_row(table: type[R], raw_by_name: Mapping[str, Raw], place: Place) -> R:
    """One row from what its cells hold; what cannot be understood is kept as written."""
    columns = table.columns()
    values: dict[str, Any] = {}
    unread: dict[str, Unread] = {}
    for name, raw in raw_by_name.items():
        if isinstance(raw, ErrorValue):
            unread[name] = Unread(str(raw), f"the cell shows {raw}", is_error=True)
            continue
        value, problem = columns[name].parse(raw, values)
        if problem:
            unread[name] = Unread(as_written(raw), problem)
        else:
            values[name] = value
    return table(values, place, unread, raw_by_name)
