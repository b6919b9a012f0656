"""A year begun: with a plan that comes with the library, with a blank one, or with what is open of the year before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from nacpc_xl.merge.decisions import plan_in_force
from nacpc_xl.merge.year import plan_of_next_year
from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.outputs.register import register_workbook
from nacpc_xl.plan.read import read_plan
from nacpc_xl.plan.write import blank_plan_workbook, plan_workbook
from nacpc_xl.steps.merging import merged
from nacpc_xl.steps.quarters import Progress, silent
from nacpc_xl.workspace import PLAN, QuarterFolder, YearFolder, shipped, write_atomically


def new_year(folder: Path, *, blank: bool, today: dt.date) -> Path:
    """Makes a year folder with the shipped plan, or with a blank one, and gives the plan's path.

    Raises `CannotGoOn` when a plan is there already: it is never overwritten.
    """
    path = _free(folder / PLAN)
    write_atomically(path, blank_plan_workbook(today) if blank else shipped(PLAN).read_bytes())
    return path


@dataclass(frozen=True)
class CarriedOver:
    """A year that goes on from another one: its plan, the register it goes on from, and the quarter of that.

    `actions` were carried over, `awaited` is what nobody has decided yet, and `problems` are sentences on what could
    not be read.
    """

    plan: Path
    register: Path
    quarter: str
    actions: int
    awaited: int
    problems: tuple[str, ...]


def next_year(folder: Path, before: YearFolder, tell: Progress = silent) -> CarriedOver:
    """Makes a year folder that goes on from the year in `before`: its open actions, with their refs and history.

    Raises `CannotGoOn` when a plan is there already.
    """
    path = _free(folder / PLAN)
    plan = read_plan(before.plan)
    known = [one for one in plan.quarters if _is_known(before.quarter(one.label))]
    if not known:
        raise CannotGoOn(f"Nothing has come back in {before.path} yet, so there is nothing to go on from.")
    last = merged(before, known[-1].label, tell=tell)
    register = last.register
    in_force = plan_in_force(plan, register.new_actions, ())
    following = plan_of_next_year(in_force, register)
    year = YearFolder(folder)
    content = register_workbook(register, last.findings, last.facts.plan, last.facts.checked)
    write_atomically(year.register_before, content)
    write_atomically(path, plan_workbook(following))
    return CarriedOver(
        path, year.register_before, known[-1].name, len(following.actions), len(last.waiting), last.problems
    )


def _is_known(folder: QuarterFolder) -> bool:
    return folder.register.is_file() or bool(folder.returned_files())


def _free(path: Path) -> Path:
    """The path of a plan; `CannotGoOn` when there is one already."""
    if path.exists():
        raise CannotGoOn(f"{path} is there already, and a plan is never overwritten. Name another folder.")
    return path
