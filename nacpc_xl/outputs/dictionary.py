"""The data dictionary: every sheet and column of the tracker and the register, from the schema."""

from __future__ import annotations

from collections.abc import Iterable

from nacpc_xl.model.columns import Column, Text
from nacpc_xl.model.finding import CheckRecord, Finding
from nacpc_xl.model.register import Register
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import TRACKER
from nacpc_xl.outputs.tallies import COUNTED, Figures


class DictionaryEntry(
    Table,
    sheet="Data dictionary",
    title="Data dictionary",
    purpose="Every column of the trackers and of this register, and what it holds.",
):
    """One column of one sheet."""

    where = Text("Sheet and column", width=44)
    holds = Text("What it holds", width=70)
    accepts = Text("What may be entered", width=60)
    required = Text("Must be filled in", width=40)
    in_frame = Text("In a data frame", "The type that pandas has for it; blank for what no frame holds.", width=18)


def entries_of(tables: Iterable[type[Table]], workbook: str, *, in_frames: bool = False) -> tuple[DictionaryEntry, ...]:
    """One entry for each column of `tables`, which belong to the workbook called so; data frames hold them or not."""
    return tuple(
        DictionaryEntry.of(
            where=f"{workbook}, {table.sheet.name}: {column.heading}",
            holds=column.help or column.heading,
            accepts=_accepts(column),
            required="Always" if column.required else f"When {column.required_when}" if column.required_when else "No",
            in_frame=column.dtype if in_frames else "",
        )
        for table in tables
        for column in table.columns().values()
    )


def _accepts(column: Column[object]) -> str:
    return "Given" if column.given else column.accepts[:1].upper() + column.accepts[1:]


def dictionary() -> tuple[DictionaryEntry, ...]:
    """One entry for each column of the tracker and of the register, in the order of their sheets."""
    return (
        *entries_of(TRACKER, "Tracker"),
        *entries_of((Figures, *COUNTED), "Register"),
        *entries_of(Register.tables().values(), "Register", in_frames=True),
        *entries_of((Finding, CheckRecord), "Register"),
    )
