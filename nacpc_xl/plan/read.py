"""A Plan from plan.xlsx. Whatever is wrong with the workbook is said at once, cell by cell."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from nacpc_xl.model.columns import folded
from nacpc_xl.model.errors import PlanFaults
from nacpc_xl.model.plan import (
    PLAN_SHEETS,
    Aim,
    Measure,
    Plan,
    PlanDetails,
    PlannedAction,
    Priority,
    Subgroup,
    Theme,
)
from nacpc_xl.model.source import cell_name
from nacpc_xl.model.table import Table
from nacpc_xl.plan.faults import faults_between_rows, faults_of_row
from nacpc_xl.preflight.survey import At
from nacpc_xl.sheets.find import Found, find_form, find_table
from nacpc_xl.sheets.read import Grid, read_grids

R = TypeVar("R", bound=Table)

ALIKE = 0.75  # how alike a misspelt heading is to the one that is meant, from 0 to 1

Rows = Mapping[type[Table], tuple[Table, ...]]


def read_plan(path: str | Path) -> Plan:
    """The plan that the workbook at `path` holds.

    Raises `PlanFaults` with every fault found, `CannotGoOn` when the file is no workbook.
    """
    path = Path(path)
    grids = {grid.sheet.strip().casefold(): grid for grid in read_grids(path)}
    faults: list[str] = []
    rows: dict[type[Table], tuple[Table, ...]] = {}
    for table in PLAN_SHEETS:
        grid = grids.get(table.sheet.name.casefold())
        if grid is None:
            faults.append(f"There is no sheet {table.sheet.name} ({path.name}). Add it, with {_headings(table)}.")
            continue
        found = _find(table, grid, path.name)
        if found is None:
            faults.append(f"The sheet is empty ({path.name}, {table.sheet.name}). Put back {_headings(table)}.")
            continue
        rows[table] = found.rows
        faults += _heading_faults(table, found, grid, path.name)
    faults += [fault for table in rows for row in rows[table] for fault in faults_of_row(row)]
    plan = _assemble(rows, hashlib.sha256(path.read_bytes()).hexdigest())
    if set(rows) == set(PLAN_SHEETS):
        faults += faults_between_rows(plan)
    if faults:
        raise PlanFaults(path.name, tuple(faults))
    return plan


def _headings(table: type[Table]) -> str:
    headings = ", ".join(column.heading for column in table.columns().values())
    return f"the headings {headings}"


def _find(table: type[Table], grid: Grid, file: str) -> Found[Table] | None:
    find = find_form if table.is_form else find_table
    return find([grid], table, file, least=1)


def _heading_faults(table: type[Table], found: Found[Table], grid: Grid, file: str) -> Iterator[str]:
    """Headings that must be there and are not, and texts beside the headings that look like one misspelt.

    A heading that nothing needs may be left out, but not be passed over because of a slip.
    """
    noun = "label" if table.is_form else "heading"
    there = {folded(str(grid.cells[at])) for at in found.headings}
    lacking = {folded(column.heading): column for column in table.columns().values()}
    lacking = {text: column for text, column in lacking.items() if text not in there}
    for at in sorted(_beside(table, found, grid)):
        text = str(grid.cells[at])
        close = difflib.get_close_matches(folded(text), lacking, n=1, cutoff=ALIKE)
        if close:
            column = lacking.pop(close[0])
            yield (
                f"“{text}” is no {noun} of this sheet ({file}, {table.sheet.name}, {cell_name(*at)}). "
                f"Write {column.heading}."
            )
    for column in lacking.values():
        if column.required:
            yield f"There is no {noun} {column.heading} ({file}, {table.sheet.name}). Put it back."


def _beside(table: type[Table], found: Found[Table], grid: Grid) -> set[At]:
    """The other texts in the row of the headings, or of a form in the column of its labels."""
    axis = 1 if table.is_form else 0
    lines = {at[axis] for at in found.headings}
    return {at for at, raw in grid.cells.items() if at[axis] in lines and isinstance(raw, str)} - found.headings


def _assemble(rows: Rows, version: str) -> Plan:
    """The plan as far as it could be read."""
    return Plan(
        details=next(iter(_typed(rows, PlanDetails)), PlanDetails()),
        themes=_typed(rows, Theme),
        priorities=_typed(rows, Priority),
        aims=_typed(rows, Aim),
        subgroups=_typed(rows, Subgroup),
        actions=_typed(rows, PlannedAction),
        measures=_typed(rows, Measure),
        version=version,
    )


def _typed(rows: Rows, table: type[R]) -> tuple[R, ...]:
    return tuple(row.compact() for row in rows.get(table, ()) if isinstance(row, table))
