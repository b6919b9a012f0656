"""Everything that a merge leaves in `out/`, each file whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from nacpc_xl.model.coordinator import AskRow, DecisionRow
from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.table import Table
from nacpc_xl.outputs.chase.pack import chase_pack, left_over
from nacpc_xl.outputs.coordinator import coordinator_workbook, with_rows
from nacpc_xl.outputs.edited import CannotBeAddedTo
from nacpc_xl.outputs.register import register_file
from nacpc_xl.outputs.report.build import report_document
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.workspace import Content, QuarterFolder, why_not_written, write_atomically


def update_workbook(
    folder: QuarterFolder,
    plan: Plan,
    quarter: Quarter,
    rows: Sequence[Table],
    refs: Mapping[str, str],
    *,
    is_held: bool,
) -> tuple[str, ...]:
    """Puts rows that wait for an answer, and refs of accepted actions, into the coordinator's workbook.

    Gives a sentence where that cannot be done, as when another run holds the folder and `is_held`, that this one
    does, is not true. The workbook as it was is kept beside it.
    """
    try:
        with nullcontext() if is_held else folder.held():
            _update(folder, plan, quarter, rows, refs)
    except CannotGoOn as problem:
        return (f"{problem} {_NOT_ADDED}",)
    except (CannotBeAddedTo, OSError) as reason:
        why = why_not_written(reason) if isinstance(reason, OSError) else reason
        return (f"{folder.coordinator} cannot be added to: {why} {_NOT_ADDED}",)
    return ()


_NOT_ADDED = "What waits for an answer could not be added to the coordinator's workbook."


def _update(
    folder: QuarterFolder, plan: Plan, quarter: Quarter, rows: Sequence[Table], refs: Mapping[str, str]
) -> None:
    path = folder.coordinator
    if not path.is_file():
        decisions = [row for row in rows if isinstance(row, DecisionRow)]
        asks = [row for row in rows if isinstance(row, AskRow)]
        write_atomically(path, coordinator_workbook(plan, quarter, decisions=decisions, asks=asks))
        return
    content = path.read_bytes()
    updated = with_rows(content, rows, quarter, refs)
    write_atomically(folder.coordinator_before, content)
    if path.read_bytes() != content:
        raise CannotBeAddedTo("it was saved at this very moment. Run the command again.")
    write_atomically(path, updated)


def write_outputs(facts: Facts, folder: QuarterFolder, template: Path) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The files written, and a sentence for each that could not be; one failing leaves the others whole.

    What is left over of an earlier chase pack is removed.
    """
    makers: dict[Path, Callable[[], Content]] = {
        folder.register: lambda: register_file(facts.register, facts.findings, facts.plan, facts.checked),
        folder.report: lambda: report_document(facts, template),
    }
    done, problems = _written(makers.items())
    pack = dict(chase_pack(facts, folder))
    chased, more = _written((path, partial(bytes, content)) for path, content in pack.items())
    return done + chased, problems + more + tuple(_removed(left_over(facts, folder, pack)))


def _written(makers: Iterable[tuple[Path, Callable[[], Content]]]) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The files that could be written, and a sentence for each of the others."""
    done: list[Path] = []
    problems: list[str] = []
    for path, make in makers:
        try:
            write_atomically(path, make())
            done.append(path)
        except CannotGoOn as problem:
            problems.append(str(problem))
    return tuple(done), tuple(problems)


def _removed(paths: Iterable[Path]) -> Iterator[str]:
    """Removes these files, and gives a sentence for each that has to stay."""
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            yield f"{path} is of an earlier merge and cannot be removed. Close it, and delete it."
