"""What several commands need of a quarter: its registers before, and its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import Executor

from nacpc_xl.merge.merge import merge
from nacpc_xl.merge.read import read_register
from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History, Register
from nacpc_xl.plan.read import plan_version
from nacpc_xl.returns.isolated import File, read_returns
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.workspace import YearFolder

Progress = Callable[[str], None]
"""Is told what is being done, in a few words."""


def silent(_: str) -> None:
    """Tells nobody."""


def quarter_of(plan: Plan, label: str) -> Quarter:
    """The plan's quarter with this label; `CannotGoOn` when there is none."""
    for quarter in plan.quarters:
        if quarter.label == label.strip().upper():
            return quarter
    raise CannotGoOn(f"There is no quarter {label}. Enter Q1, Q2, Q3 or Q4.")


def history_before(
    year: YearFolder, plan: Plan, quarter: Quarter, executor: Executor, tell: Progress = silent
) -> tuple[History, tuple[str, ...]]:
    """The registers of the quarters before, and the names of those that were never written.

    Where one was never written, that quarter's returns are read again.
    """
    registers: list[Register] = []
    bridged: list[str] = []
    for earlier in plan.quarters[: quarter.number - 1]:
        folder = year.quarter(earlier.label)
        if folder.register.is_file():
            tell(f"Reading the register of {earlier.label}")
            registers.append(read_register(folder.register))
        elif folder.returned_files():
            bridged.append(earlier.label)
            history = History(tuple(registers))
            registers.append(register_of(year, plan, earlier, history, earlier.ends, executor, tell))
    return History(tuple(registers)), tuple(bridged)


def register_of(
    year: YearFolder,
    plan: Plan,
    quarter: Quarter,
    history: History,
    as_at: dt.date,
    executor: Executor,
    tell: Progress = silent,
) -> Register:
    """The register that the quarter's returns make."""
    folder = year.quarter(quarter.label)
    files = [File(path, path.relative_to(folder.returned).as_posix()) for path in folder.returned_files()]
    returns = read_returns(files, GivenText(plan), executor, tell)
    return merge(plan, quarter, returns, history, as_at, plan_version(year.plan))
