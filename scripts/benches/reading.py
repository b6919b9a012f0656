"""(c) Reading a return, beside what calamine alone needs, which is the least that it can cost, and openpyxl.

They are measured as the processes work that read returns: Python seldom looks for objects no longer in use. Each row
has two of them, in turn at every file: none reads file after file while all it needs is still at hand.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from benches.example import YEAR
from benches.measure import in_turn_for_each
from benches.rows import Row
from nacpc_xl.plan.read import read_plan
from nacpc_xl.returns.read import read_return
from nacpc_xl.returns.workers import seldom_look_for_rubbish
from nacpc_xl.tracker.given import GivenText

ROUNDS, FEW = 25, 5
MOST_OF_CALAMINE, MOST_OF_OPENPYXL = 4.0, 0.2


def rows(quick: bool) -> Iterator[Row]:
    """The example's returns that are in .xlsx, about as many as one process reads, one by one in this process."""
    plan = read_plan(YEAR.plan)
    files = (path for quarter in plan.quarters for path in YEAR.quarter(quarter.label).returned_files())
    returns = [path for path in files if path.suffix == ".xlsx"]
    given_text = GivenText(plan)
    for name, read, most in (
        ("calamine alone", read_by_calamine, MOST_OF_CALAMINE),
        ("openpyxl alone", read_by_openpyxl, MOST_OF_OPENPYXL),
    ):
        ways: dict[str, Callable[[Path], object]] = {"ours": partial(read_return, given_text=given_text), name: read}
        with _as_in_workers():
            ours, other = in_turn_for_each(returns, ways, FEW if quick else ROUNDS).values()
        yield Row("c", "Reading a return", ours, name, other, most)


@contextmanager
def _as_in_workers() -> Iterator[None]:
    before = gc.get_threshold()
    seldom_look_for_rubbish()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def read_by_calamine(path: Path) -> list[Sequence[Sequence[object]]]:
    """Every value of every sheet: the least that reading can cost."""
    with CalamineWorkbook.from_path(path) as workbook:
        return [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]


def read_by_openpyxl(path: Path) -> list[list[tuple[object, ...]]]:
    """Every value of every sheet, by the library that most scripts use."""
    return [list(sheet.iter_rows(values_only=True)) for sheet in openpyxl.load_workbook(path)]
