"""The register as pandas data frames, for analysts. pandas is imported only when a frame is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from nacpc_xl.model.columns import Column, Count, Date, Number
from nacpc_xl.model.register import Register
from nacpc_xl.model.table import Table

if TYPE_CHECKING:
    import pandas as pd


def frames(register: Register) -> dict[str, pd.DataFrame]:
    """One data frame for each table of the register, by the sheet's name.

    A frame has a column for each heading, in the order of the sheet: dates as datetime64, numbers as float64
    (a per cent of 62 is 62.0), counts as Int64, everything else as string; an empty cell is missing. A value
    that could not be understood is missing too; the cell's own words are in register.xlsx.
    """
    return {table.sheet.name: _frame(table, register.rows(name)) for name, table in Register.tables().items()}


def _frame(table: type[Table], rows: Iterable[Table]) -> pd.DataFrame:
    import pandas as pd

    rows = list(rows)
    return pd.DataFrame({column.heading: _series(name, column, rows) for name, column in table.columns().items()})


def _series(name: str, column: Column[Any], rows: list[Table]) -> pd.Series[Any]:
    import pandas as pd

    match column:
        case Date():
            return pd.to_datetime(pd.Series([row.values.get(name) for row in rows], dtype="object"))
        case Number():
            return pd.Series([row.values.get(name) for row in rows], dtype="float64")
        case Count():
            return pd.Series([row.values.get(name) for row in rows], dtype="Int64")
    texts = ["" if name in row.unread else row.in_words(name) for row in rows]
    return pd.Series([text or None for text in texts], dtype="string")
