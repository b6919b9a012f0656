"""What several commands need of a quarter: its registers before, and its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace

from nacpc_xl.merge.asks import with_answers
from nacpc_xl.merge.merge import merge
from nacpc_xl.merge.read import read_register
from nacpc_xl.model.coordinator import AskRow
from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History, Register
from nacpc_xl.outputs.coordinator import CoordinatorsWorkbook, read_coordinator
from nacpc_xl.plan.read import plan_version
from nacpc_xl.privacy.commentary import screened_rows
from nacpc_xl.privacy.gate import Gate
from nacpc_xl.returns.isolated import read_returns
from nacpc_xl.returns.read import files_named
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.workspace import PLAN, QuarterFolder, YearFolder

Progress = Callable[[str], None]
"""Is told what is being done, in a few words."""


def silent(_: str) -> None:
    """Tells nobody."""


def label_of(written: str) -> str:
    """The label of a quarter, as its folder is called, however it was written."""
    return written.strip().upper()


def quarter_of(plan: Plan, label: str) -> Quarter:
    """The plan's quarter with this label; `CannotGoOn` when there is none."""
    for quarter in plan.quarters:
        if quarter.label == label_of(label):
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
            gate = gate_of(plan, coordinators_workbook(folder)[0])
            register = register_of(folder, plan, earlier, history, earlier.ends, executor, gate, tell)
            recorded = (*asks_recorded(year, plan, earlier)[0], *coordinators_workbook(folder)[0].asks)
            answers, _ = screened_rows(recorded, "answer", gate)
            registers.append(replace(register, asks=with_answers(register.asks, answers)))
    return History(tuple(registers)), tuple(bridged)


def coordinators_workbook(folder: QuarterFolder) -> tuple[CoordinatorsWorkbook, str]:
    """What the coordinator wrote about a quarter, and a sentence when that cannot be read."""
    try:
        return read_coordinator(folder.coordinator), ""
    except CannotGoOn as problem:
        return CoordinatorsWorkbook(), f"{problem} The report was made without it, and nothing was released."


def asks_recorded(year: YearFolder, plan: Plan, quarter: Quarter) -> tuple[tuple[AskRow, ...], tuple[str, ...]]:
    """What the coordinator recorded of requests in the quarters before, and a sentence for each that cannot be read."""
    earlier = [coordinators_workbook(year.quarter(one.label)) for one in plan.quarters[: quarter.number - 1]]
    rows = tuple(row for written, _ in earlier for row in written.asks)
    return rows, tuple(problem for _, problem in earlier if problem)


def gate_of(plan: Plan, written: CoordinatorsWorkbook) -> Gate:
    """The gate that personal data does not pass, but for what the coordinator released."""
    names = (plan.details.short_name, plan.details.reports_to_short, *(subgroup.code for subgroup in plan.subgroups))
    return Gate((*plan.details.office_phones.splitlines(), *names), written.decisions)


def register_of(
    folder: QuarterFolder,
    plan: Plan,
    quarter: Quarter,
    history: History,
    as_at: dt.date,
    executor: Executor,
    gate: Gate,
    tell: Progress = silent,
) -> Register:
    """The register that the quarter's returns make."""
    paths = {path: path.relative_to(folder.returned).as_posix() for path in folder.returned_files()}
    returns = read_returns(files_named(paths, gate), GivenText(plan), executor, tell, gate)
    return merge(plan, quarter, returns, history, as_at, plan_version(folder.path.parent / PLAN))
