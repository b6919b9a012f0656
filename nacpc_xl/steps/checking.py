"""Returns checked by themselves, each held against the plan that lies above it, if there is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nacpc_xl.checks.run import check
from nacpc_xl.merge.alone import plan_of
from nacpc_xl.merge.merge import merge
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.register import History
from nacpc_xl.outputs.coordinator import CoordinatorsWorkbook
from nacpc_xl.plan.read import read_plan
from nacpc_xl.privacy.gate import Gate
from nacpc_xl.returns.isolated import read_returns
from nacpc_xl.returns.read import Return, files_named
from nacpc_xl.returns.workers import reading
from nacpc_xl.steps.quarters import Past, Quarters, gate_of, quarter_of
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.workspace import PLAN, YearFolder

FAMILIES_OF_A_FILE = "RFCKSP"  # the checks that make sense for a return by itself
FOLDERS_ABOVE = 4  # in which a plan is looked for


@dataclass(frozen=True)
class Checked:
    """One file checked by itself; `refusal` says why it could not be, and is `""` otherwise.

    `file` is its name as it may be shown.
    """

    file: str
    group: str
    findings: tuple[Finding, ...]
    refusal: str = ""


def check_files(paths: Sequence[Path], executor: Executor | None = None) -> Iterator[Checked]:
    """What is wrong in each of these returns, in their order; they are read by the `executor`, if one is given."""
    with reading(executor, files=len(paths)) as readers:
        checker = _Checker(readers)
        for path in paths:
            yield checker.checked(path)


class _Checker:
    """Checks files, and remembers the plans and histories that it held them against."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._plan_in = cache(lambda year: read_plan(year.plan))
        self._past_of = cache(self._read_past)

    def _read_past(self, year: YearFolder, label: str) -> Past:
        plan: Plan = self._plan_in(year)
        return Quarters(year, plan, self._executor).past_of(quarter_of(plan, label))

    def checked(self, path: Path) -> Checked:
        """What is wrong in the file at `path`."""
        if path.is_dir() or not (path.exists() or path.is_symlink()):
            return Checked(path.name, "", (), f"There is no file {path}. Check its name.")
        year = _year_above(path)
        plan = self._plan_in(year) if year is not None else None
        gate = gate_of(plan, CoordinatorsWorkbook()) if plan is not None else Gate()
        (file,) = files_named({path: path.name}, gate)
        (one,) = read_returns([file], GivenText(plan), self._executor, gate=gate)
        if one.refusal is not None:
            return Checked(file.name, "", (), _refused(one))
        label = one.start.quarter.partition(" ")[0]
        history, is_alone = History(), True
        if plan is not None and year is not None and label in {quarter.label for quarter in plan.quarters}:
            quarter = quarter_of(plan, label)
            past = self._past_of(year, label)
            if past.plan is not plan:
                plan = past.plan
                (one,) = read_returns([file], GivenText(plan), self._executor, gate=gate)
            history, is_alone = past.history, False
        else:
            plan, quarter = plan_of(one)
        register = merge(plan, quarter, [one], history, quarter.ends, is_alone=is_alone)
        found = check(register, plan, quarter, history, quarter.ends, FAMILIES_OF_A_FILE).findings
        code = one.start.subgroup_code
        mine = tuple(finding for finding in found if finding.file == file.name or finding.subgroup == code)
        return Checked(file.name, one.start.subgroup, mine)


def _refused(one: Return) -> str:
    detail = f": {one.detail}" if one.detail else ""
    return f"{one.file} {one.refusal}{detail}. {one.remedy}".rstrip()


def _year_above(path: Path) -> YearFolder | None:
    try:
        folders = path.resolve().parents[:FOLDERS_ABOVE]
    except (OSError, RuntimeError):  # a link that leads to itself
        return None
    return next((YearFolder(folder) for folder in folders if (folder / PLAN).is_file()), None)
