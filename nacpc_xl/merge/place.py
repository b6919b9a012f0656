"""The rows of a return put where they belong: by ref, to the actions and measures of its own group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import Scrap
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import Actions, Measures
from nacpc_xl.returns.read import Return, scraps_of_row

R = TypeVar("R", bound=Table)


@dataclass(frozen=True)
class Placed:
    """A return that counts, its rows by ref, and what could not be placed."""

    source: Return
    actions: dict[str, Actions]
    measures: dict[str, Measures]
    scraps: tuple[Scrap, ...]


def place(one: Return, plan: Plan, quarter: Quarter) -> Placed:
    """The rows of a return that belong to its group's actions; all others become scraps, word for word."""
    code = one.start.subgroup_code
    planned = [action for action in plan.actions_in(quarter) if action.subgroup == code]
    actions, odd_actions = _by_ref(one.actions, {action.ref for action in planned})
    measures, odd_measures = _by_ref(one.measures, {measure.ref for measure in plan.measures_of(planned)})
    return Placed(one, actions, measures, one.scraps + odd_actions + odd_measures)


def _by_ref(rows: Iterable[R], known: set[str]) -> tuple[dict[str, R], tuple[Scrap, ...]]:
    by_ref: dict[str, R] = {}
    scraps: list[Scrap] = []
    for row in rows:
        ref = row.values.get("ref", "")
        if ref in by_ref:
            scraps += scraps_of_row(row, f"The ref {ref} stands twice on the sheet; the first row was used.")
        elif ref in known:
            by_ref[ref] = row
        else:
            named = f"The ref {ref} is not one of this group's." if ref else "The row has no ref."
            scraps += scraps_of_row(row, named)
    return by_ref, tuple(scraps)


def source_row(row: Table) -> str:
    """The file, the sheet and the row that answers were read from."""
    return f"{row.place.file}, {row.place.sheet}, row {row.place.row}"
