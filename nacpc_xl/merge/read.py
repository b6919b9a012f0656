"""A register read back from register.xlsx, and the history that earlier quarters' registers make."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.model.register import Register
from nacpc_xl.sheets.find import find_form, find_table
from nacpc_xl.sheets.read import read_grids


def read_register(path: str | Path) -> Register:
    """The register that the workbook at `path` holds; `CannotGoOn` when it holds none."""
    path = Path(path)
    grids = read_grids(path)
    tables: dict[str, Any] = {}
    for name, table in Register.tables().items():
        named = [grid for grid in grids if grid.sheet == table.sheet.name]
        found = find_form(named, table, path.name) if table.is_form else find_table(named, table, path.name)
        if found is None:
            raise CannotGoOn(
                f"{path} is not a register of this version: it has no table {table.sheet.name}. "
                "Merge that quarter again."
            )
        tables[name] = found.rows[0] if table.is_form else found.rows
    return Register(**tables)
