"""A quarter merged, checked and written, or only looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

from nacpc_xl.checks.run import check
from nacpc_xl.merge.asks import with_answers
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import Register
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import Severity
from nacpc_xl.outputs.coordinator import undecided, unrecorded
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.outputs.write import add_rows, write_outputs
from nacpc_xl.plan.read import read_plan
from nacpc_xl.privacy.commentary import screened_rows
from nacpc_xl.returns.workers import reading
from nacpc_xl.steps.quarters import (
    Progress,
    asks_recorded,
    coordinators_workbook,
    gate_of,
    history_before,
    label_of,
    quarter_of,
    register_of,
    silent,
)
from nacpc_xl.workspace import YearFolder


@dataclass(frozen=True)
class Merged:
    """A quarter merged and checked.

    `bridged` names the quarters that were read again for the history; `to_decide` is what the coordinator's
    workbook has no row for yet.
    """

    facts: Facts
    bridged: tuple[str, ...]
    problems: tuple[str, ...] = ()
    to_decide: tuple[Table, ...] = ()

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
    with reading(executor) as readers:
        plan = read_plan(year.plan)
        quarter = quarter_of(plan, label)
        history, bridged = history_before(year, plan, quarter, readers, tell)
        day = as_at or quarter.ends
        folder = year.quarter(quarter.label)
        written, problem = coordinators_workbook(folder)
        recorded, problems = asks_recorded(year, plan, quarter)
        gate = gate_of(plan, written)
        register = register_of(folder, plan, quarter, history, day, readers, gate, tell)
    tell("Checking")
    commentary, in_commentary = screened_rows(written.commentary, "text", gate)
    answers, in_answers = screened_rows((*recorded, *written.asks), "answer", gate)
    register = replace(
        register,
        asks=with_answers(register.asks, answers),
        withheld=(*register.withheld, *in_commentary, *in_answers),
    )
    checked = check(register, plan, quarter, history, day)
    facts = Facts(plan, quarter, register, checked.findings, history, written.meeting, commentary, checked.records)
    to_decide = (*undecided(register.withheld, written.decisions), *unrecorded(register.asks, written.asks))
    return Merged(facts, bridged, (*problems, *((problem,) if problem else ())), to_decide)


def merge_and_write(
    year: YearFolder,
    label: str,
    as_at: dt.date | None = None,
    tell: Progress = silent,
    executor: Executor | None = None,
) -> Written:
    """The quarter merged and checked, and everything in its `out/` written.

    Raises `CannotGoOn` when another run is writing into the same quarter.
    """
    folder = year.quarter(label_of(label))
    with folder.held():
        one = merged(year, label, as_at, tell, executor)
        tell("Writing the register and the report")
        files, problems = write_outputs(one.facts, folder, year.template)
        if one.to_decide and not one.problems:
            problems += add_rows(folder, one.facts, one.to_decide)
    return Written(one, files, one.problems + problems)


@dataclass(frozen=True)
class Standing:
    """Where one group's return stands."""

    code: str
    name: str
    outcome: str
    file: str
    still_open: int


def status(year: YearFolder, label: str) -> tuple[Quarter, dt.date, tuple[Standing, ...]]:
    """The quarter, the day trackers are due back, and for each group whether it returned and what is open."""
    one = merged(year, label)
    plan = one.facts.plan
    standings = []
    for returned in one.register.returns:
        is_open = [
            finding
            for finding in one.findings
            if finding.subgroup == returned.subgroup and finding.code != "R01" and finding.severity is not Severity.NOTE
        ]
        standings.append(Standing(returned.subgroup, returned.name, str(returned.outcome), returned.file, len(is_open)))
    return one.facts.quarter, plan.return_by(one.facts.quarter), tuple(standings)
