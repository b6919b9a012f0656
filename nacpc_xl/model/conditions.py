"""Conditions on the other answers of a row, written as a reader would say them:

    Status is Complete
    Status is On track, At risk or Off track
    Help wanted from COG is filled in
    Comment is empty
    the row is begun

One condition decides whether an answer is missing, when its cell lights up, and what the guidance says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nacpc_xl.model.columns import Choice, Column
from nacpc_xl.model.words import Word

if TYPE_CHECKING:
    from nacpc_xl.model.table import Table


@dataclass(frozen=True)
class Always:
    """Holds for every row."""

    def holds(self, row: Table) -> bool:
        """True."""
        return True

    def because(self, row: Table) -> str:
        """Why it holds for the row, in words."""
        return "it always is asked for"


@dataclass(frozen=True)
class IsOneOf:
    """Holds when a choice is one of some options."""

    column: Choice[Word]
    options: tuple[Word, ...]

    def holds(self, row: Table) -> bool:
        """Whether the row's choice is one of the options."""
        return row.values.get(self.column.name) in self.options

    def because(self, row: Table) -> str:
        """Why it holds for the row, in words."""
        return f"{self.column.heading} is {row.in_words(self.column.name)}"


@dataclass(frozen=True)
class IsFilled:
    """Holds when another cell has, or has not (`filled` false), anything in it that was understood or not."""

    column: Column[object]
    filled: bool

    def holds(self, row: Table) -> bool:
        """Whether the other cell is as it should be."""
        return row.is_filled(self.column.name) is self.filled

    def because(self, row: Table) -> str:
        """Why it holds for the row, in words."""
        return f"{self.column.heading} is {'filled in' if self.filled else 'empty too'}"


@dataclass(frozen=True)
class RowIsBegun:
    """Holds when any cell to fill in of the row has something in it."""

    def holds(self, row: Table) -> bool:
        """Whether the row has any answer."""
        return row.is_begun

    def because(self, row: Table) -> str:
        """Why it holds for the row, in words."""
        return "the row has other answers"


Condition = Always | IsOneOf | IsFilled | RowIsBegun


def read_condition(text: str, by_heading: Mapping[str, Column[object]]) -> Condition:
    """The condition that `text` states about the columns `by_heading`; `ValueError` if it states none."""
    if text == "the row is begun":
        return RowIsBegun()
    for ending, filled in ((" is filled in", True), (" is empty", False)):
        if text.endswith(ending):
            return IsFilled(_column(text.removesuffix(ending), by_heading), filled)
    heading, _, words = text.partition(" is ")
    column = _column(heading, by_heading)
    if not isinstance(column, Choice):
        raise ValueError(f"“{text}”: {heading} is no choice")
    options = {str(option): option for option in column.options}
    names = re.split(r", | or ", words)
    if unknown := [name for name in names if name not in options]:
        raise ValueError(f"“{text}”: {unknown[0]} is no option of {heading}")
    return IsOneOf(column, tuple(options[name] for name in names))


def _column(heading: str, by_heading: Mapping[str, Column[object]]) -> Column[object]:
    if heading not in by_heading:
        raise ValueError(f"no column is headed “{heading}”")
    return by_heading[heading]
