"""A table's rows as a pandas data frame. pandas is imported only when a frame is asked for: it costs half a second."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nacpc_xl.model.table import Table

if TYPE_CHECKING:
    import pandas as pd


def frame(table: type[Table], rows: Sequence[Table]) -> pd.DataFrame:
    """A data frame with a column for each of the table, under its heading, and a line for each row, in their order.

    Each column has the type that its kind names, even where there are no rows. An empty cell is missing, and so is
    one whose value could not be understood.
    """
    import pandas as pd

    return pd.DataFrame(
        {
            column.heading: pd.Series([_value(row, name, column.dtype) for row in rows], dtype=column.dtype)
            for name, column in table.columns().items()
        }
    )


def _value(row: Table, name: str, dtype: str) -> Any:
    """What a row has in one column: words where it holds text, else the value itself; `None` where it is missing."""
    if name in row.unread:
        return None
    return row.in_words(name) or None if dtype == "string" else row.values.get(name)
