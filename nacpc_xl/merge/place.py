"""The rows of a return put where they belong: by ref, to the actions and measures of its own group."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from nacpc_xl.model.columns import ToDo, as_written, folded
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History, Scrap
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import Actions, Measures
from nacpc_xl.returns.read import Return, scraps_of_row
from nacpc_xl.sheets.formulas import FILL_IN, READY, TAKE_OUT
from nacpc_xl.tracker.contents import issued_action, issued_measure, start_here

R = TypeVar("R", bound=Table)


@dataclass(frozen=True)
class Placed:
    """A return that counts, its rows by ref, what could not be placed, and given cells that were changed."""

    source: Return
    actions: dict[str, Actions]
    measures: dict[str, Measures]
    scraps: tuple[Scrap, ...]
    changed: tuple[Scrap, ...]


def place(one: Return, plan: Plan, quarter: Quarter, history: History | None) -> Placed:
    """The rows of a return that belong to its group's actions; all others become scraps, word for word.

    With `history` at hand, given cells are held against what was issued; `None` leaves that out.
    """
    subgroup = plan.subgroup_by_code[one.start.subgroup_code]
    planned = {action.ref: action for action in plan.actions_in(quarter) if action.subgroup == subgroup.code}
    counted = {measure.ref: measure for measure in plan.measures_of(planned.values())}
    actions, odd_actions = _by_ref(one.actions, planned)
    measures, odd_measures = _by_ref(one.measures, counted)
    changed: list[Scrap] = []
    if history is not None:
        changed += _changed(one.start, start_here(plan, quarter, subgroup))
        for ref, action in actions.items():
            changed += _changed(action, issued_action(planned[ref], history))
        for ref, measure in measures.items():
            changed += _changed(measure, issued_measure(counted[ref], history))
    return Placed(one, actions, measures, one.scraps + odd_actions + odd_measures, tuple(changed))


def _changed(row: Table, issued: Table) -> Iterator[Scrap]:
    """The given cells of a row that say something else than they did when issued, word for word."""
    for name, column in row.columns().items():
        raw = row.raw.get(name)
        if not column.given or raw is None:
            continue
        written = as_written(raw)
        if isinstance(column, ToDo):
            is_as_issued = written.startswith((READY, FILL_IN.strip(), TAKE_OUT.strip()))
        else:
            is_as_issued = name not in row.unread and _same(row.values.get(name), issued.values.get(name))
        if not is_as_issued:
            source = row.source(name)
            yield Scrap.of(
                file=source.file, sheet_name=source.sheet, at=source.cell, text=written, why=_why(issued, name)
            )


def _why(issued: Table, name: str) -> str:
    heading = issued.columns()[name].heading
    return f"It stands in the given cell {heading}, where {issued.in_words(name) or 'nothing'} was issued."


def _same(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return folded(one) == folded(other)
    return one == other


def _by_ref(rows: Iterable[R], known: Container[str]) -> tuple[dict[str, R], tuple[Scrap, ...]]:
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
