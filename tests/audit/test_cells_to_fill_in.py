"""How much a lead has to fill in when all is on track, counted from the schema and told on Start here."""

import re
from dataclasses import replace

import openpyxl
import pytest

from nacpc_xl.model.register import History
from nacpc_xl.model.status import Status
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import Actions, Measures, SignOff
from nacpc_xl.model.words import Better
from nacpc_xl.tracker.write import tracker_workbook
from tests.committee import PLAN, Q1, action, measure


def cells_called_for(table: type[Table], **answers: object) -> int:
    """The cells that must be filled in in one row, as one answer calls for others."""
    columns = table.columns()
    row = table.of()
    filled: set[str] = set()
    while True:
        lacking = {
            name for name, condition in table.conditions().items() if condition.holds(row) and not row.is_filled(name)
        }
        if not lacking:
            return len(filled)
        name = next(name for name in columns if name in lacking)
        filled.add(name)
        row = row.but(**{name: answers.get(name, columns[name].sample(0))})


def test_on_track_calls_for_few_cells():
    assert cells_called_for(Actions, status=Status.ON_TRACK) <= 5
    assert cells_called_for(Measures) <= 2
    assert cells_called_for(SignOff) <= 2


@pytest.mark.parametrize(("actions", "measures"), [(6, 6), (1, 0), (2, 5), (0, 0)])
def test_start_here_tells_how_many_cells_must_be_filled_in(tmp_path, actions, measures):
    refs = [f"P1.1-{number:02}" for number in range(1, actions + 1)]
    plan = replace(
        PLAN,
        actions=tuple(action(ref, "FH", f"Do {ref}.", "2024-04-01 to 2025-03-31", ("A1",)) for ref in refs),
        measures=tuple(
            measure(f"{refs[number % actions]}-M{number + 1}", "Staff", "staff", Better.HIGHER, 0, 10)
            for number in range(measures)
        ),
    )
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(tracker_workbook(plan, Q1, plan.subgroups[0], History()))
    called_for = (
        actions * cells_called_for(Actions, status=Status.ON_TRACK)
        + measures * cells_called_for(Measures)
        + cells_called_for(SignOff)
    )
    assert called_for <= actions * 5 + measures * 2 + 2
    lines = [str(cell.value) for cell in openpyxl.load_workbook(path)["Start here"]["A"] if cell.value]
    (line,) = [line for line in lines if "on track" in line and "must be filled in" in line]
    assert [int(number) for number in re.findall(r"\d+", line)] == [called_for]
