"""The data dictionary: every sheet and column of the tracker and the register, from the schema."""

from __future__ import annotations

from collections.abc import Iterable

from nacpc_xl.model.columns import Text
from nacpc_xl.model.finding import CheckRecord, Finding
from nacpc_xl.model.register import Register
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import TRACKER


class DictionaryEntry(Table, sheet="About", title="Data dictionary", purpose="Every column, and what it holds."):
    """One column of one sheet."""

    where = Text("Sheet and column", width=34)
    holds = Text("What it holds", width=70)
    accepts = Text("What may be entered", width=60)
    required = Text("Must be filled in", width=40)


def entries_of(tables: Iterable[type[Table]], workbook: str) -> tuple[DictionaryEntry, ...]:
    """One entry for each column of `tables`, which belong to the workbook called so."""
    return tuple(
        DictionaryEntry.of(
            where=f"{workbook}, {table.sheet.name}: {column.heading}",
            holds=column.help or column.heading,
            accepts="Given" if column.given else column.accepts[:1].upper() + column.accepts[1:],
            required="Always" if column.required else f"When {column.required_when}" if column.required_when else "No",
        )
        for table in tables
        for column in table.columns().values()
    )


def dictionary() -> tuple[DictionaryEntry, ...]:
    """One entry for each column of the tracker and of the register."""
    register_tables = (*Register.tables().values(), Finding, CheckRecord)
    return entries_of(TRACKER, "Tracker") + entries_of(register_tables, "Register")
