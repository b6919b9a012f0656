"""A quarter's trackers sent out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History
from nacpc_xl.outputs.coordinator import coordinator_workbook
from nacpc_xl.plan.read import read_plan
from nacpc_xl.returns.workers import reading
from nacpc_xl.steps.merging import update_workbooks
from nacpc_xl.steps.quarters import Progress, Quarters, quarter_of, silent
from nacpc_xl.tracker.contents import file_name
from nacpc_xl.tracker.write import tracker_workbook
from nacpc_xl.workspace import QuarterFolder, YearFolder, why_not_written, write_atomically


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
        problems += update_workbooks(year, quarter, (), plan, entries)
        for path, content in _to_issue(folder, past.plan, quarter, past.history):
            tell(f"Writing {path.name}")
            try:
                superseded += put_aside(folder, path, content)
                write_atomically(path, content)
                paths.append(path)
            except CannotGoOn as problem:
                problems.append(str(problem))
        problems += _made(folder.returned)
    return Issued(tuple(paths), folder.returned, past.bridged, past.unknown, tuple(superseded), tuple(problems))


def _to_issue(folder: QuarterFolder, plan: Plan, quarter: Quarter, history: History) -> Iterator[tuple[Path, bytes]]:
    """Each tracker with where it is to lie, and the coordinator's workbook where there is none yet."""
    for subgroup in plan.subgroups:
        yield folder.issued / file_name(plan, quarter, subgroup), tracker_workbook(plan, quarter, subgroup, history)
    if not folder.coordinator.exists():
        yield folder.coordinator, coordinator_workbook(plan, quarter)


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
