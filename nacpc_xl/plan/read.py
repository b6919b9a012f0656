"""A Plan from plan.xlsx. Whatever is wrong with the workbook is said at once, cell by cell."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

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
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import Rota
from nacpc_xl.sheets.read import Grid, find_form, find_table, read_grids

R = TypeVar("R", bound=Table)


def read_plan(path: str | Path) -> Plan:
    """The plan that the workbook at `path` holds.

    Raises `PlanFaults` with every fault found, `CannotGoOn` when the file is no workbook.
    """
    path = Path(path)
    grids = read_grids(path)
    rows = {table: _rows_of(table, grids, path.name) for table in PLAN_SHEETS}
    faults = tuple(_missing_sheets(rows, path.name)) or tuple(
        fault for found in rows.values() for row in found or () for fault in _faults_of_row(row)
    )
    if faults:
        raise PlanFaults(path.name, faults)
    plan = _assemble({table: found or () for table, found in rows.items()})
    if faults := tuple(_faults_between_rows(plan)):
        raise PlanFaults(path.name, faults)
    return plan


def plan_version(path: Path) -> str:
    """The SHA-256 of the plan workbook, by which a register names the plan it was made from."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _rows_of(table: type[Table], grids: tuple[Grid, ...], file: str) -> tuple[Table, ...] | None:
    named = [grid for grid in grids if grid.sheet.strip().casefold() == table.sheet.name.casefold()] or grids
    found = find_form(named, table, file) if table.is_form else find_table(named, table, file)
    return found.rows if found is not None else None


def _missing_sheets(rows: dict[type[Table], tuple[Table, ...] | None], file: str) -> Iterator[str]:
    for table, found in rows.items():
        if found is None:
            headings = ", ".join(column.heading for column in table.columns().values())
            yield f"There is no sheet {table.sheet.name} ({file}). Add it, with the headings {headings}."


def _faults_of_row(row: Table) -> Iterator[str]:
    columns = row.columns()
    for name, unread in row.unread.items():
        yield f"{unread.problem} ({row.source(name)}). Enter {columns[name].accepts}."
    for name in row.missing():
        if name not in row.unread:
            yield f"{columns[name].heading} is missing ({row.source(name)}). Enter {columns[name].accepts}."


def _assemble(rows: dict[type[Table], tuple[Table, ...]]) -> Plan:
    return Plan(
        details=_typed(rows, PlanDetails)[0],
        themes=_typed(rows, Theme),
        priorities=_typed(rows, Priority),
        aims=_typed(rows, Aim),
        subgroups=_typed(rows, Subgroup),
        actions=_typed(rows, PlannedAction),
        measures=_typed(rows, Measure),
    )


def _typed(rows: dict[type[Table], tuple[Table, ...]], table: type[R]) -> tuple[R, ...]:
    return tuple(row for row in rows[table] if isinstance(row, table))


def _faults_between_rows(plan: Plan) -> Iterator[str]:
    for rows in (plan.themes, plan.priorities, plan.aims, plan.subgroups, plan.actions, plan.measures):
        yield from _repeated_keys(rows)
    for rows, name, others in (
        (plan.priorities, "theme", plan.themes),
        (plan.priorities, "carried_by", plan.subgroups),
        (plan.actions, "priority", plan.priorities),
        (plan.actions, "subgroup", plan.subgroups),
        (plan.actions, "aims", plan.aims),
        (plan.measures, "action_ref", plan.actions),
    ):
        yield from _unknown_references(rows, name, others)
    yield from _impossible_dates(plan.actions)
    yield from _standing_themes_in_brief(plan.themes)


def _repeated_keys(rows: Iterable[Table]) -> Iterator[str]:
    seen: dict[str, Table] = {}
    for row in rows:
        key = row.in_words(row.sheet.key)
        if key in seen:
            first = seen[key].source(row.sheet.key)
            here = row.source(row.sheet.key)
            yield f"{key} stands here and in {first.cell} ({here}). Give one of them a ref of its own."
        seen.setdefault(key, row)


def _unknown_references(rows: Iterable[Table], name: str, others: Iterable[Table]) -> Iterator[str]:
    known = {other.in_words(other.sheet.key): other for other in others}
    sheet = next((other.sheet.name for other in known.values()), "their sheet")
    for row in rows:
        value = row.values.get(name, "")
        for code in value if isinstance(value, tuple) else (value,):
            if code and code not in known:
                yield f"{code} is not on the sheet {sheet} ({row.source(name)}). Correct it, or add it there."


def _impossible_dates(actions: Iterable[PlannedAction]) -> Iterator[str]:
    for action in actions:
        if action.start and action.due and action.due < action.start:
            yield f"{action.ref} is due before it starts ({action.source('due')}). Correct one of the two dates."


def _standing_themes_in_brief(themes: Iterable[Theme]) -> Iterator[str]:
    for theme in themes:
        for name in ("q1", "q2", "q3", "q4"):
            if theme.is_standing and theme.values.get(name) is not Rota.IN_FULL:
                yield (
                    f"{theme.code} is a standing theme, so it cannot be In brief ({theme.source(name)}). "
                    "Enter In full, or No under Standing."
                )
