"""An account of every return: who sent it, whether it counts, and what became of each of its cells.

cells = given + used + kept + elsewhere
"""

from __future__ import annotations

from collections.abc import Iterable

from nacpc_xl.merge.aside import SetAside
from nacpc_xl.merge.place import Placed
from nacpc_xl.model.plan import Plan, Subgroup
from nacpc_xl.model.register import ReturnRecord
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import Outcome, Refusal
from nacpc_xl.returns.read import Return


def record_of_group(subgroup: Subgroup, placed: Placed | None) -> ReturnRecord:
    """What became of a group's return; `None` where none counts."""
    if placed is None:
        return ReturnRecord.of(subgroup=subgroup.code, name=subgroup.name, outcome=Outcome.NO_RETURN)
    return _used(subgroup, placed)


def _used(subgroup: Subgroup, placed: Placed) -> ReturnRecord:
    one = placed.source
    answered = (*placed.actions.values(), *placed.measures.values(), *placed.new_actions)
    rows: list[Table] = [one.start, *answered, one.sign_off]
    values = {
        **one.sign_off.values,
        "subgroup": subgroup.code,
        "name": subgroup.name,
        "outcome": Outcome.USED,
        "file": one.file,
        "sha256": one.sha256,
        "actions": sum(action.is_filled("status") for action in placed.actions.values()),
        "measures": sum(measure.is_filled("value") for measure in placed.measures.values()),
        **_cells(one, [*rows, *placed.again], len(placed.scraps), len(placed.changed), placed.told),
    }
    return ReturnRecord(values, one.sign_off.place, one.sign_off.unread)


def record_of_file(one: SetAside, plan: Plan) -> ReturnRecord:
    """What became of a file that does not count."""
    source = one.source
    subgroup = plan.subgroup_by_code.get(source.start.subgroup_code)
    is_copy = source.refusal in (Refusal.OLDER_COPY, Refusal.NOT_CHOSEN, Refusal.SAME_AGAIN)
    values = {
        "subgroup": subgroup.code if subgroup else "",
        "name": subgroup.name if subgroup else "",
        "outcome": Outcome.NOT_COUNTED if is_copy else Outcome.REFUSED,
        "refusal": source.refusal,
        "detail": source.detail,
        "remedy": source.remedy,
        "file": source.file,
        "sha256": source.sha256,
        "signed_on": source.sign_off.signed_on,
        **_cells(source, one.again, len(one.scraps)),
    }
    return ReturnRecord(values, source.start.place)


def _cells(one: Return, rows: Iterable[Table], scraps: int, changed: int = 0, told: int = 0) -> dict[str, int]:
    """How many cells the file has, and in which of the four heaps they ended.

    `changed` given cells say something else than was issued; `told` cells are given though they stand elsewhere.
    """
    rows = list(rows)
    kept = sum(len(_unread_answers(row)) for row in rows)
    return {
        "cells": one.cells,
        "given": one.given + sum(_count_filled(row, given=True) for row in rows) - changed + told,
        "used": sum(_count_filled(row, given=False) for row in rows) - kept,
        "kept": kept,
        "elsewhere": scraps + changed,
    }


def _count_filled(row: Table, *, given: bool) -> int:
    columns = row.columns()
    return sum(columns[name].given is given for name in row.raw)


def _unread_answers(row: Table) -> list[str]:
    return [name for name in row.unread if not row.columns()[name].given]
