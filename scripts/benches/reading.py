"""(c) Reading a return, beside what calamine alone needs, which is the least that it can cost, and openpyxl.

They are measured as the processes work that read returns: Python seldom looks for objects no longer in use. Ours and
calamine are in turn at every file: neither reads file after file while all it needs is still at hand. Ours and openpyxl
are in turn at all files, so that openpyxl pays itself for looking through the many objects that it leaves behind.
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
from benches.measure import in_turn, in_turn_for_each
from benches.rows import Row
from nacpc_xl.plan.read import read_plan
from nacpc_xl.returns.read import read_return
from nacpc_xl.returns.workers import seldom_look_for_rubbish
from nacpc_xl.tracker.given import GivenText

ROUNDS, FEW = 15, 5
MOST_OF_CALAMINE, MOST_OF_OPENPYXL = 4.0, 0.2


def rows(quick: bool) -> Iterator[Row]:
    """The example's returns that are in .xlsx, about as many as one process reads, one by one in this process."""
    plan = read_plan(YEAR.plan)
    files = (path for quarter in plan.quarters for path in YEAR.quarter(quarter.label).returned_files())
    returns = [path for path in files if path.suffix == ".xlsx"]
    ours = partial(read_return, given_text=GivenText(plan))
    rounds = FEW if quick else ROUNDS
    with _as_in_workers():
        of_one = in_turn_for_each(returns, {"ours": ours, "other": read_by_calamine}, rounds)
        all_by = {"ours": partial(_each, returns, ours), "other": partial(_each, returns, read_by_openpyxl)}
        of_all = in_turn(all_by, rounds)
    yield Row("c", "Reading a return", of_one["ours"], "calamine alone", of_one["other"], MOST_OF_CALAMINE)
    each, other = (of_all[name] / len(returns) for name in all_by)
    yield Row("c", "Reading a return", each, "openpyxl alone", other, MOST_OF_OPENPYXL)


def _each(returns: Sequence[Path], read: Callable[[Path], object]) -> None:
    for path in returns:
        read(path)


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
