"""Everything that a merge leaves in `out/`, each file whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from nacpc_xl.model.coordinator import AskRow, DecisionRow
from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.model.table import Table
from nacpc_xl.outputs.coordinator import coordinator_workbook, with_rows
from nacpc_xl.outputs.register import register_workbook
from nacpc_xl.outputs.report.build import report_document
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.workspace import QuarterFolder, write_atomically


def add_rows(folder: QuarterFolder, facts: Facts, rows: Sequence[Table]) -> tuple[str, ...]:
    """Puts rows that wait for an answer into the coordinator's workbook; a sentence where that cannot be done.

    The workbook as it was is kept beside it.
    """
    path = folder.coordinator
    try:
        if not path.is_file():
            decisions = [row for row in rows if isinstance(row, DecisionRow)]
            asks = [row for row in rows if isinstance(row, AskRow)]
            write_atomically(path, coordinator_workbook(facts.plan, facts.quarter, decisions=decisions, asks=asks))
            return ()
        content = path.read_bytes()
        added = with_rows(content, rows, facts.quarter)
        write_atomically(folder.coordinator_before, content)
        write_atomically(path, added)
    except (CannotGoOn, OSError) as problem:
        return (f"{problem} What waits for an answer could not be added to it.",)
    return ()


def write_outputs(facts: Facts, folder: QuarterFolder, template: Path) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The files written, and a sentence for each that could not be; one failing leaves the others whole."""
    makers: dict[Path, Callable[[], bytes]] = {
        folder.register: lambda: register_workbook(facts.register, facts.findings, facts.plan, facts.checked),
        folder.report: lambda: report_document(facts, template),
    }
    done: list[Path] = []
    problems: list[str] = []
    for path, make in makers.items():
        try:
            write_atomically(path, make())
            done.append(path)
        except CannotGoOn as problem:
            problems.append(str(problem))
    return tuple(done), tuple(problems)
