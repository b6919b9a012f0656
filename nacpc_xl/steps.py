"""What each command does with a year's folder: no command line, no clock, no printing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from nacpc_xl.checks.run import check
from nacpc_xl.merge.alone import plan_of
from nacpc_xl.merge.merge import merge
from nacpc_xl.merge.read import read_register
from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History, Register
from nacpc_xl.model.words import Severity
from nacpc_xl.outputs.coordinator import coordinator_workbook, read_coordinator
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.outputs.write import write_outputs
from nacpc_xl.plan.read import plan_version, read_plan
from nacpc_xl.plan.write import blank_plan_workbook
from nacpc_xl.returns.isolated import File, read_returns
from nacpc_xl.returns.read import Return
from nacpc_xl.tracker.contents import GivenText, file_name
from nacpc_xl.tracker.write import tracker_workbook
from nacpc_xl.workspace import PLAN, QuarterFolder, YearFolder, shipped, write_atomically

Progress = Callable[[str], None]
"""Is told what is being done, in a few words."""

FAMILIES_OF_A_FILE = "RFCKSP"  # the checks that make sense for a return by itself


def silent(_: str) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Merged:
    """A quarter merged and checked. `bridged` names the quarters that were read again for the history."""

    facts: Facts
    bridged: tuple[str, ...]
    problems: tuple[str, ...] = ()

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


def quarter_of(plan: Plan, label: str) -> Quarter:
    """The plan's quarter with this label; `CannotGoOn` when there is none."""
    for quarter in plan.quarters:
        if quarter.label == label.strip().upper():
            return quarter
    raise CannotGoOn(f"There is no quarter {label}. Enter Q1, Q2, Q3 or Q4.")


def new_year(folder: Path, *, blank: bool, today: dt.date) -> Path:
    """Makes a year folder with the shipped plan, or with a blank one, and gives the plan's path.

    Raises `CannotGoOn` when a plan is there already: it is never overwritten.
    """
    path = folder / PLAN
    if path.exists():
        raise CannotGoOn(f"{path} is there already, and a plan is never overwritten. Name another folder.")
    write_atomically(path, blank_plan_workbook(today) if blank else shipped(PLAN).read_bytes())
    return path


@dataclass(frozen=True)
class Issued:
    """The files written for a quarter. `bridged` names the quarters that were read again for the history."""

    files: tuple[Path, ...]
    returned: Path
    bridged: tuple[str, ...]


def issue(year: YearFolder, label: str, tell: Progress = silent) -> Issued:
    """Writes the quarter's trackers and, where there is none yet, its coordinator's workbook."""
    plan = read_plan(year.plan)
    quarter = quarter_of(plan, label)
    history, bridged = history_before(year, plan, quarter, tell)
    folder = year.quarter(quarter.label)
    paths: list[Path] = []
    for subgroup in plan.subgroups:
        path = folder.issued / file_name(plan, quarter, subgroup)
        tell(f"Writing {path.name}")
        write_atomically(path, tracker_workbook(plan, quarter, subgroup, history))
        paths.append(path)
    folder.returned.mkdir(parents=True, exist_ok=True)
    if not folder.coordinator.exists():
        write_atomically(folder.coordinator, coordinator_workbook(plan, quarter))
        paths.append(folder.coordinator)
    return Issued(tuple(paths), folder.returned, bridged)


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
    plan = read_plan(year.plan)
    quarter = quarter_of(plan, label)
    history, bridged = history_before(year, plan, quarter, tell, executor)
    return _merge_one(year, plan, quarter, history, as_at or quarter.ends, tell, bridged, executor)


def merge_and_write(
    year: YearFolder,
    label: str,
    as_at: dt.date | None = None,
    tell: Progress = silent,
    executor: Executor | None = None,
) -> Written:
    """The quarter merged and checked, and everything in its `out/` written."""
    one = merged(year, label, as_at, tell, executor)
    tell("Writing the register and the report")
    files, problems = write_outputs(one.facts, year.quarter(one.facts.quarter.label), year.template)
    return Written(one, files, one.problems + problems)


def history_before(
    year: YearFolder, plan: Plan, quarter: Quarter, tell: Progress = silent, executor: Executor | None = None
) -> tuple[History, tuple[str, ...]]:
    """The registers of the quarters before. Where one was never written, that quarter's returns are read again."""
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
            one = _merge_one(year, plan, earlier, history, earlier.ends, tell, executor=executor)
            registers.append(one.register)
    return History(tuple(registers)), tuple(bridged)


def _merge_one(
    year: YearFolder,
    plan: Plan,
    quarter: Quarter,
    history: History,
    as_at: dt.date,
    tell: Progress,
    bridged: tuple[str, ...] = (),
    executor: Executor | None = None,
) -> Merged:
    folder = year.quarter(quarter.label)
    returns = _read_returns(folder, GivenText(plan), tell, executor)
    tell("Merging and checking")
    register = merge(plan, quarter, returns, history, as_at, plan_version(year.plan))
    findings = check(register, plan, quarter, history, as_at)
    problems: tuple[str, ...] = ()
    try:
        meeting, commentary = read_coordinator(folder.coordinator)
    except CannotGoOn as problem:
        problems = (f"{problem} The report was made without it.",)
        meeting, commentary = read_coordinator(Path())
    facts = Facts(plan, quarter, register, findings, history, meeting, commentary)
    return Merged(facts, bridged, problems)


def _read_returns(
    folder: QuarterFolder, given_text: GivenText, tell: Progress, executor: Executor | None
) -> list[Return]:
    files = [File(path, path.relative_to(folder.returned).as_posix()) for path in folder.returned_files()]
    return read_returns(files, given_text, executor, tell)


@dataclass(frozen=True)
class Checked:
    """One file checked by itself; `refusal` says why it could not be, and is `""` otherwise."""

    path: Path
    group: str
    findings: tuple[Finding, ...]
    refusal: str = ""


def check_file(path: Path) -> Checked:
    """What is wrong in one return. With a plan in a folder above it, that plan is what it is held against."""
    if not path.is_file():
        return Checked(path, "", (), f"There is no file {path}. Check its name.")
    year = _year_above(path)
    plan = read_plan(year.plan) if year is not None else None
    (one,) = read_returns([File(path, path.name)], GivenText(plan))
    if one.refusal is not None:
        detail = f": {one.detail}" if one.detail else ""
        return Checked(path, "", (), f"{path.name} {one.refusal}{detail}. {one.remedy}".rstrip())
    label = one.start.quarter.partition(" ")[0]
    history = History()
    is_alone = plan is None or year is None or label not in {quarter.label for quarter in plan.quarters}
    if plan is None or year is None or is_alone:
        plan, quarter = plan_of(one)
    else:
        quarter = quarter_of(plan, label)
        history, _ = history_before(year, plan, quarter)
    register = merge(plan, quarter, [one], history, quarter.ends, is_alone=is_alone)
    found = check(register, plan, quarter, history, quarter.ends, FAMILIES_OF_A_FILE)
    code = one.start.subgroup_code
    mine = tuple(finding for finding in found if finding.file == path.name or finding.subgroup == code)
    return Checked(path, one.start.subgroup, mine)


def _year_above(path: Path) -> YearFolder | None:
    for folder in path.resolve().parents[:4]:
        if (folder / PLAN).is_file():
            return YearFolder(folder)
    return None


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
