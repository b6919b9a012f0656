"""A year begun, and a quarter's trackers sent out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from nacpc_xl.merge.decisions import plan_in_force
from nacpc_xl.merge.year import plan_of_next_year
from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.outputs.coordinator import coordinator_workbook
from nacpc_xl.outputs.register import register_workbook
from nacpc_xl.plan.read import read_plan
from nacpc_xl.plan.write import blank_plan_workbook, plan_workbook
from nacpc_xl.returns.workers import reading
from nacpc_xl.steps.merging import merged, update_workbooks
from nacpc_xl.steps.quarters import Progress, Quarters, quarter_of, silent
from nacpc_xl.tracker.contents import file_name
from nacpc_xl.tracker.write import tracker_workbook
from nacpc_xl.workspace import PLAN, QuarterFolder, YearFolder, shipped, why_not_written, write_atomically


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


@dataclass(frozen=True)
class Issued:
    """The files written for a quarter.

    `bridged` names the quarters that were read again for the history, `unknown` those of which nothing is there;
    `superseded` are trackers that had been issued with other contents, and were put aside. `problems` are sentences on
    what could not be read or written.
    """

    files: tuple[Path, ...]
    returned: Path
    bridged: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    superseded: tuple[Path, ...] = ()
    problems: tuple[str, ...] = ()


def issue(year: YearFolder, label: str, tell: Progress = silent) -> Issued:
    """Writes the quarter's trackers and, where there is none yet, its coordinator's workbook.

    A tracker that was issued before and says something else now is put aside, not lost: what comes back may have been
    filled in on it. What cannot be written is told, and the others are written all the same. Raises `CannotGoOn` when
    another run is writing into the same quarter.
    """
    plan = read_plan(year.plan)
    quarter = quarter_of(plan, label)
    earlier = plan.quarters[: quarter.number - 1]
    with reading(files=sum(len(year.quarter(one.label).returned_files()) for one in earlier)) as executor:
        quarters = Quarters(year, plan, executor, tell)
        past = quarters.past_of(quarter)
    entries = quarters.entries(past.history.ledger("new_actions"), earlier)
    folder = year.quarter(quarter.label)
    paths: list[Path] = []
    superseded: list[Path] = []
    problems = list(past.problems)
    problems += _made(folder.path)
    with folder.held():
        problems += update_workbooks(year, plan, {}, entries)
        for subgroup in plan.subgroups:
            path = folder.issued / file_name(plan, quarter, subgroup)
            tell(f"Writing {path.name}")
            content = tracker_workbook(past.plan, quarter, subgroup, past.history)
            try:
                superseded += put_aside(folder, path, content)
                write_atomically(path, content)
                paths.append(path)
            except CannotGoOn as problem:
                problems.append(str(problem))
        problems += _made(folder.returned)
        if not folder.coordinator.exists():
            try:
                write_atomically(folder.coordinator, coordinator_workbook(plan, quarter))
                paths.append(folder.coordinator)
            except CannotGoOn as problem:
                problems.append(str(problem))
    return Issued(tuple(paths), folder.returned, past.bridged, past.unknown, tuple(superseded), tuple(problems))


def _made(folder: Path) -> list[str]:
    """Makes a folder where there is none; a sentence where that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return [f"The folder {folder} cannot be made: {why_not_written(error)}"]
    return []


def put_aside(folder: QuarterFolder, path: Path, content: bytes) -> list[Path]:
    """Keeps an issued tracker that says something else than the new `content`, and gives where it lies now.

    Raises `CannotGoOn` when it cannot be kept.
    """
    try:
        issued = path.read_bytes() if path.is_file() else content
        kept = {one.read_bytes() for one in folder.issued_files(path.name) if one != path}
    except OSError as error:
        raise CannotGoOn(f"{path} cannot be issued anew: {why_not_written(error)}") from error
    if issued == content or issued in kept:
        return []
    names = (f"{path.stem} ({number}){path.suffix}" for number in count(1))
    aside = next(one for one in (folder.superseded / name for name in names) if not one.exists())
    write_atomically(aside, issued)
    return [aside]
