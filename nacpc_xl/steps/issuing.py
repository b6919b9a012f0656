"""A year begun, and a quarter's trackers sent out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.outputs.coordinator import coordinator_workbook
from nacpc_xl.plan.read import read_plan
from nacpc_xl.plan.write import blank_plan_workbook
from nacpc_xl.returns.workers import reading
from nacpc_xl.steps.quarters import Progress, history_before, quarter_of, silent
from nacpc_xl.tracker.contents import file_name
from nacpc_xl.tracker.write import tracker_workbook
from nacpc_xl.workspace import PLAN, YearFolder, shipped, write_atomically


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
    """Writes the quarter's trackers and, where there is none yet, its coordinator's workbook.

    Raises `CannotGoOn` when another run is writing into the same quarter.
    """
    plan = read_plan(year.plan)
    quarter = quarter_of(plan, label)
    earlier = plan.quarters[: quarter.number - 1]
    with reading(files=sum(len(year.quarter(one.label).returned_files()) for one in earlier)) as executor:
        history, bridged = history_before(year, plan, quarter, executor, tell)
    folder = year.quarter(quarter.label)
    paths: list[Path] = []
    with folder.held():
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
