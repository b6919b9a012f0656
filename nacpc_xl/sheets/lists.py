"""The lists that drop-downs offer, on a sheet of their own in plain sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nacpc_xl.model.source import column_letters
from nacpc_xl.sheets.layout import TABLE_ROW, Sheet

LISTS = "Lists"
PURPOSE = "What the drop-down lists in this workbook offer."
LINE = f"Each list is a table of its own, side by side with the others, from row {TABLE_ROW + 1} on."
WIDEST = 80.0  # character widths of one of them

Lists = Mapping[str, tuple[str, ...]]
"""What each list offers, by its name, in the order of the columns on the sheet."""


def lists_of(sheets: Iterable[Sheet], named: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Every list that a drop-down on `sheets` needs, then those `named` that columns refer to by `options_from`.

    The list of a closed choice is called by its heading.
    """
    lists: dict[str, tuple[str, ...]] = {}
    for sheet in sheets:
        for column in sheet.table.to_fill_in().values():
            rule = column.rule
            if rule is not None and rule.options and rule.options not in lists.values():
                same_name = sum(name.partition(" (")[0] == column.heading for name in lists)
                lists[f"{column.heading} ({same_name + 1})" if same_name else column.heading] = rule.options
    return lists | {name: tuple(values) for name, values in named.items() if values}


def list_range(name: str, lists: Lists) -> str:
    """Where the list called `name` stands, as a formula: =Lists!$B$5:$B$20."""
    letters = column_letters(list(lists).index(name))
    first = TABLE_ROW + 2
    return f"={LISTS}!${letters}${first}:${letters}${first + len(lists[name]) - 1}"
