"""P: may something in a text stand for a person? The finding never repeats it."""

from collections.abc import Iterator

from nacpc_xl.checks.registry import Found, check
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import Severity


@check("P01", severity=Severity.STOP)
def text_has_no_long_number(row: Table) -> Iterator[Found]:
    """A text has no number of nine or more digits, for such numbers stand for people.

    Fix: take the number out, and say in words what is meant.

    | Evidence                  | result |
    | See file 123456789        | fails  |
    | See the audit of 12 June  | passes |
    """
    whose = row.values.get("ref") or row.values.get("subgroup") or "A text"
    for name in row.long_numbers():
        yield row.cell(name), f"{whose}: {row.columns()[name].heading} has a number of nine or more digits in it"
