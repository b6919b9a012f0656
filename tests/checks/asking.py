"""A check asked about rows that were made in memory: what it says, and of which cell."""

from typing import Any

from nacpc_xl.checks.run import all_checks
from nacpc_xl.model.columns import Column
from nacpc_xl.model.source import Source
from nacpc_xl.model.table import Table, Unread

CHECKS = {one.code: one for one in all_checks()}


def asked_about(code: str, row: Table, **context: Any) -> list[tuple[str, str]]:
    """The name of each cell in question, "" where it is none, and the sentence."""
    said: list[tuple[str, str]] = []
    for place, what, *_ in CHECKS[code].function(row, **context):
        column: Column[Any] | None = None if isinstance(place, Source) else place[0]
        said.append((column.name if column is not None else "", what))
    return said


def fires(code: str, row: Table, **context: Any) -> bool:
    """Whether the check has anything to say."""
    return bool(asked_about(code, row, **context))


def unread(row: Table, *names: str) -> Table:
    """The row with something in these cells that could not be understood."""
    values = {name: value for name, value in row.values.items() if name not in names}
    return type(row)(values, unread={name: Unread("some day", "“some day” is no answer") for name in names})
