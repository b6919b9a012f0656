"""A quarter merged, checked and written, or only looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from nacpc_xl.model.coordinator import AskRow, DecisionRow
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import Register
from nacpc_xl.model.table import Table
from nacpc_xl.outputs.coordinator import matters, unrecorded
from nacpc_xl.plan.read import read_plan
from nacpc_xl.privacy.commentary import screened_rows
from nacpc_xl.returns.workers import reading
from nacpc_xl.steps.quarters import Entry, Progress, Quarters, gate_of, label_of, quarter_of, silent
from nacpc_xl.workspace import YearFolder

if TYPE_CHECKING:
    from nacpc_xl.outputs.report.facts import Facts

WANTED_LATER = ("nacpc_xl.checks.run", "nacpc_xl.outputs.report.facts", "nacpc_xl.outputs.write")
"""What takes long to load, and is loaded while the returns are read."""


@dataclass(frozen=True)
class Merged:
    """A quarter merged and checked.

    `bridged` names the quarters that were read again for the history, `unknown` those of which nothing is there;
    `to_decide` is what the coordinator's workbook has no row for yet, `entries` are the refs to be entered in the
    workbooks of quarters, and `waiting` is everything that nobody has decided or answered yet.
    """

    facts: Facts
    bridged: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    to_decide: tuple[Table, ...] = ()
    entries: tuple[Entry, ...] = ()
    waiting: tuple[Table, ...] = ()

    @property
    def register(self) -> Register:
        """The quarter's register."""
        return self.facts.register

    @property
    def findings(self) -> Sequence[Finding]:
        """What the checks found."""
        return self.facts.findings


@dataclass(frozen=True)
class Written:
    """What a merge left behind: the files, and a sentence for each that could not be written."""

    merged: Merged
    files: tuple[Path, ...]
    problems: tuple[str, ...]


def merged(
    year: YearFolder,
    label: str,
    as_at: dt.date | None = None,
    tell: Progress = silent,
    executor: Executor | None = None,
) -> Merged:
    """The quarter's returns merged and checked; `as_at` is the quarter's last day unless given.

    Returns are read by the `executor`, or else by processes on this computer.
    """
    with reading(executor) as readers, _loading(WANTED_LATER):
        plan = read_plan(year.plan)
        quarter = quarter_of(plan, label)
        day = as_at or quarter.ends
        quarters = Quarters(year, plan, readers, tell)
        past = quarters.past_of(quarter)
        register = quarters.register(quarter, past, day)
    from nacpc_xl.checks.run import check
    from nacpc_xl.outputs.report.facts import Facts

    tell("Checking")
    written, problem = quarters.workbook(quarter)
    commentary, withheld = screened_rows(written.commentary, "text", gate_of(plan, written))
    register = replace(register, withheld=(*register.withheld, *withheld))
    checked = check(register, past.plan, quarter, past.history, day)
    facts = Facts(
        past.plan, quarter, register, checked.findings, past.history, written.meeting, commentary, checked.records
    )
    return Merged(
        facts,
        past.bridged,
        past.unknown,
        (*past.problems, *quarters.problems(quarter)),
        _lacking(register, written.decisions, written.asks) if not problem else (),
        quarters.entries(register.new_actions, plan.quarters[: quarter.number]),
        (*matters(register), *unrecorded(register.asks, ())),
    )


@contextmanager
def _loading(modules: Sequence[str]) -> Iterator[None]:
    """Loads these modules in the meantime, as far as another thing has to be waited for."""
    thread = Thread(target=lambda: [import_module(module) for module in modules])
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _lacking(register: Register, decisions: Sequence[DecisionRow], asks: Sequence[AskRow]) -> tuple[Table, ...]:
    """The rows that the coordinator's workbook does not have yet."""
    known = {row.mark for row in decisions}
    return (*(row for row in matters(register) if row.mark not in known), *unrecorded(register.asks, asks))


def merge_and_write(
    year: YearFolder,
    label: str,
    as_at: dt.date | None = None,
    tell: Progress = silent,
    executor: Executor | None = None,
) -> Written:
    """The quarter merged and checked, and everything in its `out/` written.

    What waits for an answer, and the refs of accepted actions, are entered in the coordinator's workbook first.
    Raises `CannotGoOn` when another run is writing into the same quarter.
    """
    folder = year.quarter(label_of(label))
    with folder.held():
        one = merged(year, label, as_at, tell, executor)
        from nacpc_xl.outputs.write import write_outputs

        tell("Writing the register and the report")
        problems = update_workbooks(year, one.facts.quarter, one.to_decide, one.facts.plan, one.entries)
        files, not_written = write_outputs(one.facts, folder, year.template)
    return Written(one, files, (*one.problems, *problems, *not_written))


def update_workbooks(
    year: YearFolder, held: Quarter, rows: Sequence[Table], plan: Plan, entries: Sequence[Entry]
) -> tuple[str, ...]:
    """Puts `rows` into the coordinator's workbook of the quarter that is `held`, and refs into any quarter's.

    Gives a sentence for each workbook that cannot be written.
    """
    from nacpc_xl.outputs.write import update_workbook

    problems: list[str] = []
    for quarter in plan.quarters:
        is_held = quarter.label == held.label
        new = rows if is_held else ()
        refs = {entry.mark: entry.ref for entry in entries if entry.quarter == quarter.label}
        if new or refs:
            folder = year.quarter(quarter.label)
            problems += update_workbook(folder, plan, quarter, new, refs, is_held=is_held)
    return tuple(problems)
